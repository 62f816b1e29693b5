"""A story that readers have, changed in the admin: nothing of it is public until somebody publishes the changes."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Amendment, Article, PendingRevision, Revision
from nuztrend.models import AuditEntry
from tests import make
from tests.test_admin_stories import fields, moment, opened, page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Article:
    return make.story("Tides", body="High water at nine.", tags=[make.tag("Sea")], bylines=[make.byline("Ada")])


@pytest.fixture(autouse=True)
def _editor(client: Client) -> None:
    client.force_login(make.user("edith", "Editor"))


def send(client: Client, story: Article, **changed: Any) -> str:
    """Open the form, change something, send it, and give the page that follows."""
    sent = fields(story) | opened(client, story) | changed
    return client.post(page_of(story), sent, follow=True).content.decode()


def at_once(client: Client, story: Article, **changed: Any) -> str:
    return send(client, story, _verb="publish changes", **changed)


def read(client: Client) -> str:
    return client.get("/articles/tides/").content.decode()


def page(name: str, story: Article, *args: object) -> str:
    return reverse(f"admin:articles_article_{name}", args=[story.pk, *args])


class TestSaving:
    def test_readers_see_nothing_of_it(self, client: Client, story: Article) -> None:
        shown = send(client, story, body="High water at ten.", title="Tides, late", dek="New.")
        assert "Readers do not see them until they are published." in shown
        assert "High water at nine." in read(client) and "Tides, late" not in read(client)
        story.refresh_from_db()
        assert (story.title, story.body, story.version) == ("Tides", "High water at nine.", 2)

    def test_the_form_shows_what_was_saved_and_what_differs(self, client: Client, story: Article) -> None:
        send(client, story, body="High water at ten.", tags=[make.tag("Moon").pk], note="asked the pilots")
        shown = client.get(page_of(story)).content.decode()
        assert "2 fields differ from what readers see: body, tags." in shown
        assert "Saved by edith on" in shown and "High water at ten." in shown and ">Moon</option>" in shown

    def test_a_reporter_saves_changes_and_cannot_publish_them(self, client: Client, story: Article) -> None:
        client.force_login(make.user("rita", "Reporter"))
        form = client.get(page_of(story)).content.decode()
        assert 'name="title"' in form and 'name="kind"' not in form and 'value="publish changes"' not in form
        for verb in ("publish changes", "schedule changes", "unschedule changes", "retract"):
            answer = client.post(page_of(story), fields(story, body="Forged.", kind="minor", _verb=verb))
            assert answer.status_code == 403, verb
        send(client, story, body="High water at ten.")
        assert PendingRevision.objects.get().content["body"] == "High water at ten."
        assert "nine" in read(client)

    def test_a_reporter_does_not_move_a_live_story(self, client: Client, story: Article) -> None:
        client.force_login(make.user("rita", "Reporter"))
        gone = moment("unpublish_at", timezone.now() - timedelta(minutes=1))
        send(client, story, slug="elsewhere", lead_position=1, comments_policy="closed", picks=[], **gone)
        story.refresh_from_db()
        assert (story.slug, story.lead_position, story.comments_policy) == ("tides", None, "open")
        assert story.unpublish_at is None and not PendingRevision.objects.exists()

    def test_an_editor_moves_it_at_once_and_its_words_wait(self, client: Client, story: Article) -> None:
        other = make.story("Other")
        send(client, story, slug="moved", comments_policy="closed", title="Not yet", picks=[other.pk])
        story.refresh_from_db()
        assert (story.slug, story.comments_policy, story.title) == ("moved", "closed", "Tides")
        assert list(story.picked.values_list("other_id", flat=True)) == [other.pk]
        assert PendingRevision.objects.get().content["title"] == "Not yet"

    def test_saving_without_a_change_makes_no_version(self, client: Client, story: Article) -> None:
        shown = send(client, story)
        assert "Its words are those that readers see." in shown
        story.refresh_from_db()
        assert story.version == 2 and Revision.objects.of(story).count() == 1

    def test_saving_what_readers_see_says_that_nothing_is_pending_any_more(
        self, client: Client, story: Article
    ) -> None:
        send(client, story, body="High water at ten.")
        shown = send(client, story, body="High water at nine.")
        assert "There are no pending changes any more" in shown
        assert not PendingRevision.objects.exists()
        assert Revision.objects.of(story).filter(pending=True).get().content["body"] == "High water at ten."

    def test_a_story_that_appeared_while_it_was_edited_is_a_live_one(self, client: Client) -> None:
        at = timezone.now() + timedelta(hours=1)
        story = make.story("Ahead", at=at)
        sent = fields(story, body="Late words.") | opened(client, story)
        with time_machine.travel(at + timedelta(minutes=1)):
            client.force_login(make.user("late", "Editor"))
            shown = client.post(page_of(story), sent, follow=True).content.decode()
            assert "Readers do not see them" in shown
            assert "Late words." not in client.get("/articles/ahead/").content.decode()

    def test_a_scheduled_story_is_changed_itself(self, client: Client) -> None:
        story = make.story("Ahead", at=timezone.now() + timedelta(days=1))
        send(client, story, body="Other words.")
        story.refresh_from_db()
        assert story.body == "Other words." and not PendingRevision.objects.exists()

    @pytest.mark.parametrize("verb", ["", "publish changes", "schedule changes"])
    def test_a_note_alone_is_kept(self, client: Client, story: Article, verb: str) -> None:
        send(client, story, body="High water at ten.")
        sent = moment("change_at", timezone.now() + timedelta(hours=2)) | ({"_verb": verb} if verb else {})
        send(client, story, body="High water at ten.", note="the lawyer agreed", kind="minor", **sent)
        assert AuditEntry.objects.of(story).get(note="the lawyer agreed").by
        assert not verb or AuditEntry.objects.of(story)[0].verb == verb


class TestPublishing:
    def test_a_minor_change_is_public_at_once(self, client: Client, story: Article) -> None:
        shown = at_once(client, story, body="High water at ten.", kind="minor", told="")
        assert "Readers see the changes of “Tides” now." in shown
        assert "High water at ten." in read(client)
        assert not PendingRevision.objects.exists() and not Amendment.objects.exists()

    def test_what_was_saved_before_goes_out_as_it_is(self, client: Client, story: Article) -> None:
        moon = make.tag("Moon")
        send(client, story, body="High water at ten.", tags=[moon.pk])
        at_once(client, story, body="High water at ten.", tags=[moon.pk], kind="correction", told="It was ten.")
        assert "High water at ten." in read(client) and "It was ten." in read(client)
        assert [tag.name for tag in story.tags.all()] == ["Moon"]
        assert Amendment.objects.get().by == "edith"

    @pytest.mark.parametrize(
        ("sent", "said"),
        [
            ({}, "Say what kind of change it is."),
            ({"kind": "grave"}, "grave is not one of the available choices"),
            ({"kind": "update", "told": "  "}, "readers are told in your words"),
            ({"kind": "correction"}, "readers are told in your words"),
            ({"kind": "correction", "told": "x" * 1001}, "at most 1000 characters"),
        ],
    )
    def test_it_asks_for_what_is_missing_and_keeps_every_word(
        self, client: Client, story: Article, sent: dict[str, str], said: str
    ) -> None:
        shown = at_once(client, story, body="High <b>water</b> at ten.", **sent)
        assert said in shown and "High &lt;b&gt;water&lt;/b&gt; at ten." in shown
        assert sent.get("told", "") in shown
        assert not PendingRevision.objects.exists() and "nine" in read(client)

    def test_there_must_be_something_to_publish(self, client: Client, story: Article) -> None:
        assert "There is nothing to publish" in at_once(client, story, kind="minor")

    def test_a_draft_has_no_changes_to_publish(self, client: Client) -> None:
        story = make.draft("Draft")
        shown = at_once(client, story, body="Forged.", kind="minor")
        assert "No reader has this story now" in shown
        story.refresh_from_db()
        assert story.state == "draft" and "Forged" not in story.body

    def test_a_text_that_does_not_render_stays_in_the_form(self, client: Client, story: Article) -> None:
        shown = at_once(client, story, body="word " * 50_000, kind="minor")
        assert "Please split it." in shown and not PendingRevision.objects.exists()


class TestATimeToCome:
    def schedule(self, client: Client, story: Article, at: Any, **sent: Any) -> str:
        sent = {"body": "High water at ten.", "kind": "update", "told": "The pilots called."} | sent
        return send(client, story, _verb="schedule changes", **moment("change_at", at), **sent)

    def test_readers_get_them_then(self, client: Client, story: Article) -> None:
        at = (timezone.now() + timedelta(hours=2)).replace(microsecond=0)
        shown = self.schedule(client, story, at)
        assert "Readers get the changes of “Tides” on" in shown and "They come out on" in shown
        with time_machine.travel(at, tick=False):
            call_command("tick")
            assert "High water at ten." in read(client) and "The pilots called." in read(client)

    def test_a_time_that_passed_or_is_missing_is_refused(self, client: Client, story: Article) -> None:
        for at in (timezone.now() - timedelta(hours=1), timezone.now(), timezone.now().replace(year=9999)):
            assert "Give a time to come" in self.schedule(client, story, at)
        shown = send(client, story, _verb="schedule changes", body="High water at ten.", kind="minor")
        assert "Give a time to come" in shown and "High water at ten." in shown

    def test_the_time_can_be_taken_away(self, client: Client, story: Article) -> None:
        self.schedule(client, story, timezone.now() + timedelta(hours=2))
        send(client, story, _verb="unschedule changes", body="High water at ten.")
        pending = PendingRevision.objects.get()
        assert pending.publish_at is None and pending.content["body"] == "High water at ten."
        assert AuditEntry.objects.of(story).filter(verb="unschedule changes").exists()

    def test_whoever_changes_them_takes_the_time_away_and_is_told(self, client: Client, story: Article) -> None:
        self.schedule(client, story, timezone.now() + timedelta(hours=2))
        client.force_login(make.user("rita", "Reporter"))
        shown = send(client, story, body="Nobody agreed to this.")
        assert "that is off until somebody agrees again" in shown
        assert PendingRevision.objects.get().publish_at is None


class TestDiscarding:
    def test_it_asks_and_keeps_the_words_among_the_revisions(self, client: Client, story: Article) -> None:
        send(client, story, body="High water at ten.")
        asked = client.get(page("discard", story))
        assert asked.status_code == 200 and PendingRevision.objects.exists()
        client.post(page("discard", story), {"pending": "1", "reason": "The pilots erred."})
        assert not PendingRevision.objects.exists() and "nine" in read(client)
        assert AuditEntry.objects.of(story).get(verb="discard changes").note == "The pilots erred."
        assert client.get(page("discard", story), follow=True).status_code == 200

    def test_what_was_saved_since_the_question_is_not_discarded(self, client: Client, story: Article) -> None:
        send(client, story, body="High water at ten.")
        send(client, story, body="High water at eleven.")
        for forged in ("1", "", "x", "9" * 99):
            client.post(page("discard", story), {"pending": forged})
        assert PendingRevision.objects.get().content["body"] == "High water at eleven."


class TestPreview:
    def test_it_shows_the_pending_changes_and_the_live_version_on_request(self, client: Client, story: Article) -> None:
        send(client, story, body="High water at ten.", tags=[make.tag("Moon").pk])
        shown = client.get(page("preview", story)).content.decode()
        assert "Preview: pending changes, saved by edith on" in shown and "– not public" in shown
        assert "High water at ten." in shown and ">Moon</a>" in shown and ">Sea</a></li>" not in shown
        live = client.get(page("preview", story), {"version": "live"}).content.decode()
        assert "High water at nine." in live and "– public" in live


class TestSuperseding:
    def test_the_words_of_a_correction_are_replaced_and_both_stay(self, client: Client, story: Article) -> None:
        at_once(client, story, body="High water at ten.", kind="correction", told="It was ten.")
        told = Amendment.objects.get()
        form = page("supersede", story, told.pk)
        assert f'href="{form}"' in client.get(page_of(story)).content.decode()
        assert "This field is required" in client.post(form, {"reason": " "}).content.decode()
        client.post(form, {"reason": "It was ten past ten."})
        shown = read(client)
        assert "It was ten past ten." in shown and "It was ten. <a" in shown and "(replaced)" in shown
        assert "superseded this one already" in client.post(form, {"reason": "Again."}).content.decode()
        client.force_login(make.user("rita", "Reporter"))
        assert client.post(form, {"reason": "Forged."}).status_code == 403

    def test_a_superuser_learns_why_such_a_story_stays(self, client: Client, story: Article) -> None:
        at_once(client, story, body="High water at ten.", kind="correction", told="It was ten.")
        client.force_login(make.user("root", is_superuser=True))
        answer = client.post(page("delete", story), {"post": "yes"})
        assert "the public record of them can never be deleted" in answer.content.decode()
        assert Article.objects.filter(pk=story.pk).exists()


def test_retracting_can_lead_readers_to_another_story(client: Client, story: Article) -> None:
    better = make.story("Better")
    shown = client.get(page("retract", story)).content.decode()
    assert "Lead readers to another story" in shown
    for forged in ("abc", "9" * 30, str(story.pk)):
        assert client.post(page("retract", story), {"reason": "x", "moved_to": forged}).status_code == 200
    client.post(page("retract", story), {"reason": "Told better.", "moved_to": better.pk})
    assert client.get("/articles/tides/").headers["Location"] == "/articles/better/"


def test_an_embargo_is_kept_by_the_form(client: Client) -> None:
    story = make.draft("Secret")
    ends = timezone.now() + timedelta(days=1)
    shown = send(client, story, _verb="publish", body="Kept words.", **moment("embargo_until", ends))
    assert "The story would be public earlier" in shown and "Kept words." in shown
    story.refresh_from_db()
    assert story.state == "draft"
    send(client, story, _verb="publish", **moment("embargo_until", ends), **moment("publish_at", ends))
    story.refresh_from_db()
    assert (story.state, story.is_public) == ("published", False)
    back = moment("publish_at", timezone.now() + timedelta(minutes=5))
    assert "The story would be public earlier" in send(client, story, **moment("embargo_until", ends), **back)


def test_a_member_of_the_newsroom_is_chosen_as_reviewer(client: Client) -> None:
    story, stranger = make.draft("Draft"), make.user("old", is_active=False)
    rita = make.user("rita", "Reporter")
    send(client, story, reviewer=rita.pk)
    story.refresh_from_db()
    assert story.reviewer == rita
    for forged in (stranger.pk, "9" * 30, "x", "-1"):
        assert client.post(page_of(story), fields(story, reviewer=forged) | opened(client, story)).status_code == 200


@pytest.mark.parametrize("field", ["title", "dek", "keywords"])
def test_a_line_that_would_be_read_backwards_is_refused_and_kept(client: Client, field: str) -> None:
    trick = "Police say \u202edevorppa\u202c the plan"
    sent = {"title": "A story", "slug": "a-story", "body": "Words.", "comments_policy": "open", field: trick}
    shown = client.post("/admin/articles/article/add/", sent).content.decode()
    assert "turn the direction of writing (U+202C, U+202E)" in shown and trick in shown
    sent[field] = "שלום, world"
    assert client.post("/admin/articles/article/add/", sent).status_code == 302
