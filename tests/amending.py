"""Changes of a live story, made by the verbs that the newsroom uses, and what readers are told of them."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from articles.models import Amendment, Article, PendingRevision
from articles.models.content import content_of
from articles.tasks import publish_due_changes


def hold(story: Article, **changes: Any) -> PendingRevision:
    """Save changes of a live story, which readers do not see."""
    story.refresh_from_db()
    pending = PendingRevision.objects.hold(story, content_of(story) | changes, by=None)
    assert pending
    return pending


def amend(
    story: Article, kind: str = "correction", text: str = "We said nine; it was ten.", **changes: Any
) -> Amendment:
    """Publish changes of a live story and give what readers are told of them."""
    hold(story, **(changes or {"body": story.body.replace("nine", "ten")})).publish(None, kind, text)
    story.refresh_from_db()
    return Amendment.objects.of(story).reverse()[0]


def change_a_live_story(portal: Any) -> None:
    amend(portal.second, text="There were other words.", body="Corrected words.")


def tell_readers_of_an_update(portal: Any) -> None:
    amend(portal.second, "update", "Somebody answered.", body="Updated words.")


def publish_changes_by_time(portal: Any) -> None:
    hold(portal.second, body="Later words.").schedule(None, timezone.now() + timedelta(hours=1), "minor")
    PendingRevision.objects.update(publish_at=timezone.now())
    assert publish_due_changes.call() == 1


def supersede_a_correction(portal: Any) -> None:
    Amendment.objects.corrections()[0].supersede("There were other words, said Ada.", by=None)
