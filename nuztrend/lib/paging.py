"""Paging of long lists without counting them: a page asks for one row more than it shows."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model
from django.http import Http404, HttpRequest
from django.http.response import HttpResponsePermanentRedirect

Row = TypeVar("Row", bound=Model)


class MovedToFirstPage(Exception):
    """`?page=1` was asked for; the first page has the bare address."""


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a list: its rows, its number from 1, and whether older rows follow."""

    rows: Sequence[Row]
    number: int
    has_older: bool

    @property
    def newer(self) -> int | None:
        """The number of the page before this one, None on the first."""
        return self.number - 1 if self.number > 1 else None

    @property
    def older(self) -> int | None:
        """The number of the page after this one, None on the last."""
        return self.number + 1 if self.has_older else None


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


def page_of(slice_of: Callable[[slice], Iterable[Row]], number: int, size: int) -> Page[Row]:
    """Give page `number`, `size` rows long, of an ordered list of which `slice_of` gives any slice.

    Raises:
        Http404: the page is past the end of the list.
    """
    start = (number - 1) * size
    rows = list(slice_of(slice(start, start + size + 1)))
    if not rows and number > 1:
        raise Http404("past the last page")
    return Page(rows[:size], number, len(rows) > size)


def to_first_page(request: HttpRequest) -> HttpResponsePermanentRedirect:
    """Give the permanent redirect from `?page=1` to the bare address."""
    return HttpResponsePermanentRedirect(request.path)
