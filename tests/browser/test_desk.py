"""The checklist, private notes and preview links in a real Chromium, with and without JavaScript."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import make
from tests.portal import Portal

pytestmark = pytest.mark.browser
ACCOUNT = {"DJANGO_SUPERUSER_USERNAME": "cleo", "DJANGO_SUPERUSER_EMAIL": "cleo@example.org"}
ADD = "/admin/articles/article/add/"


@pytest.fixture
def chief(portal: Portal, browser: Browser, base_url: str, scripted: bool) -> Iterator[Page]:
    """The newsroom's page after signing in; it must meet no fault of the Content-Security-Policy."""
    portal.env |= {**ACCOUNT, "DJANGO_SUPERUSER_PASSWORD": make.PASSWORD}
    portal.manage("createsuperuser", "--noinput")
    context = browser.new_context(base_url=base_url, java_script_enabled=scripted)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if "Content Security" in said.text else None)
    page.goto("/admin/")
    page.get_by_label("Username").fill("cleo")
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Newsroom")).to_be_visible()
    yield page
    assert faults == []
    context.close()


def draft(page: Page, title: str, body: str) -> None:
    """Write and save a draft; the page shows its form afterwards."""
    page.goto(ADD)
    page.get_by_label("Headline").fill(title)
    page.locator("#id_body").fill(body)
    page.get_by_label("Slug").fill(re.sub(r"\W+", "-", title.lower()))
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def test_the_checklist_follows_what_is_written_and_leads_to_the_field(chief: Page, scripted: bool) -> None:
    draft(chief, f"Bridge {scripted}", "See [this](/articles/never/).")
    listed = chief.get_by_role("region", name="Checklist")
    expect(listed).to_contain_text("1 link would lead readers nowhere: “/articles/never/”.")
    expect(listed).to_contain_text("1 to mend before it can go out")
    listed.get_by_role("link", name="There is no dek").click()
    expect(chief).to_have_url(re.compile(r"change/(#id_dek)?$"))
    if not scripted:
        return
    expect(chief.get_by_label("Dek")).to_be_focused()
    chief.get_by_label("Dek").fill("Three plans, one river.")
    expect(listed).not_to_contain_text("There is no dek")
    chief.locator("#id_body").fill("No link any more.")
    expect(listed).to_contain_text("nothing stops it")
    listed.get_by_role("link", name="It has no tag").click()
    expect(chief.locator(".field-tags .select2-container")).to_have_class(re.compile("focus"))
    chief.locator(".field-tags .select2-search__field").fill("Scie")
    chief.locator(".select2-results__option", has_text="Science").first.click()
    expect(listed).to_contain_text("At least one tag")


def test_a_note_is_written_at_once_or_with_the_story_and_no_word_is_lost(chief: Page, scripted: bool) -> None:
    draft(chief, f"Ferry {scripted}", "First words.")
    chief.locator("#id_body").fill("Second words, not saved.")
    notes = chief.get_by_role("region", name="Private notes")
    notes.get_by_label("A note for the newsroom").fill("Call the harbour.\nAsk <b>why</b>.")
    button = notes.get_by_role("button", name="Write the note now")
    if scripted:
        button.click()
    else:
        expect(button).to_be_hidden()
        chief.get_by_role("button", name="Save", exact=True).click()
    expect(notes.locator(".notes-thread li").first).to_contain_text("Call the harbour. Ask <b>why</b>.")
    expect(notes.get_by_label("A note for the newsroom")).to_have_value("")
    expect(chief.locator("#id_body")).to_have_value("Second words, not saved.")


def test_a_note_that_cannot_be_sent_stays_and_says_so(chief: Page, scripted: bool) -> None:
    if not scripted:
        return  # the browser itself says that the newsroom cannot be reached, in a tab of its own
    draft(chief, "Canal", "Words.")
    notes = chief.get_by_role("region", name="Private notes")
    notes.get_by_label("A note for the newsroom").fill("Kept.")
    chief.route("**/notes/", lambda route: route.abort())
    notes.get_by_role("button", name="Write the note now").click()
    expect(notes.get_by_role("status")).to_contain_text("cannot be reached")
    expect(notes.get_by_label("A note for the newsroom")).to_have_value("Kept.")


def test_an_outsider_reads_by_a_link_until_it_is_revoked(
    chief: Page, browser: Browser, base_url: str, scripted: bool
) -> None:
    draft(chief, f"Lighthouse {scripted}", "Only for those who were asked.")
    chief.get_by_role("link", name="Preview links").click()
    chief.get_by_label("For whom").fill("Dr. Byron")
    chief.get_by_role("button", name="Make a link").click()
    address = chief.get_by_label("Address").input_value()
    outside = browser.new_context(java_script_enabled=scripted)
    reader = outside.new_page()
    asked: list[str] = []
    reader.on("request", lambda sent: asked.append(sent.url))
    reader.goto(address)
    expect(reader.get_by_text("Only for those who were asked.")).to_be_visible()
    expect(reader.locator(".preview-band")).to_contain_text("Preview: draft, version 1.")
    assert outside.cookies() == [] and not [url for url in asked if not url.startswith((base_url, "data:"))]
    assert not [url for url in asked if "/read" in url]
    chief.reload()
    expect(chief.locator(".links-made li").first).to_contain_text("Opened 1 time")
    chief.get_by_role("button", name="Revoke the link for Dr. Byron").click()
    reader.reload()
    expect(reader.get_by_role("heading", name="This link has ended")).to_be_visible()
    outside.close()


@pytest.mark.parametrize(
    "address", ["/admin/calendar/2025-W23/", "/admin/who-may-do-what/", "/admin/", "/admin/comments/weight/"]
)
def test_pages_of_the_desk_fit_a_telephone(chief: Page, address: str) -> None:
    chief.set_viewport_size({"width": 390, "height": 800})
    chief.goto(address)
    assert chief.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth") is True
