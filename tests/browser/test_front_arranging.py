"""The front page arranged in a real Chromium: rows are moved by buttons and by hand, and their numbers follow."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests import make
from tests.portal import Portal

pytestmark = pytest.mark.browser
ACCOUNT = {"DJANGO_SUPERUSER_USERNAME": "arranger", "DJANGO_SUPERUSER_EMAIL": "arranger@example.org"}


@pytest.fixture
def desk(portal: Portal, browser: Browser, base_url: str) -> Iterator[Page]:
    """The page on which the front page is arranged; it must meet no fault."""
    portal.env |= {**ACCOUNT, "DJANGO_SUPERUSER_PASSWORD": make.PASSWORD}
    portal.manage("createsuperuser", "--noinput")
    context = browser.new_context(base_url=base_url, viewport={"width": 1280, "height": 1600})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto("/admin/login/?next=/admin/articles/article/front/")
    page.get_by_label("Username").fill("arranger")
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(rows(page).nth(3)).to_be_visible()
    yield page
    assert faults == []
    context.close()


def rows(page: Page) -> Locator:
    return page.locator("[data-row]")


def order(page: Page) -> list[str]:
    return rows(page).locator(".front-story a").all_inner_texts()[:4]


def numbers(page: Page) -> list[str]:
    return [rows(page).nth(place).locator("[data-place]").input_value() for place in range(4)]


def clear(page: Page) -> None:
    for place in range(rows(page).count()):
        rows(page).nth(place).locator("[data-place]").fill("")


def drag(page: Page, one: int, other: int) -> None:
    """Take a row by its grip and hold it over the upper edge of another."""
    rows(page).nth(one).locator(".grip").hover()
    page.mouse.down()
    box = rows(page).nth(other).bounding_box()
    assert box
    page.mouse.move(box["x"] + 40, box["y"] + box["height"] / 2, steps=5)
    page.mouse.move(box["x"] + 40, box["y"] + 3, steps=3)


def test_a_row_that_is_moved_takes_its_number_along(desk: Page) -> None:
    clear(desk)
    first, second, third, fourth = order(desk)
    rows(desk).nth(1).get_by_role("button", name="Move up").click()
    assert (order(desk), numbers(desk)) == ([second, first, third, fourth], ["1", "", "", ""])
    expect(rows(desk).nth(0).get_by_role("button", name="Move up")).to_be_focused()
    drag(desk, 2, 0)
    desk.mouse.up()
    assert (order(desk), numbers(desk)) == ([third, second, first, fourth], ["1", "2", "", ""])


def test_a_row_that_is_let_go_elsewhere_goes_back_to_its_number(desk: Page) -> None:
    clear(desk)
    before = order(desk)
    drag(desk, 2, 0)
    desk.mouse.move(5, 5, steps=3)
    desk.mouse.up()
    assert (order(desk), numbers(desk)) == (before, [""] * 4)
