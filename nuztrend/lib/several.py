"""Several short queries in one statement: a page that shows many small lists asks the database once for all of them."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

Asked = Mapping[str, QuerySet[Any]]


def count_each(asked: Asked, most: int) -> dict[str, int]:
    """Give the number of rows of each queryset, or `most` where it has as many or more: no more are looked at."""
    parts = dict(_compiled({name: rows.order_by().values("pk")[:most] for name, rows in asked.items()}))
    counts = dict.fromkeys(asked, 0)
    if parts:
        columns = ", ".join(f"(SELECT COUNT(*) FROM ({sql}) AS counted)" for sql, _ in parts.values())  # noqa: S608
        (found,) = _run(f"SELECT {columns}", parts)
        counts |= dict(zip(parts, found, strict=True))
    return counts


def keys_of_each(asked: Asked) -> dict[str, list[int]]:
    """Give the keys of each slice of ordered rows, in its order, which a UNION ALL of such subqueries keeps."""
    parts = dict(_compiled({name: rows.values("pk") for name, rows in asked.items()}))
    keys: dict[str, list[int]] = {name: [] for name in asked}
    names = list(parts)
    union = " UNION ALL ".join(
        f"SELECT {number} AS part, part{number}.* FROM ({sql}) AS part{number}"  # noqa: S608
        for number, (sql, _) in enumerate(parts.values())
    )
    for number, key in _run(union, parts) if parts else ():
        keys[names[number]].append(key)
    return keys


def _compiled(asked: Asked) -> Iterator[tuple[str, tuple[str, tuple[Any, ...]]]]:
    """Give the SQL and the parameters of each queryset that can have rows at all."""
    for name, rows in asked.items():
        try:
            yield name, rows.query.get_compiler(connection=connection).as_sql()
        except EmptyResultSet:
            continue


def _run(sql: str, parts: Mapping[str, tuple[str, tuple[Any, ...]]]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [param for _, params in parts.values() for param in params])
        return cursor.fetchall()
