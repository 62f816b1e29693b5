"""Comments that a service outside is asked about, and what is to become of them."""

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from comments.models.verdict import Verdict

if TYPE_CHECKING:
    from comments.models.comment import Comment


class SpamCheckQuerySet(models.QuerySet["SpamCheck"]):
    def ask(self, comment: "Comment", verdict: Verdict) -> None:
        """Have a service outside asked about a comment, if the verdict says so; call it in the transaction."""
        if verdict.shows_when_checked is not None:
            self.update_or_create(
                comment=comment,
                defaults={"shows": verdict.shows_when_checked, "failures": 0, "due_at": timezone.now()},
            )
            from comments.judging.checking import check_soon

            check_soon()

    def due(self) -> Self:
        """Those to be asked about now, the oldest first."""
        return self.filter(due_at__lte=timezone.now()).order_by("due_at", "pk")


class SpamCheck(models.Model):
    """A comment that waits for an answer from outside. It is the outbox: nothing is lost when the worker is killed."""

    comment: "models.OneToOneField[Comment]" = models.OneToOneField(
        "comments.Comment", models.CASCADE, primary_key=True, related_name="check_outside"
    )
    shows = models.BooleanField(help_text="Whether the comment is shown when the answer is good.")
    failures = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)

    objects = SpamCheckQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["due_at"], name="spamcheck_due")]
        constraints: ClassVar = [models.CheckConstraint(condition=Q(failures__lte=100), name="spamcheck_gives_up")]

    def __str__(self) -> str:
        return f"#{self.comment_id}"

    def put_off(self, wait: int) -> None:
        """Ask again after `wait` seconds."""
        self.failures += 1
        self.due_at = timezone.now() + timedelta(seconds=wait)
        self.save(update_fields=["failures", "due_at"])
