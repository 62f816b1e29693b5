"""What the tests of the moderators' desk have in common: floods, reports and appeals, and what a form sends."""

import re
from html import unescape
from typing import Any

from django.test import Client
from django.urls import reverse

from articles.models import Article
from comments.models import Appeal, Comment, Reason, Report, State, Verdict, receipt_hash
from tests import make

DESK = "/admin/comments/desk/"


def held(
    on: Article,
    text: str = "Well said.",
    name: str = "Grace",
    *,
    score: float = 0.0,
    likeness: str = "",
    network: str = "",
) -> Comment:
    """A comment that waits, judged as said."""
    reasons = [] if not score else [("links", "2 links", score)]
    verdict = Verdict(State.HELD, score, reasons, likeness)  # type: ignore[arg-type]
    return Comment.objects.hold(on, name, text, network=network, verdict=verdict)[0]


def flood(on: Article, count: int, text: str = "Buy pills", **judged: Any) -> list[Comment]:
    """Many comments that wait."""
    return [held(on, f"{text} {number}", f"Bot {number}", **judged) for number in range(count)]


def report(on: Comment, code: str = Reason.INSULT, text: str = "", name: str = "") -> Report:
    """A reader's notice about a comment."""
    number = Report.objects.count()
    return Report.objects.create(comment=on, code=code, text=text, name=name, receipt_hash=receipt_hash(f"r{number}"))


def appeal(on: Comment, text: str = "I meant no harm.") -> Appeal:
    """The writer's appeal."""
    return Appeal.objects.create(comment=on, text=text)


def moderator(client: Client, name: str = "mona", group: str | None = "Moderator", **fields: Any) -> Any:
    """Sign somebody in."""
    user = make.user(name, group, **fields)
    client.force_login(user)
    return user


def seen(comment: Comment) -> int:
    """The newest entry of the record."""
    return comment.moderations.values_list("pk", flat=True).first() or 0


def decide(client: Client, comment: Comment, decision: str, **more: Any) -> Any:
    """Press a button of the desk."""
    sent = {"decision": decision, "seen": seen(comment), "then": "", **more}
    return client.post(reverse("desk_decide", args=[comment.pk]), sent)


def rows(client: Client) -> list[tuple[str, str]]:
    """The rows of the queue as the page shows them: section and key."""
    page = client.get(DESK).content.decode()
    found = []
    for heading, part in re.findall(
        r'(?s)<section class="desk-section">\s*<h3>(.*?) <span.*?</h3>(.*?)</section>', page
    ):
        found += [(unescape(heading), key) for key in re.findall(r'<li data-key="([^"]+)"', part)]
    return found


def state_of(comment: Comment) -> str:
    return Comment.objects.get(pk=comment.pk).state


def answer_a_comment(portal: Any) -> None:
    """A change of tests/changes.py: a reader answers a comment."""
    make.comment(portal.first, "Well put.", to=portal.answer)


def answer_as_the_newsroom(portal: Any) -> None:
    """A change of tests/changes.py: the newsroom answers a comment."""
    Comment.objects.answer_as_newsroom(portal.answer, "We have looked it up.", by=None)
