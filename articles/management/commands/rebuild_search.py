from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from articles.search.indexing import rebuild


class Command(BaseCommand):
    help = "Index all stories for search anew, or those --missing. It may be stopped; readers search meanwhile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--missing", action="store_true", help="Only stories that search does not know.")

    def handle(self, *args: Any, **options: Any) -> None:
        done, told = 0, 0
        for done in rebuild(missing=options["missing"]):
            if done - told >= 10_000:
                self.stdout.write(f"{done} …")
                told = done
        self.stdout.write(f"{done} stories indexed.")
