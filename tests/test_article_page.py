"""The page of one story."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from articles.models import Article
from articles.trending import trending
from tests import make

pytestmark = pytest.mark.django_db


def text_of(html: str) -> str:
    """What a reader reads: no tags, one space."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_it_carries_every_element_in_order(client: Client, settings: object) -> None:
    science = make.tag("Science", menu=1)
    make.story("An older story", tags=[science], at=datetime(2025, 5, 1, 8, tzinfo=UTC))
    story = make.story(
        "Lander lost",
        dek="The second attempt failed as well.",
        body="## What happened\n\nIt **fell**.\n\n> Silence.\n\n- a\n- b\n\n[source](https://example.org/)",
        tags=[science],
        bylines=[make.byline("Nuztrend Team"), make.byline("Ada Byron")],
        keywords="ispace Resilience lander, Moon landing",
        lead_photo=make.photo(caption="The last picture", illustrative=True),
        at=datetime(2025, 6, 6, 9, 30, tzinfo=UTC),
    )
    html = client.get(story.get_absolute_url()).content.decode()
    page = text_of(html[html.index("</head>") :])
    expected = [
        timezone.localtime().strftime("%a. %d %b %Y"),
        "Lander lost",
        "The second attempt failed as well.",
        "Date: 06-jun-2025 | By: Nuztrend Team and Ada Byron",
        "The last picture",
        "Photo: Test",
        "This image is provided solely for illustrative purposes",
        "What happened It fell . Silence. a b source",
        "Keywords: ispace Resilience lander, Moon landing",
        "Please cross-check facts and figures",
        "💬 Leave a Comment",
        "📝 Recent Comments",
        "No comments yet! Be the first one to comment.",
        "🔄 Read More",
        "An older story",
        "📌 Latest Trending",
    ]
    place = 0
    for words in expected:  # each after the one before it
        place = page.find(words, place)
        assert place >= 0, words
    assert '<time datetime="2025-06-06T09:30:00+00:00">06-jun-2025</time>' in html
    assert 'href="/tags/science/"' in html
    assert html.count("<h1") == 1


def test_it_sets_no_cookie_and_holds_no_token_or_captcha(client: Client) -> None:
    response = client.get(make.story().get_absolute_url())
    html = response.content.decode()
    assert not response.cookies
    assert "Vary" not in response.headers or "Cookie" not in response.headers["Vary"]
    assert "csrfmiddlewaretoken" not in html
    assert "captcha_key" not in html


def test_it_is_the_same_for_every_reader(client: Client) -> None:
    story = make.story()
    client.force_login(make.user("chief", is_superuser=True))
    assert client.get(story.get_absolute_url()).content == Client().get(story.get_absolute_url()).content


@pytest.mark.parametrize("state", ["draft", "in review", "scheduled"])
def test_it_shows_no_unpublished_story(client: Client, state: str) -> None:
    story = make.draft()
    if state == "in review":
        story.submit(by=None)
    elif state == "scheduled":
        story.publish(by=None, at=timezone.now() + timedelta(minutes=1))
    assert client.get(story.get_absolute_url()).status_code == 404
    assert "A story" not in client.get("/").content.decode()


def test_a_scheduled_story_appears_and_leaves_at_its_second(client: Client, time_machine: object) -> None:
    start, end = datetime(2025, 7, 7, 12, tzinfo=UTC), datetime(2025, 7, 8, 12, tzinfo=UTC)
    story = make.story("On time", at=start, unpublish_at=end)
    moments = {
        start - timedelta(microseconds=1): 404,
        start: 200,
        end - timedelta(microseconds=1): 200,
        end: 410,
    }
    for moment, status in moments.items():
        time_machine.move_to(moment, tick=False)  # type: ignore[attr-defined]
        assert client.get(story.get_absolute_url()).status_code == status, moment
        assert ("On time" in client.get("/").content.decode()) == (status == 200), moment


def test_a_story_retracted_before_it_appeared_was_never_there(client: Client, time_machine: object) -> None:
    story = make.draft("Under embargo")
    story.publish(by=None, at=timezone.now() + timedelta(days=1))
    story.retract(by=None, reason="It was wrong.")
    assert client.get(story.get_absolute_url()).status_code == 404
    time_machine.move_to(timezone.now() + timedelta(days=2))  # type: ignore[attr-defined]
    assert client.get(story.get_absolute_url()).status_code == 404


def test_a_story_published_after_a_retracted_schedule_counts_from_now(client: Client) -> None:
    story = make.draft("Second try")
    story.publish(by=None, at=timezone.now() + timedelta(days=30))
    story.retract(by=None, reason="Not yet.")
    story.publish(by=None, at=timezone.now())
    assert story.was_public
    make.story("Newer", at=timezone.now())
    assert [found.title for found in trending()] == ["Newer", "Second try"]


def test_a_retracted_story_answers_gone_with_the_reason(client: Client) -> None:
    story = make.story("Miracle battery", body="It lasts for ever.")
    story.retract(by=None, reason="The central figure could not be confirmed.")
    response = client.get(story.get_absolute_url())
    assert response.status_code == 410
    assert "The central figure could not be confirmed." in response.content.decode()
    assert "It lasts for ever." not in response.content.decode()
    assert "Miracle battery" not in client.get("/").content.decode()


