from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from nuztrend.management.commands.export_person import add_who
from nuztrend.privacy.person import LastAdministrator, Unknown, erase, found, person


class Command(BaseCommand):
    help = "Erase what is stored about one person; say what stays, and why. Without --yes it only says what there is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_who(parser)
        parser.add_argument("--yes", action="store_true", help="Erase it. It cannot be brought back.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            somebody = person(**{name: options[name].strip() for name in ("address", "account", "receipt")})
            there = found(somebody)
            if not there:
                self.stdout.write("Nothing is stored about this person.")
            elif not options["yes"]:
                for holding, rows in there:
                    self.stdout.write(f"{rows.count():6} {holding.what} ({holding.model})")
                self.stdout.write("Add --yes to erase it.")
            else:
                for done in erase(somebody):
                    end = f"stays. {done.stays}" if done.stays else f"erased, {done.rows}"
                    self.stdout.write(f"{done.holding.what}: {end}")
        except (Unknown, LastAdministrator) as error:
            raise CommandError(str(error)) from error
