"""A real Chromium says that a story was read after five seconds in view, and not before."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request

from tests.beacons import FIREFOX
from tests.browser.conftest import RESILIENCE
from tests.portal import Portal

pytestmark = pytest.mark.browser
SOON = 7_000  # milliseconds, in which a reader who stays is counted
NOW = datetime(2025, 7, 7, 9, tzinfo=UTC)


@pytest.fixture
def context(browser: Browser, base_url: str) -> Iterator[BrowserContext]:
    made = browser.new_context(base_url=base_url, user_agent=FIREFOX)
    yield made
    assert made.cookies() == []
    made.close()


def watched(context: BrowserContext) -> Page:
    """A page whose clock goes on only when it is told to, however slow the machine."""
    page = context.new_page()
    page.clock.install(time=NOW)
    page.clock.pause_at(NOW + timedelta(seconds=1))
    return page


def pass_by(page: Page, milliseconds: int) -> None:
    """Let time pass for a page, and what it sends then be on its way."""
    page.clock.run_for(milliseconds)
    page.wait_for_timeout(200)


def beacons_of(page: Page) -> list[Request]:
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    return sent


def counted(portal: Portal) -> int:
    assert portal.manage("tick").returncode == 0
    with sqlite3.connect(Path(portal.env["VAR"]) / "nuztrend.sqlite3") as database:
        return int(database.execute("SELECT coalesce(sum(readers), 0) FROM articles_readerhour").fetchone()[0])


def test_a_story_in_view_for_five_seconds_is_read(context: BrowserContext, portal: Portal) -> None:
    before, page = counted(portal), watched(context)
    sent = beacons_of(page)
    page.goto(RESILIENCE)
    pass_by(page, 4_990)
    assert sent == []
    with page.expect_response("**/read?page=*") as answer:
        page.clock.run_for(20)
    assert answer.value.status == 204
    assert counted(portal) == before + 1
    pass_by(page, 60_000)
    assert len(sent) == 1
    page.close()
    again = watched(context)
    again.goto(RESILIENCE)
    with again.expect_response("**/read?page=*"):
        again.clock.run_for(SOON)
    assert counted(portal) == before + 1


def test_a_story_in_another_tab_is_not_read_until_somebody_looks(context: BrowserContext) -> None:
    page = watched(context)
    sent = beacons_of(page)
    # Chromium that is driven shows every tab; what the page is told of it is all that differs
    page.add_init_script(
        "let seen = 'hidden';"
        "Object.defineProperty(Document.prototype, 'visibilityState', { get: () => seen });"
        "window.look = (state) => { seen = state; document.dispatchEvent(new Event('visibilitychange')); };"
    )
    page.goto(RESILIENCE)
    pass_by(page, SOON)
    page.evaluate("look('visible')")
    pass_by(page, 3_000)
    page.evaluate("look('hidden')")
    pass_by(page, 4_000)
    page.evaluate("look('visible')")
    pass_by(page, 1_990)
    assert sent == []
    with page.expect_request("**/read?page=*"):  # with the three before they are five
        page.clock.run_for(20)
    assert len(sent) == 1


def test_who_objects_to_being_counted_sends_nothing(context: BrowserContext) -> None:
    page = watched(context)
    sent = beacons_of(page)
    page.add_init_script("Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true });")
    page.goto(RESILIENCE)
    pass_by(page, SOON)
    assert sent == []
