"""Private notes on a story: what members of the newsroom tell each other about it. Readers never see them."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from nuztrend.models import Actor, AuditEntry

if TYPE_CHECKING:
    from articles.models.article import Article

LONGEST = 2_000  # signs


class NoteQuerySet(models.QuerySet["Note"]):
    def of(self, story: "Article") -> Self:
        """The notes on a story with who wrote them, the newest first."""
        return self.filter(article=story.pk).select_related("by").order_by("-pk")

    @transaction.atomic
    def write(self, story: "Article", text: str, by: Actor) -> "Note":
        """Add a note; nobody changes or deletes it afterwards.

        Raises:
            ValidationError: there are no words, too many, or a NUL among them.
        """
        if not (text := text.replace("\r\n", "\n").strip()):
            raise ValidationError("Write something first.")
        if "\0" in text:  # PostgreSQL takes none
            raise ValidationError("A note cannot hold the character NUL.")
        if len(text) > LONGEST:
            raise ValidationError(f"A note has {LONGEST:,} signs at most; this one has {len(text):,}.")
        AuditEntry.objects.record(story, "write a note", by)
        return self.create(article=story, text=text, by_id=by.pk if by else None)


class Note(models.Model):
    """What somebody told the others about a story."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="notes", db_index=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    text = models.TextField(max_length=LONGEST)

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["article", "-id"], name="note_on_article")]
        constraints = [models.CheckConstraint(condition=~models.Q(text=""), name="note_says_something")]

    def __str__(self) -> str:
        return self.text[:60]
