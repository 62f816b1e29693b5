"""The registry of personal data. tests/test_privacy_registry.py finds every field that is missing in it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import models


class Whose(models.TextChoices):
    """About whom something is stored, in the order in which readers are told."""

    READER = "reader", "Everybody who reads"
    WRITER = "writer", "Who writes a comment"
    REPORTER = "reporter", "Who reports a comment"
    NEWSROOM = "newsroom", "Who works in the newsroom"


@dataclass(frozen=True)
class Person:
    """Somebody whose data are looked for: by an e-mail address, an account of the newsroom, or a receipt."""

    address: str = ""
    receipt: str = ""
    account: Any = None


Rows = models.QuerySet[Any]


@dataclass(frozen=True, kw_only=True)
class Holding:
    """Fields of one table (or something outside of the database) that are kept about people for one purpose.

    What leads to a person has `find`; what does not says why (`nobody`). What is not erased on demand says why
    (`stays`).
    """

    model: str = ""
    """`app.Model`; empty for what lies in no table."""
    fields: tuple[str, ...] = ()
    whose: Whose
    what: str
    """What it is, in words that readers understand."""
    why: str
    kept: str
    """How long."""
    ends: str
    """What deletes it."""
    kept_for: timedelta | None = None
    """The time after which something deletes it by itself."""
    forget: Callable[[], int] | None = None
    """Deletes what is old, and gives how much; the chore `forget_personal_data` calls it."""
    chore: str = ""
    """The chore of the minute that does so instead."""
    find: Callable[[Person], Rows] | None = None
    """Gives the rows of one person."""
    erase: Callable[[Rows], int] | None = None
    """Erases the person from these rows, and gives in how many."""
    nobody: str = ""
    stays: str = ""


@dataclass(frozen=True, kw_only=True)
class InBrowser:
    """Something that the portal asks a browser to keep."""

    name: str
    is_cookie: bool = True
    whose: Whose
    what: str
    why: str
    kept: str


_holdings: list[Holding] = []
_in_browser: list[InBrowser] = []
_not_personal: dict[str, str] = {}


def declare(*holdings: Holding) -> None:
    """Say what is held about people."""
    _holdings.extend(holdings)


def declare_in_browser(*kept: InBrowser) -> None:
    """Say what browsers are asked to keep."""
    _in_browser.extend(kept)


def not_personal(model: str, fields: str, because: str) -> None:
    """Say why texts of a table tell nothing about a person; `fields` are names with blanks between."""
    for field in fields.split():
        _not_personal[f"{model}.{field}"] = because


def holdings(whose: str = "") -> list[Holding]:
    """Give what is held, of all people or of one kind."""
    return [holding for holding in _holdings if not whose or holding.whose == whose]


def in_browser() -> list[InBrowser]:
    """Give what browsers keep."""
    return list(_in_browser)


def personal_fields() -> Iterator[str]:
    """Give `app.Model.field` of everything that is held."""
    for holding in _holdings:
        yield from (f"{holding.model}.{field}" for field in holding.fields)


def fields_with_a_reason() -> dict[str, str]:
    """Give `app.Model.field` of what is not personal, with the reason."""
    return dict(_not_personal)


def forget_what_is_old() -> int:
    """Do everything that ends what was kept long enough; give of how many rows something was forgotten.

    Raises:
        ExceptionGroup: of what failed, after everything else was done.
    """
    duties = {holding.forget: None for holding in _holdings if holding.forget}  # one may be the end of two holdings
    done, failed = 0, []
    for forget in duties:
        try:
            done += forget()
        except Exception as error:
            failed.append(error)
    if failed:
        raise ExceptionGroup("not everything was forgotten", failed)
    return done
