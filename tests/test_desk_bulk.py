"""Decisions on many comments at once: looked at first, bounded, and taken back as a whole."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Article
from comments.admin.desk import sweeping
from comments.models import Comment, ModerationEntry, Sweep
from tests import make
from tests.desks import DESK, flood, held, moderator, report, state_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _moderator(client: Client) -> None:
    moderator(client, first_name="Mona")


@pytest.fixture
def story() -> Article:
    return make.story("Tides")


def states() -> dict[str, int]:
    found = list(Comment.objects.values_list("state", flat=True))
    return {state: found.count(state) for state in sorted(set(found))}


def sweep(client: Client, scope: str, decision: str, **more: Any) -> str:
    """Press a button, and on the page that asks whether it is meant press it again."""
    asked = client.post(f"{DESK}many/{scope}/", {"decision": decision, **more})
    form = asked.content.decode().split("data-sweep")[1].split("</form>")[0]
    sent: dict[str, Any] = {"ticked": re.findall(r'name="ticked" value="(\d+)"', form)}
    sent |= dict(re.findall(r'name="(decision|until|sure|action)" value="([^"]*)"', form))
    return client.post(f"{DESK}many/{scope}/", sent | {"words": "Enough."}, follow=True).content.decode()


def test_nothing_is_done_before_it_was_looked_at(client: Client, story: Article) -> None:
    flood(story, 4, likeness="aaaa")
    asked = client.post(f"{DESK}many/alike/aaaa/", {"decision": "spam"}).content.decode()
    assert "Mark 4 comments as spam?" in asked and "Buy pills 0" in asked and "Bot 3" in asked
    assert "4 comments with nearly the same text wait for a decision." in asked
    assert states() == {"held": 4}


def test_all_that_are_alike_are_decided_with_one_reason(client: Client, story: Article) -> None:
    flood(story, 4, likeness="aaaa")
    other = held(story, "Another text")
    assert "4 comments were rejected." in sweep(client, "alike/aaaa", "reject advertising")
    assert states() == {"held": 1, "rejected": 4} and state_of(other) == "held"
    told = set(ModerationEntry.objects.filter(verb="reject").values_list("code", "reason", "by__username"))
    assert told == {("advertising", "Enough.", "mona")}


def test_all_of_a_network_are_approved_and_counted(client: Client, story: Article) -> None:
    flood(story, 10, network="n1")
    sweep(client, "network/n1", "approve")
    story.stat.refresh_from_db()
    assert states() == {"visible": 10} and story.stat.comments == 10


def test_what_readers_see_is_not_swept_up_unless_it_was_named(client: Client, story: Article) -> None:
    flood(story, 3, likeness="aaaa")
    seen, named = make.comment(story, "Seen"), make.comment(story, "Named", name="Eve")
    Comment.objects.filter(pk__in=[seen.pk, named.pk]).update(likeness="aaaa")
    page = client.get(f"{DESK}many/alike/aaaa/").content.decode()
    assert "Readers see 2 more like these." in page and f'name="ticked" value="{seen.pk}"' in page
    asked = client.post(f"{DESK}many/alike/aaaa/", {"decision": "spam", "ticked": [named.pk]}).content.decode()
    assert "Mark 4 comments as spam?" in asked and "1 that did not wait" in asked and "Eve" in asked
    sweep(client, "alike/aaaa", "spam", ticked=[named.pk])
    assert states() == {"spam": 4, "visible": 1} and state_of(seen) == "visible"


def test_what_readers_see_is_not_taken_down_without_a_word(client: Client, story: Article) -> None:
    shown = make.comment(story)
    sent = {"decision": "reject other", "ticked": [shown.pk], "sure": "1"}
    page = client.post(f"{DESK}many/ticked/", sent).content.decode()
    assert "Say why: readers see some of these" in page and "meanwhile" not in page
    assert state_of(shown) == "visible"
    client.post(f"{DESK}many/ticked/", sent | {"words": "It names a child."})
    assert state_of(shown) == "removed"


def test_what_came_in_after_the_look_is_not_decided_on(client: Client, story: Article) -> None:
    flood(story, 3, likeness="aaaa")
    until = Comment.objects.latest("pk").pk
    late = held(story, "Late", likeness="aaaa")
    client.post(f"{DESK}many/alike/aaaa/", {"decision": "spam", "until": until, "sure": "1"})
    assert states() == {"held": 1, "spam": 3} and state_of(late) == "held"


def test_ticked_ones_are_decided_whatever_they_have_in_common(client: Client, story: Article) -> None:
    first, second, third = held(story, "One"), held(story, "Two"), held(story, "Three")
    sweep(client, "ticked", "reject other", ticked=[first.pk, third.pk])
    assert (state_of(first), state_of(second), state_of(third)) == ("rejected", "held", "rejected")


def test_likely_spam_is_decided_by_its_points(client: Client, story: Article) -> None:
    good = held(story, "Good", score=2)
    flood(story, 2, score=11)
    sweep(client, "likely-spam", "spam")
    assert states() == {"held": 1, "spam": 2} and state_of(good) == "held"


def test_the_queue_counts_as_likely_spam_what_its_page_lists(client: Client, story: Article) -> None:
    flood(story, 4, score=11, likeness="aaaa")
    flood(story, 2, score=11)
    assert "6 that have 9 points or more" in client.get(DESK).content.decode()
    assert "6 waiting comments that have 9 points or more" in client.get(f"{DESK}many/likely-spam/").content.decode()


def test_a_flood_goes_part_by_part_and_is_taken_back_as_a_whole(
    client: Client, story: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "AT_ONCE", 4)
    monkeypatch.setattr(sweeping, "TOGETHER", 2)
    flood(story, 7, likeness="aaaa")
    before = held(story, "Another")
    before.approve(by=None)
    first = sweep(client, "alike/aaaa", "spam")
    assert "4 comments were marked as spam. 3 are left." in first and "Go on" in first
    assert states() == {"held": 3, "spam": 4, "visible": 1}
    action = re.findall(r'name="action" value="(\w+)"', first)[0]
    sent = {"decision": "spam", "until": Comment.objects.latest("pk").pk, "sure": "1", "action": action}
    last = client.post(f"{DESK}many/alike/aaaa/", sent, follow=True).content.decode()
    assert "3 comments were marked as spam." in last
    assert states() == {"spam": 7, "visible": 1}
    assert "Mona marked 7 at once as spam" in client.get(f"{DESK}lately/").content.decode()
    assert f'value="sweep {action}"' in client.get(DESK).content.decode()

    changed = Comment.objects.get(text="Buy pills 0")
    changed.approve(make.user("grace"))
    for _ in range(2):
        undone = client.post(f"{DESK}undo/", {"which": f"sweep {action}"}, follow=True).content.decode()
    assert "decisions were taken back." in undone
    assert states() == {"held": 6, "visible": 2} and state_of(changed) == "visible", "somebody decided on it since"
    assert "at once" not in client.get(f"{DESK}lately/").content.decode()


def test_what_somebody_decided_meanwhile_is_skipped_and_said(
    client: Client, story: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    comments = flood(story, 3, likeness="aaaa")
    found = sweeping.held_together

    def meanwhile(pks: list[int]) -> list[Comment]:
        comments[1].approve(by=None)
        comments[1].remove(by=None, reason="Gone.")
        return found(pks)

    monkeypatch.setattr(sweeping, "held_together", meanwhile)
    assert "2 comments were rejected. 1 was decided on by somebody else" in sweep(client, "alike/aaaa", "reject insult")
    assert states() == {"rejected": 2, "removed": 1}


def test_reports_on_them_are_answered(client: Client, story: Article) -> None:
    comments = flood(story, 3, likeness="aaaa")
    told = report(comments[0])
    sweep(client, "alike/aaaa", "spam")
    told.refresh_from_db()
    assert told.decision == "upheld"


@pytest.mark.parametrize("scope", ["alike/", "alike/a b", "network/" + "x" * 17, "visible", "ticked/1"])
def test_a_scope_that_there_is_not_is_not_found(client: Client, scope: str) -> None:
    assert client.post(f"{DESK}many/{scope}/", {"decision": "spam", "sure": "1"}).status_code == 404


@pytest.mark.parametrize("sent", [{}, {"decision": "keep"}, {"decision": "remove insult"}, {"decision": "delete"}])
def test_a_decision_that_there_is_not_is_not_found(client: Client, story: Article, sent: dict[str, str]) -> None:
    flood(story, 3, likeness="aaaa")
    assert client.post(f"{DESK}many/alike/aaaa/", sent | {"sure": "1"}).status_code == 404
    assert states() == {"held": 3}


def test_garbage_among_the_ticked_harms_nothing(client: Client, story: Article) -> None:
    sent = {"decision": "spam", "sure": "1", "ticked": ["x", "9" * 30, "-1", "²"], "until": "x", "action": "../../x"}
    assert client.post(f"{DESK}many/ticked/", sent).status_code == 302


def test_parts_are_forgotten_after_a_week_and_the_record_stays(client: Client, story: Article, later: Any) -> None:
    flood(story, 3, likeness="aaaa")
    sweep(client, "alike/aaaa", "spam")
    entries = ModerationEntry.objects.count()
    later(days=7, minutes=1)
    assert Sweep.objects.forget_old() == 1 and not Sweep.objects.filter(at__lte=timezone.now()).exists()
    assert ModerationEntry.objects.count() == entries
