from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from comments.models.month import ModerationMonth
from comments.transparency.months import count_closed_months, store


class Command(BaseCommand):
    help = "Count the months of the public report on moderation that are over. `tick` does it by itself."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--anew", action="store_true", help="Count the months that are stored once more as well.")

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        if options["anew"]:
            for month in list(ModerationMonth.objects.values_list("month", flat=True)):
                store(month)
                count += 1
        while done := count_closed_months():
            count += done
        self.stdout.write(f"{count} months counted.")
