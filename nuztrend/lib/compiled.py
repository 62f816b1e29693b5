"""Queries that are built and compiled once: Django takes ten times as long to put one together as to run it."""

import copy
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, NamedTuple, TypeVar, cast

from django.db import connections
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


class Compiled(Generic[Row]):
    """A query with parameters: `Compiled(lambda slug, now: …, slug=str, now=datetime)`.

    It is compiled with stand-ins at its first run; later runs put the values into their places. What a parameter is
    must not decide the shape of the query: no `None`, no list, no slice.

    Args:
        build: gives the queryset for some values, without prefetching.
        kinds: of each parameter `str`, `int` or `datetime`.
    """

    def __init__(self, build: Callable[..., QuerySet[Row]], **kinds: type):
        self._build = build
        self._kinds = kinds
        self._compiled: Plan[Row] | None = None

    def run(self, **values: Any) -> list[Row]:
        """Give the rows for these values of the parameters."""
        queryset, compiler, sql, places, fixed, converters = self._compiled or self._compile()
        adapt = connections["default"].ops.adapt_datetimefield_value
        filled = {name: adapt(value) if isinstance(value, datetime) else value for name, value in values.items()}
        params = [value if name is None else filled[name] for name, value in zip(places, fixed, strict=True)]
        ready = copy.copy(compiler)
        ready.connection = connections["default"]  # of this thread
        ready.as_sql = lambda: (sql, params)
        ready.get_converters = lambda expressions: converters
        return list(type(queryset)(model=queryset.model, query=cast(Any, _Ready(ready)), using="default"))

    def first(self, **values: Any) -> Row | None:
        """Give the first row, if there is one."""
        return next(iter(self.run(**values)), None)

    def _compile(self) -> "Plan[Row]":
        connection = connections["default"]
        stand_ins = {name: _stand_in(kind, number) for number, (name, kind) in enumerate(self._kinds.items())}
        queryset = self._build(**stand_ins)
        compiler = queryset.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        adapt = connection.ops.adapt_datetimefield_value
        names = {adapt(value) if isinstance(value, datetime) else value: name for name, value in stand_ins.items()}
        places = [names.get(param) for param in params]
        if missing := self._kinds.keys() - set(places):
            raise TypeError(f"the query does not hold {', '.join(sorted(missing))}")
        converters = compiler.get_converters([column for column, *_ in compiler.select])
        self._compiled = Plan(queryset, compiler, sql, places, list(params), converters)
        return self._compiled


class Plan(NamedTuple, Generic[Row]):
    """What is known of a query once it is compiled."""

    queryset: QuerySet[Row]
    compiler: Any
    sql: str
    places: list[str | None]  # the name of the parameter that stands there, None for a fixed value
    fixed: list[Any]
    converters: dict[int, Any]


class _Ready:
    """Stands in the place of a queryset's query, with a compiler that has nothing left to do."""

    def __init__(self, compiler: Any):
        self.compiler = compiler

    def get_compiler(self, using: str | None = None, **options: Any) -> Any:
        return self.compiler


def _stand_in(kind: type, number: int) -> Any:
    """Give a value that no query contains by itself."""
    if kind is datetime:
        return datetime(1907, 7, 7, 7, 7, 7, 700_007, tzinfo=UTC) + timedelta(seconds=number)
    return f"stand-in-{number}" if kind is str else -777_000_777 - number
