"""Where writers of comments want letters sent, and the letters that are to go there.

`Letter` is the outbox: the verbs of comments fill it in their own transaction, the worker empties it (comments/mail).
Nothing is sent that has ceased to be true by then: a letter knows what it is about, the rest is read when it goes out.
"""

import base64
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from comments.models.budget import Budget, Share
from comments.models.states import Decision, State, WrongState

if TYPE_CHECKING:
    from comments.models.comment import Comment

TO_CONFIRM = timedelta(hours=72)
"""How long an address is kept that nobody has confirmed."""
KEPT = timedelta(days=365)
"""How long after the comment an address is kept."""
AT_ONCE = 500
"""Letterboxes, those of the oldest comments, at which the chore of each minute looks."""
PAUSE = timedelta(hours=1)
"""Between two questions to one address, and between two letters about answers to one comment."""
SECOND_THOUGHTS = timedelta(minutes=2)
"""How long a letter waits, so that what is taken back at once is told to nobody."""


class AskedAlready(ValidationError):
    """The address was asked within the last hour, or the comment has a letterbox."""


class LetterboxQuerySet(models.QuerySet["Letterbox"]):
    def confirmed(self) -> Self:
        """Letterboxes whose owners have said that letters may come."""
        return self.filter(confirmed_at__isnull=False)

    def end(self) -> int:
        """Delete letterboxes with their addresses; give how many.

        Each is held before its letters are touched, as `Letter.take` does it, or the two could wait for each other.
        """
        found = list(self.values_list("pk", flat=True))
        return self._end(found) if found else 0

    @transaction.atomic
    def _end(self, found: list[int]) -> int:
        rows = self.filter(pk__in=found).select_for_update(of=("self",))
        held = list(rows.order_by("pk").values_list("pk", flat=True))
        return Letterbox.objects.filter(pk__in=held).delete()[1].get("comments.Letterbox", 0)

    @transaction.atomic
    def ask(self, comment: "Comment", receipt: str, address: str) -> "Letterbox":
        """Store where a writer wants letters sent, and have the owner of the address asked whether that is right.

        Raises:
            AskedAlready: there was a question to this address within the hour, or the comment has a letterbox.
            WrongState: the writer has just deleted the comment.
        """
        comment.lock()  # or the address would outlive a comment that is deleted at this moment
        if comment.state == State.WITHDRAWN:
            raise WrongState("The comment is deleted, so there is nothing to write to you about.")
        addressee = hash_of(address)
        # the row of this address lets two questions to it wait for each other, whatever comments they are about
        ends = int(timezone.now().timestamp() + PAUSE.total_seconds())
        Budget.objects.take([Share(f"asked {addressee}", ends, 2**31 - 1)], savepoint=False)
        if Letter.objects.filter(addressee=addressee, created_at__gt=timezone.now() - PAUSE).exists():
            raise AskedAlready("No letter can be sent to this address just now. Please try again in an hour.")
        box, is_new = self.get_or_create(
            comment_id=comment.pk,
            defaults={"address": address, "receipt": sealed(receipt, comment.pk), "told": mark_of(comment)},
        )
        if not is_new:
            raise AskedAlready("An address is stored already. Take it away first, then give another one.")
        Letter.objects.create(
            letterbox=box, kind=Letter.Kind.QUESTION, about=box.pk, addressee=addressee, due_at=timezone.now()
        )
        return box

    def told(self, comment: "Comment") -> None:
        """Remember that the writer knows where the comment stands now, having brought it there."""
        if settings.LETTERS:
            self.filter(comment_id=comment.pk).update(told=mark_of(comment))

    def forget_old(self) -> int:
        """Delete addresses that nobody confirmed in time, those of comments of a year ago, and letters without one."""
        now = timezone.now()
        Letter.objects.filter(addressee__isnull=False, created_at__lt=now - TO_CONFIRM).update(addressee=None)
        over = self.filter(confirmed_at=None, created_at__lt=now - TO_CONFIRM).end()
        oldest = self.order_by("comment_id").values_list("pk", "comment__created_at")[:AT_ONCE]
        over += self.filter(pk__in=[pk for pk, written in oldest if written < now - KEPT]).end()
        return over + Letter.objects.filter(letterbox=None, created_at__lt=now - TO_CONFIRM).delete()[0]


class Letterbox(models.Model):
    """The address of one comment's writer. Before it is confirmed, nothing goes there but the question."""

    comment = models.OneToOneField("comments.Comment", models.CASCADE, related_name="letterbox")
    address = models.EmailField("e-mail address")
    receipt = models.CharField(max_length=32, help_text="Sealed: without SECRET_KEY it opens nothing.")
    told = models.CharField(max_length=30, help_text="What the writer was told last.")
    created_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)

    objects = LetterboxQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "letterboxes"
        indexes: ClassVar = [
            models.Index(fields=["created_at"], name="letterbox_unconfirmed", condition=Q(confirmed_at=None)),
        ]

    def __str__(self) -> str:
        return f"letterbox of comment {self.comment_id}"

    @property
    def is_over(self) -> bool:
        """Whether nobody has confirmed the address in time, so that it is about to be deleted."""
        return self.confirmed_at is None and timezone.now() - self.created_at > TO_CONFIRM

    @transaction.atomic
    def confirm(self) -> None:
        """Let letters come. What was decided since the address was given is told now."""
        now = timezone.now()
        if Letterbox.objects.filter(pk=self.pk, confirmed_at=None).update(confirmed_at=now):
            self.confirmed_at = now
            Letter.objects.put(self, Letter.Kind.DECISION, about=0)


