"""A moderator at the desk in a real Chromium: by keyboard alone, by mouse, and without JavaScript."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.writing import enter
from tests.portal import Portal

pytestmark = pytest.mark.browser
DESK = "/admin/comments/desk/"

FILL = """
from articles.models import Article
from comments.models import Comment, Report
from tests import make
from tests.desks import flood, held, report
from django.contrib.auth.models import User
if not User.objects.filter(username="mona").exists():
    make.user("mona", "Moderator")
for told in Report.objects.open():
    told.dismiss(None)
for comment in Comment.objects.waiting():
    comment.mark_spam(None)
story = Article.objects.published()[0]
report(make.comment(story, "You are an idiot.", name="Angry"))
for number in range(24):
    held(story, f"Good words, {number}.", f"Reader {number}")
flood(story, 4, likeness="flood", score=11)
"""


@pytest.fixture
def queue(portal: Portal) -> None:
    """One reported comment, 24 that wait, and a flood of four."""
    done = portal.manage("shell", "--no-imports", "-c", FILL)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def desk(portal: Portal, queue: None, browser: Browser, base_url: str) -> Iterator[Callable[..., Page]]:
    """Open the desk, in a browser that must meet no fault."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def opened(scripted: bool = True) -> Page:
        context = browser.new_context(base_url=base_url, java_script_enabled=scripted)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if "Content Security" in said.text else None)
        page.goto("/admin/login/")
        enter(page, "mona")
        page.goto(DESK)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


def head(page: Page) -> str:
    return str(page.locator("#desk-name").inner_text()).split("\n")[0]


def press(page: Page, *keys: str) -> None:
    """Press keys, and wait until the next comment is there and has the focus."""
    before = page.locator("#desk-pane").get_attribute("data-key")
    for key in keys:
        page.keyboard.press(key)
    expect(page.locator("#desk-pane")).not_to_have_attribute("data-key", before or "")
    expect(page.locator("#desk-name")).to_be_focused()


def states(portal: Portal) -> str:
    told = "from comments.models import Comment; from collections import Counter; print(sorted(Counter("
    told += "Comment.objects.filter(name__startswith='Reader ').values_list('state', flat=True)).items()))"
    return portal.manage("shell", "--no-imports", "-c", told).stdout.strip()


def test_twenty_decisions_by_keyboard_alone(desk: Callable[..., Page], portal: Portal) -> None:
    page = desk()
    expect(page.locator("#desk-name")).to_contain_text("Angry")
    page.evaluate("window.stays = true")
    press(page, "r", "2")
    expect(page.get_by_role("status")).to_contain_text("The comment by Angry was taken down.")
    for number in range(20):
        expect(page.locator("#desk-name")).to_contain_text(f"Reader {number} ")
        press(page, *("a", ["r", "1"], "s", ["r", "o"])[number % 4])
    assert page.evaluate("window.stays") is True, "the page was never loaded anew"
    press(page, "n")
    press(page, "p")
    expect(page.locator("#desk-name")).to_contain_text("Reader 20 ")
    press(page, "u")
    expect(page.locator("#desk-name")).to_contain_text("Reader 19 ")
    expect(page.get_by_role("status")).to_contain_text("was taken back")
    assert states(portal) == "[('held', 5), ('rejected', 9), ('spam', 5), ('visible', 5)]"


def test_keys_rest_while_somebody_types_and_where_they_are_switched_off(desk: Callable[..., Page]) -> None:
    page = desk()
    before = head(page)
    page.get_by_label("Words to the writer").press_sequentially("a spam reason")
    assert head(page) == before
    page.locator("#desk-name").focus()
    page.keyboard.press("Control+a")
    page.get_by_label("Single keys").uncheck()
    expect(page.locator("#desk-pane kbd").first).to_be_hidden()
    page.locator("#desk-name").focus()
    page.keyboard.press("n")
    page.reload()
    expect(page.get_by_label("Single keys")).not_to_be_checked()
    page.locator("#desk-name").focus()
    page.keyboard.press("d")
    page.wait_for_timeout(300)
    assert head(page) == before
    page.get_by_label("Single keys").check()
    page.locator("#desk-name").focus()
    press(page, "n")


