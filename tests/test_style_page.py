"""The style page: every part of the public pages, for the newsroom alone."""

import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comments.models import Comment
from tests import make

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parent.parent
NOT_SHOWN = {"base.html", "500.html", "site/style.html", "site/accessibility.html", "site/privacy.html"}
"""A frame, a page that shows nothing of ours but words, and the pages that are no part of another."""


class Attributes(HTMLParser):
    """Collects the ids of a page and what refers to them."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.meant: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if "id" in told:
            self.ids[told["id"]] += 1
        for name in ("for", "aria-labelledby", "aria-describedby"):
            self.meant |= set(told.get(name, "").split())


@pytest.fixture
def shown(client: Client) -> str:
    """The page as somebody of the newsroom sees it, in a portal that has pictures."""
    make.photo(size=(640, 360))
    make.photo(size=(360, 640))
    client.force_login(make.user())
    return client.get("/style/").content.decode()


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    answer = client.get("/style/")
    assert answer.status_code == 302 and answer["Location"].startswith("/admin/login/")


def test_no_cache_keeps_it_and_no_robot_lists_it(client: Client) -> None:
    client.force_login(make.user())
    answer = client.get("/style/")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"] and "private" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in answer.content.decode()


def test_it_shows_every_template_of_the_public_pages(shown: str) -> None:
    named = set(re.findall(r"<h3>[^<]* <code>([^<]+)</code></h3>", shown))
    templates = {str(path.relative_to(ROOT / "templates")) for path in (ROOT / "templates").rglob("*.html")}
    source = {name: (ROOT / "templates" / name).read_text() for name in templates}
    drawn: set[str] = set()
    queue = named
    while queue:  # what a shown template includes, imports or extends is shown as well
        drawn |= queue
        queue = {name for name in templates - drawn if any(f'"{name}"' in source[other] for other in drawn)}
    lists = {name for name in templates if '"articles/_list_page.html"' in source[name]} | {"articles/_list_page.html"}
    # heads of lists differ in words alone, and what only machines read is not to be looked at
    unseen = {"articles/_shared_link.html", "_partials/feeds.html"}
    assert templates - drawn - lists - unseen - NOT_SHOWN == set()


def test_every_part_stands_there_in_light_and_dark(shown: str) -> None:
    parts = shown.split('<div class="part">')[1:]
    assert len(parts) > 40
    for part in parts:
        assert re.findall(r'class="look" data-colours="(\w+)"', part) == ["light", "dark"], part[:200]


def test_it_shows_the_states_that_are_hard_to_come_by(shown: str) -> None:
    for words in (
        "26°C in ",
        "No comments yet! Be the first one to comment.",
        "Nothing is trending yet.",
        "Older stories are in the archive",
        "These were not the digits, or they have expired.",
        "Please give a name to stand over your comment.",
        "Comments are closed",
        "The last day lies before the first.",
        "This story was retracted",
        "Welcome. The first edition is still being written.",
        "Preview: draft, version 3",
        "data:image/png;base64,",
        *(f"Receipt, {state.label}" for state in Comment.State),
    ):
        assert words in shown, words


def test_a_part_that_stands_there_often_has_ids_of_its_own_each_time(shown: str) -> None:
    found = Attributes()
    found.feed(shown)
    assert [name for name, count in found.ids.items() if count > 1] == []
    assert found.meant - set(found.ids) == set()
    assert "autofocus" not in shown and "ld+json" not in shown


def test_it_has_a_swatch_for_every_colour(shown: str) -> None:
    tokens = (ROOT / "static/css/tokens.css").read_text()
    colours = set(re.findall(r"--([\w-]+): (?:light-dark\(|#)", tokens))
    assert len(colours) > 10
    assert colours - set(re.findall(r'<li data-token="([\w-]+)"', shown)) == set()
    sheet = (ROOT / "static/css/style.css").read_text()
    assert [token for token in colours if f'[data-token="{token}"]' not in sheet] == []


def test_looking_writes_nothing(client: Client) -> None:
    client.force_login(make.user())
    client.get("/style/")
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/style/").status_code == 200
    assert [query["sql"] for query in queries if not query["sql"].startswith("SELECT")] == []


def test_no_script_of_the_pages_runs_there(shown: str) -> None:
    """It would say that made-up stories were read, and ask for digits for each form."""
    assert "data-read" in shown and "/js/theme" in shown
    assert "/js/site" not in shown
