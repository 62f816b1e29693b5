"""The calendar of the newsroom: what is planned, scheduled and published in one week of the site's time zone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Self

from django.http import Http404
from django.utils import timezone

from articles.models import Article, PendingRevision
from articles.querysets import start_of
from nuztrend.lib.addresses import address
from nuztrend.lib.dates import FIRST_YEAR, LAST_YEAR, MONTHS, WEEKDAYS, clock, local_day
from nuztrend.lib.several import keys_of_each

AT_MOST = 200
"""Entries of one kind in a week; a week of an import has more, and says so."""

_name = re.compile(r"([0-9]{4})-W([0-9]{2})")


@dataclass(frozen=True)
class Week:
    """A week from Monday to Sunday, by its number of ISO 8601."""

    monday: date

    @classmethod
    def of(cls, name: str) -> Self:
        """Give the week that an address names, such as `2026-W48`.

        Raises:
            Http404: there is no such week, or it lies where no story does.
        """
        found = _name.fullmatch(name)
        try:
            monday = date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else None
        except ValueError:  # a week 00, or a 53rd in a year of 52
            monday = None
        if monday is None or not FIRST_YEAR <= monday.year < LAST_YEAR - 1:
            raise Http404("no such week")
        return cls(monday)

    @classmethod
    def now(cls) -> Self:
        today = local_day(timezone.now())
        return cls(today - timedelta(days=today.weekday()))

    @property
    def name(self) -> str:
        year, number, _ = self.monday.isocalendar()
        return f"{year}-W{number:02}"

    @property
    def words(self) -> str:
        """Such as `Week 48 of 2026, 23 Nov to 29 Nov`."""
        year, number, _ = self.monday.isocalendar()
        last = self.monday + timedelta(days=6)
        return f"Week {number} of {year}, {_short(self.monday)} to {_short(last)}"

    @property
    def days(self) -> list[date]:
        return [self.monday + timedelta(days=ahead) for ahead in range(7)]

    @property
    def span(self) -> tuple[datetime, datetime]:
        """Its first moment, and the first one after it; a week in which clocks change is an hour shorter or longer."""
        return start_of(self.monday), start_of(self.monday + timedelta(days=7))

    def beside(self, weeks: int) -> "Week | None":
        """Give the week so many weeks later (earlier), None where the calendar has none."""
        monday = self.monday + timedelta(days=7 * weeks)
        return Week(monday) if FIRST_YEAR <= monday.year < LAST_YEAR - 1 else None


@dataclass(frozen=True)
class Entry:
    """One thing that happens, or happened, to a story at a moment."""

    at: datetime
    kind: str  # due, appears, leaves, changes
    story: Article
    is_past: bool

    @property
    def said(self) -> str:
        """What happens, in words that are true of its time."""
        return {
            "due": ("was to be ready", "to be ready"),
            "appears": ("appeared", "appears"),
            "leaves": ("left", "leaves"),
            "changes": ("changes", "changes come out"),
        }[self.kind][not self.is_past]

    @property
    def is_late(self) -> bool:
        return self.kind == "due" and self.is_past

    @property
    def clock(self) -> str:
        return clock(self.at)

    @property
    def address(self) -> str:
        return address("admin:articles_article_change", self.story.pk)


@dataclass(frozen=True)
class Day:
    """A day of the calendar with its entries, in order."""

    day: date
    is_today: bool
    entries: list[Entry] = field(default_factory=list)

    @property
    def words(self) -> str:
        return f"{WEEKDAYS[self.day.weekday()]} {_short(self.day)}"


@dataclass(frozen=True)
class Chosen:
    """Of which stories the calendar is; what is empty chooses all."""

    reviewer: str = ""
    tag: str = ""
    byline: str = ""

    @property
    def query(self) -> dict[str, str]:
        """What stands in the address."""
        return {name: value for name, value in vars(self).items() if value}

    def lookups(self, path: str = "") -> dict[str, Any]:
        """Give the conditions for rows from which the story is reached by `path`."""
        paths = {"reviewer": "reviewer__username", "tag": "taggings__tag__slug", "byline": "credits__byline__slug"}
        return {path + paths[name]: value for name, value in self.query.items()}


def days_of(week: Week, chosen: Chosen) -> tuple[list[Day], bool]:
    """Give the days of a week with their entries, and whether there are more entries; in three queries."""
    now, span = timezone.now(), week.span
    stories = Article.objects.filter(**chosen.lookups())
    pending = PendingRevision.objects.filter(**chosen.lookups("article__")).coming_between(*span)
    asked = {
        "due": stories.due_between(*span),
        "appears": stories.appearing_between(*span),
        "leaves": stories.leaving_between(*span),
        "changes": pending,
    }
    keys = keys_of_each({kind: rows[: AT_MOST + 1] for kind, rows in asked.items()})
    shown = Article.objects.only("title", "state", "publish_at", "unpublish_at", "due_at")
    rows = shown.in_bulk({key for some in keys.values() for key in some[:AT_MOST]})
    changes = dict(PendingRevision.objects.filter(pk__in=keys["changes"]).values_list("pk", "publish_at"))
    moments = {"due": "due_at", "appears": "publish_at", "leaves": "unpublish_at"}

    def entries() -> Iterator[Entry]:
        for kind, some in keys.items():
            for key in some[:AT_MOST]:
                at = changes.get(key) if kind == "changes" else getattr(rows.get(key), moments[kind], None)
                if at and key in rows and span[0] <= at < span[1]:
                    yield Entry(at, kind, rows[key], at <= now)

    today = local_day(now)
    days = {day: Day(day, day == today) for day in week.days}
    for entry in sorted(entries(), key=lambda each: (each.at, each.kind, each.story.pk)):
        days[local_day(entry.at)].entries.append(entry)
    return list(days.values()), any(len(some) > AT_MOST for some in keys.values())


def _short(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]}"
