"""The media library in a real Chromium: pictures are dropped, described and found, and a focal point is set by hand."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Dialog, FilePayload, Page, expect

from tests import make
from tests.portal import Portal

pytestmark = pytest.mark.browser
ACCOUNT = {"DJANGO_SUPERUSER_USERNAME": "photographer", "DJANGO_SUPERUSER_EMAIL": "photographer@example.org"}
DROP = """([name, bytes]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], name, { type: "image/jpeg" }));
  document.querySelector("[data-drop]").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true }));
}"""


@pytest.fixture
def desk(portal: Portal, browser: Browser, base_url: str, scripted: bool) -> Iterator[Page]:
    """The newsroom after signing in, with and without JavaScript; it must meet no fault."""
    portal.env |= {**ACCOUNT, "DJANGO_SUPERUSER_PASSWORD": make.PASSWORD}
    portal.manage("createsuperuser", "--noinput")
    context = browser.new_context(base_url=base_url, java_script_enabled=scripted)
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto("/admin/login/?next=/admin/articles/photo/")
    page.get_by_label("Username").fill("photographer")
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Photos")).to_be_visible()
    yield page
    assert faults == []
    context.close()


def picture(name: str, colour: str) -> FilePayload:
    return FilePayload(name=name, mimeType="image/jpeg", buffer=make.picture_bytes(1200, 700, colour=colour))


def test_pictures_are_sent_described_and_found(desk: Page, scripted: bool) -> None:
    mark = "scripted" if scripted else "plain"
    shades = ("maroon", "olive") if scripted else ("purple", "gray")
    letter = FilePayload(name="letter.jpg", mimeType="image/jpeg", buffer=b"Dear reader")
    desk.goto("/admin/articles/photo/")
    desk.get_by_role("link", name="Upload pictures").click()
    desk.get_by_label("Credit for all of them").fill("Photo: A. Byron")
    desk.get_by_label("Files").set_input_files([picture(f"{shade}.jpg", shade) for shade in shades] + [letter])
    if not scripted:
        desk.get_by_role("button", name="Upload", exact=True).click()
    rows = desk.locator("[data-row]")
    expect(rows).to_have_count(2)
    expect(desk.get_by_text("letter.jpg: ")).to_be_visible()
    rows.nth(0).get_by_label("Alternative text").fill(f"The {mark} mole")
    rows.nth(1).get_by_label("Caption").fill(f"The {mark} quay")
    desk.get_by_role("button", name="Save pictures").click()
    expect(desk.locator(".messagelist")).to_contain_text("1 picture is in the library now.")
    expect(rows).to_have_count(1)
    expect(rows.get_by_label("Caption")).to_have_value(f"The {mark} quay")
    rows.get_by_label("Decorative").check()
    desk.get_by_role("button", name="Save pictures").click()
    expect(desk.locator(".tile-name").first).to_have_text(f"The {mark} quay")
    desk.get_by_role("searchbox", name="Words or parts of words").fill(f"{mark} mol")
    desk.get_by_role("button", name="Search").click()
    expect(desk.locator(".tile")).to_have_count(1)
    expect(desk.locator(".tile")).to_contain_text("Photo: A. Byron")


@pytest.mark.parametrize("scripted", [True], indirect=True, ids=["with-javascript"])
def test_a_dropped_picture_stands_in_a_row_and_its_words_are_not_left_by_a_slip(desk: Page) -> None:
    desk.goto("/admin/articles/photo/upload/")
    desk.evaluate(DROP, ["dropped.jpg", list(make.picture_bytes(colour="orange"))])
    expect(desk.locator("[data-row]")).to_have_count(1)
    desk.get_by_label("Alternative text").fill("Orange")
    asked: list[str] = []

    def go_on(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    desk.on("dialog", go_on)
    desk.goto("/admin/articles/photo/")
    assert asked == ["beforeunload"]


def test_the_focal_point_is_set_on_the_picture_or_by_its_numbers(desk: Page, scripted: bool) -> None:
    desk.goto("/admin/articles/photo/")
    desk.locator(".tile-name a").last.click()
    crop = desk.locator(".crop").first
    if scripted:
        box = desk.locator(".focal-picture").bounding_box()
        assert box
        desk.locator(".focal-picture").click(position={"x": box["width"] * 0.2, "y": box["height"] * 0.7})
        marker = desk.get_by_role("button", name="Focal point")
        expect(marker).to_be_focused()
        expect(desk.locator("#id_focal_x")).to_have_value("20")
        marker.press("ArrowLeft")
        marker.press("Shift+ArrowDown")
        expect(crop).to_have_class("crop crop-1 focus-x-20 focus-y-80")
        place = marker.bounding_box()
        assert place and abs(place["x"] + place["width"] / 2 - box["x"] - 0.18 * box["width"]) < 3
    desk.get_by_label("Focal point, from the left").fill("18")
    desk.get_by_label("Focal point, from the top").fill("80")
    desk.get_by_role("button", name="Save and continue editing").click()
    expect(desk.get_by_label("Focal point, from the left")).to_have_value("18")
    expect(crop).to_have_class("crop crop-1 focus-x-20 focus-y-80")
    position = crop.evaluate("crop => getComputedStyle(crop).objectPosition")
    assert position == "20% 80%"
