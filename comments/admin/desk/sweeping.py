"""Decisions on many comments: looked at first, carried out in bounded parts, and taken back as a whole."""

import secrets
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from articles.models import ArticleStat
from comments.admin.desk.decisions import Choice, carry_out, hold, move, moves_of
from comments.admin.desk.scopes import TICKED, Scope
from comments.models import Appeal, Comment, CommentQuerySet, JudgingClock, ModerationEntry, Report, Sweep

AT_ONCE = 500
"""Comments that one request decides on; for the others somebody goes on."""
TOGETHER = 50
"""Comments of one transaction: writers wait for it, about a quarter of a second on SQLite."""
SHOWN = 20
"""Comments that the preview shows."""
COUNTED = 10_000  # of more, the preview says that there are at least so many
VISIBLE_SHOWN = 20


@dataclass(frozen=True)
class Many:
    """The comments that somebody is about to decide on at once.

    Held ones up to `until`, the newest that the preview knew of: what came in since is not decided on unseen. Others
    only where they were ticked by name.
    """

    scope: Scope
    until: int
    ticked: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, name: str, ticked: list[int], until: int = 0) -> "Many":
        """Give the comments of a scope as they stand now, or as they stood when `until` was the newest.

        Raises:
            Http404: there is no such scope.
        """
        scope = Scope.parse(name)
        if not until:
            until = scope.all().order_by().aggregate(newest=Max("pk"))["newest"] or 0
        return cls(scope, until, ticked[:AT_ONCE])

    def held(self) -> CommentQuerySet:
        """Those that wait for a decision."""
        if self.scope.name == TICKED:
            return Comment.objects.filter(pk__in=self.ticked).waiting().oldest_first()
        # the sum keeps SQLite from the index of all comments of the likeness, decided ones included, for its order
        return self.scope.held().alias(number=F("pk") + 0).filter(number__lte=self.until)

    def named(self) -> CommentQuerySet:
        """Those that do not wait and were ticked by name."""
        return Comment.objects.filter(pk__in=self.ticked).exclude(pk__in=self.held().order_by().values("pk"))

    def count(self) -> int:
        """How many wait, or COUNTED where there are as many or more."""
        return self.held().order_by().values("pk")[:COUNTED].count()


@dataclass
class Swept:
    """What became of a part of a decision on many."""

    action: str
    done: int = 0
    skipped: int = 0
    left: int = 0


def sweep(many: Many, choice: Choice, by: Any, *, words: str = "", action: str = "") -> Swept:
    """Decide on at most 500 comments, the longest waiting first; what was named goes along in the first part."""
    swept = Swept(action or secrets.token_hex(8))
    pks = list(many.held().values_list("pk", flat=True)[:AT_ONCE])
    if not action:
        pks += list(many.named().values_list("pk", flat=True)[:AT_ONCE])
    for start in range(0, len(pks), TOGETHER):
        sweep_part(pks[start : start + TOGETHER], choice, by, words, swept, many.scope.name)
    swept.left = many.count() if len(pks) >= AT_ONCE else 0
    return swept


@transaction.atomic
def sweep_part(pks: list[int], choice: Choice, by: Any, words: str, swept: Swept, scope: str) -> None:
    """Decide on some comments in one transaction, and write down which they were."""
    done, asked = [], who_waits(pks)
    for comment in held_together(pks):
        suits = suited(choice, comment)
        try:
            if comment.pk in asked:
                with transaction.atomic():  # answers are taken back with the decision that does not apply
                    carry_out(comment, suits, by, words, words)
            else:
                move(comment, suits, by, words)
        except ValidationError:  # somebody has decided on it meanwhile
            swept.skipped += 1
        else:
            done.append(comment.pk)
    if not done:
        return
    entries = ModerationEntry.objects.filter(comment__in=done).exclude(state_before="")
    moves = entries.exclude(state_before=F("state_after")).order_by().values_list("comment").annotate(Max("pk"))
    pairs = sorted(map(list, moves))
    Sweep.objects.create(
        action=swept.action,
        by=by,
        verb=choice.verb,
        scope=scope,
        entries=pairs,
        count=len(pairs),
        first_entry=min(entry for _, entry in pairs),
        last_entry=max(entry for _, entry in pairs),
    )
    swept.done += len(done)


def is_action(name: str) -> bool:
    """Say whether this could be the name of what was decided at once."""
    return len(name) == 16 and all(sign in "0123456789abcdef" for sign in name)


def who_waits(pks: list[int]) -> set[int]:
    """Give the comments among these about which somebody waits for an answer."""
    rows = (Report.objects.open(), Appeal.objects.open())
    return {pk for found in rows for pk in found.filter(comment__in=pks).values_list("comment_id", flat=True)}


def held_together(pks: list[int]) -> list[Comment]:
    """Give comments that nobody else decides on before the transaction ends, in their order.

    All locks are taken first, in the order of the keys and of tables that one decision takes them in: taken one by one,
    with what is learned and the counters of the stories between them, two moderators could wait for each other, and a
    moderator and who counts the readers of several stories.
    """
    rows = Comment.objects.filter(pk__in=pks)
    threads = set(pks) | {root for root in rows.values_list("root", flat=True) if root}
    list(Comment.objects.select_for_update(no_key=True).filter(pk__in=threads).order_by("pk").values_list("pk"))
    held = list(rows.order_by("pk"))
    JudgingClock.objects.row()
    ArticleStat.objects.hold({comment.article_id for comment in held})
    return held


def suited(choice: Choice, comment: Comment) -> Choice:
    """Give the decision as it is called for a comment: what readers saw is taken down where the others are rejected."""
    return Choice("remove", choice.code) if choice.verb == "reject" and comment.is_visible else choice


def take_back_sweep(action: str, by: Any) -> Swept:
    """Take at most 500 decisions of one action back; comments on which somebody decided since stay as they are."""
    taken = Swept(action)
    for part in Sweep.objects.standing(action)[: AT_ONCE // TOGETHER]:
        with transaction.atomic():
            take_back_part(part, by, taken)
    taken.left = sum(Sweep.objects.standing(action).values_list("count", flat=True))
    return taken


def take_back_part(part: Sweep, by: Any, taken: Swept) -> None:
    """Take the decisions of one part back; call it in a transaction."""
    part = Sweep.objects.select_for_update().get(pk=part.pk)
    if part.undone_at:
        return
    held_together([pk for pk, _ in part.entries])
    for pk, entry in part.entries:
        try:
            with transaction.atomic():
                take_back_one(pk, entry, by)
        except ValidationError:
            taken.skipped += 1
        else:
            taken.done += 1
    part.undone_at = timezone.now()
    part.save(update_fields=["undone_at"])


def take_back_one(pk: int, entry: int, by: Any) -> None:
    """Take one decision back if it is the last on its comment.

    Raises:
        ValidationError: it is not, or the comment is gone.
    """
    if not Comment.objects.filter(pk=pk).exists():
        raise ValidationError("The comment is gone.")
    comment = hold(pk)
    last = moves_of(comment).first()
    if last is None or last.pk != entry:
        raise ValidationError("Somebody decided on it since.")
    comment.undo(by)
