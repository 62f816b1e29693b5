"""The list that Latest Trending shows, as it was last put in order, and what editors decided about it."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from articles.attention import HALF_LIFE, T0
from articles.models.stat import ArticleStat
from nuztrend.models import Actor, AuditEntry
from nuztrend.pagecache import touch

if TYPE_CHECKING:
    from articles.models.article import Article

KEPT = 16
"""Public stories in the list, of which eight are shown (some leave), and stories to come, which are shown in time."""

THE_LIST = 1
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class _Here:
    """What this process knows of the list: until when it need not look, so that not every comment asks."""

    def __init__(self) -> None:
        self.quiet = (LONG_AGO, LONG_AGO)

    def is_quiet(self) -> bool:
        """Say whether the list had its order only just now."""
        since, until = self.quiet
        return since <= timezone.now() < until  # a clock that was set back ends it

    def rest(self, row: "TrendingList | None") -> None:
        """Note that the list, read just now, is not to be moved yet."""
        if row and timezone.now() < (until := row.since + timedelta(seconds=settings.TRENDING_SECONDS)):
            self.quiet = (row.since, until)


_here = _Here()


class TrendingListManager(models.Manager["TrendingList"]):
    @transaction.atomic(savepoint=False)
    def refresh(self, *, at_once: bool) -> bool:
        """Put the list in the order of the ranks, unless it stands in it; give whether it changed.

        It stands on every page, so a change renders the whole portal anew. Readers and comments therefore move it at
        most once in TRENDING_SECONDS; who publishes, retracts, pins or keeps out moves it `at_once`.
        """
        if not at_once and _here.is_quiet():
            return False
        if self._is_due(row := self.filter(pk=THE_LIST).first(), at_once) is None:
            _here.rest(row)
            return False
        self._make()
        # A comment waits for nobody here: it holds the counters of its story, which a verb may want after this list.
        row = self.select_for_update(no_key=True, skip_locked=not at_once).filter(pk=THE_LIST).first()
        stories = self._is_due(row, at_once) if row else None
        if row is None or stories is None:
            return False
        row.stories, row.since = stories, timezone.now()
        row.save()
        touch("trending")
        return True

    @transaction.atomic
    def adopt_half_life(self) -> bool:
        """Carry the ranks over to the half-life of the settings; give whether it is another than before.

        Every story keeps the attention that it holds now, and loses it from now on at the new pace: V = 2^(hot - u),
        where u = (now - T0)/H, stays the same. All ranks move by the same difference, so the order stays too.
        """
        row = self.lock()
        if (before := row.half_life) == HALF_LIFE:
            return False
        age = (timezone.now() - T0).total_seconds()
        ArticleStat.objects.update(hot=F("hot") + (age / HALF_LIFE - age / before))
        row.half_life = HALF_LIFE
        row.save()
        return True

    def lock(self) -> "TrendingList":
        """Give the row, which nobody else changes until the transaction ends."""
        self._make()
        return self.select_for_update(no_key=True).get(pk=THE_LIST)

    def hottest(self) -> list[int]:
        """Give the ids of the stories in the list, in its order."""
        return self.filter(pk=THE_LIST).values_list("stories", flat=True).first() or []

    def _make(self) -> None:
        self.get_or_create(pk=THE_LIST, defaults={"half_life": HALF_LIFE})

    def _is_due(self, row: "TrendingList | None", at_once: bool) -> list[int] | None:
        """Give the order that the list should have; None where it has it, or had another only just now."""
        pause = timedelta(seconds=settings.TRENDING_SECONDS)
        if row and not at_once and timezone.now() < row.since + pause:
            return None
        chosen = dict(TrendingChoice.objects.values_list("article_id", "kind"))
        ranks = ArticleStat.objects.ranked().exclude(pk__in=chosen)
        shown = [*ranks.public()[:KEPT], *ranks.soonest(KEPT)]
        shown.sort(key=lambda stat: (stat.hot, stat.pk), reverse=True)
        stories = [pk for pk, kind in chosen.items() if kind == Kind.PIN] + [stat.pk for stat in shown]
        return None if row and row.stories == stories else stories


class TrendingList(models.Model):
    """The ids of the hottest stories, and since when they stand in this order. There is one row."""

    stories = models.JSONField(default=list)
    since = models.DateTimeField(default=LONG_AGO)
    half_life = models.PositiveIntegerField(default=43_200, help_text="Seconds; all ranks are written with it.")

    objects = TrendingListManager()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=THE_LIST), name="one_trending_list")]

    def __str__(self) -> str:
        return f"{self.stories} since {self.since}"


MOST_PINS = 4
"""Half of what is shown, so that readers keep a say."""


class Kind(models.TextChoices):
    PIN = "pin", "pinned to the top"
    EXCLUDE = "exclude", "kept out"


class TrendingChoiceManager(models.Manager["TrendingChoice"]):
    def pin(self, story: "Article", by: Actor) -> None:
        """Put a story first in Latest Trending, after those pinned before it, until it is released.

        Raises:
            ValidationError: there are as many pins as there may be, or the story was never published.
        """
        with transaction.atomic():
            TrendingList.objects.lock()
            if not ArticleStat.objects.filter(article_id=story.pk).exists():
                raise ValidationError(f"“{story}” was never published, so nobody could read it.")
            pins = self.filter(kind=Kind.PIN).exclude(article_id=story.pk)
            if pins.count() >= MOST_PINS:
                raise ValidationError(
                    f"“{story}” is not pinned: {MOST_PINS} stories are, and no more may be. Release one of them first."
                )
            self._decide(story, Kind.PIN, by, "")

    def keep_out(self, story: "Article", by: Actor, reason: str) -> None:
        """Keep a story out of Latest Trending until it is released; the reason is required."""
        if not reason.strip():
            raise ValidationError("Say why the story is kept out of Latest Trending.")
        with transaction.atomic():
            TrendingList.objects.lock()
            self._decide(story, Kind.EXCLUDE, by, reason.strip())

    def release(self, story: "Article", by: Actor) -> bool:
        """Let readers decide about a story again; give whether an editor had decided."""
        with transaction.atomic():
            TrendingList.objects.lock()
            if not self.filter(article_id=story.pk).delete()[0]:
                return False
            self._tell(story, "release", by, "")
            return True

    def _decide(self, story: "Article", kind: Kind, by: Actor, reason: str) -> None:
        self.update_or_create(article_id=story.pk, defaults={"kind": kind, "reason": reason, "since": timezone.now()})
        self._tell(story, kind.value, by, reason)

    def _tell(self, story: "Article", verb: str, by: Actor, reason: str) -> None:
        touch("trending")  # a pin shows even where the order stays
        TrendingList.objects.refresh(at_once=True)
        AuditEntry.objects.record(story, verb, by, reason)


class TrendingChoice(models.Model):
    """A story that editors pinned, or keep out."""

    Kind = Kind

    article = models.OneToOneField(
        "articles.Article", models.CASCADE, primary_key=True, related_name="trending_choice", verbose_name="story"
    )
    kind = models.CharField(max_length=7, choices=Kind)
    reason = models.CharField(max_length=500, blank=True)
    since = models.DateTimeField()

    objects = TrendingChoiceManager()

    class Meta:
        verbose_name = "choice for Latest Trending"
        verbose_name_plural = "choices for Latest Trending"
        ordering = ["since", "article_id"]
        constraints = [models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="trending_choice_known")]

    def __str__(self) -> str:
        return f"{self.article_id} is {self.get_kind_display()}"
