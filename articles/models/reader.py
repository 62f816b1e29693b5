"""How many readers stories had, hour by hour. Nothing in these rows is about a reader."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, Self

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

KEPT = timedelta(days=14)


class Reading(NamedTuple):
    """How many readers a story had in an hour, since it was last asked."""

    story: int
    hour: int  # its beginning in the site's time zone, in seconds since the epoch
    readers: int
    weight: float
    last: float  # when the last of them read it, in seconds since the epoch


class HourQuerySet(models.QuerySet[Any]):
    def since(self, moment: datetime) -> Self:
        """The hours that began at the moment or later."""
        return self.filter(hour__gte=moment)

    def forget_old(self) -> int:
        """Delete the hours of more than 14 days ago; give how many rows that were."""
        return self.filter(hour__lt=timezone.now() - KEPT).delete()[0]


class ReaderHourQuerySet(HourQuerySet):
    @transaction.atomic
    def add(self, counted: Sequence[Reading]) -> None:
        """Add readers to the hours of their stories and of the site.

        Call it when the rows of the stories' counters are locked (`ArticleStat.objects.count_readers`): they keep two
        who add from reading the same row at the same time.
        """
        added = {(each.story, datetime.fromtimestamp(each.hour, UTC)): each.readers for each in counted}
        stories, hours = {story for story, _ in added}, {hour for _, hour in added}
        before = self.filter(article_id__in=stories, hour__in=hours).values_list("article_id", "hour", "readers")
        for story, hour, readers in before:
            if (story, hour) in added:
                added[story, hour] += readers
        self.bulk_create(
            [self.model(article_id=story, hour=hour, readers=readers) for (story, hour), readers in added.items()],
            update_conflicts=True,
            unique_fields=["article", "hour"],
            update_fields=["readers"],
        )
        for hour in sorted(hours):
            more = sum(each.readers for each in counted if each.hour == hour.timestamp())
            SiteHour.objects.update_or_create(
                hour=hour, defaults={"readers": F("readers") + more}, create_defaults={"readers": more}
            )


class ReaderHour(models.Model):
    """How many readers a story had in an hour of the site's time zone, counted once a day each."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="+", db_index=False)
    hour = models.DateTimeField(db_index=True)
    readers = models.PositiveIntegerField()

    objects = ReaderHourQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "hour"], name="readers_once_per_hour")]

    def __str__(self) -> str:
        return f"{self.readers} of {self.article_id} at {self.hour}"


class SiteHour(models.Model):
    """How many readers all stories had in an hour: a chart of two weeks need not add up the rows of every story."""

    hour = models.DateTimeField(primary_key=True)
    readers = models.PositiveIntegerField()

    objects = HourQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.readers} at {self.hour}"
