"""The shadow draft of a live story, as the verbs have it."""

import threading
import time
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Amendment, Article, PendingRevision, Revision, WrongState
from articles.models.content import content_of
from articles.models.pending import ChangedMeanwhile
from articles.tasks import publish_due_changes
from nuztrend.models import AuditEntry
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Article:
    return make.story("First", body="It was nine.", tags=[make.tag("Moon")], bylines=[make.byline("Ada")])


def hold(story: Article, **changes: Any) -> PendingRevision:
    pending = PendingRevision.objects.hold(story, content_of(story) | changes, by=None)
    assert pending
    return pending


def page(client: Client) -> str:
    return client.get("/articles/first/").content.decode()


def test_readers_see_nothing_of_it_until_it_is_published(client: Client, story: Article) -> None:
    mars = make.tag("Mars")
    pending = hold(story, title="Second", body="It was ten.", tags=[[mars.pk, "Mars"]])
    for address in ("/articles/first/", "/", "/tags/moon/", "/feeds/all.rss", "/search/?q=ten"):
        assert "Second" not in client.get(address).content.decode()
    assert client.get("/tags/mars/").status_code == 404
    pending.publish(None, "minor")
    shown = page(client)
    assert "It was ten." in shown and "Second" in shown and "/tags/mars/" in shown and "/tags/moon/" not in shown
    assert "Second" in client.get("/search/?q=ten").content.decode()
    assert not PendingRevision.objects.exists() and not Amendment.objects.exists()


def test_a_story_that_readers_do_not_have_is_changed_itself() -> None:
    for story in (make.draft("Draft"), make.story("Ahead", at=timezone.now() + timedelta(days=1))):
        with pytest.raises(WrongState):
            PendingRevision.objects.hold(story, content_of(story), by=None)


@pytest.mark.parametrize(("kind", "text"), [("", "x"), ("grave", "x"), ("update", " "), ("correction", "")])
def test_it_says_what_kind_of_change_it_is_and_tells_readers(story: Article, kind: str, text: str) -> None:
    pending = hold(story, body="It was ten.")
    with pytest.raises(ValidationError):
        pending.publish(None, kind, text)
    with pytest.raises(ValidationError):
        pending.schedule(None, timezone.now() + timedelta(days=1), kind, text)
    story.refresh_from_db()
    assert (story.body, PendingRevision.objects.count()) == ("It was nine.", 1)


def test_what_readers_are_told_is_tied_to_the_text_before_and_after(story: Article) -> None:
    hold(story, body="It was ten.").publish(None, "correction", " We said nine. ")
    told = Amendment.objects.get()
    assert (told.kind, told.text) == ("correction", "We said nine.")
    assert [told.before.content["body"], told.after.content["body"]] == ["It was nine.", "It was ten."]
    later = told.supersede("We said nine, and it was ten.", by=None)
    with pytest.raises(ValidationError):
        told.supersede("Once more", by=None)
    story.refresh_from_db()
    assert [(row["pk"], row["by"]) for row in story.amendments] == [(told.pk, later.pk), (later.pk, None)]


def test_a_change_comes_out_at_its_second_and_not_before(client: Client, story: Article) -> None:
    editor = make.user("eva", "Editor")
    at = timezone.now() + timedelta(hours=2)
    hold(story, body="It was ten.").schedule(editor, at, "update", "Somebody counted again.")
    with time_machine.travel(at - timedelta(seconds=1), tick=False):
        assert publish_due_changes.call() == 0
        assert "It was nine." in page(client)
    with time_machine.travel(at, tick=False):
        call_command("tick")
        assert "It was ten." in page(client)
    story.refresh_from_db()
    assert (story.revised_at, Amendment.objects.get().text) == (at, "Somebody counted again.")
    assert AuditEntry.objects.of(story).filter(verb="publish changes", by=editor).exists()


def test_saving_again_takes_the_schedule_away(story: Article) -> None:
    hold(story, body="It was ten.").schedule(None, timezone.now() + timedelta(hours=2), "minor")
    assert hold(story, body="It was eleven, nobody agreed to that.").publish_at is None


def test_what_cannot_come_out_at_its_time_waits_and_the_log_says_why(story: Article) -> None:
    hold(story, body="It was ten.").schedule(None, timezone.now() + timedelta(hours=2), "minor")
    story.body = "An import wrote this."
    story.save_version(by=None)
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        assert publish_due_changes.call() == 0
    story.refresh_from_db()
    assert story.body == "An import wrote this." and PendingRevision.objects.get().publish_at is None
    assert "same place (body)" in AuditEntry.objects.of(story).get(verb="changes not published").note


def test_fields_that_changed_on_one_side_alone_come_together(story: Article) -> None:
    pending = hold(story, body="It was ten.")
    story.dek = "An import wrote this."
    story.save_version(by=None)
    pending.publish(None, "minor")
    story.refresh_from_db()
    assert (story.body, story.dek) == ("It was ten.", "An import wrote this.")


def test_two_who_publish_at_the_same_time_publish_once(story: Article) -> None:
    pending = hold(story, body="It was ten.")
    other = PendingRevision.objects.get()
    pending.publish(None, "correction", "We said nine.")
    with pytest.raises((ValidationError, ChangedMeanwhile)):
        other.publish(None, "correction", "We said nine.")
    assert Amendment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_worker_and_the_chore_that_meet_publish_once_and_log_no_failure() -> None:
    story = make.story("First", body="It was nine.")
    at, begun = timezone.now() + timedelta(hours=2), threading.Event()
    hold(story, body="It was ten.").schedule(None, at, "correction", "We said nine.")

    def another() -> None:
        with transaction.atomic():
            assert publish_due_changes.call() == 1
            begun.set()
            time.sleep(0.5)
        connection.close()

    with time_machine.travel(at):
        (thread := threading.Thread(target=another)).start()
        assert begun.wait(10)
        assert publish_due_changes.call() == 0
        thread.join()
    assert Amendment.objects.count() == 1
    assert not AuditEntry.objects.of(story).filter(verb="changes not published").exists()


