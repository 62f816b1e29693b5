from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from nuztrend.weather import cities


class Command(BaseCommand):
    help = "Make the table of cities again from files of https://download.geonames.org/export/dump/ (for developers)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("cities", type=Path, help="cities15000.txt")
        parser.add_argument("regions", type=Path, help="admin1CodesASCII.txt")
        parser.add_argument("countries", type=Path, help="countryInfo.txt")

    def handle(self, *args: Any, **options: Any) -> None:
        lines = cities.trim(options["cities"], options["regions"], options["countries"])
        self.stdout.write(f"{lines} cities, {cities.DATA.stat().st_size:,} bytes.")
