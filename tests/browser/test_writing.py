"""Writing in a real Chromium: keys, preview, pictures, players, pasting, and words that nobody loses."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Locator, Page, Route, expect

from tests import make
from tests.portal import Portal

pytestmark = pytest.mark.browser
NEW = "/admin/articles/article/add/"
VIDEO = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
PASTE = """([target, html, plain]) => {
    const data = new DataTransfer();
    if (html) data.setData("text/html", html);
    data.setData("text/plain", plain);
    target.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""
GIVE_PICTURE = """([target, base64, kind]) => {
    const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], "crane.png", { type: "image/png" }));
    const given = { bubbles: true, cancelable: true };
    target.dispatchEvent(kind === "drop" ? new DragEvent("drop", { ...given, dataTransfer: data })
        : new ClipboardEvent("paste", { ...given, clipboardData: data }));
}"""


@pytest.fixture(scope="module")
def writers(portal: Portal) -> Portal:
    """The portal with two accounts that may write."""
    made = portal.manage(
        "shell", "-c", "from tests import make; [make.user(name, 'Editor') for name in ('wanda', 'walter')]"
    )
    assert made.returncode == 0, made.stderr
    return portal


@pytest.fixture
def sign_in(writers: Portal, browser: Browser, base_url: str) -> Iterator[Callable[..., Page]]:
    """Sign somebody in, in a browser of their own, which must meet no fault and ask no other host."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def signed_in(name: str = "wanda", **options: Any) -> Page:
        context = browser.new_context(base_url=base_url, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda sent: None if sent.url.startswith((base_url, "data:")) else faults.append(sent.url))
        page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
        page.goto("/admin/login/")
        enter(page, name)
        return page

    yield signed_in
    for context in contexts:
        context.close()
    assert faults == []


def enter(page: Page, name: str) -> None:
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_label("Password").press("Enter")
    expect(page.get_by_role("heading", name="Newsroom", exact=True)).to_be_visible()


def body_of(page: Page) -> Locator:
    return page.locator("textarea[name=body]")


def text_of(page: Page) -> str:
    return body_of(page).input_value()


def press(page: Page, name: str) -> None:
    page.get_by_role("toolbar", name="Writing").get_by_role("button", name=name, exact=True).click()


def paste(page: Page, html: str, plain: str) -> None:
    page.evaluate(PASTE, [body_of(page).element_handle(), html, plain])


def expect_kept(page: Page) -> None:
    expect(page.locator("[data-kept]")).to_contain_text("Kept for you at", timeout=20_000)


def test_keys_and_buttons_write_markdown_and_the_browser_takes_it_back(sign_in: Callable[..., Page]) -> None:
    page = sign_in()
    page.goto(NEW)
    body_of(page).focus()
    page.keyboard.type("one ")
    page.keyboard.press("Control+b")
    page.keyboard.type("two")
    assert text_of(page) == "one **two**"
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.keyboard.type("three")
    page.keyboard.press("Control+Shift+8")
    assert text_of(page) == "one **two**\n- three"
    page.keyboard.press("Control+Shift+H")
    assert text_of(page).endswith("## - three")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    assert text_of(page) == "one **two**\nthree"
    press(page, "Footnote")
    assert text_of(page) == "one **two**\nthree[^1]\n\n[^1]: "
    expect(page.locator("[data-count]")).to_have_text("4 words, 1 minute read")


def test_the_row_of_buttons_is_one_stop_and_arrows_go_through_it(sign_in: Callable[..., Page]) -> None:
    page = sign_in()
    page.goto(NEW)
    tools = page.get_by_role("toolbar", name="Writing")
    body_of(page).focus()
    page.keyboard.press("Shift+Tab")
    expect(tools.get_by_role("button", name="Bold")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(tools.get_by_role("button", name="Italics")).to_be_focused()
    page.keyboard.press("End")
    expect(tools.get_by_role("button", name="Help")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Keys and Markdown")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_preview_is_the_page_that_readers_get_and_runs_nothing(sign_in: Callable[..., Page]) -> None:
    page = sign_in(viewport={"width": 1280, "height": 800})
    page.goto(NEW)
    page.get_by_label("Headline").fill("Harbour reopens")
    body_of(page).fill("## The night\n\n<img src=x onerror=\"parent.document.title='broken'\">\n\nIt was **dark**.")
    press(page, "Preview beside the text")
    shown = page.frame_locator("[data-preview-frame]")
    expect(shown.get_by_role("heading", name="The night", level=2)).to_be_visible()
    expect(shown.get_by_role("heading", name="Harbour reopens", level=1)).to_be_visible()
    assert "Newsreader" in shown.locator("h1").evaluate("(e) => getComputedStyle(e).fontFamily")
    body_of(page).press("Control+End")
    page.keyboard.type(" And cold.")
    expect(shown.get_by_text("And cold.")).to_be_visible()
    assert "broken" not in page.title()


@pytest.mark.parametrize("kind", ["paste", "drop", "button"])
def test_a_picture_asks_for_its_words_and_comes_to_stand_in_the_text(sign_in: Callable[..., Page], kind: str) -> None:
    page = sign_in()
    page.goto(NEW)
    body_of(page).fill("Before.")
    data = make.picture_bytes(800, 450, "PNG", colour={"paste": "navy", "drop": "olive", "button": "gray"}[kind])
    if kind == "button":
        press(page, "Picture")
        page.get_by_label("Upload a picture").set_input_files(
            FilePayload(name="x.png", mimeType="image/png", buffer=data)
        )
    else:
        sent = [body_of(page).element_handle(), b64encode(data).decode(), kind]
        page.evaluate(GIVE_PICTURE, sent)
    dialog = page.get_by_role("dialog", name="Picture")
    dialog.get_by_role("button", name="Upload and insert").click()
    expect(dialog.get_by_role("alert")).to_have_text("Say what the picture shows, or mark it as decoration.")
    dialog.get_by_label("What it shows").fill("The last crane")
    dialog.get_by_label("Caption").fill("Seen in June")
    dialog.get_by_role("button", name="Upload and insert").click()
    expect(dialog).to_be_hidden()
    text = text_of(page)
    assert text.startswith("Before.\n\n![The last crane](photo:") and text.rstrip().endswith('"Seen in June")')


def test_a_picture_that_is_refused_keeps_its_words_and_says_why(sign_in: Callable[..., Page]) -> None:
    page = sign_in()
    page.goto(NEW)
    press(page, "Picture")
    fake = FilePayload(name="x.png", mimeType="image/png", buffer=b"no picture")
    page.get_by_label("Upload a picture").set_input_files(fake)
    dialog = page.get_by_role("dialog", name="Picture")
    dialog.get_by_label("What it shows").fill("The last crane")
    dialog.get_by_role("button", name="Upload and insert").click()
    expect(dialog.get_by_role("alert")).to_contain_text("x.png")
    expect(dialog.get_by_label("What it shows")).to_have_value("The last crane")
    assert text_of(page) == ""


def test_a_story_is_found_and_linked_by_keys(sign_in: Callable[..., Page]) -> None:
    page = sign_in()
    page.goto(NEW)
    body_of(page).focus()
    page.keyboard.press("Control+k")
    page.get_by_role("dialog", name="Link").get_by_label("Address, or words").fill("rubin")
    found = page.get_by_role("dialog", name="Link").get_by_role("list", name="Stories")
    expect(found.get_by_role("button").first).to_contain_text("Rubin")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert text_of(page).startswith("[") and "](/articles/" in text_of(page)
    expect(body_of(page)).to_be_focused()


def test_formatted_words_are_pasted_as_markdown_and_run_nothing(sign_in: Callable[..., Page]) -> None:
    page = sign_in()
    page.goto(NEW)
    body_of(page).fill("Before. ")
    breaks = "document.title='broken'"
    html = f'<p onmouseover="{breaks}">It is <b>bold</b><img src=x onerror="{breaks}"></p><script>{breaks}</script>'
    paste(page, html, "It is bold")
    expect(body_of(page)).to_have_value("Before. It is **bold**")
    page.keyboard.press("Control+z")
    assert text_of(page) == "Before. It is bold"
    assert "broken" not in page.title()


def test_a_player_loads_when_a_reader_asks_and_not_before(sign_in: Callable[..., Page], browser: Browser) -> None:
    page = sign_in()
    page.goto(NEW)
    page.get_by_label("Headline").fill("A film of the night")
    page.get_by_label("Slug").fill("a-film-of-the-night")
    press(page, "Player of another site")
    dialog = page.get_by_role("dialog", name="Player of another site")
    dialog.get_by_label("Address of the page").fill("https://evil.example/video")
    dialog.get_by_role("button", name="Insert the player").click()
    expect(dialog.get_by_role("alert")).to_contain_text("YouTube")
    dialog.get_by_label("Address of the page").fill(VIDEO)
    dialog.get_by_label("What it is").fill("The night")
    dialog.get_by_role("button", name="Insert the player").click()
    expect(dialog).to_be_hidden()
    assert text_of(page).strip() == f"![The night](embed:{VIDEO})"
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("is saved")
    preview = page.get_by_role("link", name="Preview", exact=True).get_attribute("href") or ""
    asked: list[str] = []
    context = browser.new_context(base_url=page.url.split("/admin/")[0], storage_state=page.context.storage_state())

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.abort()

    context.route(lambda address: "youtube" in address, refuse)
    reader = context.new_page()
    reader.goto(preview)
    button = reader.get_by_role("button", name="The night")
    expect(button).to_be_visible()
    assert asked == []
    button.click()
    frame = reader.locator("iframe.embed-frame")
    expect(frame).to_have_attribute("title", "The night, YouTube")
    expect(frame).to_have_attribute("referrerpolicy", "strict-origin")
    reader.wait_for_timeout(300)
    assert [address.split("?")[0] for address in asked] == ["https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"]
    context.close()
    plain = browser.new_context(
        base_url=page.url.split("/admin/")[0], storage_state=page.context.storage_state(), java_script_enabled=False
    )
    without = plain.new_page()
    without.goto(preview)
    expect(without.get_by_role("link", name="The night")).to_have_attribute("href", VIDEO)
    plain.close()


def test_after_a_crash_the_words_are_offered_back(sign_in: Callable[..., Page]) -> None:
    page = sign_in()
    page.goto(NEW)
    page.get_by_label("Headline").fill("The crash")
    body_of(page).fill("Words that nobody saved.")
    expect_kept(page)
    page.context.close()  # without a last word from the page
    again = sign_in()
    expect(again.get_by_role("region", name="You wrote this and did not save it")).to_contain_text("The crash")
    again.get_by_role("link", name="Take it over").first.click()
    expect(body_of(again)).to_have_value("Words that nobody saved.")
    again.get_by_label("Slug").fill("the-crash")
    again.get_by_role("button", name="Save", exact=True).click()
    expect(again.locator(".messagelist")).to_contain_text("is saved")
    again.goto("/admin/")
    expect(again.get_by_text("The crash", exact=True).and_(again.locator(".unsaved strong"))).to_have_count(0)


def test_words_outlive_the_session_and_signing_in_elsewhere_goes_on_with_them(sign_in: Callable[..., Page]) -> None:
    page = sign_in()
    page.goto(NEW)
    page.get_by_label("Headline").fill("The session")
    page.context.clear_cookies()
    body_of(page).fill("Written without a session.")
    expect(page.locator("[data-kept]")).to_contain_text("You are signed out", timeout=20_000)
    expect(page.locator("[data-kept]").get_by_role("link", name="Sign in")).to_be_visible()
    stored = page.evaluate("Object.values(localStorage).join()")
    assert "Written without a session." in stored
    other = page.context.new_page()
    other.goto("/admin/login/")
    enter(other, "wanda")  # the token is another one now
    expect_kept(page)
    page.wait_for_function("!Object.keys(localStorage).some((name) => name.startsWith('nuztrend-unsaved-'))")
    page.get_by_label("Slug").fill("the-session")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("is saved")


def test_words_that_never_reached_the_server_are_handed_in_by_the_next_page(sign_in: Callable[..., Page]) -> None:
    page = sign_in()
    page.goto(NEW)
    page.context.set_offline(True)
    page.get_by_label("Headline").fill("Out of reach")
    body_of(page).fill("Written in a tunnel.")
    expect(page.locator("[data-kept]")).to_contain_text("kept in this browser", timeout=20_000)
    page.close()
    page = sign_in_again(page)
    expect(page.locator(".unsaved")).to_contain_text("Out of reach", timeout=10_000)
    page.get_by_role("link", name="Take it over").first.click()
    expect(body_of(page)).to_have_value("Written in a tunnel.")


def sign_in_again(page: Page) -> Page:
    """A page of the same browser, which has its network back."""
    page.context.set_offline(False)
    fresh = page.context.new_page()
    fresh.goto("/admin/")
    return fresh


def test_two_editors_see_each_other_and_that_one_saved(sign_in: Callable[..., Page]) -> None:
    wanda, walter = sign_in("wanda"), sign_in("walter")
    wanda.goto(NEW)
    wanda.get_by_label("Headline").fill("Two at once")
    wanda.get_by_label("Slug").fill("two-at-once")
    wanda.get_by_role("button", name="Save", exact=True).click()
    expect(wanda.locator(".messagelist")).to_contain_text("is saved")
    walter.goto(wanda.url)
    expect(walter.locator("[data-others]")).to_contain_text("Also in this story: wanda since")
    wanda.get_by_label("Dek").fill("Saved by Wanda.")
    wanda.get_by_role("button", name="Save", exact=True).click()
    expect(wanda.locator("[data-others]")).to_contain_text("walter since")
    expect(walter.locator("[data-newer]")).to_contain_text("wanda saved version 2", timeout=25_000)


def test_leaving_after_a_save_asks_nothing_and_keeps_nothing(sign_in: Callable[..., Page]) -> None:
    page = sign_in()
    page.on("dialog", lambda dialog: pytest.fail("the browser asked"))
    page.goto(NEW)
    page.get_by_label("Headline").fill("Saved at once")
    page.get_by_label("Slug").fill("saved-at-once")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("is saved")
    page.goto("/admin/")
    expect(page.get_by_text("Saved at once").and_(page.locator(".unsaved strong"))).to_have_count(0)
    page.wait_for_function("!Object.keys(localStorage).some((name) => name.startsWith('nuztrend-unsaved-'))")


def test_a_phone_shows_the_editor_without_scrolling_sideways(sign_in: Callable[..., Page]) -> None:
    page = sign_in(viewport={"width": 390, "height": 800})
    page.goto(NEW)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for button in page.get_by_role("toolbar", name="Writing").get_by_role("button").all():
        box = button.bounding_box()
        assert box and box["width"] >= 44 and box["height"] >= 44
    press(page, "Full screen")
    press(page, "Preview beside the text")
    expect(page.frame_locator("[data-preview-frame]").locator(".prose")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_visible()


def test_a_picture_is_sent_once_and_into_no_text_when_its_dialog_was_closed(sign_in: Callable[..., Page]) -> None:
    page = sign_in()
    page.goto(NEW)
    held: list[Route] = []
    page.route("**/photo/upload/", lambda route: held.append(route))
    data = b64encode(make.picture_bytes(800, 450, "PNG", colour="teal")).decode()
    page.evaluate(GIVE_PICTURE, [body_of(page).element_handle(), data, "drop"])
    dialog = page.get_by_role("dialog", name="Picture")
    dialog.get_by_label("What it shows").fill("The last crane")
    for _ in range(3):
        dialog.get_by_label("Caption").press("Enter")
    expect(dialog.get_by_role("button", name="Upload and insert")).to_be_disabled()
    dialog.get_by_label("Caption").press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.type("Written on.")
    press(page, "Picture")
    dialog.get_by_label("Or choose one").fill("nothing like that")
    assert len(held) == 1
    held[0].continue_()
    expect(page.locator("[data-said]")).to_contain_text("The picture is in the library. It is not in the text")
    expect(dialog.get_by_label("Or choose one")).to_have_value("nothing like that")
    assert text_of(page) == "Written on."


def test_a_key_is_what_it_writes_wherever_it_stands_on_the_keyboard(sign_in: Callable[..., Page]) -> None:
    page = sign_in()
    page.goto(NEW)
    body_of(page).fill("words")
    held = """(field, [key, code]) => field.dispatchEvent(
        new KeyboardEvent("keydown", { key, code, ctrlKey: true, bubbles: true, cancelable: true }))"""
    assert body_of(page).evaluate(held, ["c", "KeyI"]), "on a Dvorak keyboard this copies"
    assert text_of(page) == "words"
    assert not body_of(page).evaluate(held, ["и", "KeyB"])  # noqa: RUF001 - a Cyrillic letter
    assert "**" in text_of(page)


def test_words_that_come_while_older_ones_are_handed_in_stay(sign_in: Callable[..., Page]) -> None:
    page = sign_in()
    key = f"nuztrend-unsaved-{page.locator('[data-keeper]').get_attribute('data-user')}-{'c' * 32}"
    put = "([key, body]) => localStorage.setItem(key, JSON.stringify({ story: '', words: [['body', body]] }))"
    page.evaluate(put, [key, "Older."])
    held: list[Route] = []
    page.route("**/writing/keep/", lambda route: held.append(route))
    page.goto("/admin/")
    page.wait_for_timeout(500)
    page.evaluate(put, [key, "Older. Newer."])
    held[0].continue_()
    expect(page.locator(".unsaved").filter(has_text="Older.")).to_be_visible()
    assert "Newer." in (page.evaluate("key => localStorage.getItem(key)", key) or "")
    page.unroute("**/writing/keep/")
    page.goto("/admin/")
    expect(page.locator(".unsaved").filter(has_text="Older. Newer.")).to_be_visible()
    page.wait_for_function("key => localStorage.getItem(key) === null", arg=key)


def test_going_back_to_a_form_never_puts_old_words_under_a_new_version(sign_in: Callable[..., Page]) -> None:
    """The browser would fill the fields with what was typed, and leave the hidden version of the page that comes anew."""
    wanda, walter = sign_in("wanda"), sign_in("walter")
    wanda.goto(NEW)
    wanda.get_by_label("Headline").fill("Back again")
    wanda.get_by_label("Slug").fill("back-again")
    wanda.get_by_role("button", name="Save", exact=True).click()
    expect(wanda.locator(".messagelist")).to_contain_text("is saved")
    walter.goto(wanda.url)
    body_of(walter).fill("By Walter.")
    walter.goto("/admin/")
    body_of(wanda).fill("By Wanda.")
    wanda.get_by_role("button", name="Save", exact=True).click()
    expect(wanda.locator(".messagelist")).to_contain_text("version 2")
    walter.go_back()
    expect(walter.locator(".unsaved")).to_contain_text("Back again")
    expect(body_of(walter)).to_have_value("By Wanda.")
    walter.get_by_role("link", name="Take it over").click()
    expect(body_of(walter)).to_have_value("By Walter.")
    walter.get_by_role("button", name="Save", exact=True).click()
    expect(walter.get_by_text("Nothing is saved yet")).to_be_visible()
