"""The stories on the desk: how many stand where, the newest of each, and what is due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from articles.admin.story_list import SCHEDULED, TODAY
from articles.models import Article
from articles.models.article import State
from articles.querysets import ArticleQuerySet, start_of
from nuztrend.lib.dates import local_day
from nuztrend.lib.several import count_each, keys_of_each

COUNTED = 1_000
"""Rows that are counted one by one; of more, the page says that there are at least so many."""

NEWEST = 3  # stories shown of each pile
DUE = 10  # stories shown that come, or leave
AHEAD = timedelta(hours=24)
"""How far ahead the page looks for what is due."""


@dataclass(frozen=True)
class Line:
    """A story in a list: the moment that matters there, and what it means."""

    story: Article
    at: datetime
    said: str

    @property
    def address(self) -> str:
        """The story's page in the newsroom."""
        return reverse("admin:articles_article_change", args=[self.story.pk])

    @property
    def is_today(self) -> bool:
        """Whether the moment lies on the day that it is now in the site's time zone."""
        return local_day(self.at) == local_day(timezone.now())


@dataclass(frozen=True)
class Pile:
    """The stories that stand at one point of their way, of which the newest are shown."""

    name: str
    words: str
    address: str
    lines: list[Line]


@dataclass(frozen=True)
class Due:
    """What happens by time soon: how much in words, the first of it in order, and how much more there is."""

    words: str
    lines: list[Line]
    more: int


@dataclass(frozen=True)
class Work:
    """All that the page says of stories."""

    piles: list[Pile]
    due: Due


def work_of(now: datetime) -> Work:
    """Give the piles and what is due at the moment `now`, in three queries."""
    stories = Article.objects.all()
    asked: dict[str, ArticleQuerySet] = {
        State.DRAFT: stories.in_state(State.DRAFT).latest_begun(),
        State.IN_REVIEW: stories.in_state(State.IN_REVIEW).latest_begun(),
        SCHEDULED: stories.scheduled().order_by("publish_at", "pk"),
        TODAY: stories.came_out_since(start_of(local_day(now))).newest_first(),
        State.RETRACTED: stories.in_state(State.RETRACTED).newest_first(),
        "coming": stories.coming_by(now + AHEAD),
        "leaving": stories.leaving_by(now + AHEAD),
    }
    counts = count_each(asked, COUNTED)
    limits = {"coming": DUE, "leaving": DUE}
    keys = keys_of_each({name: rows[: limits.get(name, NEWEST)] for name, rows in asked.items()})
    shown = ("title", "state", "publish_at", "unpublish_at", "updated_at")
    rows = stories.only(*shown).in_bulk({key for some in keys.values() for key in some})

    def lines(name: str, moment: str, said: str) -> list[Line]:
        found = [rows[key] for key in keys[name] if key in rows]  # one may have been deleted between the two queries
        return [Line(story, at, said) for story in found if (at := getattr(story, moment))]

    def pile(name: str, heading: str, moment: str, said: str, filtered: dict[str, str]) -> Pile:
        address = reverse("admin:articles_article_changelist", query=filtered)
        return Pile(heading, count_words(counts[name]), address, lines(name, moment, said))

    piles = [
        pile(State.DRAFT, "Drafts", "updated_at", "changed", {"state": State.DRAFT}),
        pile(State.IN_REVIEW, "In review", "updated_at", "changed", {"state": State.IN_REVIEW}),
        pile(SCHEDULED, "Scheduled", "publish_at", "appears", {"state": SCHEDULED}),
        pile(TODAY, "Published today", "publish_at", "appeared", {"since": TODAY}),
        pile(State.RETRACTED, "Retracted", "updated_at", "changed", {"state": State.RETRACTED}),
    ]
    due = in_order([*lines("coming", "publish_at", "appears"), *lines("leaving", "unpublish_at", "leaves")])
    number = counts["coming"] + counts["leaving"]
    cut = max(counts["coming"], counts["leaving"]) >= COUNTED
    return Work(piles, Due(count_words(number, cut), due[:DUE], number - len(due[:DUE])))


def in_order(lines: Iterable[Line]) -> list[Line]:
    """Give lines by their moment, the soonest first; of one moment what appears before what leaves."""
    return sorted(lines, key=lambda line: (line.at, line.said, line.story.pk))


def count_words(count: int, cut: bool = False) -> str:
    """Give a number as the page prints it: `7`, or `1,000+` where no more were counted."""
    return f"{count:,}{'+' if cut or count >= COUNTED else ''}"
