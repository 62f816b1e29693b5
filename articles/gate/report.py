"""What the checklist says about some candidates; facts about all of them are read in a constant number of queries."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import unescape

from django.conf import settings

from articles import markdown
from articles.gate.candidate import Candidate
from articles.gate.checks import CHECKS, Check, Facts
from articles.gate.links import Known, paths_of
from articles.models import Photo

BLOCKS, WARNS, PASSES = "blocks", "warns", "passes"

_MISSING = re.compile(r'<span class="missing-photo">(.*?)</span>', re.DOTALL)


@dataclass(frozen=True)
class Line:
    """What one check said."""

    check: Check
    level: str  # BLOCKS, WARNS or PASSES
    says: str
    field: str

    @property
    def passes(self) -> bool:
        return self.level == PASSES


@dataclass(frozen=True)
class Report:
    """The checklist of one candidate."""

    lines: Sequence[Line]

    @property
    def blocks(self) -> list[Line]:
        """What must be mended, or overruled with a reason, before it is published."""
        return [line for line in self.lines if line.level == BLOCKS]

    @property
    def warns(self) -> list[Line]:
        return [line for line in self.lines if line.level == WARNS]

    @property
    def open(self) -> list[Line]:
        """What does not pass, the worst first."""
        return [*self.blocks, *self.warns]

    @property
    def says(self) -> str:
        """What stops it, in one line."""
        return " ".join(line.says for line in self.blocks)

    @property
    def keys(self) -> str:
        """The names of the checks that stop it, for the audit log."""
        return ", ".join(line.check.key for line in self.blocks)


def report_of(story: Candidate) -> Report:
    """Hold one candidate against the checklist."""
    return reports_of([story])[0]


def reports_of(stories: Sequence[Candidate]) -> list[Report]:
    """Hold candidates against the checklist, each in its turn.

    A text that was not rendered lately is rendered, which takes seconds if it is hostile: call it outside of
    transactions where texts are new.
    """
    return [Report(list(_lines(facts))) for facts in _facts_of(stories)]


def _facts_of(stories: Sequence[Candidate]) -> list[Facts]:
    # What the renderer refused may name any number of photos.
    keys = [set() if story.refusal else markdown.photo_keys(story.body) for story in stories]
    known = set().union(*keys)
    photos = {photo.key: photo for photo in Photo.objects.filter(key__in=known)} if known else {}
    sources = {key: photo.source() for key, photo in photos.items()}
    pages: list[tuple[str, str]] = []
    for story in stories:
        if story.html or story.refusal:
            pages.append((story.html, story.refusal))
            continue
        try:
            pages.append((markdown.render(story.body, sources), ""))
        except markdown.CannotRender as refusal:
            pages.append(("", str(refusal)))
    paths = [paths_of(html, story.slug) for story, (html, _) in zip(stories, pages, strict=True)]
    database = Known.of({path for found in paths for path in found.values()})
    facts = []
    for story, named, (html, said), found in zip(stories, keys, pages, paths, strict=True):
        own = {
            "articles": {story.slug},
            "tags": {tag.slug for tag in story.tags},
            "bylines": {byline.slug for byline in story.bylines},
        }
        verdicts = {written: database.verdict(path, story.moment, own) for written, path in found.items()}
        shown = [photos[key] for key in sorted(named) if key in photos]
        facts.append(
            Facts(
                story,
                said,
                photos=shown,
                missing=[unescape(words) for words in _MISSING.findall(html)],
                dead=[written for written, verdict in verdicts.items() if verdict == "dead"],
                moved=[written for written, verdict in verdicts.items() if verdict == "moved"],
            )
        )
    return facts


def _lines(facts: Facts) -> Iterable[Line]:
    for check in CHECKS:
        strict = check.key in settings.GATE_BLOCKS
        if not strict and check.key not in settings.GATE_WARNS:
            continue
        found = check.look(facts)
        if found is None:
            continue
        level = (BLOCKS if strict else WARNS) if found.fault else WARNS if found.hint else PASSES
        yield Line(check, level, found.fault or found.hint or check.words, found.field or check.field)
