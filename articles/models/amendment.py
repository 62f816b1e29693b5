"""What readers are told of a change to a live story: an update, or a correction. Nobody can take it back.

The database itself refuses to change or delete a row (nuztrend/database/append_only.py). A text that was wrong itself
is superseded: a later row says what holds, and both stay.
"""

from typing import TYPE_CHECKING, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from articles.models.revision import ChangeKind, Revision
from nuztrend.models import Actor, AuditEntry
from nuztrend.pagecache import touch

if TYPE_CHECKING:
    from articles.models.article import Article
    from articles.querysets import ArticleQuerySet

LONGEST = 1_000  # signs


class AmendmentQuerySet(models.QuerySet["Amendment"]):
    def of(self, story: "Article") -> Self:
        """What readers are told of one story, in the order of time."""
        return self.filter(article=story.pk).order_by("pk")

    def public(self) -> Self:
        """Those of stories that the public may see now."""
        return self.filter(article__in=_stories().published())

    def corrections(self) -> Self:
        """Those that say that something was wrong."""
        return self.filter(kind=ChangeKind.CORRECTION)

    def with_numbers(self) -> Self:
        """With the numbers of the revisions before and after, and without what they say."""
        rows = self.select_related("superseded_by", "before", "after")
        return rows.defer("before__content", "after__content")

    def with_stories(self) -> Self:
        """With the headline and address of the story, and what supersedes it; the newest first."""
        facts = ("article__title", "article__slug")
        own = ("kind", "at", "text", "superseded_by__at")
        return self.select_related("article", "superseded_by").only(*own, *facts).order_by("-pk")

    def tell(self, story: "Article", kind: str, text: str, before: Revision, after: Revision, by: Actor) -> "Amendment":
        """Write down what readers are told of a change; in the transaction of the change."""
        row = self.create(article=story, kind=kind, text=told(text), before=before, after=after, by=name_of(by))
        self.copy_to(story)
        return row

    def copy_to(self, story: "Article") -> None:
        """Copy what readers are told into the story's row, so that its page reads nothing more."""
        rows = list(self.of(story))
        superseded = {row.supersedes_id: row.pk for row in rows if row.supersedes_id}
        story.amendments = [
            {"pk": row.pk, "kind": row.kind, "at": row.at.isoformat(), "text": row.text, "by": superseded.get(row.pk)}
            for row in rows
        ]
        story.__class__.objects.filter(pk=story.pk).update(amendments=story.amendments)
        touch(story.page_tag, "corrections")


class Amendment(models.Model):
    """An update of, or a correction to, a live story, with the text before and after it."""

    Kind = ChangeKind

    article = models.ForeignKey("articles.Article", models.PROTECT, related_name="amended")
    kind = models.CharField(max_length=10, choices=ChangeKind)
    at = models.DateTimeField(default=timezone.now)
    text = models.TextField(max_length=LONGEST)
    before = models.ForeignKey(Revision, models.PROTECT, related_name="+", db_index=False)
    after = models.ForeignKey(Revision, models.PROTECT, related_name="+", db_index=False)
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, related_name="superseded_by")
    by = models.CharField(max_length=150, blank=True, help_text="The member's name at that time, not for readers.")

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["kind", "-id"], name="amendment_of_kind")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=[ChangeKind.UPDATE, ChangeKind.CORRECTION]), name="amendment_kind_known"
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="amendment_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.at:%Y-%m-%d %H:%M}"

    @transaction.atomic
    def supersede(self, text: str, by: Actor) -> "Amendment":
        """Say in place of this row what holds; both stay, and readers see that the later one replaces the earlier.

        Raises:
            ValidationError: there are no words, or another row superseded this one already.
        """
        story = _stories().select_for_update(no_key=True).get(pk=self.article_id)
        if Amendment.objects.filter(supersedes=self).exists():
            raise ValidationError("Somebody has superseded this one already: supersede the later one.")
        row = Amendment.objects.create(
            article=story,
            kind=self.kind,
            text=told(text),
            before_id=self.before_id,
            after_id=self.after_id,
            supersedes=self,
            by=name_of(by),
        )
        Amendment.objects.copy_to(story)
        AuditEntry.objects.record(story, f"supersede {self.kind}", by, row.text)
        return row


def _stories() -> "ArticleQuerySet":
    """Give the stories, whose module stands above this one."""
    from articles.models.article import Article

    return Article.objects.all()


def told(text: str) -> str:
    """Give the words that readers are told, trimmed.

    Raises:
        ValidationError: there are none, or too many.
    """
    if not (text := text.strip()):
        raise ValidationError("Say what changed: readers are told in your words.")
    if len(text) > LONGEST:
        raise ValidationError(f"Say it in {LONGEST:,} signs at most; these are {len(text):,}.")
    return text


def name_of(by: Actor) -> str:
    """Give the name of a member of the newsroom as it is written down for good."""
    return by.get_username()[:150] if by else ""
