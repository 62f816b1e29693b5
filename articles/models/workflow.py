"""The way of a story through the newsroom: its states, the verbs between them, and what a story declares."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from nuztrend.pagecache import ends_at, rendering_began


class WrongState(ValidationError):
    """The verb does not apply to a story in this state; the text says so in the editor's words."""


class State(models.TextChoices):
    """Where a story stands. Scheduled is no state: it is `published` with a `publish_at` to come."""

    DRAFT = "draft", "draft"
    IN_REVIEW = "in review", "in review"
    PUBLISHED = "published", "published"
    RETRACTED = "retracted", "retracted"


class CommentsPolicy(models.TextChoices):
    """What becomes of new comments under a story, where nothing speaks against them."""

    OPEN = "open", "open: as the site does with new ones"
    SHOWN = "shown", "open: new ones are shown at once"
    FIRST = "first", "open: the first from a network waits for an editor"
    HELD = "held", "open: every new one waits for an editor"
    CLOSED = "closed", "closed: those there stay, nobody adds one"

    def takes_comments(self, publish_at: datetime | None) -> bool:
        """Say whether readers may add comments now to a story that came out then.

        A page that asks ends when they are closed by time (setting COMMENTS_CLOSE_DAYS).
        """
        days = timedelta(days=settings.COMMENTS_CLOSE_DAYS)
        end = publish_at + days if days and publish_at else None
        if self == self.CLOSED or end is None or end <= (rendering_began() or timezone.now()):
            return self != self.CLOSED and end is None
        ends_at(end)
        return True


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
