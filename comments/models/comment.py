"""Comments: readers' words under a story. A change is a verb on the row and writes its moderation entry."""

import base64
import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from articles.models import Article, ArticleStat, TrendingList
from comments.models.check import SpamCheck
from comments.models.learned import Lesson
from comments.models.letterbox import Letter, Letterbox
from comments.models.moderation import ModerationEntry
from comments.models.querysets import WORDS_STAND, CommentQuerySet
from comments.models.states import TRANSITIONS, Decision, Reason, State, WrongState
from comments.models.verdict import Verdict
from comments.text import tidy, to_html
from nuztrend.models import Actor
from nuztrend.pagecache import touch

LONGEST_NAME = 60  # characters
LONGEST_TEXT = 5_000
TO_EDIT = timedelta(minutes=10)
"""How long a writer may change a comment that nobody has answered."""


BY_THE_WRITER = ("edit", "withdraw")
"""Verbs that the writer carries out, and that nobody else can take back."""


class TooLate(ValidationError):
    """The time in which a writer may change a comment is over, or somebody has answered it."""


def receipt_for(captcha_key: str) -> str:
    """Give the secret receipt of the comment that the digits of this key bring in, one and the same at every try."""
    digest = salted_hmac("comments.receipt", captcha_key, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest)[:32].decode()


def receipt_hash(receipt: str) -> str:
    """Give what is stored of a commenter's secret receipt."""
    return hashlib.sha256(receipt.encode()).hexdigest()


