"""What helps to read a story and to go on from it: its length, its parts, ways to pass it on, the next story."""

import re
from datetime import timedelta
from io import StringIO
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from articles.models import Article
from tests import make

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def page_of(client: Client, story: Article) -> str:
    return client.get(story.get_absolute_url()).content.decode()


def next_of(client: Client, story: Article) -> str | None:
    """The headline of the story to read next."""
    found = re.search(r'class="onward".*?<a [^>]*rel="next">(.*?)</a>', page_of(client, story), re.DOTALL)
    return found[1] if found else None


def parts(number: int, words: int) -> str:
    """A body of so many parts, the words of which are so many in all."""
    each = words // number - 2
    return "\n\n".join(f"## Part {part}\n\n{'word ' * each}" for part in range(1, number + 1))


@pytest.mark.parametrize(
    ("body", "time"),
    [
        ("Short.", "1 minute read"),
        ("word " * 356, "1 minute read"),
        ("word " * 358, "2 minute read"),
        ("**don't** [count](https://example.org/a-b-c-d-e-f) " * 476, "4 minute read"),
        ("", None),
        ("日本語の文章です。" * 500, None),
    ],
)
def test_it_says_how_long_the_story_takes_at_238_words_a_minute(client: Client, body: str, time: str | None) -> None:
    found = re.search(r'class="reading-time">([^<]*)<', page_of(client, make.story(body=body)))
    assert (found and found[1]) == time


def test_a_long_story_of_several_parts_has_a_table_of_contents(client: Client) -> None:
    html = page_of(
        client, make.story(body=parts(4, 800) + "\n\n### Not a part\n\n## Last, <b>bold</b> & *odd*[^1]\n\n[^1]: x")
    )
    contents = html[html.index("<details") : html.index("</details>")]
    links = re.findall(r'<a href="#([^"]+)">(.*?)</a>', contents)
    assert [words for _, words in links] == ["Part 1", "Part 2", "Part 3", "Part 4", "Last, bold &amp; odd"]
    for name, _ in links:
        assert f'<h2 id="{name}">' in html


@pytest.mark.parametrize(("number", "words"), [(3, 2000), (4, 600)])
def test_a_short_story_and_one_of_few_parts_have_none(client: Client, number: int, words: int) -> None:
    assert "<details" not in page_of(client, make.story(body=parts(number, words)))


def test_a_story_rendered_before_words_were_counted_gets_them_with_rerender(client: Client) -> None:
    story = make.story(body=parts(4, 800))
    Article.objects.filter(pk=story.pk).update(words=0, parts=[], renderer_version=1)
    assert "minute read" not in page_of(client, story)
    call_command("rerender", stdout=StringIO())
    assert "3 minute read" in page_of(client, story)
    assert "<details" in page_of(client, story)


def test_it_is_passed_on_by_mail_without_asking_another_host(client: Client) -> None:
    html = page_of(client, make.story("Bread & “butter”? 100 %", slug="bread"))
    share = html[html.index('class="share"') :]
    mail = urlsplit(re.findall(r'href="(mailto:[^"]+)"', share)[0].replace("&amp;", "&"))
    words = parse_qs(mail.query)
    assert words == {"subject": ["Bread & “butter”? 100 %"], "body": [f"{settings.SITE_URL}/articles/bread/"]}
    assert f'data-copy="{settings.SITE_URL}/articles/bread/"' in share
    assert not re.search(r'(?:src|href)="(?:https?:)?//(?!localhost|127\.0\.0\.1|testserver)', html)


def test_the_next_story_is_the_next_older_of_the_section(client: Client) -> None:
    science, moon = make.tag("Science", menu=1), make.tag("Moon")
    now = timezone.now()
    oldest = make.story("Oldest", tags=[science], at=now - 9 * HOUR)
    make.story("Same tag, newer", tags=[moon], at=now - 2 * HOUR)
    make.story("Elsewhere", tags=[make.tag("World", menu=2)], at=now - 4 * HOUR)
    story = make.story("Asked", tags=[moon, science], at=now - 3 * HOUR)
    assert next_of(client, story) == "Oldest"
    assert "Next in Science" in page_of(client, story)
    make.story("Between", tags=[science], at=now - 5 * HOUR)
    assert next_of(client, story) == "Between"
    assert next_of(client, oldest) is None


def test_of_two_stories_of_one_moment_each_is_met_once(client: Client) -> None:
    science, at = make.tag("Science", menu=1), timezone.now() - HOUR
    stories = [make.story(f"Story {number}", tags=[science], at=at) for number in range(3)]
    assert [next_of(client, story) for story in stories] == [None, "Story 0", "Story 1"]


def test_the_next_story_is_one_that_the_public_may_see(client: Client) -> None:
    science, now = make.tag("Science", menu=1), timezone.now()
    make.story("Seen", tags=[science], at=now - 9 * HOUR)
    make.story("Left", tags=[science], at=now - 8 * HOUR, unpublish_at=now - HOUR)
    make.story("Wrong", tags=[science], at=now - 7 * HOUR).retract(by=None, reason="It was wrong.")
    make.draft("Never out", tags=[science])
    assert next_of(client, make.story("Asked", tags=[science], at=now - 2 * HOUR)) == "Seen"


def test_a_story_without_a_section_goes_on_in_its_first_tag(client: Client) -> None:
    moon, now = make.tag("Moon"), timezone.now()
    make.story("Before", tags=[moon], at=now - 2 * HOUR)
    assert next_of(client, make.story("Asked", tags=[make.tag("Rare"), moon], at=now - HOUR)) == "Before"
    assert next_of(client, make.story("Alone", at=now - HOUR)) is None


def test_a_picture_higher_than_wide_is_not_shown_over_the_whole_width(client: Client) -> None:
    upright, flat = make.photo("red", size=(360, 640)), make.photo("navy")
    html = page_of(client, make.story(lead_photo=upright, body=f"![](photo:{upright.key})\n\n![](photo:{flat.key})"))
    assert re.findall(r'<figure(?: class="([^"]*)")?>', html) == ["lead-photo upright", "upright", ""]


def test_tables_and_code_take_the_keyboard_and_have_names(client: Client) -> None:
    table = "| a | b |\n|---|---|\n| 1 | 2 |"
    html = page_of(client, make.story(body=f"{table}\n\n## Ups & *downs*\n\n{table}\n\n```\ncode\n```"))
    assert re.findall(r'tabindex="0" role="group" aria-label="([^"]*)"', html) == [
        "Table",
        "Table: Ups &amp; downs",
        "Code",
    ]
