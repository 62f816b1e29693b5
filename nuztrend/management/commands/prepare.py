import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from articles.models import Article
from nuztrend import demo


class Command(BaseCommand):
    help = "Make ready to serve: migrate, collect static files, load the demo into an empty portal (DEMO=0: not)."

    def handle(self, *args: Any, **options: Any) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0, interactive=False)
            self.stdout.write("The database is migrated.")
        self.collect_static()
        if settings.DEMO:
            if not Article.objects.exists():
                call_command("load_demo", stdout=self.stdout)
            self.show_login(*demo.editor())

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

    def show_login(self, username: str, password: str) -> None:
        self.stdout.write(
            f"\n  The portal       {settings.SITE_URL}/\n"
            f"  The newsroom     {settings.SITE_URL}/admin/\n"
            f"  Demo login       {username}\n"
            f"  Demo password    {password}\n"
        )
