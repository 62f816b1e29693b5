import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder

from nuztrend.privacy.person import Unknown, export, person


def add_who(parser: ArgumentParser) -> None:
    """Let a command be told about whom it is."""
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument("--address", default="", help="An e-mail address.")
    who.add_argument("--account", default="", help="The name of an account of the newsroom.")
    who.add_argument("--receipt", default="", help="The secret in the address of a receipt.")


class Command(BaseCommand):
    help = "Print as JSON everything that is stored about one person, with what it is, why, and for how long."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_who(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        who = {name: options[name].strip() for name in ("address", "account", "receipt")}
        try:
            held = export(person(**who))
        except Unknown as error:
            raise CommandError(str(error)) from error
        told = {"about": {name: value for name, value in who.items() if value}, "held": held}
        self.stdout.write(json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
