"""A dry run: what other weights, thresholds or words would have done to the last comments.

Every comment is weighed twice, by what holds and by what is tried, so that the two differ by the change alone. What
its own words say is read again; what was known of its history when it came in is taken from its reasons.
"""

import re
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from comments.judging.history import MOST_ELSEWHERE
from comments.judging.known import Rules
from comments.judging.learned import bound
from comments.judging.rules import RULES, Reading
from comments.judging.wording import state_by
from comments.judging.wordlists import Found, said_of
from comments.models import Comment, ModerationEntry, State

LOOKED_AT = 10_000
"""Comments of a dry run, the newest."""
SECONDS = 8
"""Time after which it ends with what it has: a page that takes longer is taken for broken."""
SHOWN = 12  # examples of each kind

_number = re.compile(r"\d+")


class Example(NamedTuple):
    """A comment that would stand elsewhere, and what it would weigh."""

    comment: Comment
    before: float
    after: float
    said: str


@dataclass
class Outcome:
    """What a dry run found. "More" and "fewer" compare what is tried with what holds; policies play no part in it."""

    seen: int = 0
    more: int = 0
    more_approved: int = 0
    """Of those, the ones that somebody in the newsroom approved: they would have waited in vain."""
    more_spam: int = 0
    """Of those, the ones that are marked as spam: they would have been caught."""
    fewer: int = 0
    fewer_spam: int = 0
    put_aside: int = 0
    """How many more would have been put aside as spam."""
    held_more: list[Example] = field(default_factory=list)
    held_fewer: list[Example] = field(default_factory=list)
    ran_out: bool = False


class Facts(NamedTuple):
    """What speaks against a comment, before it is weighed."""

    times: Mapping[str, float]
    stored: Sequence[Sequence[Any]]
    words: Sequence[str]


def try_out(held_by: Rules, tried: Rules, most: int = LOOKED_AT, seconds: float = SECONDS) -> Outcome:
    """Weigh the newest comments by what holds and by what is tried."""
    outcome, until = Outcome(), time.monotonic() + seconds
    approved = None
    for comment in newest(most):
        if approved is None or comment.pk < approved[0]:
            approved = approved_from(comment.pk)
        if time.monotonic() > until:
            outcome.ran_out = True
            break
        outcome.seen += 1
        facts = facts_of(comment)
        before, _ = weigh(facts, held_by, held_by)
        after, said = weigh(facts, tried, held_by)
        _note(outcome, Example(comment, before, after, said), held_by, tried, comment.pk in approved[1])
    return outcome


def newest(most: int) -> Iterable[Comment]:
    """Give the newest comments that still have their words."""
    rows = Comment.objects.exclude(text="").filter(from_newsroom=False).newest_first()
    return rows.only("name", "text", "state", "reasons", "created_at")[:most].iterator(500)


def approved_from(newest_pk: int) -> tuple[int, set[int]]:
    """Give which of the 1,000 ids up to this one somebody approved, and the lowest of these ids."""
    lowest = newest_pk - 1_000
    entries = ModerationEntry.objects.filter(comment_id__gt=lowest, comment_id__lte=newest_pk)
    return lowest + 1, set(entries.filter(verb="approve", by__isnull=False).values_list("comment_id", flat=True))


def facts_of(comment: Comment) -> Facts:
    """Read a comment once, for both ways of weighing it."""
    reading = Reading(comment.name, comment.text)
    times = {code: found[1] for code, rule in RULES.items() if (found := rule(reading))[0]}
    for code, words, _ in comment.reasons:
        if code in ("first", "known spam"):
            times[code] = 1
        elif code == "likeness" and (number := _number.search(words)):
            times[code] = min(int(number[0]), MOST_ELSEWHERE)
    return Facts(times, comment.reasons, reading.words)


def weigh(facts: Facts, rules: Rules, held_by: Rules) -> tuple[float, str]:
    """Give the score by these rules, and what of it the word lists found."""
    found: list[Found] = rules.lists.find(facts.words)
    score = sum(times * rules.weights[code] for code, times in facts.times.items()) + sum(each.weight for each in found)
    learned = sum(weight for code, _, weight in facts.stored if code == "learned")
    if learned > 0:
        learned *= bound(rules.weights) / (bound(held_by.weights) or 1)
    return round(score + learned, 1), "; ".join(map(said_of, found))


def _note(outcome: Outcome, example: Example, held_by: Rules, tried: Rules, approved: bool) -> None:
    before, after = state_by(example.before, held_by.weights), state_by(example.after, tried.weights)
    is_spam = example.comment.state == State.SPAM
    outcome.put_aside += (after == State.SPAM) - (before == State.SPAM)
    if before == State.VISIBLE != after:
        outcome.more += 1
        outcome.more_approved += approved
        outcome.more_spam += is_spam
        outcome.held_more += [example] if len(outcome.held_more) < SHOWN else []
    elif after == State.VISIBLE != before:
        outcome.fewer += 1
        outcome.fewer_spam += is_spam
        outcome.held_fewer += [example] if len(outcome.held_fewer) < SHOWN else []
