"""The list that Latest Trending shows, as it was last put in order."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from articles.models.stat import ArticleStat
from nuztrend.pagecache import touch

KEPT = 16
"""Public stories in the list, of which eight are shown (some leave), and stories to come, which are shown in time."""

THE_LIST = 1
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class TrendingListManager(models.Manager["TrendingList"]):
    @transaction.atomic
    def refresh(self, *, at_once: bool) -> bool:
        """Put the list in the order of the ranks, unless it stands in it; give whether it changed.

        It stands on every page, so a change renders the whole portal anew. Comments therefore move it at most once in
        TRENDING_SECONDS; who publishes or retracts moves it `at_once`.
        """
        if self._is_due(self.filter(pk=THE_LIST).first(), at_once) is None:
            return False
        self.get_or_create(pk=THE_LIST)
        # A comment waits for nobody here: it holds the counters of its story, which a verb may want after this list.
        row = self.select_for_update(no_key=True, skip_locked=not at_once).filter(pk=THE_LIST).first()
        stories = self._is_due(row, at_once) if row else None
        if row is None or stories is None:
            return False
        row.stories, row.since = stories, timezone.now()
        row.save()
        touch("trending")
        return True

    def hottest(self) -> list[int]:
        """Give the ids of the stories in the list, in its order."""
        return self.filter(pk=THE_LIST).values_list("stories", flat=True).first() or []

    def _is_due(self, row: "TrendingList | None", at_once: bool) -> list[int] | None:
        """Give the order that the list should have; None where it has it, or had another only just now."""
        pause = timedelta(seconds=settings.TRENDING_SECONDS)
        if row and not at_once and timezone.now() < row.since + pause:
            return None
        ranks = ArticleStat.objects.order_by("-hot", "-article_id").only("hot")
        shown = [*ranks.public()[:KEPT], *ranks.soonest(KEPT)]
        shown.sort(key=lambda stat: (stat.hot, stat.pk), reverse=True)
        stories = [stat.pk for stat in shown]
        return None if row and row.stories == stories else stories


class TrendingList(models.Model):
    """The ids of the hottest stories, and since when they stand in this order. There is one row."""

    stories = models.JSONField(default=list)
    since = models.DateTimeField(default=LONG_AGO)

    objects = TrendingListManager()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=THE_LIST), name="one_trending_list")]

    def __str__(self) -> str:
        return f"{self.stories} since {self.since}"
