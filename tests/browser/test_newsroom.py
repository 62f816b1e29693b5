"""An editor's first day in a real Chromium: a photo, a story in Markdown with tags, published and read."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests import make
from tests.portal import Portal

pytestmark = pytest.mark.browser
ACCOUNT = {"DJANGO_SUPERUSER_USERNAME": "chief", "DJANGO_SUPERUSER_EMAIL": "chief@example.org"}


@pytest.fixture
def editor(portal: Portal, browser: Browser, base_url: str) -> Iterator[Page]:
    """The newsroom's page after signing in; it must meet no fault of the Content-Security-Policy."""
    portal.env |= {**ACCOUNT, "DJANGO_SUPERUSER_PASSWORD": make.PASSWORD}
    portal.manage("createsuperuser", "--noinput")
    context = browser.new_context(base_url=base_url)
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto("/admin/")
    page.get_by_label("Username").fill("chief")
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Newsroom")).to_be_visible()
    yield page
    assert faults == []
    context.close()


def choose(page: Page, label: str, typed: str, option: str) -> None:
    """Pick from an autocomplete field as an editor does: open, type, click."""
    row = page.locator(".form-row", has=page.locator("label", has_text=label)).first
    row.locator(".select2-selection").click()
    page.locator(".select2-container--open .select2-search__field").fill(typed)
    page.locator(".select2-results__option", has_text=option).first.click()


def test_a_story_with_photo_and_tags_is_written_published_and_read(
    editor: Page, browser: Browser, base_url: str
) -> None:
    picture = FilePayload(
        name="harbour.jpg", mimeType="image/jpeg", buffer=make.picture_bytes(1400, 800, colour="navy")
    )
    editor.goto("/admin/articles/photo/add/")
    editor.locator("input[type=file]").set_input_files(picture)
    editor.get_by_label("Alternative text").fill("The harbour at night")
    editor.get_by_label("Caption").fill("Harbour, last night")
    editor.get_by_label("Credit").fill("Photo: A. Byron")
    editor.get_by_role("button", name="Save", exact=True).click()
    expect(editor.locator(".messagelist .success")).to_be_visible()

    editor.goto("/admin/articles/article/add/")
    editor.get_by_label("Headline").press_sequentially("Harbour reopens after the storm")
    expect(editor.get_by_label("Slug")).to_have_value("harbour-reopens-after-the-storm")
    editor.get_by_label("Body").fill(
        "## The night\n\nThe wind reached **force 11**.\n\n> Nobody slept.\n\n- boats\n- nets\n"
    )
    choose(editor, "Lead photo", "harbour", "Harbour, last night")
    choose(editor, "Bylines", "Nuz", "Nuztrend Team")
    choose(editor, "Tags", "Scie", "Science")
    editor.get_by_role("button", name="Publish", exact=True).click()
    expect(editor.locator(".messagelist")).to_contain_text("is public now")

    reader = browser.new_context(base_url=base_url, java_script_enabled=False).new_page()
    reader.goto("/")
    reader.locator("main").get_by_role("link", name="Harbour reopens after the storm").first.click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Harbour reopens after the storm")
    expect(reader.get_by_role("heading", name="The night", level=2)).to_be_visible()
    expect(reader.locator("strong", has_text="force 11")).to_be_visible()
    expect(reader.get_by_role("img", name="The harbour at night")).to_be_visible()
    expect(reader.get_by_text("Photo: A. Byron")).to_be_visible()
    expect(reader.get_by_label("Tags").get_by_role("link", name="Science")).to_be_visible()
    reader.context.close()
