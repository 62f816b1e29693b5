"""Notes on a comment: what moderators tell each other about it. Readers and the writer never see them."""

from typing import ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from comments.models.comment import Comment
from nuztrend.models import Actor

LONGEST_NOTE = 2_000  # characters


class CommentNoteQuerySet(models.QuerySet["CommentNote"]):
    def on(self, comment: Comment) -> Self:
        """The notes on a comment with who wrote them, in the order in which they were written."""
        return self.filter(comment=comment.pk).select_related("by").order_by("pk")

    def write(self, comment: Comment, text: str, by: Actor) -> "CommentNote":
        """Add a note; nobody changes it afterwards.

        Raises:
            ValidationError: there are no words, too many, or a NUL among them.
        """
        if not (text := text.replace("\r\n", "\n").strip()):
            raise ValidationError("Write something first.")
        if "\0" in text:  # PostgreSQL takes none
            raise ValidationError("A note cannot hold the character NUL.")
        if len(text) > LONGEST_NOTE:
            raise ValidationError(f"A note has {LONGEST_NOTE:,} characters at most; this one has {len(text):,}.")
        return self.create(comment_id=comment.pk, text=text, by_id=by.pk if by else None)


class CommentNote(models.Model):
    """What somebody told the other moderators about a comment. It goes with the comment."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="notes", db_index=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    text = models.TextField(max_length=LONGEST_NOTE)

    objects = CommentNoteQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index(fields=["comment", "id"], name="comment_note_on")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(text=""), name="comment_note_says_something")
        ]

    def __str__(self) -> str:
        return self.text[:60]
