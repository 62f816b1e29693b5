"""What a receipt tells of a comment, read from its record: where it stands since when, and why, in a reader's words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from comments.models import PUT_ASIDE, Comment, ModerationEntry, Reason, State

BY_THE_RULES = {"submit", "edit"}
"""Verbs with which the rules of the portal place a comment."""
BY_PEOPLE = {"reject", "remove"}
"""Verbs that nobody but a person carries out, even if the account is gone. The others are a program's without one."""
PLACING = BY_THE_RULES | BY_PEOPLE | {"hold", "spam"}
"""Verbs that bring a comment to where it stands and can say why; what `undo` brings back has its reason before it."""
BY_LAW = {Reason.ILLEGAL, Reason.COPYRIGHT}
"""Reasons that are grounds of the law; all others are rules of the page."""

# What was weighed, by its code (comments/judging). A writer learns what kind of thing it was, but no weight, no word
# and no threshold: a reader needs no more, and who sends advertising by machine would try until it passes.
WEIGHED = {
    "links": "It has links.",
    "shortener": "It has a link that does not show where it leads.",
    "markup": "It has code of links, which does nothing here.",
    "contact": "It says how to reach somebody.",
    "name": "The name is an address.",
    "capitals": "Much of it is written in capitals.",
    "repeated": "It says the same many times over.",
    "disguise": "Some of its letters are not what they seem.",
    "word list": "Some of its words are ones that we look at twice.",
    "learned": "It resembles comments that were not shown.",
    "known spam": "It resembles comments that were not shown.",
    "likeness": "Nearly the same was posted before.",
    "first": "It is the first comment from your connection for some time.",
    "policy": "On this story, comments are read before they are shown.",
    "asked": "It is still being checked.",
}
NEVER_AGAINST = {"policy", "asked"}
"""What holds a comment without weighing anything."""
SOMETHING_ELSE = "Something about its form made us look twice."
ALL_ARE_READ = "Nothing in particular: new comments here are read before they are shown."


@dataclass(frozen=True)
class Standing:
    """Where a comment stands. `why` is the decision that says so, None where the record has none."""

    comment: Comment
    since: datetime
    why: ModerationEntry | None = None
    after_report: bool = False
    weighed: Sequence[str] = field(default_factory=tuple)

    @property
    def is_declined(self) -> bool:
        """Whether somebody or something decided against the comment."""
        return self.comment.state in PUT_ASIDE

    @property
    def by_a_person(self) -> bool:
        """Whether a person decided, and not the rules of the portal alone."""
        why = self.why
        return why is not None and (why.verb in BY_PEOPLE or (why.verb not in BY_THE_RULES and why.by_id is not None))

    @property
    def is_by_law(self) -> bool:
        """Whether the ground of the decision is the law, and not the rules of the page."""
        return self.why is not None and self.why.code in BY_LAW

    @property
    def reason(self) -> str:
        """The reason in the words of its kind, "" without one."""
        return str(Reason(self.why.code).label) if self.why and self.why.code in Reason.values else ""

    @property
    def words(self) -> str:
        """What the moderator added, "" without a word or where it only repeats the reason."""
        said = self.why.reason.strip() if self.why and self.by_a_person else ""
        return "" if said == self.reason else said


def standing(comment: Comment) -> Standing:
    """Give where a comment stands, from its record; one query."""
    record = list(comment.moderations.all())  # newest first
    moved = (entry for entry in record if entry.state_after == comment.state != entry.state_before)
    since = next((entry.at for entry in moved), comment.created_at)
    place = next(
        (n for n, entry in enumerate(record) if entry.state_after == comment.state and entry.verb in PLACING), None
    )
    if place is None:
        return Standing(comment, since)
    # the report was upheld just before, and took the comment down, or it was answered with the decision
    notice = any(entry.verb == "uphold report" for entry in record[: place + 2])
    weighed = weighed_words(comment) if comment.state == State.HELD else ()
    return Standing(comment, since, record[place], notice, weighed)


def weighed_words(comment: Comment) -> Sequence[str]:
    """Give what counted against a comment, each once, in words that tell a reader enough and a machine little."""
    against = [code for code, _, weight in comment.reasons if weight > 0 or code in NEVER_AGAINST]
    told = [WEIGHED.get(code, SOMETHING_ELSE) for code in against]
    return list(dict.fromkeys(told)) or [ALL_ARE_READ]
