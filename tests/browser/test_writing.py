"""Writing in a real Chromium: keys, preview, pictures, players and pasting."""

import re
from base64 import b64encode
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, FilePayload, Page, Route, expect

from tests import make
from tests.browser.writing import NEW, body_of, press, text_of

pytestmark = pytest.mark.browser
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


def paste(page: Page, html: str, plain: str) -> None:
    page.evaluate(PASTE, [body_of(page).element_handle(), html, plain])


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
    expect(frame).to_have_attribute("sandbox", re.compile("^(?!.*(top-navigation|forms|downloads)).*allow-scripts"))
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
    assert not body_of(page).evaluate(held, ["и", "KeyB"])  # where letters are Cyrillic
    assert "**" in text_of(page)
