"""Moderation in the admin."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Article, ArticleStat
from comments.models import Comment, ModerationEntry, Verdict
from tests import make
from tests.desks import report, seen

pytestmark = pytest.mark.django_db

LIST = "/admin/comments/comment/"


@pytest.fixture(autouse=True)
def moderator(client: Client) -> User:
    user = make.user("mona", "Moderator")
    client.force_login(user)
    return user


@pytest.fixture
def story() -> Article:
    return make.story("Tides")


def state_of(comment: Comment) -> str:
    return Comment.objects.get(pk=comment.pk).state


def decide(client: Client, comment: Comment, verb: str, reason: str = "", follow: bool = True) -> str:
    address = reverse("admin:comments_comment_decide", args=[comment.pk])
    return client.post(address, {"verb": verb, "reason": reason, "seen": seen(comment)}, follow=follow).content.decode()


def choose(client: Client, action: str, *comments: Comment, **more: str) -> str:
    chosen = {"action": f"{action}_chosen", "_selected_action": [comment.pk for comment in comments], **more}
    return client.post(LIST, chosen, follow=True).content.decode()


class TestTheList:
    def test_it_shows_every_comment_and_how_many_wait(self, client: Client, story: Article) -> None:
        for number, state in enumerate(["held", "held", "visible", "spam"]):
            make.comment(story, f"Comment {number}", state=state)
        shown = client.get(LIST).content.decode()
        assert "<h1>Comments: 2 waiting for a decision</h1>" in shown
        assert all(f"Comment {number}" in shown for number in range(4))
        waiting = client.get(LIST, {"state": "held"}).context["cl"].queryset
        assert {comment.text for comment in waiting} == {"Comment 0", "Comment 1"}

    def test_every_page_of_the_admin_leads_to_the_queue(self, client: Client, story: Article) -> None:
        queue = '<a href="/admin/comments/desk/"'
        assert f"{queue}>0 comments waiting</a>" in client.get("/admin/").content.decode()
        make.comment(story, state="held")
        assert f'{queue} class="some">1 comment waiting</a>' in client.get("/admin/").content.decode()
        client.force_login(make.user("rita", "Reporter"))
        assert "waiting" not in client.get("/admin/").content.decode()

    def test_words_of_readers_are_never_markup(self, client: Client, story: Article) -> None:
        comment = make.comment(story, "<script>alert(1)</script>", name="<b>Eve</b>", state="held")
        pages = [LIST, reverse("admin:comments_comment_change", args=[comment.pk])]
        pages_html = [client.get(page).content.decode() for page in pages]
        pages_html += [choose(client, "reject", comment), decide(client, comment, "approve")]
        for shown in pages_html:
            assert "<script>alert(1)" not in shown and "<b>Eve" not in shown
            assert "&lt;b&gt;Eve" in shown

    def test_twenty_comments_cost_as_many_queries_as_one(self, client: Client) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(LIST).status_code == 200
            assert not any('"articles_article"."body"' in query["sql"] for query in captured)
            return len(captured)

        make.comment(make.story("Story 0"), state="held")
        one = queries()
        for number in range(1, 20):
            make.comment(make.story(f"Story {number}"))
        assert queries() == one


class TestManyAtOnce:
    def test_approving_shows_them_and_counts_them(self, client: Client, story: Article) -> None:
        comments = [make.comment(story, state="held") for _ in range(3)]
        assert "3 comments were approved." in choose(client, "approve", *comments)
        assert {state_of(comment) for comment in comments} == {"visible"}
        assert ArticleStat.objects.get(article=story).comments == 3
        entry = ModerationEntry.objects.filter(verb="approve")[0]
        assert entry.by and entry.by.get_username() == "mona"

    def test_what_does_not_apply_is_said_of_each_comment(self, client: Client, story: Article) -> None:
        held, visible = make.comment(story, state="held"), make.comment(story, name="Otto")
        shown = choose(client, "approve", held, visible)
        assert "1 comment was approved." in shown
        assert "The comment by Otto is visible: “approve” does not apply to it." in shown

    def test_spam_goes_aside(self, client: Client, story: Article) -> None:
        comment = make.comment(story, state="held")
        choose(client, "spam", comment)
        assert state_of(comment) == "spam"

    def test_removing_asks_for_a_reason_first(self, client: Client, story: Article) -> None:
        comment = make.comment(story, "Buy now")
        asked = choose(client, "remove", comment)
        assert "Remove these comments?" in asked and "Grace: Buy now" in asked
        assert state_of(comment) == "visible"
        assert "This field is required." in choose(client, "remove", comment, reason=" ")
        assert state_of(comment) == "visible"
        assert "1 comment was removed." in choose(client, "remove", comment, reason="advertisement")
        assert state_of(comment) == "removed"
        assert comment.moderations.get(verb="remove").reason == "advertisement"

    def test_rejecting_takes_a_reason_or_none(self, client: Client, story: Article) -> None:
        first, second = make.comment(story, state="held"), make.comment(story, state="held")
        assert "Reject these comments?" in choose(client, "reject", first)
        assert state_of(first) == "held"
        choose(client, "reject", first, reason="")
        choose(client, "reject", second, reason="off the subject")
        reasons = ModerationEntry.objects.filter(verb="reject").order_by("pk").values_list("reason", flat=True)
        assert (state_of(first), state_of(second), list(reasons)) == ("rejected", "rejected", ["", "off the subject"])


class TestOneComment:
    def test_its_page_shows_the_words_the_record_and_the_decisions(self, client: Client, story: Article) -> None:
        comment = make.comment(story, "Line one\nLine two", state="rejected")
        shown = client.get(reverse("admin:comments_comment_change", args=[comment.pk])).content.decode()
        assert "Line one\nLine two" in shown and "off the subject" in shown and ">Tides</a>" in shown
        assert 'value="approve"' in shown and 'value="spam"' in shown
        assert 'value="remove"' not in shown, "only what applies"
        assert "<textarea" not in shown

    def test_a_decision_leads_to_the_next_one_that_waits(self, client: Client, story: Article) -> None:
        first, second = make.comment(story, state="held"), make.comment(story, state="held")
        address = reverse("admin:comments_comment_decide", args=[second.pk])
        answer = client.post(address, {"verb": "approve", "seen": seen(second)})
        assert answer["Location"] == reverse("admin:comments_comment_change", args=[first.pk])
        address = reverse("admin:comments_comment_decide", args=[first.pk])
        assert client.post(address, {"verb": "spam", "seen": seen(first)})["Location"] == LIST

    def test_removing_without_a_reason_is_refused_in_words(self, client: Client, story: Article) -> None:
        comment = make.comment(story)
        assert "Say why the comment is removed." in decide(client, comment, "remove")
        assert state_of(comment) == "visible"
        decide(client, comment, "remove", "advertisement")
        assert state_of(comment) == "removed"

    @pytest.mark.parametrize(("reason", "answer"), [("\0", "Null characters"), ("x" * 501, "at most 500 characters")])
    def test_a_reason_that_cannot_be_stored_is_refused_in_words(
        self, client: Client, story: Article, reason: str, answer: str
    ) -> None:
        comment = make.comment(story)
        assert answer in decide(client, comment, "remove", reason)
        assert state_of(comment) == "visible"

    def test_a_decision_that_came_too_late_is_refused_in_words(self, client: Client, story: Article) -> None:
        comment = make.comment(story)
        assert "“reject” does not apply to it." in decide(client, comment, "reject")
        assert state_of(comment) == "visible"

    def test_words_that_changed_meanwhile_are_looked_at_first(self, client: Client, story: Article) -> None:
        comment = make.comment(story, state="held")
        page = client.get(reverse("admin:comments_comment_change", args=[comment.pk])).content.decode()
        before = seen(comment)
        assert f'name="seen" value="{before}"' in page
        comment.edit("Buy pills.", Verdict(Comment.State.HELD))
        address = reverse("admin:comments_comment_decide", args=[comment.pk])
        sent = {"verb": "approve", "seen": before}
        assert "The writer changed its words" in client.post(address, sent, follow=True).content.decode()
        assert state_of(comment) == "held"

    def test_a_decision_answers_those_who_reported(self, client: Client, story: Article) -> None:
        sent = report(comment := make.comment(story))
        decide(client, comment, "remove", "insult")
        sent.refresh_from_db()
        assert sent.decision == "upheld"

    def test_nothing_is_decided_by_a_link_or_by_others(self, client: Client, story: Article) -> None:
        comment = make.comment(story, state="held")
        address = reverse("admin:comments_comment_decide", args=[comment.pk])
        assert client.get(address, {"verb": "approve"}).status_code == 403
        assert client.post(address, {"verb": "delete"}).status_code == 404
        client.force_login(make.user("rita", "Reporter"))
        assert client.post(address, {"verb": "approve"}).status_code == 403
        assert state_of(comment) == "held"

    def test_words_are_never_edited_added_or_deleted(self, client: Client, story: Article) -> None:
        comment = make.comment(story, "As written", state="held")
        client.force_login(make.user("root", is_superuser=True))
        change = reverse("admin:comments_comment_change", args=[comment.pk])
        assert client.post(change, {"text": "Forged", "state": "visible"}).status_code == 403
        assert client.post(reverse("admin:comments_comment_add"), {"text": "Forged"}).status_code == 403
        delete = reverse("admin:comments_comment_delete", args=[comment.pk])
        assert client.post(delete, {"post": "yes"}).status_code == 403
        choose(client, "delete", comment)
        client.post(LIST, {"action": "delete_selected", "_selected_action": [comment.pk], "post": "yes"})
        assert Comment.objects.get().text == "As written" and state_of(comment) == "held"
