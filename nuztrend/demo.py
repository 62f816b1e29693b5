"""The demo: stories, bylines, comments and an account, made by the first run. Loading it again changes nothing."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import yaml
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from articles.importer import import_folder
from articles.models import Article, Byline, Tag
from comments.models import Comment
from comments.text import tidy

FOLDER = settings.BASE_DIR / "demo"
USERNAME = "editor"
LOGIN_FILE = settings.VAR / "demo-login.txt"
UNFINISHED = settings.VAR / "demo-unfinished"  # stands while the first load runs, so that a broken one is resumed
VERBS: dict[str, Callable[[Comment], None]] = {
    "visible": lambda comment: comment.approve(None),
    "held": lambda comment: None,
    "rejected": lambda comment: comment.reject(None, "Off the subject of the story."),
    "spam": lambda comment: comment.mark_spam(None),
}


def load(say: Callable[[str], object]) -> None:
    """Bring in the demo's tags, bylines, stories and comments, telling each step by `say`."""
    site: dict[str, list[dict[str, Any]]] = yaml.safe_load((FOLDER / "site.yaml").read_text("utf-8"))
    for tag in site["tags"]:
        Tag.objects.get_or_create(name=tag["name"], defaults=tag)
    for byline in site["bylines"]:
        Byline.objects.get_or_create(name=byline["name"], defaults=byline)
    for outcome in import_folder(FOLDER):
        if outcome.verdict != "unchanged":
            say(f"  {outcome.verdict} {outcome.path.stem} {outcome.why}".rstrip())
    stories = {story.import_ref: story for story in Article.objects.exclude(import_ref=None) if story.publish_at}
    entries = [
        (_written_at(stories[entry["story"]], entry["after"]), entry)
        for entry in site["comments"]
        if entry["story"] in stories
    ]
    # oldest first: Recent Comments stand in the order in which they were written
    written = sum(
        _comment(stories[entry["story"]], at, entry) for at, entry in sorted(entries, key=lambda pair: pair[0])
    )
    say(f"  {written} comments written")


def _written_at(story: Article, hours_later: float) -> datetime:
    assert story.publish_at is not None
    return min(story.publish_at + timedelta(hours=hours_later), timezone.now())


@transaction.atomic
def _comment(story: Article, at: datetime, entry: dict[str, Any]) -> bool:
    """Write a comment of the demo unless it stands there already."""
    on_story = Comment.objects.on(story)
    if on_story.filter(name=entry["name"], text=tidy(entry["text"])).exists():
        return False
    parent = on_story.visible().filter(name=entry.get("answers")).first()
    if entry.get("newsroom"):
        assert parent
        comment = Comment.objects.answer_as_newsroom(parent, entry["text"], None, entry["name"])
    else:
        comment, _ = Comment.objects.hold(story, entry["name"], entry["text"], at=at, parent=parent)
        VERBS[entry["state"]](comment)
    Comment.objects.filter(pk=comment.pk).update(votes=entry.get("votes", 0), created_at=at)
    return True


def editor() -> tuple[str, str] | None:
    """Make the demo's account and give its user name and password; None where one of that name exists already."""
    users = get_user_model().objects
    if users.filter(username=USERNAME).exists():
        return None
    password = secrets.token_urlsafe(12)
    LOGIN_FILE.touch(mode=0o600)
    LOGIN_FILE.write_text(f"{USERNAME} {password}\n")  # before the account: none is left whose password nobody knows
    users.create_superuser(USERNAME, password=password)
    return USERNAME, password
