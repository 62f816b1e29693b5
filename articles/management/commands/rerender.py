from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from articles import markdown
from articles.models import Article
from articles.tasks import rerender


class Command(BaseCommand):
    help = "Render the stored HTML of stories again: those of an older renderer, or --all of them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="Also those that the current renderer made.")

    def handle(self, *args: Any, **options: Any) -> None:
        stories = Article.objects.order_by("pk")
        if not options["all"]:
            stories = stories.exclude(renderer_version=markdown.RENDERER_VERSION)
        changed = refused = 0
        for story in stories.iterator(chunk_size=100):
            try:
                changed += rerender(story)
            except markdown.CannotRender as error:
                refused += 1
                self.stderr.write(f"“{story}” keeps its old HTML: {error}")
        self.stdout.write(
            f"{changed} stories rendered again, {refused} refused (renderer version {markdown.RENDERER_VERSION})."
        )
