"""A comment whose receipt the tests have."""

from typing import Any

from django.test import Client

from articles.models import Article
from comments.models import Comment, State, Verdict
from tests import make

RECEIPT = "a-receipt-of-32-characters-here_"


def address(place: str = "") -> str:
    return f"/comments/{RECEIPT}/{place}"


def written(
    text: str = "I was there.", on: Article | None = None, state: State = State.VISIBLE, **given: Any
) -> Comment:
    """A comment by Grace, which stands where `state` or a whole `verdict` says."""
    verdict = given.pop("verdict", Verdict(state))
    made, _ = Comment.objects.submit(on or make.story(), "Grace", text, RECEIPT, verdict=verdict, **given)
    return made


def page(client: Client, place: str = "") -> str:
    """What one of the private pages shows, without the frame of every page."""
    return main(client.get(address(place)))


def main(answer: Any, status: int = 200) -> str:
    """The main part of an answer."""
    assert answer.status_code == status, answer.status_code
    return str(answer.content.decode().partition("<main")[2].partition("</main>")[0])
