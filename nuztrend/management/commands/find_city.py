from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from nuztrend.weather import cities


class Command(BaseCommand):
    help = "Find the number of a city for WEATHER_CITY: manage.py find_city columbus ohio"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="+")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            cities.load()
        except DatabaseError as error:
            raise CommandError(
                f"The table of cities cannot be loaded: {str(error).strip()}. `manage.py prepare` makes the database."
            ) from None
        found = cities.search(" ".join(options["name"]))
        if not found:
            raise CommandError("The table holds no such city: it has those of 15,000 inhabitants and more.")
        for city in found:
            self.stdout.write(f"{city.pk:>9}  {city} ({city.population:,})")
