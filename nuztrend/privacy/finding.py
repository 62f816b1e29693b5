"""How the rows of a person are found and erased in most tables."""

from collections.abc import Callable
from typing import Any

from django.db import models

from nuztrend.privacy.registry import Person, Rows

STAYS = "It leads to an account, which names nobody once it is erased."
"""Why what somebody did in the newsroom stays when the account is erased."""


def of_account(model: type[models.Model], *fields: str) -> Callable[[Person], Rows]:
    """Give what finds the rows of a table in which one of the `fields` leads to the account of a person."""

    def find(person: Person) -> Rows:
        rows: Any = model._default_manager.order_by("pk")
        if person.account is None:
            return rows.none()
        return rows.filter(models.Q(*((field, person.account.pk) for field in fields), _connector=models.Q.OR))

    return find


def delete(rows: Rows) -> int:
    """Erase a person by deleting the rows."""
    return int(rows.delete()[0])
