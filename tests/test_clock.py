"""Stories come and go by time alone: at every second at which one does, each page shows just what it must.

No worker and no chore runs here, and the pages come out of the page cache.
CLOCK_SCHEDULES=1000 makes a long run of it, CLOCK_SEED=7 one of other schedules.
"""

import json
import os
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from articles.front import FRONT_PAGE
from articles.models.change import PART
from articles.views import PAGE_SIZE
from tests import make
from tests.front import Front, Reply

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2025, 6, 10, 12, tzinfo=UTC)
SPAN = 20 * 24 * 3600  # seconds, within one month
SCHEDULES = int(os.environ.get("CLOCK_SCHEDULES", 25))
SEED = int(os.environ.get("CLOCK_SEED", 6))
INSTANT = timedelta(milliseconds=1)
CARD = re.compile(r'<h\d class="card-title"><a href="/articles/([^"/]+)/"')
LISTED = re.compile(r"<loc>[^<]*/articles/([^</]+)/</loc>")


@dataclass(frozen=True)
class Schedule:
    """When a story comes and when it goes."""

    pk: int
    slug: str
    comes: datetime
    goes: datetime | None

    def is_out(self, at: datetime) -> bool:
        return self.comes <= at and (self.goes is None or at < self.goes)

    def status(self, at: datetime) -> int:
        return 404 if at < self.comes else 200 if self.is_out(at) else 410


def schedules(dice: random.Random) -> Iterator[Schedule]:
    """Publish stories, each for moments of its own; some last a second, some for ever."""
    tags, bylines = [make.tag("Moon")], [make.byline("Ada")]
    for number in range(SCHEDULES):
        comes = START + timedelta(seconds=dice.randrange(SPAN))
        lasts = dice.choice([None, 1, dice.randrange(1, 600), dice.randrange(1, SPAN)])
        goes = comes + timedelta(seconds=lasts) if lasts else None
        story = make.story(f"Story {number}", body="Comet.", at=comes, unpublish_at=goes, tags=tags, bylines=bylines)
        yield Schedule(story.pk, story.slug, comes, goes)


def test_at_every_boundary_every_page_shows_what_it_must() -> None:
    with time_machine.travel(START - timedelta(days=1), tick=False):
        stories = sorted(schedules(random.Random(SEED)), key=lambda story: (story.comes, story.pk))
    front = Front()
    boundaries = {moment for story in stories for moment in (story.comes, story.goes) if moment}
    for boundary in sorted(boundaries):
        own = [story for story in stories if boundary in (story.comes, story.goes)]
        for moment in (boundary - INSTANT, boundary):
            with time_machine.travel(moment, tick=False):
                check(front, stories, own, moment)


def check(front: Front, stories: list[Schedule], own: list[Schedule], moment: datetime) -> None:
    for story in own:
        assert front.get(f"/articles/{story.slug}/").status == story.status(moment), (story, moment)
    out = [story for story in stories if story.is_out(moment)]
    river = [story.slug for story in reversed(out)]
    assert cards(front.get("/")) == river[:FRONT_PAGE], moment
    status = 200 if river else 404  # nobody may learn of a tag or byline before its first story is out
    for path, listed in {
        "/tags/moon/": river[:PAGE_SIZE],
        "/bylines/ada/": river[:PAGE_SIZE],
        "/archive/2025/06/": river[:PAGE_SIZE],
    }.items():
        answer = front.get(path)
        assert (answer.status, cards(answer)) == (status, listed), (path, moment)
    feed = json.loads(front.get("/feeds/all.json").text)
    assert [item["url"].split("/")[-2] for item in feed["items"]] == river[:20], moment
    recent = [story.slug for story in reversed(out) if moment - story.comes < timedelta(hours=48)]
    assert LISTED.findall(front.get("/sitemap-news.xml").text) == recent[:1000], moment
    part = own[0].pk // PART
    expected = {story.slug for story in out if story.pk // PART == part}
    assert set(LISTED.findall(front.get(f"/sitemap-stories-{part}.xml").text)) == expected, moment
    found = re.findall(r'href="/articles/([^"/]+)/"', front.get("/search/?q=comet").text)
    assert set(found) <= set(river) and bool(found) == bool(river), moment


def cards(answer: Reply) -> list[str]:
    return CARD.findall(answer.text)
