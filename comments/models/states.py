"""The way of a comment through moderation: its states, the verbs between them, and the reasons given for them."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import models


class State(models.TextChoices):
    """Where a comment stands; readers see only `visible`."""

    HELD = "held", "waiting for an editor"
    VISIBLE = "visible", "visible"
    REJECTED = "rejected", "rejected"
    SPAM = "spam", "spam"
    REMOVED = "removed", "removed"
    WITHDRAWN = "withdrawn", "taken back by its writer"


PUT_ASIDE = [State.REJECTED, State.REMOVED, State.SPAM]
"""States of comments that somebody decided not to show."""

# verb: (the states it starts from, the state it leads to)
TRANSITIONS: dict[str, tuple[Sequence[State], State]] = {
    "approve": ([State.HELD, State.REJECTED, State.SPAM, State.REMOVED], State.VISIBLE),
    "hold": ([State.VISIBLE], State.HELD),
    "reject": ([State.HELD, State.SPAM], State.REJECTED),
    "remove": ([State.VISIBLE], State.REMOVED),
    "spam": ([State.HELD, State.VISIBLE, State.REJECTED, State.REMOVED], State.SPAM),
    "withdraw": ([State.HELD, State.VISIBLE, State.REJECTED, State.SPAM, State.REMOVED], State.WITHDRAWN),
}


class Reason(models.TextChoices):
    """Why a comment is not shown, as its writer reads it and as the public report counts it."""

    OFF_TOPIC = "off-topic", "It is not about the story."
    INSULT = "insult", "It insults somebody."
    HATE = "hate", "It stirs up hatred against a group of people."
    THREAT = "threat", "It threatens somebody or calls for violence."
    PRIVACY = "privacy", "It tells something private about somebody."
    FALSE = "false", "It states as a fact what is known to be false, and does harm by it."
    ILLEGAL = "illegal", "It is against the law."
    COPYRIGHT = "copyright", "It copies a text that belongs to somebody else."
    ADVERTISING = "advertising", "It is advertising."
    REPEATED = "repeated", "The same was posted before."
    UNREADABLE = "unreadable", "It cannot be understood."
    OTHER = "other", "It is against the rules of this page."


class Decision(models.TextChoices):
    """What became of a report or an appeal."""

    OPEN = "open", "waiting"
    UPHELD = "upheld", "upheld"
    DISMISSED = "dismissed", "dismissed"


class WrongState(ValidationError):
    """The verb does not apply to a comment in this state."""
