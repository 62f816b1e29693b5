"""Every verb by every group in every state, through the newsroom's own doors, with requests that a form never offered.

The table below is written by hand: what it says is what must happen, whatever buttons a page shows.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Note, PendingRevision, PreviewLink, Revision
from articles.models.content import content_of
from articles.models.place import arrangement
from nuztrend.models import AuditEntry
from tests import make

pytestmark = pytest.mark.django_db

STATES = ["draft", "in review", "scheduled", "live", "live with changes", "retracted"]
GROUPS = ["nobody", "Moderator", "Reporter", "Editor", "Chief", "superuser"]
WRITERS = {"Reporter", "Editor", "Chief", "superuser"}
EDITORS = {"Editor", "Chief", "superuser"}
CHIEFS = {"Chief", "superuser"}
BEFORE = {"draft", "in review"}
LIVE = {"live", "live with changes"}
ALL = set(STATES)

Table = dict[str, tuple[dict[str, set[str]], Callable[["Desk"], Any]]]


def story_in(state: str) -> Article:
    """A story that passes the checklist, in one state; it has two revisions."""
    story = make.draft(f"A story that is {state} on this desk", dek="What it is.", body="It was nine.")
    story.body = "It was eight."
    story.save_version(by=None)
    if state == "in review":
        story.submit(by=None)
    elif state == "scheduled":
        story.publish(by=None, at=timezone.now() + timedelta(days=1))
    elif state != "draft":
        story.publish(by=None, at=timezone.now() - timedelta(hours=1))
    if state == "live with changes":
        PendingRevision.objects.hold(story, content_of(story) | {"body": "It was ten."}, by=None)
    if state == "retracted":
        story.retract(by=None, reason="Wrong.")
    return story


class Desk:
    """A story and what somebody sends to the newsroom about it, with all that a true form would carry."""

    def __init__(self, state: str):
        self.story, self.other = story_in(state), make.story("Another story that is public")
        self.whole = Client()
        self.whole.force_login(make.user("whole", is_superuser=True))

    def address(self, page: str, *more: Any) -> str:
        return reverse(f"admin:articles_article_{page}", args=[self.story.pk, *more])

    def save(self, **changed: Any) -> tuple[str, dict[str, Any]]:
        form = self.whole.get(self.address("change")).context["adminform"].form
        hidden = {name: form.initial[name] for name in ("version", "opened")}
        story = self.story
        sent = {"title": story.title, "slug": story.slug, "dek": story.dek, "comments_policy": "open", **hidden}
        sent |= {"body": form.initial["body"], **changed}
        if story.publish_at:
            at = timezone.localtime(story.publish_at)
            sent |= {"publish_at_0": f"{at:%Y-%m-%d}", "publish_at_1": f"{at:%H:%M:%S}"}
        return self.address("change"), sent

    def publish_changes(self) -> tuple[str, dict[str, Any]]:
        told = {"kind": "correction", "told": "We said eight."}
        return self.save(body="It was eleven.", _verb="publish changes", **told)

    def schedule_changes(self) -> tuple[str, dict[str, Any]]:
        at = timezone.localtime() + timedelta(days=2)
        when = {"change_at_0": f"{at:%Y-%m-%d}", "change_at_1": f"{at:%H:%M:%S}"}
        return self.save(body="It was eleven.", _verb="schedule changes", kind="minor", **when)


def stamp_of(client: Client, address: str) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', client.get(address).content.decode())
    return unescape(found[1]) if found else ""


def each(groups: set[str], *, states: set[str]) -> dict[str, set[str]]:
    return dict.fromkeys(states, groups)


TABLE: Table = {
    "save": (
        each(WRITERS, states=BEFORE | LIVE) | each(EDITORS, states={"scheduled", "retracted"}),
        lambda desk: desk.save(body="It was eleven."),
    ),
    "place": (each(EDITORS, states=ALL), lambda desk: desk.save(lead_position=3)),
    "submit": (each(WRITERS, states={"draft"}), lambda desk: desk.save(_verb="submit")),
    "return": (each(WRITERS, states={"in review"}), lambda desk: desk.save(_verb="return", note="More, please.")),
    "publish": (each(EDITORS, states=BEFORE | {"retracted"}), lambda desk: desk.save(_verb="publish")),
    "publish changes": (each(EDITORS, states=LIVE), lambda desk: desk.publish_changes()),
    "schedule changes": (each(EDITORS, states=LIVE), lambda desk: desk.schedule_changes()),
    "discard": (
        each(WRITERS, states={"live with changes"}),
        lambda desk: (desk.address("discard"), {"pending": 1, "reason": ""}),
    ),
    "retract": (
        each(EDITORS, states=LIVE | {"scheduled"}),
        lambda desk: (desk.address("retract"), {"reason": "Wrong."}),
    ),
    "restore": (
        each(WRITERS, states=BEFORE | LIVE) | each(EDITORS, states={"scheduled", "retracted"}),
        lambda desk: (desk.address("restore", 1), {"seen": stamp_of(desk.whole, desk.address("restore", 1))}),
    ),
    "note": (each(WRITERS, states=ALL), lambda desk: (desk.address("notes"), {"text": "Call her back."})),
    "share": (each(EDITORS, states=ALL), lambda desk: (desk.address("links"), {"note": "Counsel", "days": 3})),
    "arrange": (
        each(EDITORS, states=ALL),
        lambda desk: (
            reverse("admin:articles_article_front"),
            {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 0, "seen": arrangement()[1]}
            | {"form-0-story": desk.other.pk, "form-0-number": 1},
        ),
    ),
    "delete": (each({"superuser"}, states=ALL), lambda desk: (desk.address("delete"), {"post": "yes"})),
}


def facts() -> str:
    """All that a verb can change, in one text."""
    rows = {
        "stories": list(Article.objects.order_by("pk").values("pk", "state", "body", "lead_position", "publish_at")),
        "pending": list(PendingRevision.objects.values("content", "publish_at")),
        "others": [model.objects.count() for model in (Note, PreviewLink, Revision, AuditEntry)],
    }
    return json.dumps(rows, default=str, sort_keys=True)


@pytest.mark.pure  # who may is no question to the database, and every verb has tests of its own on each
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("verb", TABLE)
def test_it_is_done_for_those_who_may_and_changes_nothing_for_others(verb: str, state: str) -> None:
    allowed, request = TABLE[verb]
    seen = placed if verb == "place" else facts  # who may write saves the rest of the form
    desk = Desk(state)
    sent = request(desk)
    before = seen()
    for group in GROUPS:
        with undone():
            client = signed_in(group)
            answer = client.post(*sent)
            assert answer.status_code < 500
            done = seen() != before
        assert done == (group in allowed.get(state, set())), (verb, state, group, answer.status_code, words(answer))


def test_only_a_chief_publishes_against_the_checklist() -> None:
    for group in GROUPS:
        with undone():
            story, client = (
                make.draft("A story with a dead link in it", body="[It](/articles/nowhere/)."),
                signed_in(group),
            )
            sent = {"title": story.title, "slug": story.slug, "body": story.body, "comments_policy": "open"}
            sent |= {"version": str(story.version), "_verb": "publish", "overrule": "It comes at noon."}
            client.post(reverse("admin:articles_article_change", args=[story.pk]), sent)
            story.refresh_from_db()
        assert (story.state == "published") == (group in CHIEFS), group


@contextmanager
def undone() -> Iterator[None]:
    """Take everything back that the block does, so that the next member finds the same desk."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def signed_in(group: str) -> Client:
    client = Client()
    if group == "superuser":
        client.force_login(make.user("root", is_superuser=True))
    else:
        client.force_login(make.user("member", None if group == "nobody" else group))
    return client


def placed() -> list[Any]:
    return list(Article.objects.order_by("pk").values_list("lead_position"))


def words(answer: Any) -> list[str]:
    found = re.findall(r'(?s)class="error(?:list|note)[^>]*>(.*?)</(?:ul|p)>', answer.content.decode())
    return [re.sub(r"<[^>]+>|\s+", " ", text).strip() for text in found]
