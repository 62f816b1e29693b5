"""What is held of one person: all of it as data, and its end."""

from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.db import transaction

from nuztrend.privacy.registry import Holding, Person, Rows, holdings


class Unknown(Exception):
    """There is no such account."""


class LastAdministrator(Exception):
    """Nobody could manage accounts any more."""


class Erased(NamedTuple):
    """What became of a holding: the rows in which something was erased, or why they stay."""

    holding: Holding
    rows: int
    stays: str


def person(address: str = "", account: str = "", receipt: str = "") -> Person:
    """Give somebody by an account's name, by an e-mail address, which may be an account's as well, or by a receipt.

    Raises:
        Unknown: no account has this name.
    """
    accounts = get_user_model()._default_manager
    if account:
        found = accounts.filter(username=account).first()
        if found is None:
            raise Unknown(f"There is no account with the name {account}.")
        return Person(address=found.email, account=found)
    return Person(
        address=address, receipt=receipt, account=accounts.filter(email__iexact=address).first() if address else None
    )


def found(somebody: Person) -> list[tuple[Holding, Rows]]:
    """Give the holdings in which there is something of a person, with the rows."""
    looked_up = [(holding, holding.find(somebody)) for holding in holdings() if holding.find]
    return [(holding, rows) for holding, rows in looked_up if rows.exists()]


def export(somebody: Person) -> list[dict[str, Any]]:
    """Give everything that is held of a person, with what it is and why."""
    return [
        {
            "what": holding.what,
            "why": holding.why,
            "kept": holding.kept,
            "from": holding.model,
            "rows": list(rows.values("pk", *holding.fields)),
        }
        for holding, rows in found(somebody)
    ]


@transaction.atomic
def erase(somebody: Person) -> list[Erased]:
    """Erase a person wherever nothing speaks against it; give what was done.

    Raises:
        LastAdministrator: the account is the only one that can make others.
    """
    others = get_user_model()._default_manager.filter(is_active=True, is_superuser=True)
    if somebody.account and somebody.account in others and others.count() == 1:
        raise LastAdministrator("This is the only account that can make others: make another superuser first.")
    # all rows before the first one changes, by which others are found
    there = [
        (holding, rows.model._default_manager.filter(pk__in=list(rows.values_list("pk", flat=True))))
        for holding, rows in found(somebody)
    ]
    return [
        Erased(holding, holding.erase(rows) if holding.erase else 0, "" if holding.erase else holding.stays)
        for holding, rows in there
    ]
