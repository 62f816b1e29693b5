"""Which comments: what the public may see has one name, `visible()`, and a new comment one way in."""

import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from articles.models import Article, ArticleStat, TrendingList
from comments.models.check import SpamCheck
from comments.models.letterbox import Letter
from comments.models.states import State, WrongState
from comments.models.verdict import Verdict
from comments.text import has_words, tidy
from nuztrend.lib.inserting import insert
from nuztrend.models import Actor

if TYPE_CHECKING:
    from comments.models.comment import Comment

REPEATED_WITHIN = timedelta(minutes=10)
IS_SQLITE = connection.vendor == "sqlite"
SAID_LATELY = (
    "SELECT 1 FROM comments_comment WHERE network = %s AND created_at > %s AND text = %s AND name = %s "
    "AND article_id = %s LIMIT 1"
)
DEEPEST = 32_000
"""Depths are counted so far; a small integer holds no more, and nobody sees the difference."""


WORDS_STAND = Q(state=State.VISIBLE) | Q(state=State.HELD)
"""Comments whose words are needed. SQLite finds no partial index by a list (`IN`) of bound values, by this it does."""


class CommentQuerySet(models.QuerySet["Comment"]):
    # Where a limited number is asked for in the order of an index, `newest_on` and `answers_in` say ranges and name all
    # columns of the order. By equal columns alone PostgreSQL may take the whole table in the order of ids for the
    # shorter way (measured: 153 ms for one page, of 9,000 comments in all). SQLite, where it has no statistics, takes a
    # range for wider than a state, and would read all that is visible.

    def visible(self) -> Self:
        """Comments that the public may see. (The stories above them have their own rule, `published()`.)"""
        return self.filter(state=State.VISIBLE)

    def once_shown(self) -> Self:
        """Comments that readers see, or that they saw once: of the others nobody is told that they exist."""
        from comments.models.moderation import ModerationEntry

        shown = ModerationEntry.objects.filter(comment=OuterRef("pk"), state_after=State.VISIBLE)
        return self.filter(Q(state=State.VISIBLE) | Q(Exists(shown)))

    def listed(self) -> Self:
        """Comments with a place in their thread: the visible ones, and empty chairs above visible answers."""
        return self.filter(listed=True)

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

    def beginnings(self) -> Self:
        """Comments that answer no other: the beginnings of threads."""
        return self.filter(parent=None)

    def answers_in(self, root: "Comment") -> Self:
        """The answers with a place in the thread that begins with `root`, oldest first."""
        return self.filter(root=root, listed__gte=True).order_by("listed", "pk")

    def newest_on(self, article: Article) -> Self:
        """The comments under one story, newest first."""
        only = {"article__gte": article, "article__lte": article}
        return self.filter(**({"article": article} if IS_SQLITE else only)).order_by("article_id", "-pk")

    def of_rows(self, rows: "CommentQuerySet") -> Self:
        """The comments in a slice, oldest first; what is skipped are ids of an index and no whole rows."""
        return self.filter(pk__in=rows.values("pk")).oldest_first()

    def after(self, pk: int) -> Self:
        """Comments that came in after the one of this number."""
        return self.filter(pk__gt=pk)

    def before(self, pk: int) -> Self:
        """Comments that came in before the one of this number."""
        return self.filter(pk__lt=pk)

    def for_page(self) -> Self:
        """With what stands on a page under the story, and whom each answers."""
        return self.select_related("parent").only(
            *("article", "parent__name", "parent__state", "root", "state", "name", "text", "html"),
            *("from_newsroom", "created_at", "edited_at", "votes", "thread_count"),
        )

    def on_public_stories(self) -> Self:
        """Comments under stories that the public may see now, with what names the story."""
        public = Article.objects.published().filter(pk=OuterRef("article_id"))
        return (
            self.filter(Exists(public))
            .select_related("article")
            .only("name", "text", "created_at", "article__title", "article__slug")
        )

    def for_feeds(self) -> Self:
        """With what feeds carry of a comment: the words as HTML, the story, and whom it answers."""
        return self.select_related("article", "parent").only(
            *("name", "html", "from_newsroom", "created_at", "edited_at", "article__title", "article__slug"),
            *("parent__name", "parent__state"),
        )

    def with_receipt(self, receipt: str) -> Self:
        """The comment that a receipt belongs to, if any."""
        from comments.models.comment import receipt_hash

        return self.filter(receipt_hash=receipt_hash(receipt))

    def forget_networks(self, before: datetime) -> int:
        """Drop the hashes of networks of comments written before a moment; give of how many."""
        return self.filter(network__isnull=False, created_at__lt=before).update(network=None)

    def put_aside_before(self, moment: datetime) -> Self:
        """Comments with words that are not shown by a decision, and about which nothing was noted since the moment.

        Those against which an appeal waits are none: the last decision is still to come.
        """
        from comments.models.appeal import Appeal
        from comments.models.moderation import ModerationEntry

        since = ModerationEntry.objects.filter(comment=OuterRef("pk"), at__gte=moment)
        words = self.filter(~WORDS_STAND & ~Q(text=""), created_at__lt=moment).order_by("created_at")
        return words.filter(~Exists(since), ~Exists(Appeal.objects.open().filter(comment=OuterRef("pk")).order_by()))

    def erase_words(self) -> int:
        """Erase names and words, and what was worked out from them; the record of what was decided stays."""
        return self.update(name="", text="", html="", likeness=None, network=None, reasons=[])

    def said_lately(self, article_id: int, name: str, text: str, network: str) -> bool:
        """Say whether somebody of this name in this network said the same under this story within the last minutes.

        Without the name a second reader behind one address, who thanks as well, would be told to have done so already.
        """
        if not network:
            return False
        with connection.cursor() as cursor:  # asked at every comment: put together by Django it takes ten times as long
            since = connection.ops.adapt_datetimefield_value(timezone.now() - REPEATED_WITHIN)
            cursor.execute(SAID_LATELY, [network, since, tidy(text), name, article_id])
            return cursor.fetchone() is not None

    @transaction.atomic(savepoint=False)
    def submit(
        self,
        article: Article,
        name: str,
        text: str,
        receipt: str,
        *,
        parent: "Comment | None" = None,
        network: str = "",
        verdict: Verdict | None = None,
    ) -> tuple["Comment", str]:
        """Take a reader's comment and let it stand as the verdict says; give it with its receipt.

        Args:
            parent: the comment that it answers; it stands under the same story.
            network: the hash of today of the sender's network, "" for none.
            verdict: what was judged of it before the transaction began; without one the setting NEW_COMMENTS decides.
        """
        verdict = verdict or Verdict(State.VISIBLE if settings.NEW_COMMENTS == "shown" else State.HELD)
        comment, receipt = self.hold(
            article, name, text, receipt=receipt, parent=parent, network=network, verdict=verdict
        )
        if comment.is_visible:
            comment.enter()
            ArticleStat.objects.count_comment(comment.article_id, +1, comment.created_at)
            TrendingList.objects.refresh(at_once=False)
            Letter.objects.answered(comment)
        return comment, receipt

    @transaction.atomic(savepoint=False)
    def hold(
        self,
        article: Article,
        name: str,
        text: str,
        *,
        at: datetime | None = None,
        receipt: str = "",
        parent: "Comment | None" = None,
        network: str = "",
        verdict: Verdict | None = None,
    ) -> tuple["Comment", str]:
        """Store a comment that waits for a decision, written at the moment `at` (now); give it and its receipt."""
        from comments.models.comment import receipt_hash

        receipt = receipt or secrets.token_urlsafe(24)
        verdict = verdict or Verdict(State.HELD)
        comment = self.model(
            article=article,
            name=name,
            state=verdict.state,
            score=verdict.score,
            reasons=[list(reason) for reason in verdict.reasons],
            likeness=verdict.likeness or None,
            network=network or None,
            receipt_hash=receipt_hash(receipt),
            created_at=at or timezone.now(),
            listed=verdict.state == State.VISIBLE,
        )
        if parent:
            comment.parent, comment.root_id = parent, parent.root_id or parent.pk
            comment.depth = min(parent.depth + 1, DEEPEST)
        comment.write(text)
        insert(comment)
        insert(comment.moderations.model(comment_id=comment.pk, verb="submit", state_after=comment.state))
        SpamCheck.objects.ask(comment, verdict)
        return comment, receipt

    @transaction.atomic
    def answer_as_newsroom(self, parent: "Comment", text: str, by: Actor, name: str = "") -> "Comment":
        """Answer a comment that readers see, for the newsroom: marked as such, shown at once, with `by` in the record.

        Trending takes no notice: the newsroom's own words are no readers' attention.

        Raises:
            WrongState: readers do not see the comment.
            ValidationError: there are no words, or too many.
        """
        from comments.models.comment import LONGEST_NAME, LONGEST_TEXT, receipt_hash

        thread = self.model._default_manager.select_for_update(no_key=True)
        thread = thread.filter(pk__in={parent.pk, parent.root_id or parent.pk})
        held = {row.pk: row for row in thread.order_by("pk")}
        if not held[parent.pk].is_visible:
            raise WrongState("Readers do not see this comment, so nobody could see what is answered.")
        if not has_words(text):
            raise ValidationError("Write something first.")
        if len(text) > LONGEST_TEXT:
            raise ValidationError(f"An answer has {LONGEST_TEXT:,} characters at most; this one has {len(text):,}.")
        answer = self.model(
            article_id=parent.article_id,
            parent=parent,
            root_id=parent.root_id or parent.pk,
            depth=min(parent.depth + 1, DEEPEST),
            name=(name or settings.SITE_NAME)[:LONGEST_NAME],
            state=State.VISIBLE,
            from_newsroom=True,
            receipt_hash=receipt_hash(secrets.token_urlsafe(24)),  # nobody has the receipt
        )
        answer.write(text)
        answer.save(force_insert=True)
        answer.moderations.create(verb="answer as newsroom", by_id=by.pk if by else None, state_after=answer.state)
        held[parent.pk].note("answer as newsroom", by)
        answer.relist(+1)
        ArticleStat.objects.count_comment(answer.article_id, +1, None)
        Letter.objects.answered(answer)
        return answer
