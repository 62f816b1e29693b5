"""What was decided lately and can be taken back: the last of one's own, and the last of all."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.text import Truncator

from comments.admin.desk.entry import PAST, who_did
from comments.models import Comment, ModerationEntry, Sweep

LATELY = 8
"""Decisions in the list of all."""
LOOKED_THROUGH = 60  # entries of the record, of which some are notes


Decided = tuple[ModerationEntry, Comment]


@dataclass(frozen=True)
class Recent:
    """A decision that can be taken back."""

    name: str
    """What the button sends: `entry 17` or `sweep 5f…`."""
    words: str
    at: datetime
    pk: int
    """The comment, 0 for many."""


def own(user: Any) -> Recent | None:
    """Give what one moderator decided last, if it can still be taken back."""
    sweeps = list(Sweep.objects.actions().filter(by=user.pk)[:1])
    entries = decisions(ModerationEntry.objects.filter(by=user.pk), sweeps)[:1]
    return newest([*map(of_entry, entries), *map(of_sweep, sweeps)])[0] if entries or sweeps else None


def lately() -> list[Recent]:
    """Give what was decided last, by whomever, one by one or at once."""
    sweeps = list(Sweep.objects.actions()[:LATELY])
    entries = decisions(ModerationEntry.objects.filter(by__isnull=False), sweeps)[:LATELY]
    return newest([*map(of_entry, entries), *map(of_sweep, sweeps)])[:LATELY]


def newest(found: list[Recent]) -> list[Recent]:
    """Give decisions with the last one first."""
    return sorted(found, key=lambda each: each.at, reverse=True)


def decisions(entries: QuerySet[ModerationEntry], sweeps: list[Any]) -> list[Decided]:
    """Give the newest of some entries that moved a comment and are the last that did, without decisions on many."""
    newest = entries.order_by("-pk").values("pk")[:LOOKED_THROUGH]
    moved = ModerationEntry.objects.filter(pk__in=newest).exclude(state_before="").exclude(verb="undo")
    later = ModerationEntry.objects.filter(comment=OuterRef("comment"), pk__gt=OuterRef("pk"))
    last = moved.exclude(state_before=F("state_after")).exclude(
        Exists(later.exclude(state_before="").exclude(state_before=F("state_after")))
    )
    for sweep in sweeps:
        last = last.exclude(by=sweep["by"], pk__gte=sweep["first"], pk__lte=sweep["last"])
    found = list(last.select_related("by").order_by("-pk"))
    comments = Comment.objects.only("name", "text").in_bulk([entry.comment_id for entry in found])
    return [(entry, comments[entry.comment_id]) for entry in found if entry.comment_id in comments]


def of_entry(decided: Decided) -> Recent:
    """Give a decision on one comment."""
    entry, comment = decided
    told = f"{who_did(entry)} {PAST.get(entry.verb, entry.verb)}: {comment.name}, “{Truncator(comment.text).chars(60)}”"
    return Recent(f"entry {entry.pk}", told, entry.at, comment.pk)


def of_sweep(sweep: dict[str, Any]) -> Recent:
    """Give a decision on many."""
    who = sweep["by__first_name"] or sweep["by__username"] or "Somebody"
    done = PAST[sweep["verb"]].replace(" it", f" {sweep['number']:,} at once")
    return Recent(f"sweep {sweep['action']}", f"{who} {done}", sweep["when"], 0)
