"""Every verb of the moderators' desk by every group, with requests that no form offered them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import transaction
from django.test import Client
from django.urls import reverse

from articles.models import Article
from comments.models import Appeal, Comment, CommentNote, ModerationEntry, Report, Sweep
from tests import make
from tests.desks import DESK, appeal, flood, held, report, seen

pytestmark = pytest.mark.django_db

GROUPS = ["stranger", "nobody", "Reporter", "Moderator", "Editor", "Chief", "superuser", "reader of comments"]
MODERATORS = {"Moderator", "Editor", "Chief", "superuser"}


class Desk:
    """One of everything that is decided on, and what a true form would send."""

    def __init__(self, story: Article):
        self.held, self.visible = held(story), make.comment(story)
        self.report = report(self.visible)
        self.rejected = make.comment(story, state="rejected")
        self.appeal = appeal(self.rejected)
        flood(story, 3, likeness="aaaa")
        self.until = Comment.objects.latest("pk").pk

    def decide(self, comment: Comment, decision: str) -> tuple[str, dict[str, Any]]:
        sent = {
            "decision": decision,
            "seen": seen(comment),
            "words": "No." if decision.startswith(("reject", "remove")) else "",
            "then": "",
        }
        return reverse("desk_decide", args=[comment.pk]), sent

    def many(self, decision: str) -> tuple[str, dict[str, Any]]:
        return f"{DESK}many/alike/aaaa/", {"decision": decision, "until": self.until, "sure": "1"}


VERBS: dict[str, Callable[[Desk], tuple[str, dict[str, Any]]]] = {
    "approve": lambda desk: desk.decide(desk.held, "approve"),
    "reject": lambda desk: desk.decide(desk.held, "reject insult"),
    "spam": lambda desk: desk.decide(desk.held, "spam"),
    "take down": lambda desk: desk.decide(desk.visible, "remove hate"),
    "dismiss reports": lambda desk: desk.decide(desk.visible, "keep"),
    "dismiss an appeal": lambda desk: desk.decide(desk.rejected, "keep"),
    "uphold a report": lambda desk: (reverse("desk_report", args=[desk.report.pk]), {"decision": "uphold"}),
    "write a note": lambda desk: (reverse("desk_note", args=[desk.held.pk]), {"note": "Look."}),
    "answer": lambda desk: (reverse("desk_answer", args=[desk.visible.pk]), {"newsroom": "Thank you."}),
    "undo": lambda desk: (f"{DESK}undo/", {"which": f"entry {seen(desk.rejected)}"}),
    "many at once": lambda desk: desk.many("spam"),
}
READING = ["", "lately/", "{held}/", "{held}/thread/", "many/alike/aaaa/"]


def facts() -> list[Any]:
    """All that a verb can change."""
    rows = [Comment.objects.order_by("pk").values_list("pk", "state"), Report.objects.values_list("decision")]
    counts = [model.objects.count() for model in (ModerationEntry, CommentNote, Sweep)]
    return [*map(list, rows), list(Appeal.objects.values_list("decision")), counts]


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
    elif group == "reader of comments":
        user = make.user("member")
        user.user_permissions.add(Permission.objects.get(codename="view_comment"))
        client.force_login(user)
    elif group != "stranger":
        client.force_login(make.user("member", None if group == "nobody" else group))
    return client


@pytest.mark.parametrize("verb", VERBS)
def test_it_is_done_for_moderators_and_changes_nothing_for_others(verb: str) -> None:
    desk = Desk(make.story())
    before = facts()
    for group in GROUPS:
        with undone():
            client = signed_in(group)
            answer = client.post(*VERBS[verb](desk))
            done = facts() != before
        assert done == (group in MODERATORS), (verb, group, answer.status_code)
        assert group in MODERATORS or answer.status_code == 403, (verb, group, answer.status_code)


@pytest.mark.parametrize("page", READING)
def test_its_pages_are_for_moderators(page: str) -> None:
    desk = Desk(make.story())
    for group in GROUPS:
        with undone():
            client = signed_in(group)
            status = client.get(DESK + page.format(held=desk.held.pk)).status_code
        assert status == (200 if group in MODERATORS else 302 if group == "stranger" else 403), (page, group)


@pytest.mark.parametrize("verb", VERBS)
def test_no_link_carries_anything_out(verb: str) -> None:
    desk, client = Desk(make.story()), signed_in("Moderator")
    before = facts()
    address, sent = VERBS[verb](desk)
    assert client.get(address, sent).status_code in (200, 405)
    assert facts() == before


def test_a_form_of_another_site_is_refused() -> None:
    desk = Desk(make.story())
    client = Client(enforce_csrf_checks=True)
    client.force_login(make.user("mona", "Moderator"))
    before = facts()
    for verb in VERBS.values():
        assert client.post(*verb(desk)).status_code == 403
    assert facts() == before


def test_who_may_only_read_comments_sees_the_page_of_one_and_no_buttons() -> None:
    desk, client = Desk(make.story()), signed_in("reader of comments")
    CommentNote.objects.write(desk.visible, "Between moderators.", None)
    shown = client.get(f"/admin/comments/comment/{desk.visible.pk}/change/").content.decode()
    assert "Reports by readers" in shown and 'name="verb"' not in shown and 'name="decision"' not in shown
    assert DESK not in shown and "Between moderators." not in shown
    address = f"/admin/comments/comment/{desk.visible.pk}/change/"
    assert "Between moderators." in signed_in("superuser").get(address).content.decode()