def test_read_more_prefers_stories_that_share_rare_tags(client: Client) -> None:
    common, rare, other = make.tag("Science"), make.tag("Moon"), make.tag("Food")
    now = timezone.now()
    for number in range(6):
        make.story(f"Common {number}", slug=f"common-{number}", tags=[common], at=now - timedelta(hours=number))
    make.story("Unrelated", tags=[other], at=now)
    make.story("Close relative", tags=[rare], at=now - timedelta(days=300))
    story = make.story("Asked", tags=[common, rare], at=now - timedelta(hours=1))
    html = client.get(story.get_absolute_url()).content.decode()
    read_more = html[html.index("Read More") : html.index("Latest Trending")]
    found = re.findall(r"Close relative|Common \d|Unrelated", text_of(read_more))
    assert list(dict.fromkeys(found)) == ["Close relative", *(f"Common {number}" for number in range(4))]


def test_read_more_and_trending_show_no_unpublished_story(client: Client) -> None:
    science = make.tag()
    hidden = make.story("Hidden one", tags=[science])
    hidden.retract(by=None, reason="wrong")
    make.draft("Draft one", tags=[science])
    story = make.story("Seen", tags=[science])
    html = client.get(story.get_absolute_url()).content.decode()
    assert "Hidden one" not in html
    assert "Draft one" not in html


def test_trending_follows_comments_and_date(client: Client, settings: Any) -> None:
    settings.TRENDING_SECONDS = 0
    now = timezone.now()
    old = make.story("Old but discussed", at=now - timedelta(hours=20))
    make.story("New and quiet", at=now)
    for number in range(20):
        make.comment(old, f"Comment {number}")
    html = client.get(make.story("Asked", at=now - timedelta(days=3)).get_absolute_url()).content.decode()
    trending = text_of(html[html.index("Latest Trending") :])
    assert trending.index("Old but discussed") < trending.index("New and quiet")
    assert "Asked" not in trending[: trending.index("New and quiet")]


def test_a_picture_comes_in_widths_and_only_the_lead_loads_at_once(client: Client) -> None:
    body_photo = make.photo("navy", alt="A second surface")
    story = make.story(lead_photo=make.photo(), body=f'![](photo:{body_photo.key} "In the text")')
    html = client.get(story.get_absolute_url()).content.decode()
    lead, body = re.findall(r"<img[^>]+>", html[html.index("<h1") :])[:2]
    assert 'loading="lazy"' not in lead
    assert 'loading="lazy"' in body
    for image in (lead, body):
        assert 'width="640"' in image and 'height="360"' in image
    assert 'alt="A second surface"' in body
    assert re.search(r'<source[^>]+type="image/webp"[^>]+srcset="[^"]+-320\.webp 320w', html) or re.search(
        r'<source[^>]+srcset="[^"]+-320\.webp 320w[^>]+type="image/webp"', html
    )


def test_bytes_that_are_no_address_are_not_found(client: Client) -> None:
    for path in ("/articles/nothing-here/", "/articles/%ff%fe/", "/articles/" + "x" * 5000 + "/", "/articles/a%00b/"):
        assert client.get(path).status_code == 404, path


def test_only_reading_methods_are_answered(client: Client) -> None:
    story = make.story()
    assert client.post(story.get_absolute_url()).status_code == 405
    assert client.head(story.get_absolute_url()).status_code == 200


def test_the_database_refuses_a_state_that_is_none(client: Client) -> None:
    from django.db import IntegrityError, transaction

    story = make.story()
    for change in ({"state": "half"}, {"publish_at": None}, {"comments_policy": "?"}, {"lead_position": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Article.objects.filter(pk=story.pk).update(**change)


def test_comments_move_trending_once_in_a_while_and_the_chores_the_rest(client: Client, settings: Any) -> None:
    settings.TRENDING_SECONDS = 30
    now = timezone.now()
    make.story("Quiet", at=now - timedelta(minutes=1))
    loud = make.story("Loud", at=now - timedelta(hours=30))
    make.comment(loud, "One.")
    make.comment(loud, "Two.")
    assert [story.title for story in trending()] == ["Quiet", "Loud"]
    with time_machine.travel(now + timedelta(minutes=5)):
        call_command("tick")
        assert [story.title for story in trending()] == ["Loud", "Quiet"]


def test_stories_to_come_crowd_nothing_out_and_enter_by_time(client: Client) -> None:
    science, now = make.tag("Science"), timezone.now()
    for number in range(10):
        make.story(f"Out {number}", tags=[science], at=now - timedelta(hours=number + 1))
    for number in range(40):
        make.story(f"Ahead {number}", tags=[science], at=now + timedelta(hours=number + 1))
    asked = make.story("Asked", tags=[science], at=now - timedelta(minutes=1))
    html = client.get(asked.get_absolute_url()).content.decode()
    read_more = html[html.index("Read More") : html.index("Latest Trending")]
    assert [f"Out {number}" in read_more for number in range(4)] == [True] * 4
    assert len(trending(but=asked.pk)) == 8
    with time_machine.travel(now + timedelta(hours=1, minutes=1)):
        assert trending()[0].title == "Ahead 0"
        assert "Ahead 0" in client.get(asked.get_absolute_url()).content.decode()
