"""One day of a newsroom, from a reporter's first word to the story's retraction, in a real Chromium."""

import re
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests import make
from tests.browser.test_writing import GIVE_PICTURE
from tests.portal import Portal

pytestmark = pytest.mark.browser
PEOPLE = {"rita": "Reporter", "edith": "Editor", "emil": "Editor"}
TITLE = "Harbour reopens nine hours after the storm"
ADDRESS = "/articles/harbour-reopens-nine-hours-after-the-storm/"
WROTE = "The wind reached force nine.\n\nThe last boat came home at four.\n\nNobody was hurt."
LISTS = ["/", "/tags/science/", "/bylines/nuztrend-team/", "/trending/", "/search/?q=harbour", "/corrections/"]
LISTS += ["/feeds/all.rss", "/feeds/tags/science.json", "/feeds/corrections.json", "/sitemap-news.xml"]


@pytest.fixture(scope="module")
def newsroom(portal: Portal) -> Portal:
    made = f"from tests import make; [make.user(name, group) for name, group in {PEOPLE}.items()]; make.byline()"
    done = portal.manage("shell", "-c", made)
    assert done.returncode == 0, done.stderr
    return portal


@pytest.fixture
def desk(newsroom: Portal, browser: Browser, base_url: str) -> Iterator[Callable[[str], Page]]:
    """Sign somebody in, in a browser of their own."""
    contexts: list[BrowserContext] = []

    def signed_in(name: str) -> Page:
        contexts.append(context := browser.new_context(base_url=base_url, timezone_id="UTC"))
        page = context.new_page()
        page.goto("/admin/")
        sign_in(page, name)
        return page

    yield signed_in
    for context in contexts:
        context.close()


def sign_in(page: Page, name: str) -> None:
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Newsroom", exact=True)).to_be_visible()


def choose(page: Page, label: str, typed: str, option: str) -> None:
    row = page.locator(".form-row", has=page.locator("label", has_text=label)).first
    row.locator(".select2-selection").click()
    page.locator(".select2-container--open .select2-search__field").fill(typed)
    page.locator(".select2-results__option", has_text=option).first.click()


def body_of(page: Page) -> Locator:
    return page.locator("textarea[name=body]")


