"""What waits for moderators, the most urgent first. A flood is one row, however many comments it is made of.

Four index ranges make the order: open reports and appeals, texts that are alike, comments from one network, and those
that stand alone. All columns that they look at lie in two indexes of held comments, so a row of the table is read for
what is shown only.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.db.models import Case, Count, Max, Min, Value, When
from django.utils import timezone

from comments.admin.desk.scopes import LIKELY_SPAM, SPAM_FROM, Scope
from comments.models import Appeal, Comment, CommentQuerySet, Reason, Report

GOOD_BELOW = 3.0
"""Points below which a comment is likely good."""
ALIKE_FROM = 3
"""Held comments with nearly the same text from which on they are one row."""
NEAR_FROM = 10
"""Held comments of one network from which on they are one row; a school or an office writes some at a time."""
PILES = 30  # of a kind: the biggest
CASES = 50  # comments with reports or appeals
SINGLES = 60  # comments that stand alone
COUNTED = 1_000  # likely spam; of more, the row says that there are at least so many

FIRST = [Reason.THREAT, Reason.HATE, Reason.ILLEGAL]
"""What is reported for these reasons comes before everything else."""

SECTIONS = ["Reports and appeals", "Likely good", "Unsure", "Likely spam"]


@dataclass(frozen=True)
class Row:
    """One line of the queue: a comment, or many that are decided together."""

    key: str
    """The number of a comment, or the name of a scope."""
    section: int
    order: tuple[Any, ...]
    words: str = ""
    """Why it stands here, or how many it is."""
    first: int = 0
    """The comment that is shown; of many, the one that waits longest."""
    comment: Comment | None = None

    @property
    def is_pile(self) -> bool:
        """Whether it is many comments."""
        return not self.key.isdecimal()

    @property
    def address(self) -> str:
        """The page on which it is decided."""
        return Scope.parse(self.key).address if self.is_pile else Scope.address_of(self.key)

    @property
    def age(self) -> str:
        """How long ago the comment that is shown was written, in short: `5 min`, `3 h`, `2 d`."""
        minutes = int((timezone.now() - self.comment.created_at).total_seconds() // 60) if self.comment else 0
        return (
            f"{minutes} min" if minutes < 60 else f"{minutes // 60} h" if minutes < 2_880 else f"{minutes // 1_440} d"
        )


@dataclass(frozen=True)
class Queue:
    """The rows in their order."""

    rows: list[Row]

    @cached_property
    def places(self) -> dict[str, int]:
        return {row.key: place for place, row in enumerate(self.rows)}

    @property
    def sections(self) -> list[tuple[str, list[Row]]]:
        """The rows under the headings that have some."""
        under = [(name, [row for row in self.rows if row.section == number]) for number, name in enumerate(SECTIONS)]
        return [(name, rows) for name, rows in under if rows]

    def row(self, key: str) -> Row | None:
        """Give the row with a key."""
        return self.rows[self.places[key]] if key in self.places else None

    def beside(self, key: str, step: int) -> Row | None:
        """Give the row that follows (+1) another one or comes before it (-1), round and round."""
        if not self.rows:
            return None
        if key not in self.places:
            return self.rows[0]
        found = self.rows[(self.places[key] + step) % len(self.rows)]
        return None if found.key == key else found


def queue() -> Queue:
    """Give the queue as it stands now, in eight queries."""
    held = Comment.objects.waiting().order_by()
    urgent = cases()
    alike = piles(held, "likeness", ALIKE_FROM)
    near = piles(held.exclude(likeness__in=[name for name, *_ in alike]), "network", NEAR_FROM)
    alone = held.exclude(likeness__in=[name for name, *_ in alike]).exclude(network__in=[name for name, *_ in near])
    singles, spam = singles_of(alone, {int(row.key) for row in urgent}), likely_spam(alone)
    rows = with_comments([*urgent, *rows_of(alike, "alike"), *rows_of(near, "network"), *singles, *spam])
    return Queue(sorted(rows, key=lambda row: (row.section, row.order)))


def cases() -> list[Row]:
    """Give the comments about which somebody waits for an answer: reports of danger first, then what most saw."""
    urgent = Max(Case(When(code__in=FIRST, then=Value(1)), default=Value(0)))
    reported = (
        Report.objects.open()
        .order_by()
        .values("comment_id")
        .annotate(urgent=urgent, count=Count("pk"), first=Min("pk"))
        .order_by("-urgent", "-count", "first")
        .values_list("comment_id", "urgent", "count")[:CASES]
    )
    found = {pk: (urgent, count, False) for pk, urgent, count in reported}
    for pk in Appeal.objects.open().values_list("comment_id", flat=True)[:CASES]:
        urgent, count, _ = found.get(pk, (0, 0, False))
        found[pk] = (urgent, count, True)
    visible = set(Comment.objects.visible().filter(pk__in=found).values_list("pk", flat=True))
    return [
        Row(str(pk), 0, (-urgent, pk not in visible, -count, pk), case_words(count, appeal), pk)
        for pk, (urgent, count, appeal) in found.items()
    ]


def case_words(reports: int, appeal: bool) -> str:
    """Give who waits for an answer, such as `2 reports and an appeal`."""
    told = f"{reports:,} {'report' if reports == 1 else 'reports'}" if reports else ""
    return " and ".join(filter(None, [told, "an appeal" if appeal else ""]))


def piles(held: CommentQuerySet, field: str, least: int) -> list[tuple[str, int, int]]:
    """Give the biggest groups of held comments with one value of a field: the value, how many, and the first."""
    groups = held.filter(**{f"{field}__isnull": False}).values(field)
    big = groups.annotate(count=Count("*"), first=Min("pk")).filter(count__gte=least).order_by("-count", "first")
    return list(big.values_list(field, "count", "first")[:PILES])


def rows_of(found: Iterable[tuple[str, int, int]], kind: str) -> list[Row]:
    """Give piles as rows; in which section they stand is known when the first comment of each is read."""
    words = {"alike": "alike", "network": "from one network"}[kind]
    return [Row(f"{kind}/{name}", 3, (first,), f"{count:,} {words}", first) for name, count, first in found]


def band(score: float) -> int:
    """Give the section in which held comments of a score stand."""
    return 1 if score < GOOD_BELOW else 2 if score < SPAM_FROM else 3


def singles_of(alone: CommentQuerySet, shown: set[int]) -> list[Row]:
    """Give the comments that stand alone and may be good, those first that are likely to be and wait longest."""
    likely = Case(When(score__lt=GOOD_BELOW, then=Value(1)), default=Value(2))
    first = alone.filter(score__lt=SPAM_FROM).annotate(section=likely).order_by("section", "pk")
    found = first.values_list("pk", "section")[: SINGLES + len(shown)]
    return [Row(str(pk), section, (pk,), first=pk) for pk, section in found if pk not in shown][:SINGLES]


def likely_spam(alone: CommentQuerySet) -> list[Row]:
    """Give what is likely spam as one row where some of it is like nothing else.

    It counts what stands in a pile as well, for the page of this row lists and decides on all of it.
    """
    first = alone.filter(score__gte=SPAM_FROM).order_by("pk").values_list("pk", flat=True).first()
    if first is None:
        return []
    scope = Scope(LIKELY_SPAM)
    count = scope.held().order_by()[:COUNTED].count()
    many = f"{count:,}{'+' if count == COUNTED else ''} {scope.words}"
    last = (1 << 63,)  # after the piles
    return [Row(LIKELY_SPAM, 3, last, many, first)]


def with_comments(rows: list[Row]) -> list[Row]:
    """Give rows with the comments that they show, piles in the section of theirs, without what is gone meanwhile."""
    shown = ("name", "text", "state", "score", "created_at", "article__title")
    comments = Comment.objects.select_related("article").only(*shown).in_bulk([row.first for row in rows])
    return [
        replace(row, comment=found, section=band(found.score) if row.is_pile else row.section)
        for row in rows
        if (found := comments.get(row.first))
    ]
