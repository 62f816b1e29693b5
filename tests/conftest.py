"""What every test stands on: own files, own database file, the plain static storage."""

import gc
import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import TransactionTestCase
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in the thread of the tests


def pytest_collection_finish() -> None:
    """Spare the garbage collector what stays to the end; it took a sixth of the processor's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Keep SQLite's test database in a file: in memory it has neither WAL nor a second connection."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if "sqlite" in database["ENGINE"]:
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Empty the database after a test that committed as tests/emptying.py does."""
    from tests.emptying import Emptier

    with django_db_blocker.unblock():
        emptier = Emptier(otherwise=TransactionTestCase._fixture_teardown)  # type: ignore[attr-defined]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: emptier.empty(self))
        yield


@pytest.fixture(autouse=True)
def _own_files(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]
    settings.READERS_DIR = tmp_path  # type: ignore[attr-defined]
    # the real hasher takes 0.4 s a password by design, which is no subject of these tests
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]
    settings.STATIC_ROOT = tmp_path  # type: ignore[attr-defined]
    settings.STORAGES = {  # type: ignore[attr-defined]
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def later(time_machine: Any) -> Callable[..., None]:
    """Let the clock of the wall jump: `later(minutes=5)`."""

    def jump(**time: float) -> None:
        time_machine.move_to(timezone.now() + timedelta(**time))

    return jump


@pytest.fixture(autouse=True)
def _no_connection_left() -> Iterator[None]:
    """The page cache reads the clock over a connection of its own, which would hold the test database."""
    from nuztrend.pagecache.freshness import freshness

    yield
    freshness.__init__()  # type: ignore[misc]


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """A process remembers whether an attack goes on, and since when Latest Trending has its order."""
    from articles.models import trending
    from comments.models import attack

    attack._here.__init__()  # type: ignore[misc]
    trending._here.__init__()  # type: ignore[misc]