class LetterQuerySet(models.QuerySet["Letter"]):
    def due(self) -> Self:
        """Letters whose time to go has come, the longest waiting first."""
        return self.filter(due_at__lte=timezone.now()).order_by("due_at", "pk")

    def waiting(self, like: "Letter") -> Self:
        """Letters to the same letterbox about the same kind of thing that are still to go."""
        return self.filter(letterbox=like.letterbox_id, kind=like.kind, due_at__isnull=False).order_by("pk")

    def answered(self, answer: "Comment") -> None:
        """Have the writer of a comment told that readers see an answer to it; call it in the transaction of that."""
        if settings.LETTERS and answer.parent_id:
            for box in Letterbox.objects.confirmed().filter(comment_id=answer.parent_id):
                self.put(box, Letter.Kind.ANSWER, about=answer.pk)

    def decided(self, comment: "Comment", entry: int) -> None:
        """Have the writer told of the decision that this entry of the record is; call it in the transaction of that."""
        if settings.LETTERS:
            for box in Letterbox.objects.confirmed().filter(comment_id=comment.pk):
                self.put(box, Letter.Kind.DECISION, about=entry)

    def put(self, box: Letterbox, kind: str, about: int) -> None:
        """Put one letter in the outbox; the same one a second time is no other, unless it never went."""
        due = timezone.now() + SECOND_THOUGHTS
        what = {"letterbox": box, "kind": kind, "about": about}
        if not Letter.objects.filter(**what, sent_at=None, due_at=None).update(due_at=due):
            Letter.objects.bulk_create([Letter(**what, due_at=due)], ignore_conflicts=True)

    @transaction.atomic
    def take(self, letter: "Letter", until: datetime) -> list["Letter"]:
        """Take a due letter and all that can go with it; nobody else takes them before the moment `until`.

        It gives none where another worker was quicker, where the address is gone, where a later decision waits, which
        says it all, and where the last letter about answers went less than an hour ago.
        """
        now = timezone.now()
        if letter.letterbox_id:
            Letterbox.objects.select_for_update().filter(pk=letter.letterbox_id).first()
        waiting = list(self.waiting(letter)) if letter.letterbox_id else []
        due = [each for each in waiting if each.due_at and each.due_at <= now]
        rows = self.filter(pk__in=[each.pk for each in due] or [letter.pk])
        is_outdated = letter.kind == Letter.Kind.DECISION and 0 < len(due) < len(waiting)
        if not letter.letterbox_id or is_outdated:
            rows.update(due_at=None)
            return []
        sent = self.filter(letterbox=letter.letterbox_id, kind=letter.kind, sent_at__gt=now - PAUSE)
        if letter.kind == Letter.Kind.ANSWER and (last := sent.order_by("-sent_at").first()) and last.sent_at:
            rows.update(due_at=last.sent_at + PAUSE)
            return []
        if due:
            rows.update(due_at=until, tries=F("tries") + 1)
        return list(rows.order_by("pk").select_related("letterbox")) if due else []


class Letter(models.Model):
    """One thing that a writer is to be told; `due_at` is None when it was sent, holds no more, or was given up."""

    class Kind(models.TextChoices):
        QUESTION = "question", "whether letters may come"
        ANSWER = "answer", "an answer to the comment"
        DECISION = "decision", "a decision on the comment"

    letterbox = models.ForeignKey(Letterbox, models.SET_NULL, null=True, related_name="letters", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    about = models.BigIntegerField(help_text="The answer's number, or that of the entry in the record.")
    # None is what the index leaves out; only questions have one
    addressee = models.CharField(max_length=64, null=True)  # noqa: DJ001
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="letter_due", condition=Q(due_at__isnull=False)),
            models.Index(fields=["addressee", "created_at"], name="letter_asked", condition=Q(addressee__isnull=False)),
            models.Index(fields=["created_at"], name="letter_orphan", condition=Q(letterbox=None)),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["letterbox", "kind", "about"], name="letter_once"),
            models.CheckConstraint(condition=Q(kind__in=["question", "answer", "decision"]), name="letter_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"


def mark_of(comment: "Comment") -> str:
    """Give what a writer knows of where the comment stands: its state, and what became of an appeal."""
    from comments.models.appeal import Appeal

    decided = Appeal.objects.filter(comment_id=comment.pk).exclude(decision=Decision.OPEN).first()
    return f"{comment.state} {decided.decision}" if decided else str(comment.state)


def hash_of(address: str) -> str:
    """Give a keyed hash, the same for what reaches one mailbox: a tag after `+`, dots and capitals do not count."""
    mailbox, _, host = address.casefold().rpartition("@")
    mailbox = mailbox.partition("+")[0].replace(".", "")
    return salted_hmac("comments.addressee", f"{mailbox}@{host}", algorithm="sha256").hexdigest()


def sealed(receipt: str, comment: int) -> str:
    """Seal the secret receipt of a comment, or open the seal: both are the same.

    It is combined with as many bytes of a keyed hash of the comment's number, which is used for this receipt alone. So
    a letter can lead to the receipt, and who finds a copy of the database cannot.
    """
    stream = salted_hmac("comments.sealed-receipt", str(comment), algorithm="sha256").digest()
    closed = bytes(a ^ b for a, b in zip(base64.urlsafe_b64decode(receipt), stream, strict=False))
    return base64.urlsafe_b64encode(closed).decode()
