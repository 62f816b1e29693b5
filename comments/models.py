"""Comments: readers' words under a story. A change is a verb on the row and writes its moderation entry."""

import base64
import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from articles.models import Article, ArticleStat, TrendingList
from comments.text import tidy, to_html
from nuztrend.models import Actor

LONGEST_NAME = 60  # characters
LONGEST_TEXT = 5_000
PAGE_SIZE = 50
"""Comments on a page."""


class State(models.TextChoices):
    """Where a comment stands; readers see only `visible`."""

    HELD = "held", "waiting for an editor"
    VISIBLE = "visible", "visible"
    REJECTED = "rejected", "rejected"
    SPAM = "spam", "spam"
    REMOVED = "removed", "removed"


# verb: (the states it starts from, the state it leads to)
TRANSITIONS: dict[str, tuple[Sequence[State], State]] = {
    "approve": ([State.HELD, State.REJECTED, State.SPAM, State.REMOVED], State.VISIBLE),
    "reject": ([State.HELD, State.SPAM], State.REJECTED),
    "remove": ([State.VISIBLE], State.REMOVED),
    "spam": ([State.HELD, State.VISIBLE, State.REJECTED, State.REMOVED], State.SPAM),
}


class WrongState(ValidationError):
    """The verb does not apply to a comment in this state."""


def receipt_for(captcha_key: str) -> str:
    """Give the secret receipt of the comment that the digits of this key bring in, one and the same at every try."""
    digest = salted_hmac("comments.receipt", captcha_key, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest)[:32].decode()


def receipt_hash(receipt: str) -> str:
    """Give what is stored of a commenter's secret receipt."""
    return hashlib.sha256(receipt.encode()).hexdigest()


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible(self) -> Self:
        """Comments that the public may see. (The stories above them have their own rule, `published()`.)"""
        return self.filter(state=State.VISIBLE)

    def in_state(self, state: str) -> Self:
        """Comments in one state of moderation."""
        return self.filter(state=state)

    def waiting(self) -> Self:
        """Comments that wait for a decision."""
        return self.filter(state=State.HELD)

    def oldest_first(self) -> Self:
        """In the order in which they came in."""
        return self.order_by("pk")

    def written_between(self, start: datetime, end: datetime) -> Self:
        """Comments written at `start` or later and before `end`."""
        return self.filter(created_at__gte=start, created_at__lt=end)

    def newest_first(self) -> Self:
        """In the order of Recent Comments. By id, because clocks jump and ids do not."""
        return self.order_by("-pk")

    def on(self, article: Article) -> Self:
        """The comments under one story."""
        return self.filter(article=article)

    def for_page(self) -> Self:
        """With what stands on a page under the story."""
        return self.only("name", "text", "html", "created_at")

    def on_public_stories(self) -> Self:
        """Comments under stories that the public may see now, with what names the story."""
        public = Article.objects.published().filter(pk=OuterRef("article_id"))
        return (
            self.filter(Exists(public))
            .select_related("article")
            .only("name", "text", "created_at", "article__title", "article__slug")
        )

    def with_html(self) -> Self:
        """With the words as HTML besides what names the story."""
        return self.only("name", "html", "created_at", "article__title", "article__slug")

    def with_receipt(self, receipt: str) -> Self:
        """The comment that a receipt belongs to, if any."""
        return self.filter(receipt_hash=receipt_hash(receipt))

    @transaction.atomic
    def submit(self, article: Article, name: str, text: str, receipt: str) -> tuple["Comment", str]:
        """Take a reader's comment, shown or held as the setting NEW_COMMENTS says; give it with its receipt."""
        comment, receipt = self.hold(article, name, text, receipt=receipt)
        if settings.NEW_COMMENTS == "shown":
            comment.approve(by=None)
        return comment, receipt

    @transaction.atomic
    def hold(
        self, article: Article, name: str, text: str, *, at: datetime | None = None, receipt: str = ""
    ) -> tuple["Comment", str]:
        """Store a comment that waits for a decision, written at the moment `at` (now); give it and its receipt."""
        receipt = receipt or secrets.token_urlsafe(24)
        comment = self.model(article=article, name=name, state=State.HELD, receipt_hash=receipt_hash(receipt))
        comment.created_at = at or timezone.now()
        comment.write(text)
        comment.save()
        comment.moderations.create(verb="submit", state_after=comment.state)
        return comment, receipt


class Comment(models.Model):
    """One reader's words."""

    State = State

    article = models.ForeignKey(Article, models.CASCADE, related_name="comments", verbose_name="story")
    name = models.CharField(max_length=LONGEST_NAME)
    text = models.TextField(max_length=LONGEST_TEXT)
    html = models.TextField(editable=False)
    state = models.CharField(max_length=10, choices=State)
    receipt_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        permissions: ClassVar = [("moderate_comment", "Can decide on comments")]
        indexes: ClassVar = [
            models.Index(fields=["article", "-id"], name="comment_under_article", condition=Q(state="visible")),
            models.Index(fields=["state", "-id"], name="comment_by_state"),
            models.Index(fields=["created_at"], name="comment_visible_since", condition=Q(state="visible")),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="comment_state_known"),
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

    def write(self, text: str) -> None:
        """Set the words and their HTML."""
        self.text = tidy(text)
        self.html = to_html(self.text)

    def approve(self, by: Actor) -> None:
        """Show the comment."""
        self._move("approve", by)

    def reject(self, by: Actor, reason: str = "") -> None:
        """Decline a comment that was not shown."""
        self._move("reject", by, reason)

    def remove(self, by: Actor, reason: str) -> None:
        """Take a comment down that readers saw; the reason is required."""
        if not reason.strip():
            raise ValidationError("Say why the comment is removed.")
        self._move("remove", by, reason)

    def mark_spam(self, by: Actor) -> None:
        """Put the comment aside as spam."""
        self._move("spam", by)

    @transaction.atomic
    def _move(self, verb: str, by: Actor, reason: str = "") -> None:
        allowed, target = TRANSITIONS[verb]
        before = Comment.objects.select_for_update().only("state").get(pk=self.pk).state
        if before not in allowed:
            raise WrongState(f"The comment by {self.name} is {State(before).label}: “{verb}” does not apply to it.")
        seen_before = self.moderations.filter(state_after=State.VISIBLE).exists()
        self.state = target
        self.save(update_fields=["state"])
        self.moderations.create(
            verb=verb, by_id=by.pk if by else None, state_before=before, state_after=target, reason=reason
        )
        if difference := (target == State.VISIBLE) - (before == State.VISIBLE):
            is_first = difference > 0 and not seen_before
            ArticleStat.objects.count_comment(self.article_id, difference, self.created_at if is_first else None)
            TrendingList.objects.refresh(at_once=False)


class ModerationEntry(models.Model):
    """One decision on a comment; written by the verbs, never changed."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="moderations")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    verb = models.CharField(max_length=20)
    state_before = models.CharField(max_length=10, blank=True)
    state_after = models.CharField(max_length=10)
    reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name_plural = "moderation entries"

    def __str__(self) -> str:
        return f"{self.verb} #{self.comment_id}"
