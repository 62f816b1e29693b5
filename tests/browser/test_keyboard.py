"""Every task is done by keyboard alone, with stylesheets and without; the order of the content reads right."""

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import digits
from tests.browser.pages import Visitor
from tests.portal import Portal

pytestmark = pytest.mark.browser

STEPS = 80  # more than any page of these tests has between its top and what is looked for

SHOWN = """() => {
  if (document.activeElement.localName === "audio") return true;  // its buttons and their ring are the browser's own
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(document.activeElement);
  return (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none";
}"""


@pytest.fixture(params=["styled", "without-css", "without-javascript"])
def typist(portal: Portal, visitor: Visitor, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The page of a reader who has no mouse."""
    with visitor.context(base_url=portal.url, scripted=request.param != "without-javascript") as context:
        if request.param == "without-css":
            context.route(re.compile(r"\.css(\?|$)"), lambda route: route.abort())
        yield context.new_page()


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until something that matches has the focus; each stop on the way must show that it has it."""
    for _ in range(STEPS):
        page.keyboard.press("Tab")
        assert page.evaluate(SHOWN), page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"the Tab key does not lead to {selector}")


def test_a_story_is_read_and_commented_on(typist: Page, portal: Portal, request: pytest.FixtureRequest) -> None:
    scripted = "without-javascript" not in request.node.name
    typist.goto("/")
    tab_to(typist, "main a[href^='/articles/']")
    typist.keyboard.press("Enter")
    expect(typist).to_have_url(re.compile("/articles/"))
    typist.wait_for_load_state()
    tab_to(typist, "[name=name]")
    typist.keyboard.type("Grace Hopper")
    tab_to(typist, "[name=text]")
    words = f"Written without a mouse at {time.time():.2f}."  # the same words again would be taken for a second click
    typist.keyboard.type(words)
    if not scripted:  # the digits stand on the next page
        tab_to(typist, ".buttons button")
        with typist.expect_navigation():
            typist.keyboard.press("Enter")
    expect(typist.locator("[name=captcha_key]")).to_be_attached()
    time.sleep(1.1)  # longer than COMMENT_MIN_SECONDS of this portal
    tab_to(typist, "audio[aria-label]")
    typist.keyboard.press("Space")
    for _ in range(100):
        if typist.evaluate("document.activeElement.currentTime"):
            break
        time.sleep(0.1)
    else:
        raise AssertionError("the digits are not spoken")
    tab_to(typist, "[name=captcha]")
    typist.keyboard.type(digits(portal, typist))
    typist.keyboard.press("Enter")
    expect(typist.get_by_role("heading", level=1)).to_contain_text("Thank you, Grace Hopper")
    expect(typist.get_by_text(words)).to_be_visible()


def test_a_story_is_found(typist: Page) -> None:
    typist.goto("/")
    tab_to(typist, "[name=q]")
    typist.keyboard.type("Resilience")
    typist.keyboard.press("Enter")
    expect(typist).to_have_url(re.compile(r"/search/\?q=Resilience"))
    typist.wait_for_load_state()
    tab_to(typist, "main a[href^='/articles/']")
    typist.keyboard.press("Enter")
    expect(typist.get_by_role("heading", level=1)).to_contain_text("Resilience")


def test_the_order_of_a_story_reads_right_without_stylesheets(visitor: Visitor) -> None:
    with visitor.context(390, scripted=False) as context:
        context.route(re.compile(r"\.css(\?|$)"), lambda route: route.abort())
        page = context.new_page()
        visitor.go(page, "article")
        words = " ".join(page.locator("body").inner_text().split())
    order = [
        *(
            "Skip to the content",
            "Mon. 07 Jul 2025",
            "The harbour reopens after the longest",
            "Date: 07-jul-2025 | By:",
        ),
        *("The harbour opened at dawn", "What the storm left", "The figures", "Keywords:", "Disclaimer"),
        *("Leave a Comment", "Post comment", "Recent Comments", "Read More", "Latest Trending"),
    ]
    places = [words.find(part) for part in order]
    assert -1 not in places, order[places.index(-1)]
    assert places == sorted(places), words
