"""The table of checks. Each looks at facts that were gathered before, and asks the database nothing."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from articles.gate.candidate import Candidate
from articles.models import ChangeKind, Photo

SHORTEST, LONGEST = 20, 110
"""Signs of a headline: fewer tell nobody what happened, more are cut in lists and by search engines."""

OLD = timedelta(days=1)
NAMED = 3  # faults of one kind that a line names


@dataclass(frozen=True)
class Facts:
    """What the database and the renderer say about a candidate."""

    story: Candidate
    refusal: str = ""
    photos: Sequence[Photo] = ()  # of the text
    missing: Sequence[str] = ()  # photos that the text names and nobody has, in the text's words
    dead: Sequence[str] = ()
    moved: Sequence[str] = ()


@dataclass(frozen=True)
class Finding:
    """What a check says. `fault`: it does not pass, and why. `hint`: it passes, and something is to be known."""

    fault: str = ""
    hint: str = ""
    field: str = ""  # of the form, where it is another than the check's own


@dataclass(frozen=True)
class Check:
    """One line of the checklist: its name in the settings, what it wants, and the field of the form that mends it."""

    key: str
    words: str
    field: str
    look: Callable[[Facts], Finding | None]
    """Gives None where the check has nothing to say about this candidate."""


def headline(facts: Facts) -> Finding:
    length = len(facts.story.title.strip())
    if length < SHORTEST:
        return Finding(f"The headline has {length} signs; it should have {SHORTEST} at least.")
    if length > LONGEST:
        return Finding(f"The headline has {length} signs; lists and search engines cut it after {LONGEST}.")
    return Finding()


def dek(facts: Facts) -> Finding:
    return Finding("" if facts.story.dek.strip() else "There is no dek, the sentence under the headline.")


def byline(facts: Facts) -> Finding:
    return Finding("" if facts.story.bylines else "Nobody is named as its author.")


def tag(facts: Facts) -> Finding:
    return Finding("" if facts.story.tags else "It has no tag, so it stands in no section.")


def picture(facts: Facts) -> Finding:
    return Finding("" if facts.story.lead_photo else "There is no lead picture.")


def alt(facts: Facts) -> Finding:
    return _each_photo(
        facts, lambda photo: bool(photo.alt.strip()) or photo.decorative, "no alternative text and no mark “decorative”"
    )


def credit(facts: Facts) -> Finding:
    return _each_photo(facts, lambda photo: bool(photo.credit.strip()), "no credit")


def photos(facts: Facts) -> Finding:
    if not facts.missing:
        return Finding()
    return Finding(f"The text names {_count(facts.missing, 'photo')} that nobody has: {_named(facts.missing)}.")


def links(facts: Facts) -> Finding:
    if facts.dead:
        return Finding(f"{_count(facts.dead, 'link')} would lead readers nowhere: {_named(facts.dead)}.")
    if facts.moved:
        return Finding(
            hint=f"{_count(facts.moved, 'link')} with an old address, which leads on: {_named(facts.moved)}."
        )
    return Finding()


def source(facts: Facts) -> Finding:
    return Finding("" if facts.story.source_type else "Nobody said where what it tells comes from.")


def ai(facts: Facts) -> Finding:
    return Finding("" if facts.story.ai_use else "Nobody said what part machines had in it.")


def kind(facts: Facts) -> Finding | None:
    if facts.story.kind is None:
        return None
    chosen = facts.story.kind in ChangeKind.values
    return Finding("" if chosen else "Choose what kind of change it is: minor, an update or a correction.")


def times(facts: Facts) -> Finding:
    story = facts.story
    at = story.publish_at or timezone.now()
    if story.embargo_until and at < story.embargo_until:
        return Finding("It is under embargo at that moment: publish it when the embargo has ended.")
    if story.unpublish_at and story.unpublish_at <= story.moment:
        return Finding("It would leave before anybody reads it: the end is not after the start.", field="unpublish_at")
    if story.is_new and at < timezone.now() - OLD:
        return Finding(hint="Its date lies in the past: it will stand among the stories of that day.")
    return Finding()


def text(facts: Facts) -> Finding:
    if facts.refusal:
        return Finding(facts.refusal)
    return Finding("" if facts.story.body.strip() else "There is no text.")


CHECKS = (
    Check("headline", f"Headline of {SHORTEST} to {LONGEST} signs", "title", headline),
    Check("dek", "Dek under the headline", "dek", dek),
    Check("text", "Text that becomes a page", "body", text),
    Check("links", "No dead link into the portal", "body", links),
    Check("photos", "Every photo of the text is there", "body", photos),
    Check("picture", "Lead picture", "lead_photo", picture),
    Check("alt", "Pictures described, or marked as decorative", "lead_photo", alt),
    Check("credit", "Pictures with a credit", "lead_photo", credit),
    Check("byline", "Byline", "bylines", byline),
    Check("tag", "At least one tag", "tags", tag),
    Check("source", "Source declared", "source_type", source),
    Check("ai", "Use of AI declared", "ai_use", ai),
    Check("kind", "Kind of change chosen", "kind", kind),
    Check("times", "Embargo and times agree", "publish_at", times),
)


def _each_photo(facts: Facts, passes: Callable[[Photo], bool], lack: str) -> Finding:
    lead = facts.story.lead_photo
    if lead and not passes(lead):
        return Finding(f"The lead picture has {lack}.")
    lacking = [str(photo) for photo in facts.photos if not passes(photo)]
    if not lacking:
        return Finding()
    return Finding(f"{_count(lacking, 'picture')} of the text with {lack}: {_named(lacking)}.", field="body")


def _count(found: Sequence[str], noun: str) -> str:
    return f"{len(found)} {noun}{'' if len(found) == 1 else 's'}"


def _named(found: Iterable[str]) -> str:
    names = list(found)
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(f"“{name[:80]}”" for name in names[:NAMED]) + more
