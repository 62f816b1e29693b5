"""Queries that are built and compiled once: Django takes ten times as long to put one together as to run it.

What their rows become is planned once as well. For the five queries of a story's page Django's own way from a row to
an object (iterators, signals, a `setattr` for each field) took twice as long as SQLite, here it takes a third of that.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import connections
from django.db.models import Model, QuerySet
from django.db.models.base import ModelState

Row = TypeVar("Row", bound=Model)
Converter = Callable[[Any, Any, Any], Any]


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
        self._plan: Plan | None = None

    def run(self, **values: Any) -> list[Row]:
        """Give the rows for these values of the parameters."""
        plan = self._plan or self._compile()
        connection = connections["default"]  # of this thread
        adapt = connection.ops.adapt_datetimefield_value
        filled = {name: adapt(value) if isinstance(value, datetime) else value for name, value in values.items()}
        params = [value if name is None else filled[name] for name, value in zip(plan.places, plan.fixed, strict=True)]
        with connection.cursor() as cursor:
            cursor.execute(plan.sql, params)
            rows = cursor.fetchall()
        return [plan.read(list(row), connection) for row in rows]

    def first(self, **values: Any) -> Row | None:
        """Give the first row, if there is one."""
        return next(iter(self.run(**values)), None)

    def _compile(self) -> "Plan":
        connection = connections["default"]
        stand_ins = {name: _stand_in(kind, number) for number, (name, kind) in enumerate(self._kinds.items())}
        compiler = self._build(**stand_ins).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        adapt = connection.ops.adapt_datetimefield_value
        names = {adapt(value) if isinstance(value, datetime) else value: name for name, value in stand_ins.items()}
        places = [names.get(param) for param in params]
        if missing := self._kinds.keys() - set(places):
            raise TypeError(f"the query does not hold {', '.join(sorted(missing))}")
        found = compiler.get_converters([column for column, *_ in compiler.select])
        converters = [(column, each, said) for column, (several, said) in found.items() for each in several]
        annotations = list((compiler.annotation_col_map or {}).items())
        kind = Kind.of(compiler.klass_info, compiler.select)
        self._plan = Plan(sql, places, list(params), converters, annotations, kind)
        return self._plan


class Handwritten(Generic[Row]):
    """The rows of queries that are written in SQL: the columns named like fields of a model make an object of it each.

    What is named otherwise, and stands before or after the fields, becomes an attribute of the object.
    """

    def __init__(self, model: type[Row], *columns: str):
        self._model = model
        self._columns = columns
        self._plan: Plan | None = None

    def run(self, sql: str, params: Sequence[Any] | Mapping[str, Any]) -> list[Row]:
        """Give the rows of a query that selects these columns, in this order."""
        plan = self._plan or self._compile()
        connection = connections["default"]
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            rows = cursor.fetchall()
        return [plan.read(list(row), connection) for row in rows]

    def _compile(self) -> "Plan":
        connection, table = connections["default"], self._model._meta.db_table
        fields = {field.attname: field.get_col(table) for field in self._model._meta.concrete_fields}
        found = {place: fields[name] for place, name in enumerate(self._columns) if name in fields}
        converters = [
            (place, each, column)
            for place, column in found.items()
            for each in (*connection.ops.get_db_converters(column), *column.get_db_converters(connection))
        ]
        others = [(name, place) for place, name in enumerate(self._columns) if name not in fields]
        kind = Kind.of({"model": self._model, "select_fields": list(found)}, [(fields.get(n),) for n in self._columns])
        self._plan = Plan("", [], [], converters, others, kind)
        return self._plan


class Plan(NamedTuple):
    """What is known of a query once it is compiled."""

    sql: str
    places: list[str | None]  # the name of the parameter that stands there, None for a fixed value
    fixed: list[Any]
    converters: list[tuple[int, Converter, Any]]  # column, how its value is converted, and the expression it is of
    annotations: list[tuple[str, int]]  # name and column
    kind: "Kind"

    def read(self, row: list[Any], connection: Any) -> Any:
        """Give the object that a row of the database holds."""
        for column, convert, expression in self.converters:
            row[column] = convert(row[column], expression, connection)
        made = self.kind.read(row)
        for name, column in self.annotations:
            setattr(made, name, row[column])
        return made


class Kind(NamedTuple):
    """A model whose fields stand in some columns of each row, with those that `select_related` reads beside it."""

    model: type[Model]
    names: list[str]
    start: int
    stop: int
    key: int  # the column that is empty where a related object is missing
    related: "list[tuple[Kind, Callable[..., None], Callable[..., None]]]"  # kind, and who is told of it on both sides

    @classmethod
    def of(cls, info: dict[str, Any], select: Sequence[Any]) -> "Kind":
        """Plan what Django's compiler says of a model.

        Raises:
            TypeError: the model's objects are not made as all others are, and would not be by `read`.
        """
        model, columns = info["model"], info["select_fields"]
        if model.__init__ is not Model.__init__ or "from_db" in vars(model) or info.get("from_parent"):
            raise TypeError(f"{model.__name__} has its own way to be made of a row")
        start, stop = columns[0], columns[-1] + 1
        names = [column.target.attname for column, *_ in select[start:stop]]
        related = [
            (cls.of(each, select), each["local_setter"], each["remote_setter"])
            for each in info.get("related_klass_infos", ())
        ]
        return cls(model, names, start, stop, start + names.index(model._meta.pk.attname), related)

    def read(self, row: list[Any]) -> Any:
        """Give the object that stands in a row, as `Model.from_db` makes it; fields that were not read are deferred."""
        made = self.model.__new__(self.model)
        state = made._state = ModelState()
        state.adding, state.db, state.fields_cache = False, "default", {}
        vars(made).update(zip(self.names, row[self.start : self.stop], strict=True))
        for kind, tell, tell_back in self.related:
            if row[kind.key] is None:
                tell(made, None)
            else:
                tell(made, found := kind.read(row))
                tell_back(found, made)
        return made


def _stand_in(kind: type, number: int) -> Any:
    """Give a value that no query contains by itself."""
    if kind is datetime:
        return datetime(1907, 7, 7, 7, 7, 7, 700_007, tzinfo=UTC) + timedelta(seconds=number)
    return f"stand-in-{number}" if kind is str else -777_000_777 - number
