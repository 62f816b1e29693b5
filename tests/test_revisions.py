"""What a story said when: the list of its revisions, the difference of two, and the way back."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Article, PendingRevision, Revision
from articles.models.content import content_of
from nuztrend.models import AuditEntry
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _editor(client: Client) -> None:
    client.force_login(make.user("edith", "Editor"))


def page(name: str, story: Article, *args: object) -> str:
    return reverse(f"admin:articles_article_{name}", args=[story.pk, *args])


def rewrite(story: Article, times: int = 1) -> None:
    for number in range(times):
        story.body = f"Version {number}."
        story.save_version(by=make.user(f"writer-{story.version}"), note=f"try <{number}>")


def test_the_list_says_who_did_what_and_what_readers_saw(client: Client) -> None:
    story = make.draft("Tides")
    rewrite(story)
    story.publish(by=None)
    PendingRevision.objects.hold(story, content_of(story) | {"dek": "New."}, by=None)
    shown = client.get(page("revisions", story)).content.decode()
    for part in ("change by writer-", "try &lt;0&gt;", "pending, not public", "since ", "create by the system"):
        assert part in shown, part
    assert f'href="{page("revisions", story)}"' in client.get(page("change", story)).content.decode()


def test_a_hundred_cost_as_many_queries_as_one_and_are_paged(client: Client) -> None:
    story = make.draft("Tides")

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page("revisions", story)).status_code == 200
        assert not any('"articles_revision"."content"' in query["sql"] for query in queries)
        return len(queries)

    one = cost()
    content, by = content_of(story), make.user("ada")
    Revision.objects.bulk_create(
        Revision(article=story, number=number, content=content, by=by, verb="change") for number in range(2, 102)
    )
    assert cost() == one
    assert "Older revisions" in client.get(page("revisions", story)).content.decode()
    assert client.get(page("revisions", story), {"page": "3"}).status_code == 200
    for asked in ("4", "0", "x"):
        assert client.get(page("revisions", story), {"page": asked}).status_code == 404


def test_the_difference_of_any_two_is_shown_whichever_is_named_first(client: Client) -> None:
    story = make.draft("Tides", body="High <b>water</b> at nine.")
    story.body, story.title = "High <b>water</b> at ten.", "Tides & moons"
    story.save_version(by=None)
    for ends in ({"from": "1", "to": "2"}, {"from": "2", "to": "1"}):
        shown = client.get(page("difference", story), ends).content.decode()
        assert '<del><span class="said">[removed: </span>nine' in shown
        assert '<ins><span class="said">[added: </span>ten' in shown
        assert "&amp; moons" in shown and "<b>water" not in shown
    assert "They say the same." in client.get(page("difference", story), {"from": "1", "to": "1"}).content.decode()


def test_pending_changes_are_compared_with_what_readers_see(client: Client) -> None:
    story = make.story("Tides", body="At nine.")
    asked = {"from": "live", "to": "pending"}
    assert client.get(page("difference", story), asked).status_code == 404
    PendingRevision.objects.hold(story, content_of(story) | {"body": "At ten."}, by=None)
    shown = client.get(page("difference", story), asked).content.decode()
    assert "nine" in shown and "ten" in shown
    story.dek = "An import wrote this."
    story.save_version(by=None)
    assert "An import" not in client.get(page("difference", story), asked).content.decode(), "it stays as it is"


@pytest.mark.parametrize("end", ["", "0", "7", "x", "-1", "9" * 30, "²", "live'"])
def test_what_is_no_revision_is_missing(client: Client, end: str) -> None:
    story = make.draft("Tides")
    assert client.get(page("difference", story), {"from": end, "to": "1"}).status_code == 404
    restore = f"{page('revisions', story)}{end or 8}/restore/"  # what is no number is no page, which the admin says so
    assert client.get(restore).status_code == (404 if end.isdecimal() or not end else 302)


class TestRestoring:
    def ask(self, client: Client, story: Article, number: int) -> str:
        """Open the page that asks; give what it has seen of the story."""
        answer = client.get(page("restore", story, number))
        assert answer.status_code == 200
        return str(answer.context["seen"])

    def test_a_draft_says_again_what_it_said(self, client: Client) -> None:
        sea = make.tag("Sea")
        story = make.draft("Tides", body="First.", tags=[sea], bylines=[make.byline("Ada")])
        story.body = "Second."
        story.save_version(by=None, tags=[], bylines=[])
        seen = self.ask(client, story, 1)
        story.refresh_from_db()
        assert story.body == "Second.", "asking changes nothing"
        client.post(page("restore", story, 1), {"seen": seen})
        story.refresh_from_db()
        assert (story.body, list(story.tags.all())) == ("First.", [sea])
        assert [credit.byline.name for credit in story.credits.all()] == ["Ada"]
        entry = AuditEntry.objects.of(story)[0]
        assert (entry.verb, entry.note, str(entry.by)) == ("restore", "back to revision 1", "edith")
        assert Revision.objects.of(story)[0].number == 3, "nothing was taken out of the list"

    def test_of_a_live_story_it_makes_pending_changes(self, client: Client) -> None:
        story = make.story("Tides", body="First.")
        story.body = "Second."
        story.save_version(by=None)
        client.post(page("restore", story, 1), {"seen": self.ask(client, story, 1)})
        assert PendingRevision.objects.get().content["body"] == "First."
        assert "Second." in client.get("/articles/tides/").content.decode()

    def test_what_readers_see_already_ends_the_pending_changes_and_says_so(self, client: Client) -> None:
        story = make.story("Tides", body="First.")
        PendingRevision.objects.hold(story, content_of(story) | {"body": "Second."}, by=None)
        sent = {"seen": self.ask(client, story, 1)}
        shown = client.post(page("restore", story, 1), sent, follow=True).content.decode()
        assert "there are no pending changes now" in shown and not PendingRevision.objects.exists()

    def test_it_asks_again_if_somebody_saved_meanwhile(self, client: Client) -> None:
        story = make.draft("Tides", body="First.")
        rewrite(story)
        seen = self.ask(client, story, 1)
        rewrite(story, 2)
        for forged in (seen, "", "x"):
            answer = client.post(page("restore", story, 1), {"seen": forged})
            assert "Somebody saved the story meanwhile" in answer.content.decode()
        story.refresh_from_db()
        assert story.body == "Version 1."

    def test_what_is_gone_is_named(self, client: Client) -> None:
        sea = make.tag("Sea")
        story = make.draft("Tides", tags=[sea])
        story.save_version(by=None, tags=[])
        sea.delete()
        assert "this is gone and will not come back: Sea" in client.get(page("restore", story, 1)).content.decode()
        client.post(page("restore", story, 1), {"seen": self.ask(client, story, 1)})
        assert not story.tags.exists()

    def test_it_takes_the_right_to_change_the_story(self, client: Client) -> None:
        story = make.draft("Tides", body="First.")
        rewrite(story)
        client.force_login(make.user("mo", "Moderator"))
        assert client.get(page("revisions", story)).status_code == 200
        for answer in (client.get(page("restore", story, 1)), client.post(page("restore", story, 1), {"seen": "x"})):
            assert answer.status_code == 403
