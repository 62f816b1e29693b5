import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest

from nuztrend.database import CLOCK
from nuztrend.database.files import this_machine
from nuztrend.models import PageFolder, PageTag
from nuztrend.pagecache import EVERYTHING, touch


class Command(BaseCommand):
    help = "Render every page anew: after changes that no verb made (SQL by hand, a restored database)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--folders",
            action="store_true",
            help="Also forget the folders of other machines that published pages as files (PAGES_DIR) and are gone.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            if options["folders"]:
                PageFolder.objects.exclude(path__startswith=f"{this_machine()}:").delete()
            # past every number that the clock of a restored database had before: Redis may hold pages with those
            PageTag.objects.filter(name=CLOCK).update(version=Greatest(F("version"), Value(time.time_ns() // 1000)))
            touch(EVERYTHING)
        self.stdout.write("Every page will be rendered anew.")
