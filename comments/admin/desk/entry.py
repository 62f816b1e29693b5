"""One comment with all that bears on a decision: what it answers, why it is held, what else came from there."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Case, Count, F, Q, Value, When
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from comments.admin.desk.scopes import LOOKED_AT
from comments.judging import explain
from comments.models import Comment, CommentNote, Decision, ModerationEntry, Report, State

REPORTS = 20  # shown of one comment
RECORD = 20  # decisions shown
OPEN_FIRST = Case(When(decision=Decision.OPEN, then=Value(0)), default=Value(1))
BEFORE, AFTER = 20, 20
"""Comments of the thread shown before and after the one in question."""

PAST = {
    "submit": "wrote it",
    "approve": "approved it",
    "hold": "took it back into the queue",
    "reject": "rejected it",
    "remove": "took it down",
    "spam": "marked it as spam",
    "withdraw": "took it back",
    "undo": "took a decision back",
    "edit": "changed its words",
    "report": "reported it",
    "appeal": "appealed",
    "contest report": "asked for a second look",
    "uphold report": "agreed with a report",
    "dismiss report": "dismissed a report",
    "uphold appeal": "agreed with the appeal",
    "reopen appeal": "let the appeal wait again",
    "dismiss appeal": "dismissed the appeal",
    "answer as newsroom": "answered it",
}
BY_WRITER = {"submit", "withdraw", "edit", "appeal"}
BY_READER = {"report", "contest report"}


@dataclass(frozen=True)
class Line:
    """One line of the record."""

    entry: ModerationEntry

    @property
    def words(self) -> str:
        """Who did what, such as `Grace rejected it`."""
        return f"{who_did(self.entry)} {PAST.get(self.entry.verb, self.entry.verb)}"

    @property
    def why(self) -> str:
        """The reason given, in words."""
        return " ".join(filter(None, [self.entry.get_code_display() if self.entry.code else "", self.entry.reason]))


@dataclass(frozen=True)
class Others:
    """What else is like a comment, or came from where it came from."""

    words: str
    address: str
    pile: str


@dataclass(frozen=True)
class Entry:
    """A comment on the desk."""

    comment: Comment
    record: list[Line]
    reports: list[Report]
    notes: list[CommentNote]
    near: Others | None
    alike: Others | None
    seen: int
    """The newest entry of the record; what was decided after it, whoever decides now has not seen."""

    @property
    def story(self) -> Article:
        return self.comment.article

    @property
    def why(self) -> str:
        """Why the rules judged as they did."""
        told = explain(self.comment)
        return told[:1].upper() + told[1:]

    @property
    def appeal(self) -> Any:
        """The writer's appeal, if there is one."""
        return getattr(self.comment, "appeal", None)

    @property
    def open_reports(self) -> list[Report]:
        """Reports to which nobody has answered."""
        return [report for report in self.reports if report.decision == "open"]

    @property
    def is_case(self) -> bool:
        """Whether somebody waits for an answer."""
        return bool(self.open_reports) or bool(self.appeal and self.appeal.decision == "open")

    @classmethod
    def of(cls, pk: int) -> "Entry | None":
        """Give the entry of a comment, in nine queries at most."""
        comment = Comment.objects.select_related("article", "parent", "appeal__decided_by").filter(pk=pk).first()
        if comment is None:
            return None
        record = [Line(entry) for entry in comment.moderations.select_related("by")[:RECORD]]
        return cls(
            comment,
            record,
            list(comment.reports.select_related("decided_by").order_by(OPEN_FIRST, "pk")[:REPORTS]),
            list(CommentNote.objects.on(comment)),
            near=others(comment, "network"),
            alike=others(comment, "likeness"),
            seen=record[0].entry.pk if record else 0,
        )


def who_did(entry: ModerationEntry) -> str:
    """Give who wrote an entry of the record."""
    if entry.by:
        return entry.by.get_short_name() or entry.by.get_username()
    return "The writer" if entry.verb in BY_WRITER else "A reader" if entry.verb in BY_READER else "The portal"


def others(comment: Comment, field: str) -> Others | None:
    """Give in which states other comments stand that share the value of a field; None where there are none.

    Of a flood the newest 1,000 are looked at.
    """
    value = getattr(comment, field)
    if not value:
        return None
    newest = Comment.objects.filter(**{field: value}).newest_first().values("pk")[:LOOKED_AT]
    rows = Comment.objects.filter(pk__in=newest).exclude(pk=comment.pk)
    counts = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    if not counts:
        return None
    told = ", ".join(f"{counts[state]:,} {short(state)}" for state in State.values if state in counts)
    cut = f" (of the newest {LOOKED_AT:,})" if sum(counts.values()) >= LOOKED_AT - 1 else ""
    kind = "network" if field == "network" else "alike"
    address = reverse("admin:comments_comment_changelist", query={field: value})
    return Others(told + cut, address, reverse("desk_pile", args=[f"{kind}/{value}"]) if "held" in counts else "")


def short(state: str) -> str:
    """Give a state in a word."""
    return {State.HELD: "waiting", State.WITHDRAWN: "taken back"}.get(State(state), state)


def thread_around(comment: Comment) -> tuple[list[Comment], list[Comment]]:
    """Give the thread of a comment: how it began, and what was written before and after it, the nearest in order."""
    root = comment.root_id or comment.pk
    shown = ("name", "text", "state", "created_at", "depth", "root", "from_newsroom")
    thread = Comment.objects.filter(root=root).only(*shown)
    before = list(thread.filter(pk__lt=comment.pk).newest_first()[:BEFORE])[::-1]
    if comment.root_id:
        before = [*Comment.objects.filter(pk=root).only(*shown), *before]
    return before, list(thread.filter(pk__gt=comment.pk).oldest_first()[:AFTER])


def decided_since(comment: Comment, seen: int) -> str:
    """Give what happened to a comment after the entry that somebody saw last, in words; nothing if nothing did.

    What readers do meanwhile, such as reporting it, stands in no way.
    """
    counts = Q(by__isnull=False) | Q(verb="edit") | ~Q(state_before=F("state_after"))
    entry = comment.moderations.filter(counts, pk__gt=seen).select_related("by").first()
    if entry is None:
        return ""
    return f"{Line(entry).words} {ago(timezone.now() - entry.at)}"


def ago(age: timedelta) -> str:
    """Give how long ago something was, such as `a minute ago`."""
    minutes = int(age.total_seconds() // 60)
    if minutes < 1:
        return "less than a minute ago"
    if minutes < 120:
        return "a minute ago" if minutes == 1 else f"{minutes} minutes ago"
    return f"{minutes // 60} hours ago"
