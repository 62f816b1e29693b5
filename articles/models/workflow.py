"""The way of a story through the newsroom: its states, the verbs between them, and what a story declares."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import models


class WrongState(ValidationError):
    """The verb does not apply to a story in this state; the text says so in the editor's words."""


class State(models.TextChoices):
    """Where a story stands. Scheduled is no state: it is `published` with a `publish_at` to come."""

    DRAFT = "draft", "draft"
    IN_REVIEW = "in review", "in review"
    PUBLISHED = "published", "published"
    RETRACTED = "retracted", "retracted"


class CommentsPolicy(models.TextChoices):
    OPEN = "open", "open"
    CLOSED = "closed", "closed: those there stay, nobody adds one"


# verb: (the states it starts from, the state it leads to)
TRANSITIONS: dict[str, tuple[Sequence[State], State]] = {
    "submit": ([State.DRAFT], State.IN_REVIEW),
    "return": ([State.IN_REVIEW], State.DRAFT),
    "publish": ([State.DRAFT, State.IN_REVIEW, State.RETRACTED], State.PUBLISHED),
    "retract": ([State.PUBLISHED], State.RETRACTED),
}


class SourceType(models.TextChoices):
    """Where what a story says comes from."""

    OWN = "own", "our own reporting"
    AGENCY = "agency", "a news agency"
    RELEASE = "release", "a press release"
    REPUBLISHED = "republished", "another publisher"
    OPINION = "opinion", "opinion"


class AIUse(models.TextChoices):
    """What part machines had in a story."""

    NONE = "none", "no AI was used"
    ASSISTED = "assisted", "AI helped, people wrote and checked it"
    GENERATED = "generated", "AI wrote it, people checked it"


READERS_MAY_KNOW = {State.PUBLISHED, State.RETRACTED}
"""States of stories that some page shows, or will show when their time comes."""
