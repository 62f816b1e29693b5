"""Settings from the environment. A wrong value stops the start with its name and the fix."""

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import environ
from django.core.exceptions import ImproperlyConfigured

_env = environ.Env()

_host = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]")
_site = re.compile(rf"https?://({_host.pattern})(:[0-9]{{1,5}})?")
_address = re.compile(rf"{_site.pattern}(/[!-~]*)?")
_key = re.compile(r"[A-Za-z0-9_-]{1,250}")
_contact = r"(mailto:[!-~]+@[!-~]+|https://[!-~]+|tel:[0-9+-]+)"
MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}
DATABASE_SCHEMES = {"sqlite": "sqlite", "postgres": "postgresql", "postgresql": "postgresql"}


class BadSetting(ImproperlyConfigured):
    """A setting has a value that cannot be used; the text names it and says what to write instead."""

    def __init__(self, name: str, value: object, fix: str):
        super().__init__(f"the setting {name}={value} cannot be used. {fix}")


def text(name: str, default: str = "") -> str:
    """Give the variable as it stands; an empty one counts as absent."""
    return _env.str(name, default="") or default


def flag(name: str, default: bool = False) -> bool:
    """Give the variable as a yes or no (1/0, true/false, yes/no, on/off)."""
    value = text(name, "1" if default else "0").strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise BadSetting(name, value, f"Write {name}=1 for yes or {name}=0 for no.")


def number(name: str, default: int, least: int = 0, most: int = 2**31) -> int:
    """Give the variable as a whole number from `least` to `most`."""
    value = text(name, str(default)).strip()
    if value.isascii() and value.isdigit() and len(value) < 12 and least <= int(value) <= most:
        return int(value)
    raise BadSetting(name, value, f"Write a whole number from {least} to {most}, for instance {name}={default}.")


def choice(name: str, options: Iterable[str], default: str) -> str:
    """Give the variable, which must be one of `options`."""
    value = text(name, default).strip()
    if value in (options := list(options)):
        return value
    raise BadSetting(name, value, f"Choose one of: {', '.join(options)}.")


def words(name: str, default: Iterable[str] = ()) -> list[str]:
    """Give a comma-separated variable as a list without blanks."""
    return [word for part in text(name).split(",") if (word := part.strip())] or list(default)


def some_of(name: str, options: Iterable[str], default: Iterable[str]) -> list[str]:
    """Give a comma-separated variable as a list of which each is one of `options`; `none` is the empty list."""
    found = words(name, default)
    if found == ["none"]:
        return []
    if unknown := [word for word in found if word not in (options := list(options))]:
        raise BadSetting(name, ",".join(unknown), f"Choose some of: {', '.join(options)}; or none.")
    return found


def time_zone(name: str, default: str) -> str:
    """Give the name of a time zone that this machine knows."""
    value = text(name, default).strip()
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise BadSetting(name, value, f"Write a zone such as {name}=Europe/Berlin.") from None
    return value


def site_url(name: str, default: str) -> str:
    """Give the address of the portal: scheme and host, without a path."""
    value = text(name, default).strip().rstrip("/")
    if not _site.fullmatch(value):
        raise BadSetting(name, value, f"Write scheme and host only, for instance {name}=https://news.example.org.")
    return value


def address(name: str, needed_by: str) -> str:
    """Give an http(s) address, which `needed_by` (a setting with its value) cannot do without."""
    value = text(name).strip()
    if not _address.fullmatch(value):
        shown = _without_password(value)
        raise BadSetting(name, shown, f"{needed_by} needs it. Write for instance {name}=http://127.0.0.1:6081/.")
    return value


def key(name: str, needed_by: str) -> str:
    """Give an id or a token, which `needed_by` (a setting with its value) cannot do without; it is never shown."""
    value = text(name).strip()
    if not _key.fullmatch(value):
        fix = "Write it as the provider gave it: letters, digits, - and _." if value else "Set it, or PURGE=none."
        raise BadSetting(name, "…" if value else "", f"{needed_by} needs it. {fix}")
    return value


def address_if_named(name: str, example: str) -> str:
    """Give an http(s) address, or nothing."""
    value = text(name).strip()
    if value and not _address.fullmatch(value):
        raise BadSetting(name, _without_password(value), f"Write for instance {name}={example}.")
    return value


def word_if_named(name: str, shape: str, fix: str) -> str:
    """Give a word that matches the regular expression `shape` as a whole, or nothing."""
    value = text(name).strip()
    if value and not re.fullmatch(shape, value):
        raise BadSetting(name, value, fix)
    return value


def contact_if_named(name: str, example: str) -> str:
    """Give an address under which somebody is reached (mailto:, https:// or tel:), or nothing."""
    return word_if_named(name, _contact, f"Write for instance {name}={example} or an https address.")


