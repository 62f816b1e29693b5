"""When stories changed for readers: what the index of the sitemap tells, and what is announced outside.

A row is a moment: a verb, or a time at which a story enters or leaves by itself. Those to come stand there already, so
no job has to run for the sitemap to be true. The chore `forget_old_changes` leaves one past moment for each part.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models, transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone

from articles.models.stat import ArticleStat
from nuztrend.pagecache import touch

if TYPE_CHECKING:
    from articles.models.article import Article

PART = 1_000
"""Stories in one part of the sitemap, by their keys: part 0 holds those from 1 to 999."""
NEWS = timedelta(days=2)  # what nobody could be told of for so long is no news any more


def keys_of(part: models.F | OuterRef | int) -> Q:
    """Give the condition that a row belongs to a story of this part."""
    return Q(article_id__gte=part * PART, article_id__lt=part * PART + PART)


class StoryChangeQuerySet(models.QuerySet["StoryChange"]):
    def record(self, story: "Article", deleted: bool = False) -> None:
        """Write down that a verb changed a story, and when it will enter or leave; in the verb's transaction.

        What readers never saw is not told of.
        """
        now = timezone.now()
        part = story.pk // PART
        self.filter(story=story.pk, at__gt=now).delete()
        moments = {now} if story.was_public else set()
        if story.state == "published" and not deleted:
            moments |= {at for at in (story.publish_at, story.unpublish_at) if at and at > now}
        self.bulk_create(self.model(part=part, story=story.pk, slug=story.slug, at=at) for at in sorted(moments))
        touch("sitemaps", f"sitemap:{part}")
        from articles import announcing  # stands above the models

        if announcing.open_doors():
            transaction.on_commit(announcing.announce_what_is_due)

    def past(self) -> Self:
        """Moments that have come."""
        return self.filter(at__lte=timezone.now())

    def parts(self) -> list[tuple[int, datetime]]:
        """The parts of the sitemap that hold stories the public may see now, and when each changed last."""
        known = self.past().filter(Exists(ArticleStat.objects.public().filter(keys_of(OuterRef("part")))))
        return list(known.order_by("part").values_list("part").annotate(Max("at")))

    def next_of(self, part: int, after: datetime) -> datetime | None:
        """Give the next moment at which the stories of a part change by themselves."""
        return self.filter(part=part, at__gt=after).aggregate(next=models.Min("at"))["next"]

    def due(self, door: str) -> Self:
        """Changes that are to be announced by a door, the oldest first."""
        return self.past().filter(at__gt=timezone.now() - NEWS, **{door: False}).order_by("at", "pk")

    def forget_told(self, doors: list[str]) -> int:
        """Delete the past moments that the sitemap does not need, once these doors have told them; give how many."""
        newer = self.model.objects.past().filter(part=OuterRef("part"), at__gt=OuterRef("at"))
        old = self.past().filter(Exists(newer))
        if doors:
            old = old.filter(Q(at__lt=timezone.now() - NEWS) | Q(**dict.fromkeys(doors, True)))
        return old.delete()[0]


class StoryChange(models.Model):
    """A moment at which a story changed, or will change, for readers. Its story may be deleted since."""

    part = models.PositiveIntegerField(help_text="Of the sitemap.")
    story = models.BigIntegerField(db_index=True)
    slug = models.SlugField(max_length=120, db_index=False)
    at = models.DateTimeField()
    websub = models.BooleanField("told to the hub", default=False)
    indexnow = models.BooleanField("told to search engines", default=False)

    objects = StoryChangeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["part", "at"], name="change_of_part"),
            models.Index(fields=["at"], name="change_at"),
        ]

    def __str__(self) -> str:
        return f"{self.slug} @ {self.at:%Y-%m-%d %H:%M}"
