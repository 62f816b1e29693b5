"""Paging of long lists without counting them: a page asks for one row more than it shows."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponsePermanentRedirect
from django.utils.functional import cached_property

Row = TypeVar("Row")

LAST_PAGE = 500
"""The deepest page of a list that may be as long as the portal: whatever the address says, no more is skipped over."""

COUNTED = 10_000
"""Rows of a list of the newsroom that are counted and paged; what lies deeper is found by a filter or a search."""


class MovedToFirstPage(Exception):
    """`?page=1` was asked for; the first page has the bare address."""


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a list: its rows, its number from 1, whether older rows follow, and the last page allowed."""

    rows: Sequence[Row]
    number: int
    has_older: bool
    last: int | None = None

    @property
    def newer(self) -> int | None:
        """The number of the page before this one, None on the first."""
        return self.number - 1 if self.number > 1 else None

    @property
    def older(self) -> int | None:
        """The number of the page after this one, None on the last."""
        return self.number + 1 if self.has_older and self.number != self.last else None

    @property
    def is_cut_off(self) -> bool:
        """Whether older rows follow that no page of this list shows."""
        return self.has_older and self.number == self.last


def page_number(request: HttpRequest) -> int:
    """Give the page that the address asks for, from 1.

    Raises:
        Http404: it is no page number (`abc`, `0`, `-1`, `007`, a thousand digits).
        MovedToFirstPage: it is `1`, whose address is the bare one.
    """
    if (asked := request.GET.get("page")) is None:
        return 1
    if not (asked.isascii() and asked.isdigit() and len(asked) <= 5 and asked[0] != "0"):
        raise Http404("no such page")
    if asked == "1":
        raise MovedToFirstPage
    return int(asked)


def page_of(slice_of: Callable[[slice], Iterable[Row]], number: int, size: int, last: int | None = None) -> Page[Row]:
    """Give page `number`, `size` rows long, of an ordered list of which `slice_of` gives any slice.

    Raises:
        Http404: the page is past the end of the list, or past its page `last`, which is not even looked for.
    """
    if last is not None and number > last:
        raise Http404("past the last page")
    start = (number - 1) * size
    rows = list(slice_of(slice(start, start + size + 1)))
    if not rows and number > 1:
        raise Http404("past the last page")
    return Page(rows[:size], number, len(rows) > size, last)


def to_first_page(request: HttpRequest, query: str = "") -> HttpResponsePermanentRedirect:
    """Give the permanent redirect from `?page=1` to the address without it; `query` is what else it says."""
    return HttpResponsePermanentRedirect(f"{request.path}?{query}" if query else request.path)


class CountedToALimit(Paginator[Model]):
    """The newsroom's paginator: to count a million rows would cost more than the page that shows fifty of them."""

    object_list: QuerySet[Model]

    @cached_property
    def count(self) -> int:
        """The number of rows, or COUNTED where there are as many or more."""
        rows = self.object_list.values("pk")
        if not rows.query.where:  # any rows will do; else the count is to find them along the index of the list
            rows = rows.order_by()
        return rows[:COUNTED].count()

    @property
    def is_cut_off(self) -> bool:
        """Whether there may be rows that were not counted; the template of the list says so."""
        return self.count >= COUNTED
