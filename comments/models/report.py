"""Notices by readers that a comment ought not to stand (EU Digital Services Act, article 16), and what came of them."""

from datetime import UTC, datetime
from functools import partial
from typing import ClassVar, Self

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from comments.models.comment import Comment, receipt_hash
from comments.models.states import Decision, Reason, State, WrongState
from nuztrend.models import Actor

LONGEST_EXPLANATION = 2_000  # characters


class ReportQuerySet(models.QuerySet["Report"]):
    def open(self) -> Self:
        """Reports that wait for a decision, contested ones included, the longest waiting first."""
        return self.filter(decision=Decision.OPEN).order_by("pk")

    def with_receipt(self, receipt: str) -> Self:
        """The report that a receipt belongs to, if any."""
        return self.filter(receipt_hash=receipt_hash(receipt))

    def of_today(self, now: datetime) -> Self:
        """Reports of the day (UTC) that `now` is in: the day for which the hash of a network stays the same."""
        return self.filter(created_at__gte=now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0))

    @transaction.atomic
    def submit(
        self,
        comment: Comment,
        code: str,
        text: str,
        receipt: str,
        *,
        name: str = "",
        address: str = "",
        in_good_faith: bool,
        network: str = "",
    ) -> "Report":
        """Take a reader's notice about a comment that is shown; the same receipt brings in one report only.

        Raises:
            WrongState: the comment is not shown any more.
        """
        held = Comment.objects.get(pk=comment.pk)
        held.lock()  # two notices at once are counted in turn
        if earlier := self.with_receipt(receipt).first():
            return earlier
        if not held.is_visible:
            raise WrongState("This comment is not shown any more.")
        report = self.create(
            comment=held,
            code=code,
            text=text,
            name=name,
            address=address,
            in_good_faith=in_good_faith,
            receipt_hash=receipt_hash(receipt),
            network=network or None,
        )
        held.note("report", None, code=code)  # the record is public in figures and for ever: no word of the reporter's
        self._hold_what_many_report(held)
        return report

    def _hold_what_many_report(self, comment: Comment) -> None:
        """Hide a comment until somebody has decided when REPORTS_TO_HOLD networks report it within one day.

        A network counts once, for its hash stays the same that day. Once somebody of the newsroom has decided on the
        comment, or it was hidden so before, crowds cannot hide it again.
        """
        if not settings.REPORTS_TO_HOLD:
            return
        networks = self.open().of_today(timezone.now()).filter(comment=comment, network__isnull=False)
        count = networks.order_by().values("network").distinct().count()
        decided = comment.moderations.filter(models.Q(by__isnull=False) | models.Q(verb="hold"))
        if count >= settings.REPORTS_TO_HOLD and not decided.exists():
            comment.hold(None, f"reported from {count} networks within a day")

    def forget_networks(self, before: datetime) -> int:
        """Drop the hashes of networks of reports made before a moment; give of how many."""
        return self.filter(network__isnull=False, created_at__lt=before).update(network=None)

    def forget_reporters(self, before: datetime) -> int:
        """Erase who reported, and their words, of reports decided before a moment; what was decided stays."""
        return self.told().filter(decided_at__lt=before).exclude(decision=Decision.OPEN).erase()

    def told(self) -> Self:
        """Reports in which there still is something that a reporter wrote."""
        return self.exclude(name="", address="", text="", contest="")

    def erase(self) -> int:
        """Erase what reporters wrote of themselves and in their own words; give in how many reports."""
        return self.update(name="", address="", text="", contest="")


class Report(models.Model):
    """One reader's notice about one comment.

    Name and address are the reporter's own choice to give; where they are missing, the receipt alone tells what became
    of the notice. A decision can be contested once, which opens the report again.
    """

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="reports")
    code = models.CharField("reason", max_length=12, choices=Reason)
    text = models.TextField("explanation", max_length=LONGEST_EXPLANATION, blank=True)
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
    contest = models.TextField(max_length=LONGEST_EXPLANATION, blank=True, editable=False)
    contested_at = models.DateTimeField(null=True, editable=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [
            models.Index(fields=["id"], name="report_open", condition=models.Q(decision="open")),
            models.Index(fields=["comment", "code", "id"], name="report_open_on", condition=models.Q(decision="open")),
            models.Index(fields=["created_at"], name="report_network_age", condition=models.Q(network__isnull=False)),
            models.Index(
                fields=["decided_at"],
                name="report_words_age",
                condition=~models.Q(name="", address="", text="", contest=""),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(decision__in=Decision.values), name="report_decision_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_code_display()} {self.text[:60]}".strip()

    @property
    def is_open(self) -> bool:
        """Whether the report waits for a decision, the first or the second."""
        return self.decision == Decision.OPEN

    @property
    def was_undone(self) -> bool:
        """Whether the report was agreed with, and the comment shown again by a later decision."""
        return self.decision == Decision.UPHELD and self.comment.is_visible

    @property
    def can_be_contested(self) -> bool:
        """Whether the reporter may ask for a second look, which is once after a dismissal."""
        return self.decision == Decision.DISMISSED and self.contested_at is None

    @transaction.atomic
    def uphold(self, by: Actor, answer: str = "") -> None:
        """Agree: the comment is taken down, if it still stands, for the reason that the report gives.

        The answer is for the reporter, whom it may name; the writer is told the reason.
        """
        comment = self._decide(Decision.UPHELD, by, answer)
        if comment.is_visible:
            comment.remove(by, self.get_code_display(), code=self.code)
        elif comment.state == State.HELD:
            comment.reject(by, code=self.code)

    @transaction.atomic
    def dismiss(self, by: Actor, answer: str = "") -> None:
        """Disagree: the comment stays as it is, and the reporter learns why."""
        self._decide(Decision.DISMISSED, by, answer)

    @transaction.atomic
    def contest_dismissal(self, why: str) -> None:
        """Ask for a second look, as the reporter: the report waits again. The answer stands until there is another.

        Raises:
            WrongState: nothing was dismissed, or it was contested before.
        """
        row = self._held()
        if not row.can_be_contested:
            raise WrongState("A decision can be contested once, after a report was dismissed.")
        self.contest, self.contested_at, self.decision = why.strip(), timezone.now(), Decision.OPEN
        self.save(update_fields=["contest", "contested_at", "decision"])
        Comment.objects.get(pk=self.comment_id).note("contest report", None, code=self.code)

    def forget_reporter(self) -> None:
        """Erase the reporter's name and address, as the reporter; the notice itself stays."""
        self.name = self.address = ""
        self.save(update_fields=["name", "address"])

    def _held(self) -> "Report":
        return Report.objects.select_for_update().get(pk=self.pk)

    def _decide(self, decision: Decision, by: Actor, answer: str) -> Comment:
        comment = Comment.objects.get(pk=self.comment_id)
        comment.lock()  # as every verb does it, and then what belongs to it
        if self._held().decision != Decision.OPEN:
            raise WrongState("This report has been decided already.")
        self.decision, self.answer, self.decided_at = decision, answer.strip(), timezone.now()
        self.decided_by_id = by.pk if by else None
        self.save(update_fields=["decision", "answer", "decided_at", "decided_by"])
        transaction.on_commit(partial(_tell_decision, self))
        verb = "uphold report" if decision == Decision.UPHELD else "dismiss report"
        comment.note(verb, by, answer, self.code)
        return comment


def _tell_decision(report: Report) -> None:
    from comments.reports import telling  # which knows of reports

    telling.decided(report)
