"""Whatever changes, the next answer from the page cache is what a fresh rendering gives, byte for byte."""

from collections.abc import Callable, Iterable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import OperationalError, transaction
from django.test import Client

from nuztrend.models import PageFolder
from tests import make
from tests.changes import CHANGES, Portal
from tests.front import Front
from tests.not_on_pages import NOT_ON_PAGES

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def portal() -> Portal:
    return Portal()


def test_a_page_is_rendered_once_and_then_kept(portal: Portal) -> None:
    front = Front()
    for path in portal.addresses():
        first = front.get(path)
        assert first.how == "stored", path
        again = front.get(path)
        assert again.how == "hit", path
        assert (again.status, again.sent) == (first.status, first.sent), path
    assert len(front.rendered) == len(portal.addresses())


@pytest.mark.parametrize("changes", CHANGES.values(), ids=CHANGES)
def test_every_page_shows_a_change_at_once(portal: Portal, changes: Iterable[Callable[[Portal], None]]) -> None:
    front, stranger = Front(), Client(headers={"host": "localhost"})
    shown = {path: front.get(path).text for path in portal.addresses()}
    for change in changes:
        change(portal)
        before, shown = shown, {path: true_text(front, stranger, path) for path in shown}
        assert shown != before, f"{change.__name__} changed nothing on any page, so nothing was shown"


def true_text(front: Front, stranger: Client, path: str) -> str:
    """What the page cache answers, which is what a fresh rendering gives."""
    kept = front.get(path)
    if kept.how == "hit":
        fresh = stranger.get(path)
        assert (kept.status, kept.text) == (fresh.status_code, fresh.text), path
    return kept.text


def test_every_kind_of_row_is_changed_above() -> None:
    models = {f"{model._meta.app_label}.{model.__name__}" for app in ("articles", "comments") for model in all_of(app)}
    changed = {model for changes in CHANGES.values() for model in changes.values()}
    assert models - changed == set(NOT_ON_PAGES)


def all_of(app: str) -> Iterator[type[Any]]:
    yield from apps.get_app_config(app).get_models()


def test_a_comment_leaves_the_pages_of_other_stories_alone(portal: Portal) -> None:
    make.comment(portal.second)  # the order of Latest Trending is settled
    front = Front()
    for path in portal.addresses():
        front.get(path)
    make.comment(portal.second, "One more.")
    assert front.get("/articles/third/").how == "hit"
    assert front.get("/tags/").how == "hit"
    assert front.get("/articles/second/").how == "stored"
    assert front.get("/").how == "stored"


def test_a_draft_leaves_every_page_alone(portal: Portal) -> None:
    front = Front()
    for path in portal.addresses():
        front.get(path)
    portal.draft.title = "Still not"
    portal.draft.save_version(by=None, tags=[portal.moon])
    portal.draft.submit(by=None)
    assert {front.get(path).how for path in portal.addresses()} == {"hit"}


def test_what_was_rolled_back_ends_no_page() -> None:
    front, story = Front(), make.story("First")
    front.get("/")
    with pytest.raises(RuntimeError), transaction.atomic():
        story.title = "Never"
        story.save_version(by=None)
        raise RuntimeError
    assert front.get("/").how == "hit"


def test_a_change_without_a_transaction_is_refused() -> None:
    from nuztrend.pagecache import touch

    with pytest.raises(transaction.TransactionManagementError):
        touch("rivers")


def test_what_is_committed_while_a_page_is_rendered_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    front, story = Front(), make.story("First")
    inner = front.cache.pages

    def slow(environ: Any, start_response: Any) -> Any:
        answer = inner(environ, start_response)
        story.title = "Changed meanwhile"
        story.save_version(by=None)
        return answer

    monkeypatch.setattr(front.cache, "pages", slow)
    assert "Changed meanwhile" not in front.get("/articles/first/").text
    monkeypatch.setattr(front.cache, "pages", inner)
    assert "Changed meanwhile" in front.get("/articles/first/").text


def test_a_machine_that_is_gone_holds_nobody_up_for_ever(tmp_path: Path) -> None:
    story = make.story("First")
    PageFolder.objects.create(path=f"another-machine:{tmp_path}")
    with pytest.raises(OperationalError, match="another-machine"):
        story.save_version(by=None)
    call_command("forget_pages", "--folders", stdout=StringIO())
    story.title = "Saved again"
    story.save_version(by=None)
    assert "Saved again" in Front().get("/articles/first/").text