def save(page: Page, button: str, said: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text(said)


def shows(portal: Portal, path: str) -> bool:
    """Whether a stranger's very next answer speaks of the story."""
    return TITLE in re.sub("</?mark>", "", portal.get(path).read().decode())


def test_a_day(desk: Callable[[str], Page], newsroom: Portal, browser: Browser, base_url: str) -> None:
    form = a_reporter_writes_and_loses_the_session(desk("rita"))
    edith = desk("edith")
    an_editor_schedules(edith, form, newsroom)
    two_editors_change_it_at_once(edith, desk("emil"), form, newsroom)
    a_correction_is_published_and_its_difference_read(edith, browser, base_url)
    it_is_retracted(edith, newsroom)


def a_reporter_writes_and_loses_the_session(rita: Page) -> str:
    """Write with a picture, be signed out, get the words back, hand them in; give the address of the form."""
    rita.goto("/admin/articles/article/add/")
    rita.get_by_label("Headline").press_sequentially(TITLE)
    rita.get_by_label("Dek").fill("The boats are back.")
    body_of(rita).fill(WROTE)
    data = b64encode(make.picture_bytes(1200, 675, "PNG", colour="navy")).decode()
    rita.evaluate(GIVE_PICTURE, [body_of(rita).element_handle(), data, "paste"])
    dialog = rita.get_by_role("dialog", name="Picture")
    dialog.get_by_label("What it shows").fill("The harbour at dawn")
    dialog.get_by_role("button", name="Upload and insert").click()
    expect(dialog).to_be_hidden()
    expect(rita.locator("[data-kept]")).to_contain_text("Kept for you at", timeout=30_000)
    rita.context.clear_cookies()
    rita.goto("/admin/")
    sign_in(rita, "rita")
    rita.get_by_role("link", name="Take it over").first.click()
    written = body_of(rita).input_value()
    assert "The last boat came home at four." in written and "![The harbour at dawn](photo:" in written
    choose(rita, "Bylines", "Nuz", "Nuztrend Team")
    choose(rita, "Tags", "Scie", "Science")
    choose(rita, "Lead photo", "dawn", "The harbour at dawn")
    save(rita, "Save and submit for review", "waits for an editor")
    assert rita.get_by_role("button", name="Publish", exact=True).count() == 0
    return rita.url


def an_editor_schedules(edith: Page, form: str, portal: Portal) -> None:
    """Look the story over and have it appear some seconds from now; it does, at that second."""
    edith.goto("/admin/")
    expect(edith.get_by_role("link", name=TITLE).first).to_be_visible()
    edith.goto(form)
    at = datetime.now(ZoneInfo("UTC")).replace(microsecond=0) + timedelta(seconds=12)
    edith.locator("[name=publish_at_0]").fill(f"{at:%Y-%m-%d}")
    edith.locator("[name=publish_at_1]").fill(f"{at:%H:%M:%S}")
    save(edith, "Publish", "is scheduled")
    for path in (ADDRESS, *LISTS):
        assert datetime.now(at.tzinfo) >= at or not shows(portal, path), path
    time.sleep(max(0.0, (at - datetime.now(at.tzinfo)).total_seconds()))
    for path in (ADDRESS, "/", "/tags/science/", "/feeds/all.rss", "/sitemap-news.xml", "/search/?q=harbour"):
        assert shows(portal, path), path


def two_editors_change_it_at_once(edith: Page, emil: Page, form: str, portal: Portal) -> None:
    """Both change other words of the live story; the second brings both together and publishes them."""
    edith.goto(form)
    emil.goto(form)
    replace(edith, "at four", "at five")
    save(edith, "Save changes", "Readers do not see them until they are published")
    replace(emil, "Nobody was hurt.", "Nobody was hurt, the coastguard said.")
    emil.get_by_role("button", name="Save changes", exact=True).click()
    expect(emil.get_by_role("heading", name="Two people wrote at the same time")).to_be_visible()
    both = body_of(emil).input_value()
    assert "at five" in both and "the coastguard said" in both and "at four" not in both
    save(emil, "Save changes", "are saved")
    assert b"at five" not in portal.get(ADDRESS).read()


def a_correction_is_published_and_its_difference_read(edith: Page, browser: Browser, base_url: str) -> None:
    edith.reload()
    edith.get_by_role("radio", name=re.compile("correction")).check()
    edith.get_by_label("What readers are told").fill("We wrote that the last boat came home at four; it was five.")
    save(edith, "Publish changes", "Readers see the changes")
    reader = browser.new_context(base_url=base_url, java_script_enabled=False).new_page()
    reader.goto(ADDRESS)
    expect(reader.get_by_text("We wrote that the last boat came home at four; it was five.").first).to_be_visible()
    expect(reader.locator(".prose")).to_contain_text("at five")
    reader.get_by_role("link", name=re.compile("what changed", re.IGNORECASE)).first.click()
    expect(reader.locator("del", has_text="four")).to_be_visible()
    expect(reader.locator("ins", has_text="five")).to_be_visible()
    reader.goto("/corrections/")
    expect(reader.get_by_role("link", name=TITLE).first).to_be_visible()
    reader.context.close()


def it_is_retracted(edith: Page, portal: Portal) -> None:
    """Take the story back; the very next answer of every page speaks of it no more."""
    for path in LISTS:
        portal.get(path)  # what is kept by now must not outlive it
    edith.get_by_role("link", name="Retract…").click()
    edith.get_by_label("Reason").fill("The harbour never closed.")
    edith.get_by_role("button", name="Retract", exact=True).click()
    expect(edith.locator(".messagelist")).to_contain_text("is retracted")
    gone = portal.get(ADDRESS)
    assert gone.status == 410 and b"The harbour never closed." in gone.read()
    assert [path for path in LISTS if shows(portal, path)] == []
    others: Any = re.findall(r'href="(/articles/[^"/]+/)"', portal.get("/").read().decode())
    assert others and not any(shows(portal, path) for path in set(others)), "nor does Read More or Latest Trending"


def replace(page: Page, old: str, new: str) -> None:
    text = body_of(page).input_value()
    assert old in text
    body_of(page).fill(text.replace(old, new))
