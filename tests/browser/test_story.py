"""The page of a story in a real Chromium: on paper, by keyboard, in forced colours, and its links to itself."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import RESILIENCE

pytestmark = pytest.mark.browser

SHOWN = """() => [...document.querySelectorAll("body *")]
  .filter(element => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length)"""


@pytest.fixture
def page_at(browser: Browser, base_url: str) -> Iterator[Page]:
    context = browser.new_context(base_url=base_url, permissions=["clipboard-read", "clipboard-write"])
    yield context.new_page()
    context.close()


def test_paper_holds_the_story_and_its_address_and_nothing_else(page_at: Page, base_url: str) -> None:
    page_at.emulate_media(media="print")
    page_at.goto(RESILIENCE)
    expect(page_at.get_by_role("heading", level=1)).to_be_visible()
    expect(page_at.locator(".prose")).to_be_visible()
    expect(page_at.get_by_text(f"{base_url}{RESILIENCE}", exact=False)).to_be_visible()
    outside = page_at.evaluate(
        f"({SHOWN})().filter(it => !it.closest('.story') && !it.contains(document.querySelector('.story'))).length"
    )
    assert outside == 0
    for name in ("Copy link", "Send by mail", "Post comment"):
        expect(page_at.get_by_text(name, exact=True)).to_be_hidden()
    white = page_at.evaluate("getComputedStyle(document.body).backgroundColor")
    page_at.emulate_media(media="print", color_scheme="dark")
    assert page_at.evaluate("getComputedStyle(document.body).backgroundColor") == white == "rgb(255, 255, 255)"
    assert page_at.pdf().startswith(b"%PDF")


def test_a_heading_gives_a_link_to_itself(page_at: Page, base_url: str) -> None:
    page_at.goto(RESILIENCE)
    link = page_at.get_by_role("link", name="Link to “What happened”")
    link.focus()
    page_at.keyboard.press("Enter")
    expect(page_at).to_have_url(re.compile("#s-what-happened$"))
    expect(page_at.get_by_role("status").filter(has_text="copied")).to_be_visible()
    assert page_at.evaluate("navigator.clipboard.readText()") == f"{base_url}{RESILIENCE}#s-what-happened"


@pytest.mark.parametrize("width", [390, 1280])
def test_what_the_scripts_add_moves_nothing(browser: Browser, base_url: str, width: int) -> None:
    places = []
    for scripted in (True, False):
        context = browser.new_context(
            base_url=base_url, java_script_enabled=scripted, viewport={"width": width, "height": 800}
        )
        page = context.new_page()
        page.goto(RESILIENCE)
        page.wait_for_load_state("networkidle")
        headings = page.locator(".prose").get_by_role("heading")
        boxes = [box for heading in headings.all() if (box := heading.bounding_box())]
        places.append([(box["y"], box["height"]) for box in boxes])
        context.close()
    assert len(places[0]) > 4
    assert places[0] == places[1]


def test_the_address_is_copied_and_the_devices_sheet_is_offered_where_there_is_one(
    page_at: Page, base_url: str
) -> None:
    page_at.add_init_script("navigator.share = async (what) => { window.shared = what; }")
    page_at.goto(RESILIENCE)
    page_at.get_by_role("button", name="Copy link").click()
    expect(page_at.get_by_role("status").filter(has_text="Link copied.")).to_be_visible()
    assert page_at.evaluate("navigator.clipboard.readText()") == f"{base_url}{RESILIENCE}"
    page_at.get_by_role("button", name="Share", exact=True).click()
    assert page_at.evaluate("window.shared.url") == f"{base_url}{RESILIENCE}"
    assert page_at.evaluate("window.shared.title").startswith("ispace loses Resilience")


def test_without_javascript_no_button_stands_there_that_does_nothing(reader: Page, scripted: bool) -> None:
    reader.goto(RESILIENCE)
    expect(reader.get_by_role("link", name="Send by mail")).to_be_visible()
    expect(reader.get_by_role("button", name="Copy link")).to_be_visible(visible=scripted)
    expect(reader.get_by_role("button", name="Share", exact=True)).to_be_hidden()


def test_the_contents_lead_to_the_parts(reader: Page, scripted: bool) -> None:
    reader.set_viewport_size({"width": 390, "height": 800})
    reader.goto(RESILIENCE)
    contents = reader.get_by_role("navigation", name="In this story")
    expect(contents).to_be_hidden()
    reader.get_by_text("In this story", exact=True).click()
    contents.get_by_role("link", name="What was on board").click()
    expect(reader).to_have_url(re.compile("#s-what-was-on-board$"))
    expect(reader.get_by_role("heading", name="What was on board")).to_be_in_viewport()


def test_after_a_slip_the_list_of_errors_has_the_focus_and_leads_to_the_fields(reader: Page, scripted: bool) -> None:
    reader.goto(RESILIENCE + "comments/")
    reader.locator("form.write").evaluate("form => form.noValidate = true") if scripted else None
    reader.get_by_label("Name").fill(" ")
    reader.get_by_label("Comment", exact=True).fill("My words.")
    reader.get_by_role("button", name="Post comment").click()
    alert = reader.get_by_role("alert")
    expect(alert).to_be_focused()
    alert.get_by_role("link", name="Please give a name").click()
    expect(reader.get_by_label("Name")).to_be_focused()
    expect(reader.get_by_label("Name")).to_have_accessible_description(re.compile("Please give a name"))
    expect(reader.get_by_label("Comment", exact=True)).to_have_value("My words.")


def test_the_rest_of_the_length_is_told_when_the_typing_rests(page_at: Page) -> None:
    page_at.goto(RESILIENCE + "comments/")
    page_at.get_by_label("Comment", exact=True).fill("a" * 4_990)
    expect(page_at.get_by_role("status").filter(has_text="10 characters left.")).to_be_attached()


def test_in_forced_colours_fields_and_buttons_keep_their_edges(page_at: Page) -> None:
    page_at.emulate_media(forced_colors="active")
    page_at.goto(RESILIENCE + "comments/")
    for control in (page_at.get_by_label("Name"), page_at.get_by_role("button", name="Post comment")):
        assert control.evaluate("it => parseFloat(getComputedStyle(it).borderTopWidth)") >= 1
