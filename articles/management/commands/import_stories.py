from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from articles.importer import import_folder


def shown(path: Path, folder: Path) -> str:
    """Give a file's name as a terminal may print it."""
    name = str(path.relative_to(folder)).encode(errors="replace").decode()
    return "".join(char if char.isprintable() else "?" for char in name)


class Command(BaseCommand):
    help = "Import a folder of Markdown stories with YAML front matter: docs/import.md has the keys."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--by", metavar="USERNAME", help="Who the audit log names; default: the system.")
        parser.add_argument("--overwrite", action="store_true", help="Let files win over changes made in the portal.")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder.")
        user = None
        if options["by"]:
            user = get_user_model().objects.filter(username=options["by"]).first()
            if user is None:
                raise CommandError(f"There is no user {options['by']}.")
        counts: Counter[str] = Counter()
        for outcome in import_folder(folder, user, overwrite=options["overwrite"]):
            counts[outcome.verdict] += 1
            if outcome.verdict == "skipped":
                self.stderr.write(f"skipped {shown(outcome.path, folder)}: {outcome.why}")
            elif options["verbosity"] > 1:
                self.stdout.write(f"{outcome.verdict} {shown(outcome.path, folder)}")
        self.stdout.write(
            ", ".join(f"{counts[verdict]} {verdict}" for verdict in ("created", "updated", "unchanged", "skipped"))
        )