def test_what_cannot_be_sent_changes_nothing_and_says_so(desk: Callable[..., Page]) -> None:
    page = desk()
    page.get_by_label("Words to the writer").fill("Kept words.")
    page.route("**/decide/", lambda route: route.abort())
    page.get_by_role("button", name=re.compile("Leave it")).click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was changed")
    expect(page.get_by_label("Words to the writer")).to_have_value("Kept words.")


def test_the_thread_comes_beside_the_comment(desk: Callable[..., Page]) -> None:
    page = desk()
    page.keyboard.press("t")
    expect(page.get_by_role("list", name="The thread")).to_contain_text("You are an idiot.")
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="Keys")).to_be_visible()


@pytest.mark.parametrize("scripted", [True, False], ids=["with-javascript", "without-javascript"])
def test_everything_is_done_by_mouse(desk: Callable[..., Page], scripted: bool) -> None:
    page = desk(scripted)
    page.get_by_role("button", name=re.compile("Leave it")).click()
    expect(page.locator("#desk-name")).to_contain_text("Reader 0 ")
    page.get_by_role("button", name=re.compile("Approve", re.IGNORECASE)).first.click()
    expect(page.locator("#desk-name")).to_contain_text("Reader 1 ")
    page.get_by_text("Reject, because").click()
    page.get_by_role("button", name=re.compile("It insults somebody")).click()
    expect(page.locator("#desk-name")).to_contain_text("Reader 2 ")
    page.get_by_role("button", name=re.compile("^Undo")).click()
    expect(page.locator("#desk-name")).to_contain_text("Reader 1 ")
    page.get_by_text("Notes for colleagues").click()
    page.get_by_label("A note").fill("Look at this.")
    page.get_by_role("button", name="Write the note").click()
    expect(page.locator(".desk-notes")).to_contain_text("Look at this.")
    page.get_by_role("link", name="Read the thread around it").click()
    expect(page.get_by_role("list", name="The thread")).to_contain_text("Good words, 1.")


@pytest.mark.parametrize("scripted", [True, False], ids=["with-javascript", "without-javascript"])
def test_a_flood_is_one_row_that_is_looked_at_and_decided(desk: Callable[..., Page], scripted: bool) -> None:
    page = desk(scripted)
    page.get_by_role("link", name=re.compile("4 alike")).click()
    expect(page.locator("#desk-name")).to_contain_text("4 waiting comments with nearly the same text")
    page.get_by_role("button", name=re.compile("All spam")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Mark 4 comments as spam?")
    page.get_by_role("button", name="Mark 4 comments as spam").click()
    expect(page.locator(".messagelist")).to_contain_text("4 comments were marked as spam.")
    expect(page.get_by_role("link", name=re.compile("4 alike"))).to_have_count(0)
    page.get_by_role("button", name=re.compile("^Undo")).click()
    expect(page.get_by_role("link", name=re.compile("4 alike"))).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_it_fits_the_screen(desk: Callable[..., Page], width: int) -> None:
    page = desk()
    page.set_viewport_size({"width": width, "height": 800})
    for address in (DESK, f"{DESK}many/alike/flood/", f"{DESK}lately/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), address


def test_two_moderators_do_not_undo_each_other(desk: Callable[..., Page]) -> None:
    page, other = desk(), desk()
    other.get_by_role("button", name=re.compile("Leave it")).click()
    expect(other.locator("#desk-name")).to_contain_text("Reader 0 ")
    page.get_by_role("button", name=re.compile("Spam", re.IGNORECASE)).first.click()
    expect(page.locator(".errornote")).to_contain_text("mona dismissed a report less than a minute ago")
    expect(page.locator("#desk-name")).to_contain_text("Angry")
