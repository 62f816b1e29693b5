import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.related import rebuild

WORDS = {
    rebuild.COUNT: "1/3 counting words",
    rebuild.WEIGH: "2/3 weighing words",
    rebuild.RELATE: "3/3 relating stories",
}
PAUSE = 2.0  # seconds between two lines


class Command(BaseCommand):
    help = "Work out anew what goes on where stories end. It may be stopped at any moment, and goes on where it was."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--anew", action="store_true", help="Begin at the first story, whatever was done before.")

    def handle(self, *args: Any, **options: Any) -> None:
        said, step = 0.0, ""
        try:
            for at in rebuild.rebuild(anew=options["anew"]):
                if at.step != step or at.done >= at.total or time.monotonic() - said > PAUSE:
                    share = 100 * at.done // at.total if at.total else 100
                    self.stdout.write(f"{WORDS[at.step]}: {at.done:,} of {at.total:,} stories ({share} %)")
                    self.stdout.flush()
                    said, step = time.monotonic(), at.step
        except KeyboardInterrupt:
            self.stdout.write("Stopped. The same command goes on from here.")
            raise SystemExit(130) from None
        except rebuild.AnotherRebuild as error:
            raise CommandError(str(error)) from None
        self.stdout.write("Done: every story knows what goes on from it.")
