"""Counts what was decided in a time, from the record that nobody can change."""

from collections import defaultdict, deque
from collections.abc import Iterator
from datetime import datetime
from statistics import median
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from comments.models import PUT_ASIDE, ModerationEntry, Reason, State
from comments.transparency.figures import FIGURES, PEOPLE, RULES, TARGETS

Entries = QuerySet[ModerationEntry]
NOTES = {
    "report": "reports",
    "uphold report": "reports_upheld",
    "dismiss report": "reports_dismissed",
    "contest report": "reports_contested",
    "appeal": "appeals",
    "uphold appeal": "appeals_upheld",
    "dismiss appeal": "appeals_dismissed",
}
"""What is written into the record beside the decisions on comments, and the figure that counts it."""
REPORTED, ANSWERED = ("report", "contest report"), ("uphold report", "dismiss report")


def figures_between(start: datetime, end: datetime) -> dict[str, Any]:
    """Give every figure of the time from `start` to just before `end`; waits in seconds, None where nobody waited."""
    entries = ModerationEntry.objects.filter(at__gte=start, at__lt=end).order_by()
    figures: dict[str, Any] = {figure.key: 0 for figure in FIGURES}
    kinds = ("verb", "state_before", "state_after", "code")
    for row in entries.values(*kinds, is_person=Q(by__isnull=False)).annotate(count=Count("pk")):
        for key in keys_of(row["verb"], row["state_before"], row["state_after"], row["code"], row["is_person"]):
            figures[key] += row["count"]
    figures["wait"] = half_of(waits(entries))
    figures["report_wait"] = half_of(report_waits(entries, start, end))
    return figures


def keys_of(verb: str, before: str, after: str, code: str, is_person: bool) -> Iterator[str]:
    """Give the figures in which an entry of the record counts."""
    if verb in NOTES:
        yield NOTES[verb]
    if before == after or verb == "answer as newsroom":
        return  # the comment stays where it stood, or no reader wrote it
    if verb == "submit":
        yield "received"
    if verb == "withdraw":
        yield "withdrawn"
    elif after in TARGETS:
        yield f"{PEOPLE if is_person else RULES}_{after}"
    if after in PUT_ASIDE:
        yield f"reason_{code}" if code in Reason.values else "reason_none"


def waits(entries: Entries) -> list[float]:
    """Give how long comments were held on which people decided, in seconds."""
    began = ModerationEntry.objects.filter(
        ~Q(state_before=State.HELD), comment=OuterRef("comment"), pk__lt=OuterRef("pk"), state_after=State.HELD
    )
    decided = entries.filter(~Q(state_after=F("state_before")), state_before=State.HELD, by__isnull=False)
    times = decided.annotate(began=Subquery(began.order_by("-pk").values("at")[:1])).values_list("began", "at")
    return [(at - since).total_seconds() for since, at in times if since is not None]


def report_waits(entries: Entries, start: datetime, end: datetime) -> list[float]:
    """Give how long reports waited that were decided in a time, in seconds; of one comment the oldest comes first."""
    comments = entries.filter(verb__in=ANSWERED).values("comment")
    told = ModerationEntry.objects.filter(comment__in=comments, verb__in=(*REPORTED, *ANSWERED), at__lt=end)
    waiting: dict[int, deque[datetime]] = defaultdict(deque)
    found = []
    for comment, verb, at in told.order_by("pk").values_list("comment", "verb", "at"):
        if verb in REPORTED:
            waiting[comment].append(at)
        elif waiting[comment]:
            since = waiting[comment].popleft()
            if at >= start:
                found.append((at - since).total_seconds())
    return found


def half_of(seconds: list[float]) -> int | None:
    """Give the median in whole seconds, None of nothing; a clock that was set back does not make it negative."""
    return max(0, round(median(seconds))) if seconds else None
