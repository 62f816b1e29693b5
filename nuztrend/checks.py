"""System checks: a mistake of deployment is named, with its fix, before a reader meets it."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.db import DatabaseError, connections

NEEDED_PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "mmap_size": 0}


@register(Tags.security, deploy=True)
def public_site_speaks_https(app_configs: Any, **kwargs: Any) -> list[Warning]:
    """W001: a site that others reach by plain HTTP sends passwords and sessions in the clear."""
    site = urlsplit(settings.SITE_URL)
    if site.scheme == "https" or site.hostname in {"127.0.0.1", "localhost", "::1"}:
        return []
    return [
        Warning(
            f"SITE_URL is {settings.SITE_URL}: sign-in and sessions travel unencrypted.",
            hint="Put a TLS proxy in front and set SITE_URL=https://… and BEHIND_PROXY=1.",
            id="nuztrend.W001",
        )
    ]


@register(Tags.security, deploy=True)
def https_is_spoken_by_a_proxy(app_configs: Any, **kwargs: Any) -> list[Error]:
    """E003: `serve` speaks plain HTTP, so behind TLS it must be told, or every page redirects to itself."""
    if urlsplit(settings.SITE_URL).scheme != "https" or settings.BEHIND_PROXY:
        return []
    return [
        Error(
            "SITE_URL is https, but no proxy in front is declared: every page would redirect to itself.",
            hint="Set BEHIND_PROXY=1 when a proxy speaks TLS and sets X-Forwarded-Proto.",
            id="nuztrend.E003",
        )
    ]


@register(Tags.security, deploy=True)
def every_host_is_not_allowed(app_configs: Any, **kwargs: Any) -> list[Error]:
    """E002: ALLOWED_HOSTS=* lets a stranger choose the host that links and redirects name."""
    if "*" not in settings.ALLOWED_HOSTS:
        return []
    return [
        Error(
            "ALLOWED_HOSTS contains *.",
            hint="Name the hosts, for instance ALLOWED_HOSTS=news.example.org,www.news.example.org.",
            id="nuztrend.E002",
        )
    ]


@register(Tags.database)
def sqlite_keeps_what_it_acknowledged(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[Error]:
    """E001: SQLite must run in WAL with synchronous=FULL, without memory mapping, and begin transactions IMMEDIATE."""
    errors = []
    for alias in databases or []:
        connection = connections[alias]
        if connection.vendor != "sqlite":
            continue
        found: dict[str, object] = {}
        with connection.cursor() as cursor:
            for pragma in NEEDED_PRAGMAS:
                row = cursor.execute(f"PRAGMA {pragma}").fetchone()
                found[pragma] = row[0] if row else NEEDED_PRAGMAS[pragma]
        if found["journal_mode"] == "memory":  # an in-memory database, as tests use it, has no file to lose
            continue
        wrong = [f"{pragma}={found[pragma]}" for pragma, value in NEEDED_PRAGMAS.items() if found[pragma] != value]
        if connection.settings_dict["OPTIONS"].get("transaction_mode") != "IMMEDIATE":
            wrong.append("transaction_mode is not IMMEDIATE")
        if wrong:
            errors.append(
                Error(
                    f"The SQLite database can lose acknowledged writes: {', '.join(wrong)}.",
                    hint="Keep the options of nuztrend/env.py: WAL, synchronous=FULL, mmap_size=0, IMMEDIATE.",
                    id="nuztrend.E001",
                )
            )
    return errors


@register(Tags.database)
def ranks_have_the_half_life_of_the_settings(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[Warning]:
    """W002: beside ranks of another half-life what is new outweighs all there was for ever, or counts for nothing."""
    from articles.attention import HALF_LIFE
    from articles.models import TrendingList

    if "default" not in (databases or []):
        return []
    try:
        other = TrendingList.objects.exclude(half_life=HALF_LIFE).first()
    except DatabaseError:  # the database is not migrated yet
        return []
    if other is None:
        return []
    return [
        Warning(
            f"TRENDING_HALF_LIFE is {HALF_LIFE // 3600}, but Latest Trending goes by {other.half_life // 3600} hours.",
            hint="Run manage.py prepare, which carries the ranks over, before the portal serves.",
            id="nuztrend.W002",
        )
    ]


@register(Tags.database)
def demanded_groups_exist(app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any) -> list[Warning]:
    """W005: a group that OTP_GROUPS misspells signs in without codes, and nobody notices."""
    from django.contrib.auth.models import Group

    from nuztrend.signin.codes import SUPERUSERS

    wanted = set(settings.OTP_GROUPS) - {SUPERUSERS}
    if "default" not in (databases or []) or not wanted:
        return []
    try:
        missing = wanted - set(Group.objects.filter(name__in=wanted).values_list("name", flat=True))
    except DatabaseError:  # the database is not migrated yet
        return []
    if not missing:
        return []
    return [
        Warning(
            f"OTP_GROUPS names {', '.join(sorted(missing))}, but there is no such group.",
            hint="Write the names as the list of groups has them, and superusers for those.",
            id="nuztrend.W005",
        )
    ]
