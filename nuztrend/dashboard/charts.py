"""Small bar charts of the last fourteen days, as SVG that the server draws; the figures stand beside it as a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import cycle
from typing import Any

from django.db.models import QuerySet

from articles.models import Article
from articles.querysets import start_of
from articles.readers import readers_by_day
from comments.models import Comment
from nuztrend.lib.dates import MONTHS, day_words, local_day
from nuztrend.lib.several import count_each

Figures = Sequence[tuple[date, int]]

DAYS = 14
COUNTED = 10_000
"""Rows of one day that are counted; a day with more, such as one of an import, shows as so many."""

# The drawing, in the units of its viewBox
STEP, BAR = 24, 17
WIDTH, HEIGHT = DAYS * STEP, 132
MARGIN = 8  # on both sides, as the label of the last day is wider than its bar
TOP, FLOOR = 14, 110


@dataclass(frozen=True)
class Bar:
    """One day: its figure, and its place in the drawing."""

    day: date
    count: int
    number: int
    height: float
    is_today: bool
    is_cut: bool

    @property
    def x(self) -> float:
        return self.number * STEP + (STEP - BAR) / 2

    @property
    def middle(self) -> float:
        return self.number * STEP + STEP / 2

    @property
    def y(self) -> float:
        return round(FLOOR - self.height, 1)

    @property
    def words(self) -> str:
        """The figure as it is printed."""
        return f"{self.count:,}{'+' if self.is_cut else ''}"

    @property
    def date(self) -> str:
        """The day as datelines print it."""
        return day_words(self.day)

    @property
    def label(self) -> str:
        """The day under its bar, such as `9 Nov`; each third day from today backwards has one."""
        return "" if (DAYS - 1 - self.number) % 3 else f"{self.day.day} {MONTHS[self.day.month - 1]}"


@dataclass(frozen=True)
class Chart:
    """The figures of some days in a row, the last of which is today and not over."""

    name: str
    title: str
    note: str
    bars: list[Bar]
    scale: int
    view_box = f"{-MARGIN} 0 {WIDTH + 2 * MARGIN} {HEIGHT}"
    width, floor, top, bar = WIDTH, FLOOR, TOP, BAR

    @classmethod
    def of(cls, name: str, title: str, note: str, figures: Figures, most: int | None = None) -> "Chart":
        """Draw the figures of some days, the last of which is today; of those that are `most` there may be more."""
        scale = round_scale(max(count for _, count in figures))
        bars = [
            Bar(
                day,
                count,
                number,
                height=round((FLOOR - TOP) * count / scale, 1),
                is_today=number == len(figures) - 1,
                is_cut=count == most,
            )
            for number, (day, count) in enumerate(figures)
        ]
        return cls(name, title, note, bars, scale)

    @property
    def total(self) -> str:
        """The sum of the days in words."""
        return f"{sum(bar.count for bar in self.bars):,}{'+' if any(bar.is_cut for bar in self.bars) else ''}"

    @property
    def scale_words(self) -> str:
        return f"{self.scale:,}"

    @property
    def description(self) -> str:
        """The drawing in words, for those who do not see it."""
        first, last = self.bars[0], self.bars[-1]
        highest = max(self.bars, key=lambda bar: bar.count)
        most = f"at most {highest.words} a day, on {highest.date}" if highest.count else "none on any day"
        return f"From {first.date} to {last.date}: {self.total} in all, {most}; {last.words} today so far."


def last_days(now: datetime, stories: bool, comments: bool) -> list[Chart]:
    """Give the charts of the days that end with the one of `now`, of stories and of comments where they are wanted."""
    days = [local_day(now) - timedelta(days=back) for back in reversed(range(DAYS))]
    spans = {day: (start_of(day), start_of(day + timedelta(days=1))) for day in days}
    asked: dict[str, QuerySet[Any]] = {}
    if comments:
        visible = Comment.objects.visible()
        asked |= {f"comments {day}": visible.written_between(*span) for day, span in spans.items()}
    if stories:
        asked |= {f"stories {day}": Article.objects.came_out_between(*span) for day, span in spans.items()}
    counts = count_each(asked, COUNTED)

    def counted(name: str, title: str, note: str) -> Chart:
        return Chart.of(name, title, note, [(day, counts[f"{name} {day}"]) for day in days], most=COUNTED)

    charts = []
    if stories:
        charts.append(Chart.of("readers", "Readers", "of stories, each once a day", readers_by_day(DAYS)))
    if comments:
        charts.append(counted("comments", "Comments", "that readers see, by day of writing"))
    if stories:
        charts.append(counted("stories", "Stories", "that appeared, those that have left included"))
    return charts


def round_scale(most: int) -> int:
    """Give the number at the top of a scale from 0: the least of 4, 10, 20, 40, 100, 200, 400 … that holds `most`."""
    scale, factors = 4, cycle((2.5, 2, 2))
    while scale < most:
        scale = round(scale * next(factors))
    return scale