class Comment(models.Model):
    """One reader's words.

    A comment answers another one (`parent`) or begins a thread (no parent, no root); `root` is the beginning of its
    thread. `listed` says that it has a place in its thread: because readers see it, or as an empty chair above answers
    that they see. `answer_count` are the listed answers to it, `thread_count` (of a root) the visible ones below it.
    """

    State = State

    article = models.ForeignKey(Article, models.CASCADE, related_name="comments", verbose_name="story")
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, editable=False, related_name="answers", db_index=False
    )
    root = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, editable=False, related_name="thread", db_index=False
    )
    depth = models.PositiveSmallIntegerField(default=0, editable=False)
    listed = models.BooleanField(default=False, editable=False)
    answer_count = models.PositiveIntegerField(default=0, editable=False)
    thread_count = models.PositiveIntegerField(default=0, editable=False)
    votes = models.PositiveIntegerField(default=0, editable=False)
    name = models.CharField(max_length=LONGEST_NAME)
    text = models.TextField(max_length=LONGEST_TEXT)
    html = models.TextField(editable=False)
    from_newsroom = models.BooleanField(default=False, editable=False)
    state = models.CharField(max_length=10, choices=State)
    score = models.FloatField(default=0, editable=False)
    reasons = models.JSONField(
        default=list, editable=False, help_text="What the score is made of: [code, words, weight] each."
    )
    # None is what the indexes leave out; an empty string they would hold, a million times the same
    likeness = models.CharField(max_length=16, null=True, editable=False)  # noqa: DJ001
    network = models.CharField(max_length=16, null=True, editable=False)  # noqa: DJ001
    receipt_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    edited_at = models.DateTimeField(null=True, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        permissions: ClassVar = [("moderate_comment", "Can decide on comments")]
        indexes: ClassVar = [
            models.Index(fields=["article", "-id"], name="comment_under_article", condition=Q(state="visible")),
            models.Index(fields=["article", "-id"], name="thread_newest", condition=Q(listed=True, parent=None)),
            models.Index(
                fields=["article", "-votes", "-id"], name="thread_best", condition=Q(listed=True, parent=None)
            ),
            models.Index(fields=["root", "listed", "id"], name="thread_answers", condition=Q(root__isnull=False)),
            models.Index(fields=["parent", "id"], name="comment_answers", condition=Q(parent__isnull=False)),
            models.Index(fields=["state", "-id"], name="comment_by_state"),
            models.Index(fields=["created_at"], name="comment_visible_since", condition=Q(state="visible")),
            models.Index(fields=["network", "-id"], name="comment_by_network", condition=Q(network__isnull=False)),
            models.Index(fields=["likeness", "-id"], name="comment_by_likeness", condition=Q(likeness__isnull=False)),
            # what is to be forgotten, by age: the chore of each minute finds in them that there is nothing to do
            models.Index(fields=["created_at"], name="comment_network_age", condition=Q(network__isnull=False)),
            models.Index(fields=["created_at"], name="comment_words_age", condition=~WORDS_STAND & ~Q(text="")),
            # all that the order of the queue is made of, so that 100,000 rows of a flood are never read themselves
            models.Index(
                fields=["state", "likeness", "id", "network", "score"], name="held_alike", condition=Q(state="held")
            ),
            models.Index(
                fields=["state", "network", "id", "likeness", "score"], name="held_near", condition=Q(state="held")
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="comment_state_known"),
            models.CheckConstraint(
                condition=Q(parent=None, root=None, depth=0) | Q(parent__isnull=False, root__isnull=False, depth__gt=0),
                name="comment_has_its_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.text[:60]}"

    def get_absolute_url(self) -> str:
        """Give the permanent address, which leads to the page of comments that holds it."""
        return reverse("comment", args=[self.article.slug, self.pk])

    @property
    def is_visible(self) -> bool:
        """Whether readers see the comment."""
        return self.state == State.VISIBLE

    @property
    def is_open_to_its_writer(self) -> bool:
        """Whether its writer may still change it: for ten minutes, and until somebody has answered."""
        fresh = timezone.now() - self.created_at < TO_EDIT
        return fresh and not self.answer_count and self.state in (State.VISIBLE, State.HELD)

    def write(self, text: str) -> None:
        """Set the words and their HTML."""
        self.text = tidy(text)
        self.html = to_html(self.text)

    # Verbs

    def approve(self, by: Actor) -> None:
        """Show the comment."""
        self._move("approve", by)

    def hold(self, by: Actor, reason: str = "") -> None:
        """Take the comment back into the queue until somebody has decided."""
        self._move("hold", by, reason)

    def reject(self, by: Actor, reason: str = "", code: str = "") -> None:
        """Decline a comment that was not shown."""
        self._move("reject", by, reason, code)

    def remove(self, by: Actor, reason: str, code: str = "") -> None:
        """Take a comment down that readers saw.

        Raises:
            ValidationError: neither a reason nor one in words is given.
        """
        if not reason.strip() and code in ("", Reason.OTHER):
            raise ValidationError("Say why the comment is removed.")
        self._move("remove", by, reason, code)

    def mark_spam(self, by: Actor, reason: str = "") -> None:
        """Put the comment aside as spam."""
        self._move("spam", by, reason, code=Reason.ADVERTISING)

    @transaction.atomic
    def edit(self, text: str, verdict: Verdict) -> None:
        """Change the words, as the writer; what readers saw stands as the verdict on the new words says.

        What waits for a decision goes on waiting, whatever the verdict: else one could try words until they pass.

        Raises:
            TooLate: ten minutes are over, or somebody has answered.
        """
        self.lock()
        if not self.is_open_to_its_writer:
            raise TooLate("The comment cannot be changed any more.")
        waits_for_check = SpamCheck.objects.filter(comment=self, shows=True).delete()[0] > 0
        if verdict.shows_when_checked and not (self.is_visible or waits_for_check):
            verdict = replace(verdict, shows_when_checked=False)
        Lesson.objects.forget(self)
        self.write(text)
        self.score, self.likeness = verdict.score, verdict.likeness or None
        self.reasons = [list(reason) for reason in verdict.reasons]
        self.edited_at = timezone.now()
        self.save(update_fields=["text", "html", "score", "likeness", "reasons", "edited_at"])
        SpamCheck.objects.ask(self, verdict)
        if self.is_visible:
            touch(f"comments:{self.article_id}", "recent-comments")
        self._stand("edit", None, verdict.state if self.is_visible else self.state)

    @transaction.atomic
    def withdraw(self) -> None:
        """Take the comment back, as its writer: name and words are erased and cannot be brought back.

        So are the address for letters, what moderators noted, the words of an appeal, and an appeal that still waits.
        """
        from comments.models.appeal import Appeal

        self._move("withdraw", None)
        self.name = self.text = self.html = ""
        self.network = self.likeness = None
        self.score, self.reasons = 0, []
        self.save(update_fields=["name", "text", "html", "network", "likeness", "score", "reasons"])
        Letterbox.objects.filter(comment=self).end()
        self.notes.all().delete()
        Appeal.objects.open().filter(comment=self).delete()
        Appeal.objects.filter(comment=self).update(text="", answer="")

    @transaction.atomic
    def undo(self, by: Actor) -> None:
        """Take the last decision back: the comment stands again where it stood before it, and so does its appeal.

        Raises:
            WrongState: nothing was decided, or the writer has changed the comment since or taken it back.
        """
        self.lock()
        moves = self.moderations.exclude(state_before="").exclude(state_before=F("state_after"))
        last, before = [*moves[:2], None, None][:2]
        if last is None or last.verb in ("undo", *BY_THE_WRITER):
            raise WrongState(f"There is no decision on the comment by {self.name} to take back.")
        self._stand("undo", by, last.state_before, f"took back “{last.verb}”")
        if self.moderations.filter(verb="uphold appeal", pk__gt=before.pk if before else 0).exists():
            self._reopen_appeal(by)

    def note(self, verb: str, by: Actor, reason: str = "", code: str = "") -> ModerationEntry:
        """Write into the record what happened to the comment without moving it; call it in the transaction of that."""
        return self.moderations.create(
            verb=verb,
            by_id=by.pk if by else None,
            state_before=self.state,
            state_after=self.state,
            reason=reason,
            code=code,
        )

    def lock(self) -> None:
        """Read anew where the comment stands, and let nobody else change it before the transaction ends.

        Whoever changes a thread holds its root first, so that counts and empty chairs stay right and no two wait for
        each other. The keys stay free (no_key): an answer that is being stored asks for them, the root's last.
        """
        rows = Comment.objects.select_for_update(no_key=True)
        if self.root_id:
            rows.only("pk").get(pk=self.root_id)
        self.refresh_from_db(fields=["state", "text", "answer_count"], from_queryset=rows)

    def _write_letters(self, entry: ModerationEntry) -> None:
        """Have the writer told, unless it was the writer who did it, and whoever this answers."""
        if entry.verb in BY_THE_WRITER:
            Letterbox.objects.told(self)
        else:
            Letter.objects.decided(self, entry.pk)
        if self.is_visible:
            Letter.objects.answered(self)

    def _grant_appeal(self, by: Actor) -> None:
        """Let an open appeal end with what it asked for, however the comment came to be shown."""
        from comments.models.appeal import Appeal

        granted = {"decision": Decision.UPHELD, "decided_at": timezone.now(), "decided_by": by.pk if by else None}
        if Appeal.objects.open().filter(comment=self).update(**granted):
            self.note("uphold appeal", by)

    def _reopen_appeal(self, by: Actor) -> None:
        """Let an appeal that was granted wait again, for what it was granted by was taken back."""
        from comments.models.appeal import Appeal

        waits = {"decision": Decision.OPEN, "decided_at": None, "decided_by": None, "answer": ""}
        if Appeal.objects.filter(comment=self, decision=Decision.UPHELD).update(**waits):
            self.note("reopen appeal", by)

    def _move(self, verb: str, by: Actor, reason: str = "", code: str = "") -> None:
        self._stand(verb, by, TRANSITIONS[verb][1], reason, code)

    @transaction.atomic
    def _stand(self, verb: str, by: Actor, target: str, reason: str = "", code: str = "") -> None:
        """Bring the comment into a state, and everything with it that counts and lists comments."""
        self.lock()
        before = self.state
        if target == State.VISIBLE and not self.text:
            raise WrongState("The words of this comment have been erased: there is nothing left to show.")
        if verb in TRANSITIONS and before not in TRANSITIONS[verb][0]:
            raise WrongState(f"The comment by {self.name} is {State(before).label}: “{verb}” does not apply to it.")
        seen_before = self.moderations.filter(state_after=State.VISIBLE).exists()
        self.state = target
        self.save(update_fields=["state"])
        entry = self.moderations.create(
            verb=verb, by_id=by.pk if by else None, state_before=before, state_after=target, reason=reason, code=code
        )
        if target == State.VISIBLE:
            self._grant_appeal(by)
        Lesson.objects.follow(self)
        if difference := (target == State.VISIBLE) - (before == State.VISIBLE):
            self.relist(difference)
            is_first = difference > 0 and not seen_before
            ArticleStat.objects.count_comment(self.article_id, difference, self.created_at if is_first else None)
            TrendingList.objects.refresh(at_once=False)
        self._write_letters(entry)

    def relist(self, difference: int) -> None:
        """Give the comment its place in the thread, or take it away, after it became visible (+1) or ceased to be (-1).

        Above answers that readers see, a comment that they do not see keeps its place as an empty chair.
        """
        self._count_in_thread(difference)
        self._settle(self)

    def enter(self) -> None:
        """Count a new visible comment, which was stored with its place, where it stands."""
        self._count_in_thread(+1)
        self._settle(self._count_above(+1))

    def _count_in_thread(self, difference: int) -> None:
        touch(f"comments:{self.article_id}")
        if self.root_id:
            Comment.objects.filter(pk=self.root_id).update(thread_count=F("thread_count") + difference)

    def _count_above(self, difference: int) -> "Comment | None":
        """Count a listed answer of the comment above; give that one, None at the top."""
        if self.parent_id is None:
            return None
        above = Comment.objects.filter(pk=self.parent_id)
        above.update(answer_count=F("answer_count") + difference)
        return above.only("state", "answer_count", "listed", "parent").first()

    def _settle(self, row: "Comment | None") -> None:
        """Let a comment, and those above it as far as something changes, be listed or not by what they are now."""
        while row is not None:
            row.refresh_from_db(fields=["answer_count", "listed"])
            stands = row.is_visible or row.answer_count > 0
            if stands == row.listed:
                return
            row.listed = stands
            row.save(update_fields=["listed"])
            row = row._count_above(+1 if stands else -1)
