"""What the front page shows of a portal with few stories and with many."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from articles.front import A_SECTION, FRONT_PAGE
from tests import make

pytestmark = pytest.mark.django_db
JUNE = datetime(2025, 6, 15, 12, tzinfo=UTC)
TITLE = re.compile(r'<h\d class="card-title"><a href="/articles/([^"/]+)/"')


def edition(stories: int, sections: int = 3) -> None:
    """Publish stories that go to the sections in turn, every fifth to all of them."""
    tags = [make.tag(f"Section {number}", menu=number) for number in range(1, sections + 1)]
    for number in range(stories):
        own = [tags[number % sections]] if number % 5 else tags
        make.story(f"Story {number}", tags=own, at=JUNE - timedelta(minutes=number))


def cards(client: Client) -> list[str]:
    return TITLE.findall(client.get("/").content.decode())


@pytest.mark.parametrize("stories", [1, 3, 8, 13, 30])
def test_no_story_stands_twice_on_the_front_page(client: Client, stories: int) -> None:
    edition(stories)
    shown = cards(client)
    assert len(shown) == len(set(shown)) == min(stories, FRONT_PAGE + 3 * A_SECTION)


def test_a_section_goes_on_below_what_stands_above(client: Client) -> None:
    edition(40)
    html = client.get("/").content.decode()
    below = html[html.index('id="section-section-1"') : html.index('id="section-section-2"')]
    assert len(TITLE.findall(below)) == A_SECTION
    assert not {f"story-{number}" for number in range(FRONT_PAGE)} & set(TITLE.findall(below))


def test_a_section_whose_stories_all_stand_above_is_left_out(client: Client) -> None:
    make.tag("Culture", menu=9)
    edition(FRONT_PAGE + 3, sections=1)
    make.story("Opera", tags=[make.tag("Culture")], at=JUNE + timedelta(hours=1))
    html = client.get("/").content.decode()
    assert 'id="section-section-1"' in html
    assert 'id="section-culture"' not in html
    assert html.count(">Opera</a></h") == 1


def test_the_leading_picture_is_loaded_first_and_none_above_the_fold_waits(client: Client) -> None:
    photo = make.photo()
    for number in range(20):
        make.story(f"Story {number}", lead_photo=photo, tags=[make.tag(menu=1)], at=JUNE - timedelta(minutes=number))
    pictures = re.findall(r"<img src=\"/media/[^>]*>", client.get("/").content.decode())
    assert [re.findall(r'fetchpriority="(\w+)"', picture) for picture in pictures[:3]] == [["high"], ["low"], []]
    assert ["lazy" in picture for picture in pictures[:3]] == [False, False, True]
    assert all("lazy" in picture for picture in pictures[2:])
