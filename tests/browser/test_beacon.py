"""A real Chromium says that a story was read after five seconds in view, and not before."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request

from tests.beacons import FIREFOX
from tests.browser.conftest import RESILIENCE
from tests.portal import Portal

pytestmark = pytest.mark.browser
SOON = 7_000  # milliseconds, in which a reader who stays is counted


@pytest.fixture
def context(browser: Browser, base_url: str) -> Iterator[BrowserContext]:
    made = browser.new_context(base_url=base_url, user_agent=FIREFOX)
    yield made
    assert made.cookies() == []
    made.close()


def beacons_of(page: Page) -> list[Request]:
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    return sent


def counted(portal: Portal) -> int:
    assert portal.manage("tick").returncode == 0
    with sqlite3.connect(Path(portal.env["VAR"]) / "nuztrend.sqlite3") as database:
        return int(database.execute("SELECT coalesce(sum(readers), 0) FROM articles_readerhour").fetchone()[0])


def test_a_story_in_view_for_five_seconds_is_read(context: BrowserContext, portal: Portal) -> None:
    before, page = counted(portal), context.new_page()
    sent = beacons_of(page)
    with page.expect_request("**/read?page=*"):
        page.goto(RESILIENCE)
    began = "performance.getEntriesByType('resource').find((entry) => entry.name.includes('/read?')).startTime"
    answer = sent[0].response()
    assert answer
    assert answer.status == 204
    assert page.evaluate(began) >= 5_000  # milliseconds after the browser began to load the page
    assert counted(portal) == before + 1
    page.wait_for_timeout(SOON)
    assert len(sent) == 1
    page.close()
    again = context.new_page()
    with again.expect_request("**/read?page=*"):
        again.goto(RESILIENCE)
    assert counted(portal) == before + 1


def test_a_story_in_another_tab_is_not_read_until_somebody_looks(context: BrowserContext) -> None:
    page = context.new_page()
    sent = beacons_of(page)
    # Chromium that is driven shows every tab; what the page is told of it is all that differs
    page.add_init_script(
        "let seen = 'hidden';"
        "Object.defineProperty(Document.prototype, 'visibilityState', { get: () => seen });"
        "window.look = (state) => { seen = state; document.dispatchEvent(new Event('visibilitychange')); };"
    )
    page.goto(RESILIENCE)
    page.wait_for_timeout(SOON)
    assert sent == []
    page.evaluate("look('visible')")
    page.wait_for_timeout(3_000)
    page.evaluate("look('hidden')")
    page.wait_for_timeout(4_000)
    assert sent == []
    with page.expect_request("**/read?page=*", timeout=4_000):  # with the three before they are more than five
        page.evaluate("look('visible')")
    assert len(sent) == 1


def test_who_objects_to_being_counted_sends_nothing(context: BrowserContext) -> None:
    page = context.new_page()
    sent = beacons_of(page)
    page.add_init_script("Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true });")
    page.goto(RESILIENCE)
    page.wait_for_timeout(SOON)
    assert sent == []
