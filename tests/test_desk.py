"""The moderators' desk: what waits, in the order of urgency, and a flood as one row."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article
from comments.models import Comment, CommentNote, Reason
from tests import make
from tests.desks import DESK, appeal, decide, flood, held, moderator, report, rows

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _moderator(client: Client) -> None:
    moderator(client)


@pytest.fixture
def story() -> Article:
    return make.story("Tides")


def page(client: Client, address: str = DESK) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


class TestTheOrder:
    def test_danger_comes_first_then_what_many_report_then_what_is_likely_good(
        self, client: Client, story: Article
    ) -> None:
        spam = held(story, "Pills", score=14)
        unsure = held(story, "Hm", score=5)
        good_new = held(story, "Good", score=1)
        once, twice, threat = (make.comment(story, text) for text in ("Once", "Twice", "Threat"))
        rejected = make.comment(story, "Why not?", state="rejected")
        appeal(rejected)
        report(once)
        report(twice), report(twice)
        report(threat, Reason.THREAT)
        assert rows(client) == [
            ("Reports and appeals", str(threat.pk)),
            ("Reports and appeals", str(twice.pk)),
            ("Reports and appeals", str(once.pk)),
            ("Reports and appeals", str(rejected.pk)),
            ("Likely good", str(good_new.pk)),
            ("Unsure", str(unsure.pk)),
            ("Likely spam", "likely-spam"),
        ]
        assert spam.text in page(client, f"{DESK}many/likely-spam/")

    def test_a_good_one_that_waits_long_comes_before_a_new_one(self, client: Client, story: Article) -> None:
        first, second = held(story, "First"), held(story, "Second")
        assert [key for _, key in rows(client)] == [str(first.pk), str(second.pk)]

    def test_texts_that_are_alike_and_floods_of_a_network_are_one_row_each(
        self, client: Client, story: Article
    ) -> None:
        flood(story, 3, likeness="aaaa", network="n1", score=12)
        two = flood(story, 2, "Twice only", likeness="bbbb")
        flood(story, 10, "All different", network="n2", score=4)
        nine = flood(story, 9, "A school writes", network="n3")
        found = rows(client)
        assert [key for section, key in found if section == "Likely good"] == [str(row.pk) for row in [*two, *nine]]
        assert ("Unsure", "network/n2") in found and ("Likely spam", "alike/aaaa") in found
        assert len(found) == 13
        assert "3 alike" in page(client) and "10 from one network" in page(client)

    def test_nothing_is_shown_twice(self, client: Client, story: Article) -> None:
        flood(story, 12, likeness="aaaa", network="n1")
        reported = held(story, "Reported while it waits")
        report(reported)
        assert rows(client) == [("Reports and appeals", str(reported.pk)), ("Likely good", "alike/aaaa")]

    def test_nothing_waits(self, client: Client, story: Article) -> None:
        make.comment(story)
        assert rows(client) == [] and "Nothing waits for a decision" in page(client)

    def test_many_cost_as_many_queries_as_few(self, client: Client, story: Article) -> None:
        def fill() -> None:
            for number in range(3):
                held(story, f"Alone {number}")
                report(make.comment(story, f"Reported {number}"))
                appeal(make.comment(story, f"Appealed {number}", state="rejected"))
            flood(story, 3, likeness=f"like{Comment.objects.count()}")
            flood(story, 10, network=f"n{Comment.objects.count()}", score=20)

        def cost() -> int:
            with CaptureQueriesContext(connection) as queries:
                page(client)
            return len(queries)

        fill()
        few = cost()
        fill()
        fill()
        assert cost() == few <= 26


class TestOneComment:
    def test_it_is_shown_with_all_that_bears_on_it(self, client: Client, story: Article) -> None:
        parent = make.comment(story, "What about the moon?", name="Ottilie")
        held(story, "Before", network="n1")
        make.comment(story)
        comment, _ = Comment.objects.hold(story, "Eve", "The <b>moon</b> is near. https://example.org/", parent=parent)
        Comment.objects.filter(pk=comment.pk).update(
            network="n1", reasons=[["links", "2 links", 2.0], ["first", "first comment from here", 1.0]], score=3.0
        )
        report(comment, Reason.HATE, "It is against the moon.", name="Luna")
        CommentNote.objects.write(comment, "Ask the chief.", by=None)
        shown = client.get(f"{DESK}{comment.pk}/").content.decode()
        assert "&lt;b&gt;moon&lt;/b&gt;" in shown and 'href="https://example.org' not in shown, "text, no links"
        told = words(unescape(shown))
        assert "answers Ottilie (visible) What about the moon?" in told
        assert "2 links +2.0, first comment from here +1.0 = 3.0, below 6.0" in told
        assert "From the same network, 72 hours 1 waiting" in told
        assert "It stirs up hatred" in told and "It is against the moon." in told and "Luna" in told
        assert "Ask the chief." in told and "The writer wrote it" in told
        assert "/admin/articles/article/" in shown and "(<a" in shown, "the story and where it stands"

    def test_its_thread_is_read_by_a_link(self, client: Client, story: Article) -> None:
        root = make.comment(story, "How it began", name="Anna")
        first, _ = Comment.objects.hold(story, "Ben", "An answer", parent=root)
        second, _ = Comment.objects.hold(story, "Cleo", "Another", parent=first)
        make.comment(story, "Elsewhere")
        told = words(page(client, f"{DESK}{first.pk}/thread/").split('id="thread"')[1])
        assert told.index("How it began") < told.index("An answer") < told.index("Another")
        assert "Elsewhere" not in told
        assert f'href="{DESK}{second.pk}/thread/"' in page(client, f"{DESK}{second.pk}/")

    def test_only_what_applies_is_offered(self, client: Client, story: Article) -> None:
        visible, rejected = make.comment(story), make.comment(story, state="rejected")
        shown = page(client, f"{DESK}{visible.pk}/")
        assert 'value="remove insult"' in shown and 'value="approve"' not in shown and 'value="keep"' not in shown
        shown = page(client, f"{DESK}{rejected.pk}/")
        assert 'value="approve"' in shown and 'value="reject' not in shown

    def test_its_page_in_the_list_tells_the_same(self, client: Client, story: Article) -> None:
        comment = held(story, "Words", score=4, network="n1")
        held(story, "Others", network="n1")
        report(comment, Reason.HATE, "Look at this.")
        told = words(page(client, f"/admin/comments/comment/{comment.pk}/change/"))
        assert "2 links +4.0 = 4.0" in told and "Look at this." in told and "1 waiting" in told

    def test_one_that_is_gone_is_not_found(self, client: Client) -> None:
        for address in ("99/", "99999999999999999999/", "99/thread/", "many/nonsense/", "many/ticked/"):
            assert client.get(f"{DESK}{address}").status_code == 404, address


class TestTheList:
    def test_it_is_narrowed_to_a_network_a_likeness_and_what_is_reported(self, client: Client, story: Article) -> None:
        near = held(story, "From there", network="n1")
        alike = held(story, "The same", likeness="aaaa")
        reported = held(story, "Reported")
        report(reported)

        def found(query: str) -> list[int]:
            return [row.pk for row in client.get(f"/admin/comments/comment/?{query}").context["cl"].queryset]

        assert found("network=n1") == [near.pk]
        assert found("likeness=aaaa") == [alike.pk]
        assert found("reported=open") == [reported.pk]
        reported.reports.get().dismiss(by=None)
        assert found("reported=open") == [] and found("reported=any") == [reported.pk]


class TestTheStartPage:
    def test_it_tells_what_waits_and_for_how_long(self, client: Client, story: Article) -> None:
        assert "report" not in words(page(client, "/admin/")).split("All lists")[0]
        comment = held(story)
        Comment.objects.filter(pk=comment.pk).update(created_at=timezone.now() - timedelta(hours=2))
        report(make.comment(story)), report(make.comment(story))
        appeal(make.comment(story, state="rejected"))
        told = words(page(client, "/admin/"))
        assert "2 reports and 1 appeal by readers wait for an answer." in told
        assert "The oldest waits for 2 hours." in told
        assert "1 comment waiting 3 reports and appeals" in told

    def test_a_decision_is_one_click_away(self, client: Client, story: Article) -> None:
        comment = held(story)
        assert f'href="{DESK}{comment.pk}/"' in page(client, "/admin/")
        assert decide(client, comment, "approve")["Location"] == DESK
