"""How many stories the public may see of each month, counted without reading the stories.

One row holds the numbers as they were at one moment, `at`. A verb corrects them by what it changes in the picture of
that moment, and then moves the moment to now, by the stories that entered and left by time since. A page adds what
entered and left after `at` by itself: between two verbs that is little, however large the portal. Counting all stories
of 1,000,000 takes as long as the rest of the page twenty times over.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from articles.models.stat import ArticleStat
from articles.querysets import ArticleQuerySet, is_in_time
from nuztrend.lib.dates import local_day

if TYPE_CHECKING:
    from articles.models.article import Article

THE_COUNT = 1
Times = tuple[datetime | None, datetime | None]
NEVER: Times = (None, None)


class ArchiveCountManager(models.Manager["ArchiveCount"]):
    @transaction.atomic
    def follow(self, story: "Article", deleted: bool = False) -> None:
        """Note that a story was saved; call it before its counters repeat when readers may see it."""
        stands = story.state == story.State.PUBLISHED and not deleted
        after: Times = (story.publish_at, story.unpublish_at) if stands else NEVER
        before: Times = ArticleStat.objects.times_of(story) or NEVER
        if before == after:
            return
        row = self.select_for_update(no_key=True).filter(pk=THE_COUNT).first()
        if row is None or row.zone != settings.TIME_ZONE:
            if not deleted:
                self.recount()
            return
        row.add([before], -1)
        row.add([after], 1)
        row.move_to(timezone.now())
        row.save()

    @transaction.atomic
    def recount(self) -> None:
        """Count all stories anew: the time zone of the site is another one, or rows were written by hand."""
        now = timezone.now()
        row = self.model(pk=THE_COUNT, at=now, zone=settings.TIME_ZONE, months=self._count(now))
        self.select_for_update(no_key=True).filter(pk=THE_COUNT).first()
        row.save()

    @transaction.atomic
    def recount_if_moved(self) -> bool:
        """Count anew where the time zone of the site is another one than that of the count; give whether it was."""
        zone = self.filter(pk=THE_COUNT).values_list("zone", flat=True).first()
        if moved := zone not in (None, settings.TIME_ZONE):
            self.recount()
        return moved

    def months(self) -> list[tuple[date, int]]:
        """Give the first day of each month that holds stories the public may see, newest first, with their number."""
        now, row = timezone.now(), self.filter(pk=THE_COUNT).first()
        if row is None or row.zone != settings.TIME_ZONE:
            found = self._count(now)
        else:
            row.move_to(now)
            found = row.months
        return [
            (date.fromisoformat(f"{month}-01"), number)
            for month, number in sorted(found.items(), reverse=True)
            if number > 0
        ]

    def _count(self, now: datetime) -> dict[str, int]:
        times = self.model.stories().published(at=now).order_by().values_list("publish_at", flat=True)
        return Counter(month_of(each) for each in times.iterator(chunk_size=10_000) if each)


class ArchiveCount(models.Model):
    """The number of stories of each month, such as `{"2025-06": 12}`, at one moment. There is one row."""

    at = models.DateTimeField()
    zone = models.CharField(max_length=60, help_text="The time zone in which months begin.")
    months = models.JSONField(default=dict)

    objects = ArchiveCountManager()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=THE_COUNT), name="one_archive_count")]

    def __str__(self) -> str:
        return f"{sum(self.months.values())} stories at {self.at}"

    def add(self, stories: Iterable[Times], number: int) -> None:
        """Count stories with these times in, or out, as they stood at the row's moment."""
        for publish_at, unpublish_at in stories:
            if publish_at and is_in_time(publish_at, unpublish_at, self.at):
                month = month_of(publish_at)
                self.months[month] = self.months.get(month, 0) + number

    def move_to(self, moment: datetime) -> None:
        """Count in what entered by time since the row's moment, and out what left."""
        if moment <= self.at:
            return
        stories = self.stories()
        gone = stories.left_between(self.at, moment).values_list("publish_at", "unpublish_at")
        come = stories.entered_between(self.at, moment).values_list("publish_at", "unpublish_at")
        self.add(gone, -1)
        self.at = moment
        self.add(come, 1)

    @classmethod
    def stories(cls) -> ArticleQuerySet:
        """Give all stories."""
        from articles.models.article import Article  # it counts its stories here

        return Article.objects.order_by()


def month_of(moment: datetime) -> str:
    """Give the month of a moment in the site's time zone, such as `2025-06`."""
    return f"{local_day(moment):%Y-%m}"
