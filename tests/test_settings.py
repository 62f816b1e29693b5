"""A wrong setting stops the start with its name and the fix."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

pytestmark = pytest.mark.pure

ROOT = Path(__file__).parent.parent


def start(tmp_path: Path, *arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    """Run manage.py with nothing but these settings."""
    env = {"PATH": os.environ["PATH"], "VAR": str(tmp_path), **settings}
    return subprocess.run(
        [sys.executable, "manage.py", *(arguments or ("check",))],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("name", "value", "fix"),
    [
        ("PORT", "eighty", "PORT=8000"),
        ("PORT", "0", "from 1 to 65535"),
        ("PORT", "99999999999999999999", "from 1 to 65535"),
        ("WORKERS", "-2", "WORKERS=2"),
        ("DEBUG", "perhaps", "DEBUG=1 for yes"),
        ("SITE_URL", "news.example.org", "https://news.example.org"),
        ("SITE_URL", "https://news.example.org/path", "Write scheme and host only"),
        ("SITE_URL", "https://[::1", "Write scheme and host only"),
        ("SITE_URL", "https://user:word@news.example.org", "Write scheme and host only"),
        ("SITE_URL", "https://news.example.org#top", "Write scheme and host only"),
        ("SITE_URL", "http://*", "Write scheme and host only"),
        ("ALLOWED_HOSTS", "https://news.example.org", "host names only"),
        ("ALLOWED_HOSTS", "two words", "host names only"),
        ("VAR", "/proc/nuztrend", "a folder that can be written to"),
        ("VAR", "/dev/null/nuztrend", "a folder that can be written to"),
        ("SITE_TIME_ZONE", "Mars/Olympus", "Europe/Berlin"),
        ("SITE_TIME_ZONE", "../etc/passwd", "Europe/Berlin"),
        ("CAPTCHA", "often", "first, always, never"),
        ("UNDER_ATTACK", "maybe", "auto, 0, 1"),
        ("NETWORK_BUDGET", "0", "from 1 to 1000000"),
        ("REPORTS_TO_HOLD", "-1", "from 0 to 1000"),
        ("KEEP_REJECTED_DAYS", "0", "from 1 to 36500"),
        ("KEEP_REPORTER_DAYS", "half a year", "KEEP_REPORTER_DAYS=180"),
        ("NEW_COMMENTS", "maybe", "shown, first, held"),
        ("COMMENTS_CLOSE_DAYS", "never", "from 0 to 36500"),
        ("SPAM_CHECK", "cloud", "none, akismet"),
        ("AKISMET_URL", "rest.akismet.com", "https://rest.akismet.com"),
        ("WEATHER", "yes", "none"),
        ("LOG_LEVEL", "LOUD", "DEBUG, INFO"),
        ("SECRET_KEY", "short", "at least 50"),
        ("DATABASE_URL", "oracle://u:p@h/n", "postgres://"),
        ("DATABASE_URL", "postgres://u:secret@h:port/n", "postgres://user:password@host:5432/name"),
        ("DATABASE_URL", "nonsense", "sqlite:///"),
        ("EMAIL_URL", "imap://mail.example.org", "smtp+tls://user:password@mail.example.org:587"),
        ("EMAIL_URL", "smtp+tls://me:secret@:587", "smtp+tls://user"),
        ("EMAIL_URL", "smtp://me:secret@mail.example.org:port", "smtp+tls://user"),
        ("EMAIL_URL", "smtp://[::1", "smtp+tls://user"),
        ("MAIL_FROM", "two@example.org, three@example.org", "one address"),
        ("MAIL_FROM", "a@example.org\nBcc: b@example.org", "one address"),
        ("PURGE", "akamai", "none, http, cloudflare, fastly"),
    ],
)
def test_a_wrong_value_is_named_with_the_fix(tmp_path: Path, name: str, value: str, fix: str) -> None:
    result = start(tmp_path, **{name: value})
    assert result.returncode != 0
    assert f"the setting {name}=" in result.stderr and fix in result.stderr
    assert "Traceback" not in result.stderr
    assert "secret" not in result.stderr.lower().replace("secret_key", "")


@pytest.mark.parametrize(
    ("given", "name", "fix"),
    [
        ({"PURGE": "http"}, "PURGE_URL", "PURGE_URL=http://"),
        ({"PURGE": "http", "PURGE_URL": "127.0.0.1:6081"}, "PURGE_URL", "PURGE_URL=http://"),
        ({"PURGE": "http", "PURGE_URL": "http://[::1"}, "PURGE_URL", "PURGE_URL=http://"),
        ({"PURGE": "http", "PURGE_URL": "http://me:secret@127.0.0.1/"}, "PURGE_URL", "PURGE_URL=http://"),
        ({"PURGE": "http", "PURGE_URL": "file:///etc/passwd"}, "PURGE_URL", "PURGE_URL=http://"),
        ({"PURGE": "cloudflare", "CLOUDFLARE_TOKEN": "secret"}, "CLOUDFLARE_ZONE", "or PURGE=none"),
        ({"PURGE": "cloudflare", "CLOUDFLARE_ZONE": "023e"}, "CLOUDFLARE_TOKEN", "or PURGE=none"),
        ({"PURGE": "fastly", "FASTLY_TOKEN": "secret"}, "FASTLY_SERVICE", "or PURGE=none"),
        ({"PURGE": "fastly", "FASTLY_SERVICE": "SU1Z"}, "FASTLY_TOKEN", "or PURGE=none"),
        ({"PURGE": "fastly", "FASTLY_SERVICE": "SU1Z", "FASTLY_TOKEN": "secret!"}, "FASTLY_TOKEN", "letters, digits"),
        ({"PURGE": "cloudflare", "CLOUDFLARE_ZONE": "../secret"}, "CLOUDFLARE_ZONE", "letters, digits"),
    ],
)
def test_a_cache_downstream_needs_its_own_settings(tmp_path: Path, given: dict[str, str], name: str, fix: str) -> None:
    result = start(tmp_path, **given)
    assert result.returncode != 0
    assert f"the setting {name}=" in result.stderr and fix in result.stderr
    assert "Traceback" not in result.stderr and "secret" not in result.stderr


@pytest.mark.parametrize("url", ["sqlite:////nowhere/at/all.sqlite3", "postgres://u:secretword@127.0.0.1:9/name"])
def test_a_database_that_does_not_answer_is_said_without_its_password(tmp_path: Path, url: str) -> None:
    result = start(tmp_path, "prepare", DATABASE_URL=url)
    assert result.returncode == 1
    assert "DATABASE_URL names does not answer" in result.stderr
    assert "Traceback" not in result.stderr and "secretword" not in result.stderr


def test_the_first_start_makes_a_secret_that_only_its_owner_reads_and_keeps_it(tmp_path: Path) -> None:
    assert start(tmp_path).returncode == 0
    path = tmp_path / "secret_key"
    made = path.read_text()
    assert len(made) > 60
    assert path.stat().st_mode & 0o077 == 0
    assert start(tmp_path).returncode == 0
    assert path.read_text() == made


@pytest.mark.parametrize(
    "given",
    [{"SITE_URL": "http://127.0.0.1:8000"}, {"SITE_URL": "https://news.example.org", "BEHIND_PROXY": "1"}],
)
def test_the_deployment_checks_are_clean_as_shipped(tmp_path: Path, given: dict[str, str]) -> None:
    result = start(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **given)
    assert result.returncode == 0, result.stderr


def test_a_public_site_without_tls_is_warned_about(tmp_path: Path) -> None:
    result = start(tmp_path, "check", "--deploy", SITE_URL="http://news.example.org")
    assert "nuztrend.W001" in result.stderr


def test_https_without_a_proxy_is_an_error(tmp_path: Path) -> None:
    result = start(tmp_path, "check", "--deploy", SITE_URL="https://news.example.org")
    assert result.returncode == 1 and "nuztrend.E003" in result.stderr


def test_every_host_is_an_error(tmp_path: Path) -> None:
    result = start(tmp_path, "check", "--deploy", ALLOWED_HOSTS="*")
    assert result.returncode == 1 and "nuztrend.E002" in result.stderr


@pytest.mark.django_db
def test_a_database_that_could_lose_writes_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.core.checks import Error
    from django.db.backends.sqlite3.base import DatabaseWrapper

    from nuztrend import checks, env

    config = env.database("UNSET", f"sqlite:///{tmp_path}/x.sqlite3")
    defaults: dict[str, object] = {
        "AUTOCOMMIT": True,
        "ATOMIC_REQUESTS": False,
        "CONN_HEALTH_CHECKS": False,
        "TIME_ZONE": None,
        "TEST": {},
    }

    def found(options: dict[str, object]) -> list[Error]:
        connection = DatabaseWrapper({**defaults, **config, "OPTIONS": options}, "default")
        monkeypatch.setattr(checks, "connections", {"default": connection})
        try:
            return checks.sqlite_keeps_what_it_acknowledged(None, databases=["default"])
        finally:
            connection.close()

    assert found(config["OPTIONS"]) == []
    for wrong in (
        config["OPTIONS"] | {"init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"},
        config["OPTIONS"] | {"init_command": config["OPTIONS"]["init_command"] + "PRAGMA mmap_size=134217728;"},
        config["OPTIONS"] | {"transaction_mode": "DEFERRED"},
    ):
        assert [error.id for error in found(wrong)] == ["nuztrend.E001"], wrong


@pytest.mark.django_db
def test_ranks_of_another_half_life_are_warned_about_until_prepare_carries_them_over(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from articles import attention
    from articles.models import TrendingList, trending

    def warned() -> bool:
        call_command("check", databases=["default"])
        return "nuztrend.W002" in capsys.readouterr().err

    TrendingList.objects.adopt_half_life()
    assert not warned()
    for module in (attention, trending):
        monkeypatch.setattr(module, "HALF_LIFE", 6 * 3600)
    assert warned()
    TrendingList.objects.adopt_half_life()
    assert not warned()
