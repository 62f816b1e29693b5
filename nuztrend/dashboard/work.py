"""The stories on the desk: how many stand where, the newest of each, and what is due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from articles.admin.story_list import LATE, SCHEDULED, TODAY
from articles.models import Article, PendingRevision
from articles.models.workflow import State
from articles.querysets import ArticleQuerySet, start_of
from nuztrend.lib.dates import local_day
from nuztrend.lib.several import count_each, keys_of_each

COUNTED = 1_000
"""Rows that are counted one by one; of more, the page says that there are at least so many."""

NEWEST = 3  # stories shown of each pile
DUE = 10  # stories shown that come, or leave
AHEAD = timedelta(hours=24)
"""How far ahead the page looks for what appears and leaves."""
PLANNED = timedelta(days=3)
"""How far ahead the page looks for what is to be ready."""


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
    """What is to happen soon: how much in words, the first of it in order, and how much more there is."""

    words: str
    lines: list[Line]
    more: int


@dataclass(frozen=True)
class Work:
    """All that the page says of stories."""

    piles: list[Pile]
    due: Due
    mine: Pile | None
    """What one member is to review; None where nothing waits for them."""
    late: Pile
    planned: Due
    """What is to be ready soon."""
    changes: Pile


def work_of(now: datetime, user: Any) -> Work:
    """Give the piles and what is due at the moment `now`, as one member sees them, in four queries."""
    stories = Article.objects.all()
    asked: dict[str, ArticleQuerySet] = {
        State.DRAFT: stories.in_state(State.DRAFT).latest_begun(),
        State.IN_REVIEW: stories.in_state(State.IN_REVIEW).latest_begun(),
        SCHEDULED: stories.scheduled().order_by("publish_at", "pk"),
        TODAY: stories.came_out_since(start_of(local_day(now))).newest_first(),
        State.RETRACTED: stories.in_state(State.RETRACTED).newest_first(),
        "coming": stories.coming_by(now + AHEAD),
        "leaving": stories.leaving_by(now + AHEAD),
        "mine": stories.for_review_by(user).latest_begun(),
        LATE: stories.late(),
        "planned": stories.due_by(now + PLANNED),
    }
    changes = PendingRevision.objects.newest_first()
    counts = count_each({**asked, "changes": changes}, COUNTED)
    limits = {"coming": DUE, "leaving": DUE, "planned": DUE, "mine": DUE, LATE: DUE}
    keys = keys_of_each({name: rows[: limits.get(name, NEWEST)] for name, rows in asked.items()})
    shown = ("title", "state", "publish_at", "unpublish_at", "updated_at", "due_at")
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
    planned = lines("planned", "due_at", "to be ready")
    of_me = {"state": State.IN_REVIEW, "reviewer": "me"}
    return Work(
        piles,
        Due(count_words(number, cut), due[:DUE], number - len(due[:DUE])),
        mine=pile("mine", "Waiting for you", "updated_at", "changed", of_me) if counts["mine"] else None,
        late=pile(LATE, "Late", "due_at", "was due", {"due": LATE}),
        planned=Due(count_words(counts["planned"]), planned, counts["planned"] - len(planned)),
        changes=pile_of_changes(changes[:DUE], counts["changes"]),
    )


def pile_of_changes(newest: Iterable[PendingRevision], count: int) -> Pile:
    """Give the changes of live stories that readers do not see yet, those first that were saved last."""
    lines = [
        Line(each.article, each.publish_at, "will be published")
        if each.publish_at
        else Line(each.article, each.saved_at, "saved")
        for each in newest
    ]
    address = reverse("admin:articles_article_changelist", query={"changes": "pending"})
    return Pile("Changes not yet published", count_words(count), address, lines)


def in_order(lines: Iterable[Line]) -> list[Line]:
    """Give lines by their moment, the soonest first; of one moment what appears before what leaves."""
    return sorted(lines, key=lambda line: (line.at, line.said, line.story.pk))


def count_words(count: int, cut: bool = False) -> str:
    """Give a number as the page prints it: `7`, or `1,000+` where no more were counted."""
    return f"{count:,}{'+' if cut or count >= COUNTED else ''}"
