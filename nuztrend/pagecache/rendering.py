"""What a page says of itself while it is rendered: the tags it depends on, and when its life ends."""

import threading
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.utils import timezone

from nuztrend.pagecache.freshness import Moment, freshness
from nuztrend.pagecache.tags import EVERYTHING

View = TypeVar("View", bound=Callable[..., Any])
Value = TypeVar("Value")
NEVER = float("inf")
MOST = 2_000  # values of `kept_each` in a worker


@dataclass
class Rendering:
    """A page in the making. `since` was read before anything else of it; `ends` is in seconds since the epoch."""

    since: Moment
    began: datetime = field(default_factory=timezone.now)
    tags: set[str] = field(default_factory=lambda: {EVERYTHING})
    ends: float = NEVER

    def take_over(self, part: "Rendering | Kept") -> None:
        """Depend on everything that a part of the page depends on."""
        self.tags |= part.tags
        self.ends = min(self.ends, part.ends)


@dataclass(frozen=True)
class Kept:
    """A value that several pages show, with what it depends on."""

    value: Any
    since: Moment
    began: datetime
    tags: frozenset[str]
    ends: float


current: ContextVar[Rendering | None] = ContextVar("rendering", default=None)
_kept: dict[str, Kept] = {}
_each: dict[tuple[str, int], Kept] = {}
_making = threading.RLock()  # what is kept may ask for something that is kept


def shared(*parameters: str) -> Callable[[View], View]:
    """Mark a view whose answer to GET is the same for everybody; `parameters` are those of the query that it knows.

    Other parameters never reach it by way of the page cache. An answer is kept if the view said what it depends on.
    """

    def mark(view: View) -> View:
        view.shared_parameters = frozenset(parameters)  # type: ignore[attr-defined]
        return view

    return mark


def depends_on(*tags: str) -> None:
    """Say what the page that is being rendered shows; without a page cache it says nothing."""
    if rendering := current.get():
        rendering.tags.update(tags)


def ends_at(moment: datetime | None) -> None:
    """Say when the page that is being rendered stops being right by the mere passing of time (None: never)."""
    if moment and (rendering := current.get()):
        rendering.ends = min(rendering.ends, moment.timestamp())


def rendering_began() -> datetime | None:
    """Give the moment before which nothing of the page was read; None when no page for the page cache is rendered."""
    rendering = current.get()
    return rendering.began if rendering else None


def kept(name: str, make: Callable[[], Value]) -> Value:
    """Give a value that many pages show (the menu, say), made again only when what it depends on has changed.

    Only pages for the page cache share it; everybody else, the newsroom's preview for instance, gets it made anew.
    """
    rendering = current.get()
    if rendering is None:
        return make()
    found = _kept.get(name)
    if found is None or not _is_fresh(found, rendering):
        with _making:
            found = _kept.get(name)
            if found is None or not _is_fresh(found, rendering):
                found = _kept[name] = _make(make, rendering)
    rendering.take_over(found)
    return found.value


def kept_each(kind: str, keys: Sequence[int], make: Callable[[list[int]], Mapping[int, Value]]) -> dict[int, Value]:
    """Give a value for each key (the card of a story, say); those that are missing or old are made together.

    Only pages for the page cache share them, as with `kept`. A key for which nothing is made is left out.
    """
    rendering = current.get()
    if rendering is None:
        made_now = make(list(keys)) if keys else {}
        return {key: made_now[key] for key in keys if key in made_now}
    found = {key: value for key in keys if (value := _each.get((kind, key))) and _is_fresh(value, rendering)}
    if missing := [key for key in keys if key not in found]:
        made = _make(lambda: make(missing), rendering)
        rendering.take_over(made)
        if len(_each) > MOST:
            _each.clear()
        for key, value in made.value.items():
            found[key] = _each[kind, key] = Kept(value, made.since, made.began, made.tags, made.ends)
    for each in found.values():
        rendering.take_over(each)
    return {key: found[key].value for key in keys if key in found}


def _is_fresh(found: Kept, rendering: Rendering) -> bool:
    # What was made for a page that began later has not looked at the changes by time in between.
    in_time = found.began <= rendering.began and rendering.began.timestamp() < found.ends
    return in_time and freshness.is_fresh(found.since, found.tags)


def _make(make: Callable[[], Any], rendering: Rendering) -> Kept:
    part = Rendering(rendering.since, rendering.began)
    token = current.set(part)
    try:
        value = make()
    finally:
        current.reset(token)
    return Kept(value, part.since, part.began, frozenset(part.tags), part.ends)
