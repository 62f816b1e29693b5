"""What is suggested under a search box is chosen by keys and by mouse."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.browser


@pytest.fixture
def page_at(browser: Browser, base_url: str) -> Iterator[Page]:
    context = browser.new_context(base_url=base_url)
    yield context.new_page()
    context.close()


def suggested(page: Page, box: str) -> Locator:
    """The options under a box after three letters."""
    page.get_by_label(box).press_sequentially("spa")
    options = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    expect(options.first).to_contain_text("Space")
    return options


@pytest.mark.parametrize(("path", "box"), [("/archive/", "Search the stories"), ("/search/", "Words to look for")])
def test_arrow_keys_and_enter_lead_to_a_suggestion(page_at: Page, path: str, box: str) -> None:
    page_at.goto(path)
    option = suggested(page_at, box).first
    expect(page_at.get_by_role("status").filter(has_text="suggestions")).to_be_attached()
    page_at.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(page_at.get_by_label(box)).to_have_attribute("aria-activedescendant", option.get_attribute("id") or "none")
    page_at.keyboard.press("Enter")
    expect(page_at).to_have_url(re.compile("/tags/space/$"))


def test_a_slow_click_anywhere_on_a_suggestion_leads_to_it(page_at: Page) -> None:
    page_at.goto("/search/")
    place = suggested(page_at, "Words to look for").first.bounding_box()
    assert place
    page_at.mouse.move(place["x"] + place["width"] - 3, place["y"] + 3)
    page_at.mouse.down()
    page_at.wait_for_timeout(500)
    page_at.mouse.up()
    expect(page_at).to_have_url(re.compile("/tags/space/$"))


def test_escape_and_going_on_close_the_list(page_at: Page) -> None:
    page_at.goto("/search/")
    options = suggested(page_at, "Words to look for")
    page_at.keyboard.press("Escape")
    expect(options).to_have_count(0)
    page_at.keyboard.press("Backspace")
    page_at.keyboard.type("a")
    expect(options.first).to_be_visible()
    page_at.keyboard.press("Tab")
    expect(options).to_have_count(0)
