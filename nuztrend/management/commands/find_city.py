from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from nuztrend.weather import cities


class Command(BaseCommand):
    help = "Find the number of a city for WEATHER_CITY: manage.py find_city columbus ohio"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="+")

    def handle(self, *args: Any, **options: Any) -> None:
        cities.load()
        found = cities.search(" ".join(options["name"]))
        if not found:
            raise CommandError("The table holds no such city: it has those of 15,000 inhabitants and more.")
        for city in found:
            self.stdout.write(f"{city.pk:>9}  {city} ({city.population:,})")
