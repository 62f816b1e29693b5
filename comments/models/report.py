"""Notices by readers that a comment ought not to stand (EU Digital Services Act, article 16), and what came of them."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from comments.models.comment import Comment
from comments.models.states import Decision, Reason, WrongState
from nuztrend.models import Actor


class ReportQuerySet(models.QuerySet["Report"]):
    def open(self) -> Self:
        """Reports that wait for a decision, contested ones included, the longest waiting first."""
        return self.filter(decision=Decision.OPEN).order_by("pk")


class Report(models.Model):
    """One reader's notice about one comment.

    Name and address are the reporter's own choice to give; where they are missing, the receipt alone tells what became
    of the notice. A decision can be contested once, which opens the report again.
    """

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="reports")
    code = models.CharField("reason", max_length=12, choices=Reason)
    text = models.TextField("explanation", max_length=2_000, blank=True)
    name = models.CharField(max_length=100, blank=True)
    address = models.EmailField("e-mail address", blank=True)
    in_good_faith = models.BooleanField(default=False)
    receipt_hash = models.CharField(max_length=64, unique=True, editable=False)
    network = models.CharField(max_length=16, null=True, editable=False)  # noqa: DJ001  (see Comment)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.OPEN, editable=False)
    answer = models.TextField(max_length=2_000, blank=True, editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    contest = models.TextField(max_length=2_000, blank=True, editable=False)
    contested_at = models.DateTimeField(null=True, editable=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [
            models.Index(fields=["id"], name="report_open", condition=models.Q(decision="open")),
            models.Index(fields=["created_at"], name="report_created"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(decision__in=Decision.values), name="report_decision_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_code_display()} {self.text[:60]}".strip()

    @transaction.atomic
    def uphold(self, by: Actor, answer: str = "") -> None:
        """Agree: the comment is taken down, if it still stands, for the reason that the report gives."""
        self._decide(Decision.UPHELD, by, answer)
        comment = Comment.objects.get(pk=self.comment_id)
        if comment.is_visible:
            comment.remove(by, answer or self.get_code_display(), code=self.code)
        elif comment.state == Comment.State.HELD:
            comment.reject(by, answer, code=self.code)

    @transaction.atomic
    def dismiss(self, by: Actor, answer: str = "") -> None:
        """Disagree: the comment stays as it is, and the reporter learns why."""
        self._decide(Decision.DISMISSED, by, answer)

    def _decide(self, decision: Decision, by: Actor, answer: str) -> None:
        row = Report.objects.select_for_update().get(pk=self.pk)
        if row.decision != Decision.OPEN:
            raise WrongState("This report has been decided already.")
        self.decision, self.answer, self.decided_at = decision, answer.strip(), timezone.now()
        self.decided_by_id = by.pk if by else None
        self.save(update_fields=["decision", "answer", "decided_at", "decided_by"])
        verb = "uphold report" if decision == Decision.UPHELD else "dismiss report"
        Comment.objects.get(pk=self.comment_id).note(verb, by, answer, self.code)
