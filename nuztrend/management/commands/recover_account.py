from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from nuztrend.signin.recovery import begin_recovery


class Command(BaseCommand):
    help = (
        "Let a member back in who has lost the password or the telephone: removes the codes and backup codes of the "
        "account and prints a link under which its owner sets a new password within the hour. Until then the old "
        "password still holds; with the new one all sessions of the account end. Give the link to nobody but them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the user name of the account")

    def handle(self, *args: Any, **options: Any) -> None:
        user = get_user_model().objects.filter(username=options["name"]).first()
        if user is None:
            raise CommandError(f"There is no account of the name {options['name']!r}.")
        if not (user.is_active and user.is_staff):
            raise CommandError(
                f"{user} is not active, or no member of the newsroom: change that in the list of accounts."
            )
        had, link = begin_recovery(user)
        self.stdout.write("Codes and backup codes are removed." if had else "There were no codes to remove.")
        self.stdout.write("A new password is set here, once, within the hour:")
        self.stdout.write(link)