def hosts(name: str, default: Iterable[str]) -> list[str]:
    """Give a list of host names, without scheme or port; `.example.org` stands for all below it."""
    found = words(name, default)
    for host in found:
        if host != "*" and not _host.fullmatch(host.removeprefix(".")):
            raise BadSetting(name, host, f"Write host names only, for instance {name}=news.example.org,example.org.")
    return found


def folder(name: str, default: Path) -> Path:
    """Give a folder that can be written to; it is made where it is missing."""
    return folder_if_named(name) or _writable(name, default)


def folder_if_named(name: str) -> Path | None:
    """Give a folder that can be written to, or None where none is named."""
    value = text(name)
    return _writable(name, Path(value).absolute()) if value else None


def _writable(name: str, path: Path) -> Path:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadSetting(name, path, f"It must be a folder that can be written to ({error.strerror}).") from None
    if not os.access(path, os.W_OK):
        raise BadSetting(name, path, "It must be a folder that can be written to.")
    return path


def file(name: str, needed_by: str) -> Path:
    """Give a file that can be read, which `needed_by` (a setting with its value) cannot do without."""
    path = Path(text(name)).absolute()
    if not (text(name) and path.is_file() and os.access(path, os.R_OK)):
        raise BadSetting(name, text(name), f"{needed_by} needs it: a file that can be read.")
    return path


def database(name: str, default: str) -> dict[str, Any]:
    """Give Django's settings of the database that a URL names (sqlite:///file or postgres://…).

    SQLite runs in WAL with `synchronous=FULL`, so that an acknowledged save survives a power cut, and begins
    each transaction IMMEDIATE, so that two writers wait for each other instead of failing. Memory mapping stays
    off: with it SQLite 3.40 lost rows. `nuztrend.checks` holds all of this.
    """
    value = text(name, default)
    fix = f"Write for instance {name}=sqlite:///var/nuztrend.sqlite3 or {name}=postgres://user:password@host:5432/name."
    scheme = DATABASE_SCHEMES.get(value.partition(":")[0])
    if scheme is None:
        raise BadSetting(name, _without_password(value), fix)
    try:
        config = dict(_env.db_url_config(value))
    except (ImproperlyConfigured, ValueError, TypeError):
        raise BadSetting(name, _without_password(value), fix) from None
    if not config.get("NAME"):
        raise BadSetting(name, _without_password(value), fix)
    config["ENGINE"] = f"nuztrend.database.{'sqlite3' if scheme == 'sqlite' else scheme}"
    if scheme == "sqlite":
        config["CONN_MAX_AGE"] = None
        config["OPTIONS"] = {
            "timeout": 20,
            "cached_statements": 16,
            "transaction_mode": "IMMEDIATE",
            # 4 MB for each thread's connection; behind it stands the memory of the system, which all of them share
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA mmap_size=0; "
            "PRAGMA cache_size=-4000; PRAGMA journal_size_limit=27103364;",
        }
    else:
        pool = {"min_size": 1, "max_size": 8, "timeout": 5}
        config["OPTIONS"] = {"connect_timeout": 2, "pool": pool, **config.get("OPTIONS", {})}
        config["CONN_HEALTH_CHECKS"] = True
    return config


def mail(name: str) -> dict[str, Any]:
    """Give Django's settings of the mail server that a URL names (smtp+tls://user:password@host:587), or nothing.

    `smtp` speaks plainly, `smtp+tls` turns to TLS before it signs in (STARTTLS), `smtp+ssl` begins with TLS.
    """
    value = text(name).strip()
    if not value:
        return {}
    fix = f"Write for instance {name}=smtp+tls://user:password@mail.example.org:587."
    scheme = value.partition(":")[0]
    try:
        config = dict(_env.email_url_config(value))
    except (ImproperlyConfigured, ValueError, TypeError):
        raise BadSetting(name, _without_password(value), fix) from None
    if scheme not in MAIL_PORTS or not _host.fullmatch(config["EMAIL_HOST"] or ""):
        raise BadSetting(name, _without_password(value), fix)
    return config | {"EMAIL_PORT": config["EMAIL_PORT"] or MAIL_PORTS[scheme]}


def redis(name: str) -> str:
    """Give the URL of a Redis server, or nothing."""
    value = text(name).strip()
    if value and not (value.startswith(("redis://", "rediss://", "unix://")) and len(value.partition("://")[2]) > 0):
        raise BadSetting(name, _without_password(value), f"Write for instance {name}=redis://127.0.0.1:6379/0.")
    return value


def _without_password(url: str) -> str:
    head, at, tail = url.rpartition("@")
    return f"…@{tail}" if at and head else url
