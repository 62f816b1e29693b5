"""Readers of one story, hour by hour of the last fourteen days, as a drawing and as a table."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from django.utils import timezone

from articles.models import Article, ReaderHour
from articles.querysets import start_of
from articles.readers import hour_of
from nuztrend.dashboard.charts import DAYS, FLOOR, HEIGHT, MARGIN, TOP, WIDTH, round_scale
from nuztrend.lib.dates import MONTHS, clock, day_words, local_day

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Hour:
    """One hour in which the story had readers, and its place in the drawing."""

    hour: datetime
    count: int
    x: float
    height: float

    @property
    def y(self) -> float:
        return round(FLOOR - self.height, 1)

    @property
    def words(self) -> str:
        return f"{day_words(local_day(self.hour))}, {clock(self.hour)}"


@dataclass(frozen=True)
class HourChart:
    """The hours of fourteen days, of which those without readers draw nothing."""

    bars: list[Hour]
    days: list[tuple[float, str]]
    scale: int
    total: int
    bar: float
    view_box = f"{-MARGIN} 0 {WIDTH + 2 * MARGIN} {HEIGHT}"
    width, floor, top = WIDTH, FLOOR, TOP

    @classmethod
    def of(cls, story: Article) -> Self:
        """Read and draw the hours of a story, in one query."""
        now = timezone.now()
        days = [local_day(now) - timedelta(days=back) for back in reversed(range(DAYS))]
        first, last = start_of(days[0]), start_of(days[-1] + timedelta(days=1))
        unit = WIDTH / ((last - first) / HOUR)  # days in which clocks change have 23 or 25 hours
        rows = ReaderHour.objects.since(hour_of(first)).filter(article=story).order_by("hour")
        counts = list(rows.values_list("hour", "readers"))
        scale = round_scale(max((count for _, count in counts), default=0))
        bars = [
            Hour(hour, count, round((hour - first) / HOUR * unit, 2), round((FLOOR - TOP) * count / scale, 1))
            for hour, count in counts
            if count and hour < last
        ]
        labels = [
            (round((start_of(day) - first) / HOUR * unit, 2), f"{day.day} {MONTHS[day.month - 1]}")
            for number, day in enumerate(days)
            if not (DAYS - 1 - number) % 3
        ]
        return cls(bars, labels, scale, sum(bar.count for bar in bars), round(unit, 2))

    @property
    def total_words(self) -> str:
        return f"{self.total:,}"

    @property
    def description(self) -> str:
        """The drawing in words."""
        if not self.bars:
            return f"No readers in the last {DAYS} days."
        most = max(self.bars, key=lambda bar: bar.count)
        return f"{self.total:,} readers in {len(self.bars):,} hours; at most {most.count:,}, from {most.words}."
