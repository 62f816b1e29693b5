import hashlib
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from articles.models import ArchiveCount, Article, TrendingList
from articles.search import indexing
from nuztrend import demo
from nuztrend.pagecache import files
from nuztrend.pagecache.store import release
from nuztrend.weather import cities
from nuztrend.weather.models import City


class Command(BaseCommand):
    help = "Make ready to serve: migrate, collect static files, load the demo into an empty portal (DEMO=0: not)."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            connection.ensure_connection()
        except DatabaseError as error:
            raise CommandError(f"The database that DATABASE_URL names does not answer: {str(error).strip()}") from None
        executor = MigrationExecutor(connection)
        if is_new := bool(executor.migration_plan(executor.loader.graph.leaf_nodes())):
            call_command("migrate", verbosity=0, interactive=False)
            self.stdout.write("The database is migrated.")
        TrendingList.objects.adopt_half_life()
        self.check(databases=["default"])
        ArchiveCount.objects.recount_if_moved()
        if indexing.is_empty():
            self.stdout.write("The stories are indexed for search, once.")
            call_command("rebuild_search", stdout=self.stdout)
        if settings.WEATHER != "none":
            self.load_cities()
        self.collect_static()
        if self.is_another_release() or is_new:  # files and caches downstream hold pages of the one before
            call_command("forget_pages", stdout=StringIO())
        try:
            files.begin()
        except OSError as error:
            raise CommandError(str(error)) from None
        if settings.DEMO and (demo.UNFINISHED.exists() or not Article.objects.exists()):
            demo.UNFINISHED.touch()
            login = demo.editor()
            call_command("load_demo", stdout=self.stdout)
            demo.UNFINISHED.unlink()
            self.show_addresses(login)
        else:
            self.show_addresses(None)

    def load_cities(self) -> None:
        """Load the cities that readers choose from, once, and look for the site's own among them."""
        if loaded := cities.load():
            self.stdout.write(f"{loaded} cities are loaded, once.")
        if settings.WEATHER_CITY and not City.objects.filter(pk=settings.WEATHER_CITY).exists():
            raise CommandError(
                f"No city has the number WEATHER_CITY={settings.WEATHER_CITY}: `manage.py find_city NAME` finds it."
            )

    def collect_static(self) -> None:
        """Hash and compress the static files, unless they are the same as last time."""
        if settings.DEBUG:
            return
        digest = hashlib.sha256()
        for finder in get_finders():
            for name, storage in finder.list([]):
                stat = Path(storage.path(name)).stat()
                digest.update(f"{name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
        stamp = settings.STATIC_ROOT / ".collected"
        if stamp.exists() and stamp.read_text() == digest.hexdigest():
            return
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(digest.hexdigest())
        self.stdout.write("The static files are collected.")

    def is_another_release(self) -> bool:
        """Say whether code, templates or settings differ from those of the last time, and remember them."""
        stamp, now = settings.STATIC_ROOT / ".release", release()
        if stamp.exists() and stamp.read_text() == now:
            return False
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(now)
        return True

    def show_addresses(self, login: tuple[str, str] | None) -> None:
        """Say where the portal is, and once how to sign in: later logs need not repeat a password."""
        lines = [("The portal", f"{settings.SITE_URL}/"), ("The newsroom", f"{settings.SITE_URL}/admin/")]
        if login:
            lines += [("Demo login", login[0]), ("Demo password", login[1])]
        elif demo.LOGIN_FILE.exists():
            lines.append(("Demo login", f"in {demo.LOGIN_FILE}"))
        self.stdout.write("\n" + "".join(f"  {name:<17}{value}\n" for name, value in lines))