def test_what_was_published_meanwhile_is_not_discarded(story: Article) -> None:
    pending, other = hold(story, body="It was ten."), PendingRevision.objects.get()
    pending.publish(None, "minor")
    with pytest.raises(ValidationError):
        other.discard(None)
    assert not AuditEntry.objects.of(story).filter(verb="discard changes").exists()


def test_a_preview_shows_what_publishing_would_make_of_the_story(story: Article) -> None:
    pending = hold(story, body="It was ten.")
    story.dek = "An import wrote this."
    story.save_version(by=None)
    shown, _, _ = pending.preview()
    assert (shown.body, shown.dek) == ("It was ten.", "An import wrote this.")


def test_a_preview_of_what_cannot_be_rendered_says_so(client: Client, story: Article) -> None:
    client.force_login(make.user("eva", "Editor"))
    hold(story, body="word " * 60_000)
    for name in ("preview", "change"):
        assert client.get(reverse(f"admin:articles_article_{name}", args=[story.pk])).status_code == 200
    assert "Please split it." in PendingRevision.objects.get().preview()[0].body_html


def test_a_tag_that_another_took_in_is_not_lost(story: Article) -> None:
    moon, mars, space = make.tag("Moon"), make.tag("Mars"), make.tag("Space")
    hold(story, tags=[[each.pk, each.name] for each in (mars, moon)])
    mars.merge_into(space, by=None)
    moon.merge_into(space, by=None)
    PendingRevision.objects.get().publish(None, "minor")
    assert [tag.name for tag in Article.objects.get().subjects] == ["Space"]


def test_changes_that_say_what_the_story_says_are_none(story: Article) -> None:
    hold(story, body="It was ten.")
    assert PendingRevision.objects.hold(story, content_of(story), by=None) is None
    assert not PendingRevision.objects.exists()


def test_retracting_ends_them_and_what_they_said_is_among_the_revisions(story: Article) -> None:
    hold(story, body="It was ten.")
    story.retract(by=None, reason="Wrong.")
    assert not PendingRevision.objects.exists()
    assert Revision.objects.of(story).filter(pending=True).get().content["body"] == "It was ten."


class TestRevisions:
    def test_each_save_that_changes_the_content_is_one(self, story: Article) -> None:
        story.save_version(by=None)
        assert Revision.objects.of(story).count() == 1, "nothing changed"
        story.title = "Second"
        story.save_version(by=make.user("eva"), note="better")
        newest = Revision.objects.of(story).first()
        assert newest and newest.by and newest.public_at
        assert (newest.number, newest.by.get_username(), newest.note) == (2, "eva", "better")

    def test_a_story_from_before_has_its_stored_words_written_down_first(self, story: Article) -> None:
        Revision.objects.all().delete()
        story.title = "Second"
        story.save_version(by=None)
        assert [row.content["title"] for row in Revision.objects.of(story)] == ["Second", "First"]

    def test_what_readers_never_saw_is_not_public(self) -> None:
        draft = make.draft("Draft")
        draft.body = "Better."
        draft.save_version(by=None)
        draft.publish(by=None, at=timezone.now() + timedelta(days=1))
        draft.body = "Best."
        draft.save_version(by=None)
        assert [bool(row.public_at) for row in Revision.objects.of(draft)] == [True, False, False]
        draft.retract(by=None, reason="Not yet.")
        assert not Revision.objects.exclude(public_at=None).exists()

    def test_pruning_keeps_what_readers_saw_and_the_newest(self, story: Article) -> None:
        for number in range(30):
            hold(story, body=f"It was {number + 20}.")
        kept = Revision.objects.of(story)
        with time_machine.travel(timezone.now() + timedelta(days=89)):
            call_command("tick")
            assert kept.count() == 31
        with time_machine.travel(timezone.now() + timedelta(days=91)):
            call_command("tick")
        assert sorted(kept.values_list("number", flat=True)) == [1, *range(12, 32)]

    def test_pruning_keeps_what_readers_were_told_of(self, story: Article) -> None:
        """A story that was moved to a time to come has corrections of words that nobody saw."""
        story.publish_at = timezone.now() + timedelta(days=200)
        story.save_version(by=None)
        for number in range(25):
            hold(story, body=f"It was {number + 20}.").publish(None, "correction", "We were wrong.")
            story.refresh_from_db()
        told = {pk for ends in Amendment.objects.values_list("before", "after") for pk in ends}
        with time_machine.travel(timezone.now() + timedelta(days=91)):
            call_command("tick")
        assert told <= set(Revision.objects.values_list("pk", flat=True))


class TestEmbargo:
    def test_nobody_publishes_before_it_ends(self) -> None:
        ends = timezone.now() + timedelta(days=1)
        story = make.draft("Secret", embargo_until=ends)
        for at in (None, timezone.now(), ends - timedelta(seconds=1)):
            with pytest.raises(ValidationError, match="under embargo"):
                story.publish(by=None, at=at)
        story.publish(by=None, at=ends)
        story.refresh_from_db()
        assert (story.state, story.publish_at) == ("published", ends)
