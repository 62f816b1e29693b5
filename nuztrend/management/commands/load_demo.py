from typing import Any

from django.core.management.base import BaseCommand

from nuztrend import demo


class Command(BaseCommand):
    help = "Load the demo stories, bylines and comments; a second run changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("Loading the demo …")
        demo.load(self.stdout.write)
