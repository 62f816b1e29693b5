"""Places on the front page, given to all stories in one go."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from articles.models.article import Article
from nuztrend.models import Actor, AuditEntry
from nuztrend.pagecache import touch

MOST = 12
"""Stories that may have a place: as many as stand above the sections."""


class Place(NamedTuple):
    """A story's key, and when its place ends (None: when an editor takes it away)."""

    story: int
    until: datetime | None


class Rearranged(ValidationError):
    """Somebody arranged the front page after it was looked at."""


def arrangement() -> tuple[list[Place], str]:
    """Give the places in their order, also those that ended or whose story left, and a mark of just this order."""
    placed = Article.objects.filter(lead_position__isnull=False).order_by("lead_position", "-publish_at", "-pk")
    places = [Place(*row) for row in placed.values_list("pk", "lead_until")]
    return places, hashlib.sha256(repr(places).encode()).hexdigest()[:16]


def lasting(places: Sequence[Place]) -> list[Place]:
    """Give those of some places that have not ended, of stories that can stand on the front page."""
    there = set(Article.objects.in_public_life().filter(pk__in=[place.story for place in places]).values_list("pk"))
    now = timezone.now()
    return [place for place in places if (place.story,) in there and not (place.until and place.until <= now)]


@transaction.atomic
def arrange(places: Sequence[Place], by: Actor, seen: str) -> int:
    """Give these stories the first places in this order, and take the places of all others; give how many moved.

    Args:
        places: in the order of the page.
        by: who arranges.
        seen: the mark of the arrangement that was looked at.

    Raises:
        Rearranged: the arrangement is another one by now.
        ValidationError: a story stands twice, cannot stand there, or its place would have ended already.
    """
    # Whoever arranges waits here for whoever does: places that no row has yet are no rows to lock.
    ContentType.objects.select_for_update(no_key=True).get(app_label="articles", model="article")
    if seen != arrangement()[1]:
        raise Rearranged("Somebody arranged the front page meanwhile: nothing is saved. Look at both and save again.")
    _check(places)
    wanted = {place.story: (number, place.until) for number, place in enumerate(places, 1)}
    held = Article.objects.select_for_update(no_key=True).filter(Q(lead_position__isnull=False) | Q(pk__in=wanted))
    moved = 0
    for story in held.only("title", "version", "lead_position", "lead_until").order_by("pk"):
        place = wanted.get(story.pk, (None, None))
        if place != (story.lead_position, story.lead_until):
            story.lead_position, story.lead_until = place
            story.version += 1
            story.save(update_fields=["lead_position", "lead_until", "version", "updated_at"])
            AuditEntry.objects.record(story, "place", by, _words(*place))
            moved += 1
    if moved:
        touch("rivers")
    return moved


def _check(places: Sequence[Place]) -> None:
    keys = [place.story for place in places]
    if len(keys) > MOST:
        raise ValidationError(f"{MOST} stories may have a place, and these are {len(keys)}.")
    if len(set(keys)) < len(keys):
        raise ValidationError("A story stands twice.")
    if Article.objects.in_public_life().filter(pk__in=keys).count() < len(keys):
        raise ValidationError("Only published and scheduled stories can stand on the front page; one of these is not.")
    if any(place.until and place.until <= timezone.now() for place in places):
        raise ValidationError("A place would have ended already: give a time to come, or none.")


def _words(number: int | None, until: datetime | None) -> str:
    if number is None:
        return "no place"
    return f"number {number}" + (f" until {timezone.localtime(until):%Y-%m-%d %H:%M}" if until else "")
