"""The front page as an editor arranges it in the newsroom."""

import re
import threading
import time
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from articles.models.place import Place, Rearranged, arrange, arrangement
from nuztrend.models import AuditEntry
from tests import make
from tests.front import Front

pytestmark = pytest.mark.django_db
TITLE = re.compile(r'<h\d class="card-title"><a href="/articles/([^"/]+)/"')


@pytest.fixture
def stories() -> list[Article]:
    """Five public stories, the last one the newest."""
    now = timezone.now()
    return [make.story(f"Story {number}", at=now - timedelta(hours=9 - number)) for number in range(5)]


@pytest.fixture
def editor(client: Client) -> User:
    client.force_login(made := make.user("eva", "Editor"))
    return made


def page() -> str:
    return reverse("admin:articles_article_front")


def form(*rows: tuple[Article | int, str], seen: str | None = None, **more: Any) -> dict[str, Any]:
    """What a browser sends: a story and its number each, and when its place ends."""
    sent: dict[str, Any] = {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": 0}
    sent["seen"] = arrangement()[1] if seen is None else seen
    for place, (story, number) in enumerate(rows):
        sent |= {f"form-{place}-story": story.pk if isinstance(story, Article) else story}
        sent |= {f"form-{place}-number": number, f"form-{place}-until_0": "", f"form-{place}-until_1": ""}
    return sent | more


def shown(client: Client) -> list[str]:
    return TITLE.findall(client.get("/").content.decode())


def test_readers_see_the_order_that_is_saved(client: Client, editor: User, stories: list[Article]) -> None:
    rows = form((stories[0], "2"), (stories[2], "1"), (stories[4], ""))
    assert client.post(page(), rows, follow=True).redirect_chain
    assert shown(client) == ["story-2", "story-0", "story-4", "story-3", "story-1"]
    assert set(AuditEntry.objects.filter(verb="place", by=editor).values_list("object_name", "note")) == {
        ("Story 2", "number 1"),
        ("Story 0", "number 2"),
    }
    client.post(page(), form((stories[4], "7")))
    assert shown(client)[0] == "story-4"
    assert Article.objects.get(pk=stories[2].pk).lead_position is None


def test_more_than_the_leads_have_places(client: Client, editor: User, stories: list[Article]) -> None:
    client.post(page(), form(*((story, str(number)) for number, story in enumerate(stories, 1))))
    assert shown(client) == [f"story-{number}" for number in range(5)]


@pytest.mark.django_db(transaction=True)
def test_a_place_ends_at_its_second(stories: list[Article]) -> None:
    ends = (timezone.now() + timedelta(hours=2)).replace(microsecond=0)
    arrange([Place(stories[0].pk, ends)], None, arrangement()[1])
    front = Front()
    with time_machine.travel(ends - timedelta(seconds=1), tick=False):
        assert TITLE.findall(front.get("/").text)[0] == "story-0"
    with time_machine.travel(ends, tick=False):
        assert TITLE.findall(front.get("/").text)[0] == "story-4"


def test_the_end_is_given_in_the_form(client: Client, editor: User, stories: list[Article]) -> None:
    end = timezone.localtime() + timedelta(days=2)
    when = {"form-0-until_0": f"{end:%Y-%m-%d}", "form-0-until_1": f"{end:%H:%M}"}
    client.post(page(), form((stories[0], "1"), **when))
    until = Article.objects.get(pk=stories[0].pk).lead_until
    assert until and until == end.replace(second=0, microsecond=0)
    assert f'value="{end:%Y-%m-%d}"' in client.get(page()).content.decode()


def test_a_preview_stores_nothing_and_shows_the_order(client: Client, editor: User, stories: list[Article]) -> None:
    ahead = make.story("Ahead", at=timezone.now() + timedelta(days=1))
    answer = client.post(page(), form((ahead, "1"), (stories[1], "2"), _preview="1"))
    html = answer.content.decode()
    assert TITLE.findall(html)[0] == "story-1" and "Ahead" not in html and "1 of the placed stories is not" in html
    assert "no-store" in answer["Cache-Control"] and "noindex" in html
    assert shown(client)[0] == "story-4" and not arrangement()[0]


def test_two_who_arrange_at_once_lose_nothing(client: Client, editor: User, stories: list[Article]) -> None:
    seen = arrangement()[1]
    arrange([Place(stories[3].pk, None)], None, seen)
    answer = client.post(page(), form((stories[0], "1"), seen=seen))
    html = answer.content.decode()
    assert "Somebody arranged the front page meanwhile" in html and "<li>Story 3</li>" in html
    assert shown(client)[0] == "story-3", "what was stored stays"
    seen = re.findall(r'name="seen" value="(\w+)"', html)[0]
    client.post(page(), form((stories[0], "1"), seen=seen))
    assert shown(client)[0] == "story-0", "who has seen it may save over it"


@pytest.mark.django_db(transaction=True)
def test_an_arrangement_that_is_just_being_stored_is_waited_for(stories: list[Article]) -> None:
    """The two place different stories, so that neither holds a row of the other."""
    seen, begun = arrangement()[1], threading.Event()

    def another() -> None:
        with transaction.atomic():
            arrange([Place(stories[3].pk, None)], None, seen)
            begun.set()
            time.sleep(0.5)
        connection.close()

    (thread := threading.Thread(target=another)).start()
    assert begun.wait(10)
    with pytest.raises(Rearranged):
        arrange([Place(stories[0].pk, None)], None, seen)
    thread.join()
    assert [place.story for place in arrangement()[0]] == [stories[3].pk]


def test_a_place_that_ended_is_given_up_with_the_next_save(
    client: Client, editor: User, stories: list[Article]
) -> None:
    now, mark = timezone.now(), arrangement()[1]
    ended, last, lasts = stories[:3]
    arrange([Place(ended.pk, now + timedelta(hours=1)), *(Place(each.pk, None) for each in (last, lasts))], None, mark)
    last.retract(by=None, reason="Wrong.")
    with time_machine.travel(now + timedelta(hours=2)):
        client.force_login(make.user("late", "Editor"))
        forms = client.get(page()).context["forms"]
        rows = [(form["story"].value(), form["number"].value() or "") for form in forms]
        assert rows[:3] == [(lasts.pk, 1), (ended.pk, ""), (last.pk, "")]
        assert client.post(page(), form(*rows)).status_code == 302
    assert [place.story for place in arrangement()[0]] == [lasts.pk]


@pytest.mark.django_db(transaction=True)
def test_a_longer_place_brings_an_old_story_back(stories: list[Article]) -> None:
    now = timezone.now()
    make.story("Ancient", at=now - timedelta(days=30), lead_position=1, lead_until=now - timedelta(days=1))
    for number in range(12):
        make.story(f"Newer {number}")
    front, old = Front(), Article.objects.get(title="Ancient")
    assert "ancient" not in TITLE.findall(front.get("/").text)
    old.lead_until = now + timedelta(days=1)
    old.save_version(by=None)
    assert TITLE.findall(front.get("/").text)[0] == "ancient"


def test_what_cannot_stand_there_is_said_and_changes_nothing(
    client: Client, editor: User, stories: list[Article]
) -> None:
    draft, gone = make.draft("Draft"), 10**17
    many = [(make.story(f"More {number}"), str(number)) for number in range(1, 14)]
    past = {"form-0-until_0": "2001-01-01", "form-0-until_1": "10:00"}
    for sent, said in (
        (form((draft, "1")), "Only published and scheduled stories"),
        (form((gone, "1")), "Only published and scheduled stories"),
        (form((stories[0], "1"), (stories[0], "2")), "A story stands twice"),
        (form(*many), "12 stories may have a place, and these are 13"),
        (form((stories[0], "1"), **past), "would have ended already"),
        (form((stories[0], "0")), "greater than or equal to 1"),
        (form((stories[0], "x")), "whole number"),
    ):
        answer = client.post(page(), sent)
        assert answer.status_code == 200 and said in answer.content.decode(), said
    assert not arrangement()[0]


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"form-TOTAL_FORMS": "9999999999", "form-INITIAL_FORMS": "0"},
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-story": "x\0", "form-0-number": "1"},
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-story": "9" * 40, "form-0-number": "1"},
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-story": "²", "form-0-number": "1"},
    ],
)
def test_forged_forms_are_answered_in_words(client: Client, editor: User, sent: dict[str, str]) -> None:
    assert client.post(page(), sent).status_code in (200, 302, 400)
    assert not arrangement()[0]


def test_other_stories_are_found_to_be_placed(client: Client, editor: User, stories: list[Article]) -> None:
    make.story("An old comet", at=timezone.now() - timedelta(days=900))
    for number in range(20):
        make.story(f"Newer {number}")
    assert "An old comet" not in client.get(page()).content.decode()
    assert "An old comet" in client.get(page(), {"q": "comet"}).content.decode()


@pytest.mark.parametrize(("group", "status"), [("Reporter", 403), ("Moderator", 403), ("Editor", 200), ("Chief", 200)])
def test_editors_arrange_it(client: Client, stories: list[Article], group: str, status: int) -> None:
    client.force_login(make.user(f"a-{group}", group))
    assert client.get(page()).status_code == status
    answer = client.post(page(), form((stories[0], "1")))
    assert (answer.status_code == 403) == (status == 403)
    assert bool(arrangement()[0]) == (status == 200)


@pytest.mark.parametrize(("group", "led"), [("Reporter", False), ("Editor", True)])
def test_the_start_page_leads_there_who_may(client: Client, group: str, led: bool) -> None:
    client.force_login(make.user("eva", group))
    assert (f'href="{page()}"' in client.get("/admin/").content.decode()) == led
