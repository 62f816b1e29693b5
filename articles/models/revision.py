"""What a story said when: a row for each save that changed its content, with who, when and why."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from articles.models.content import Content, changed_fields, content_of
from nuztrend.models import Actor

if TYPE_CHECKING:
    from articles.models.article import Article

NEWEST = 20
"""Revisions of a story that are kept whatever their age."""

ALL_AT = (3, 17)  # hour and minute, UTC
LATELY = timedelta(days=2)

FIRST_KEPT = "earlier"
"""The verb of a revision that was written down because the story had none when somebody changed it."""


class ChangeKind(models.TextChoices):
    """What a change of a live story means to its readers."""

    MINOR = "minor", "minor: spelling or style, nothing that readers must be told"
    UPDATE = "update", "update: something new, which a note with its time tells readers"
    CORRECTION = "correction", "correction: something was wrong; the public record of it can never be deleted"


class RevisionQuerySet(models.QuerySet["Revision"]):
    def of(self, story: "Article") -> Self:
        """The revisions of a story, the newest first."""
        return self.filter(article=story.pk).order_by("-number")

    def standing(self, story: "Article") -> "Revision | None":
        """Give the newest revision that became the story itself, and was no pending change."""
        return self.of(story).filter(pending=False).first()

    def keep_first(self, story: "Article") -> None:
        """Write down what is stored of a story that has no revision, before a change; in the change's transaction."""
        if story.pk and not self.filter(article=story.pk).exists():
            stored = story.__class__.objects.get(pk=story.pk)
            first = self.create(
                article=stored, number=1, verb=FIRST_KEPT, content=content_of(stored), at=stored.updated_at
            )
            first.show(stored)

    def record(self, story: "Article", by: Actor, verb: str, note: str, kind: str = "") -> bool:
        """Write down what the story says now; give whether that differs from what it said before."""
        content, last = content_of(story), self.standing(story)
        if last and not changed_fields(last.content, content):
            return False
        self.hide(story)
        self.add(story, content, by, verb, note=note[:500], kind=kind).show(story)
        return True

    def add(self, story: "Article", content: Content, by: Actor, verb: str, **facts: Any) -> "Revision":
        """Write down a content as the next revision; the caller has locked the story's row."""
        number = (self.of(story).values_list("number", flat=True).first() or 0) + 1
        by_id = by.pk if by else None
        return self.create(article=story, number=number, content=content, by_id=by_id, verb=verb, **facts)

    def show(self, story: "Article") -> None:
        """Note that readers see the story as it stands, from its time on."""
        self.keep_first(story)
        if standing := self.standing(story):
            standing.show(story)

    def hide(self, story: "Article") -> None:
        """Note that what would have become public of a story will not."""
        self.filter(article=story, public_at__gt=timezone.now()).update(public_at=None)

    def prune(self, before: datetime, since: datetime | None = None, limit: int = 1_000) -> int:
        """Delete revisions older than a moment, and not older than `since` where it is given, up to a limit.

        Gives how many. What readers saw or were told of stays for good, and so do the newest of each story.
        """
        from articles.models.amendment import Amendment  # stands above this module

        newer = self.model.objects.filter(article=OuterRef("article"), number__gt=OuterRef("number"))
        nth = newer.order_by("number")[NEWEST - 1 : NEWEST]
        old = self.filter(Exists(nth), at__lt=before, public_at=None).order_by("at")
        for end in ("before", "after"):
            old = old.exclude(pk__in=Amendment.objects.order_by().values(end))
        old = old.filter(at__gte=since) if since else old
        return self.filter(pk__in=list(old.values_list("pk", flat=True)[:limit])).delete()[0]


class Revision(models.Model):
    """What a story said from one save to the next."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="revisions", db_index=False)
    number = models.PositiveIntegerField(help_text="Counts the revisions of the story.")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    verb = models.CharField(max_length=40)
    note = models.CharField(max_length=500, blank=True)
    kind = models.CharField(max_length=10, choices=ChangeKind, blank=True, help_text="Of a change to a live story.")
    content: models.Field[Content, Content] = models.JSONField()
    pending = models.BooleanField(default=False, help_text="Saved as a change that readers should not see yet.")
    public_at = models.DateTimeField(null=True, help_text="Since when readers saw it; empty: they never did.")

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="revision_number_once")]
        indexes = [models.Index(fields=["at"], name="revision_private", condition=Q(public_at=None))]

    def __str__(self) -> str:
        return f"revision {self.number}"

    def show(self, story: "Article") -> None:
        """Note since when readers see this revision, if the story is published."""
        if story.state == "published" and story.publish_at and self.public_at is None:
            self.public_at = max(self.at, story.publish_at) if self.verb != FIRST_KEPT else story.publish_at
            self.save(update_fields=["public_at"])


def prune_old_revisions() -> int:
    """Delete revisions that are older than REVISION_DAYS and that readers never saw; give how many.

    Each minute looks at those that got too old lately, and one minute of the day at all: that takes 25 µs for each
    private revision that stays, half a second for 20,000.
    """
    now = timezone.now()
    before = now - timedelta(days=settings.REVISION_DAYS)
    if (now.hour, now.minute) == ALL_AT:
        return Revision.objects.prune(before, limit=20_000)
    return Revision.objects.prune(before, since=before - LATELY)
