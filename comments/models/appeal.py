"""The one appeal that a writer has against a decision on a comment."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from comments.models.comment import Comment
from comments.models.letterbox import Letter
from comments.models.states import PUT_ASIDE, Decision, WrongState
from comments.text import tidy
from nuztrend.models import Actor

LONGEST_APPEAL = 2_000  # characters


class AppealQuerySet(models.QuerySet["Appeal"]):
    def open(self) -> Self:
        """Appeals that wait for a decision, the longest waiting first."""
        return self.filter(decision=Decision.OPEN).order_by("pk")

    @transaction.atomic
    def lodge(self, comment: Comment, text: str) -> "Appeal":
        """Take the writer's one appeal against the decision on a comment.

        Raises:
            WrongState: nothing was decided against the comment, or there was an appeal already.
        """
        stored = Comment.objects.select_for_update(no_key=True).only("state", "text").get(pk=comment.pk)
        comment.state = stored.state
        if comment.state not in PUT_ASIDE or not stored.text:
            raise WrongState("There is no decision against this comment to appeal against.")
        if self.filter(comment=comment).exists():
            raise WrongState("You have used your one appeal already.")
        appeal = self.create(comment=comment, text=tidy(text))
        comment.note("appeal", None)
        return appeal


class Appeal(models.Model):
    """Why a writer thinks that the comment ought to stand, and what somebody decided who looked again."""

    comment = models.OneToOneField(Comment, models.CASCADE, related_name="appeal")
    text = models.TextField(max_length=LONGEST_APPEAL)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.OPEN, editable=False)
    answer = models.TextField(max_length=2_000, blank=True, editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    objects = AppealQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(fields=["id"], name="appeal_open", condition=models.Q(decision="open"))]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(decision__in=Decision.values), name="appeal_decision_known"),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @transaction.atomic
    def uphold(self, by: Actor, answer: str = "") -> None:
        """Agree with the writer: the comment is shown."""
        comment = self._decide(Decision.UPHELD, by, answer)
        if not comment.is_visible:
            comment.approve(by)

    @transaction.atomic
    def dismiss(self, by: Actor, answer: str = "") -> None:
        """Let the decision stand, and tell the writer why."""
        self._decide(Decision.DISMISSED, by, answer)

    def _decide(self, decision: Decision, by: Actor, answer: str) -> Comment:
        comment = Comment.objects.get(pk=self.comment_id)
        comment.lock()  # as every verb does it, and then what belongs to it
        row = Appeal.objects.select_for_update().get(pk=self.pk)
        if row.decision != Decision.OPEN:
            raise WrongState("This appeal has been decided already.")
        self.decision, self.answer, self.decided_at = decision, answer.strip(), timezone.now()
        self.decided_by_id = by.pk if by else None
        self.save(update_fields=["decision", "answer", "decided_at", "decided_by"])
        verb = "uphold appeal" if decision == Decision.UPHELD else "dismiss appeal"
        Letter.objects.decided(comment, comment.note(verb, by, answer).pk)
        return comment
