"""A reader writes a comment in a real Chromium, with JavaScript and without."""

import re
import time

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import RESILIENCE, digits
from tests.browser.pages import Visitor
from tests.portal import Portal

pytestmark = pytest.mark.browser


def write(page: Page, text: str, scripted: bool) -> None:
    """Fill the form in up to the captcha, which without JavaScript stands on the next page."""
    page.goto(RESILIENCE)
    page.get_by_label("Name").fill("Grace Hopper")
    page.get_by_label("Comment", exact=True).fill(text)
    if not scripted:
        page.get_by_role("button", name="Post comment").click()
    expect(page.get_by_label("Enter Captcha")).to_be_visible()
    expect(page.get_by_label("Comment", exact=True)).to_have_value(text)


def send(page: Page, captcha: str) -> None:
    """Send the form, later than COMMENT_MIN_SECONDS of this portal after it was opened."""
    time.sleep(1.1)
    page.get_by_label("Enter Captcha").fill(captcha)
    page.get_by_role("button", name="Post comment").click()


def test_a_comment_passes_the_captcha_and_stands_under_the_story(reader: Page, portal: Portal, scripted: bool) -> None:
    text = f"I stayed up for it <b>{scripted}</b>.\n\nhttps://example.org/moon"
    write(reader, text, scripted)
    send(reader, digits(portal, reader))
    expect(reader.get_by_role("heading", level=1)).to_contain_text("Thank you, Grace Hopper")
    reader.get_by_role("link", name="under the story").click()
    expect(reader).to_have_url(re.compile(r"#comment-\d+$"))
    comment = reader.locator("article", has_text=f"I stayed up for it <b>{scripted}</b>.")
    expect(comment).to_be_visible()
    link = comment.get_by_role("link", name="https://example.org/moon")
    assert (link.get_attribute("rel") or "").split() == ["nofollow", "ugc", "noopener"]


def test_wrong_digits_keep_every_word_and_say_what_to_do(reader: Page, portal: Portal, scripted: bool) -> None:
    words = f"Every word of this, {scripted}."  # the same words from one network are stored once
    write(reader, words, scripted)
    right = digits(portal, reader)
    send(reader, "123456" if right != "123456" else "654321")
    expect(reader.get_by_text("type the new six digits").first).to_be_visible()
    expect(reader.get_by_label("Comment", exact=True)).to_have_value(words)
    expect(reader.get_by_label("Name")).to_have_value("Grace Hopper")
    expect(reader.get_by_label("Enter Captcha")).to_have_value("")
    send(reader, digits(portal, reader))
    expect(reader.get_by_role("heading", level=1)).to_contain_text("Thank you")


def test_new_digits_come_on_request_and_the_words_stay(reader: Page, scripted: bool) -> None:
    write(reader, "Still here.", scripted)
    before = reader.locator("input[name=captcha_key]").input_value()
    reader.get_by_role("button", name="New digits").click()
    expect(reader.locator("input[name=captcha_key]")).not_to_have_value(before)
    expect(reader.get_by_label("Comment", exact=True)).to_have_value("Still here.")
    expect(reader.get_by_label("Enter Captcha")).to_be_visible()


def test_the_digits_can_be_seen_and_heard(reader: Page, scripted: bool) -> None:
    write(reader, "For the ear.", scripted)
    picture = reader.get_by_role("img", name="Six digits")
    picture.scroll_into_view_if_needed()
    expect(picture).to_be_visible()
    sound = reader.locator("audio").get_attribute("src")
    assert sound
    response = reader.request.get(sound)
    assert response.headers["content-type"] == "audio/wav"
    assert response.body()[:4] == b"RIFF"
    if scripted:
        reader.wait_for_function("document.querySelector('.captcha img').naturalWidth > 0")
        length = reader.evaluate(
            "url => new Promise((yes, no) => { const a = new Audio(url); a.onloadedmetadata = () => yes(a.duration);"
            " a.onerror = () => no(a.error.message); a.preload = 'metadata'; a.load(); })",
            sound,
        )
        assert 3 < length < 15


def test_the_story_holds_no_captcha_until_the_form_is_near(reader: Page, scripted: bool) -> None:
    asked: list[str] = []
    reader.on("request", lambda sent: asked.append(sent.url) if "/comments/form/" in sent.url else None)
    reader.goto(RESILIENCE)
    reader.wait_for_load_state("networkidle")
    assert asked == []
    reader.get_by_label("Name").scroll_into_view_if_needed()
    reader.get_by_label("Name").focus()
    reader.wait_for_timeout(500)
    assert len(asked) == (1 if scripted else 0)


# The browser's own buttons of the sound settle by a few pixels; they are in no document and thus no node.
MOVED = """
window.moved = [];
new PerformanceObserver((list) => list.getEntries().forEach(({ sources }) => sources.forEach(({ node }) =>
  node && moved.push((node.outerHTML || node.textContent).slice(0, 200))
))).observe({ type: "layout-shift" });
"""
SPARED = '<input type="hidden" name="opened" value=""><p class="help">You typed six digits a while ago.</p>'


@pytest.mark.parametrize("width", [320, 390, 460, 1280])
@pytest.mark.parametrize("spared", [False, True], ids=["digits", "spared"])
def test_nothing_moves_when_the_digits_come_late(visitor: Visitor, width: int, spared: bool) -> None:
    late: list[Route] = []
    with visitor.context(width) as context:
        context.add_init_script(MOVED)
        page = context.new_page()
        page.route("**/comments/form/", lambda route: late.append(route))
        visitor.go(page, "article")
        with page.expect_request("**/comments/form/"):
            page.locator("#write").evaluate("heading => heading.scrollIntoView()")
        expect(page.locator(".captcha")).to_be_in_viewport()
        page.evaluate("moved.length = 0")
        late[0].fulfill(body=SPARED) if spared else late[0].continue_()
        page.locator(".captcha [name=opened]").wait_for(state="attached")
        page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 100)))")
        assert page.evaluate("moved") == []


def test_no_place_is_kept_below_the_window_for_digits_that_are_not_asked(visitor: Visitor) -> None:
    with visitor.context(390) as context:
        page = context.new_page()
        page.route("**/comments/form/", lambda route: route.fulfill(body=SPARED))
        visitor.go(page, "article")
        page.locator("form.write").evaluate("form => scrollTo(0, form.getBoundingClientRect().top - innerHeight - 50)")
        page.locator(".captcha [name=opened]").wait_for(state="attached")
        box = page.locator(".captcha").bounding_box()
        assert box and box["height"] < 150
