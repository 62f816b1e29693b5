"""Who may do what, as a table of verbs and groups: what the database says now, not what it said when it was set up."""

from dataclasses import dataclass

from django.contrib.auth.models import Group

from nuztrend.newsroom import GROUPS, VERBS


@dataclass(frozen=True)
class Cell:
    """Whether a group may do something, and whether an operator has changed that."""

    group: str
    may: bool
    changed: bool


@dataclass(frozen=True)
class Row:
    """A verb, and who may do it."""

    words: str
    cells: list[Cell]
    yours: bool


@dataclass(frozen=True)
class Table:
    """The whole table."""

    groups: list[str]
    rows: list[Row]
    is_changed: bool


def table_for(user: object) -> Table:
    """Give the table with what holds for one member beside it; in two queries besides those of the member."""
    held = {
        group.name: {f"{each.content_type.app_label}.{each.codename}" for each in group.permissions.all()}
        for group in Group.objects.order_by("name").prefetch_related("permissions__content_type")
    }
    names = [name for name in GROUPS if name in held] + [name for name in held if name not in GROUPS]
    rows = []
    for words, permission in VERBS:
        cells = []
        for name in names:
            may = permission in held[name]
            meant = permission in GROUPS[name] if name in GROUPS else may
            cells.append(Cell(name, may, changed=may != meant))
        rows.append(Row(words, cells, yours=user.has_perm(permission)))  # type: ignore[attr-defined]
    return Table(names, rows, any(cell.changed for row in rows for cell in row.cells))
