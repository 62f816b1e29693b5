"""The public pages in a real Chromium: they lead on, they load nothing foreign, their pictures come."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import RESILIENCE
from tests.portal import Portal

pytestmark = pytest.mark.browser
DAY = 24 * 60  # minutes


def test_a_reader_finds_from_the_front_page_to_a_story_and_its_tag(reader: Page) -> None:
    reader.goto("/")
    reader.locator("main").get_by_role("link", name="ispace loses Resilience").first.click()
    expect(reader.get_by_role("heading", level=1)).to_contain_text("ispace loses Resilience")
    reader.get_by_label("Tags").get_by_role("link", name="Space", exact=True).click()
    expect(reader.get_by_role("heading", level=1)).to_contain_text("Space")
    expect(reader.locator("main").get_by_role("link", name="ispace loses Resilience").first).to_be_visible()


def test_pictures_come_in_a_modern_format_at_the_width_of_the_screen(browser: Browser, base_url: str) -> None:
    page = browser.new_context(base_url=base_url, viewport={"width": 390, "height": 800}).new_page()
    page.goto(RESILIENCE)
    chosen = page.locator("figure img").first.evaluate("image => image.decode().then(() => image.currentSrc)")
    assert chosen.endswith((".webp", ".avif"))
    assert int(chosen.rsplit("-", 1)[1].split(".")[0]) <= 640
    page.context.close()


def test_times_of_comments_are_made_relative_only_by_script(reader: Page, portal: Portal, scripted: bool) -> None:
    story = f"Article.objects.get(slug={RESILIENCE.split('/')[2]!r})"
    done = portal.manage("shell", "-c", f"from tests import make; make.comment({story})")
    assert done.returncode == 0, done.stderr
    reader.goto(RESILIENCE)
    expect(reader.locator("time[data-relative]").first).to_be_visible()
    for time in reader.locator("time[data-relative]").all():
        assert any(word in (time.text_content() or "") for word in ("ago", "now")) == scripted


def test_the_age_of_a_comment_is_told_in_words_for_a_month(browser: Browser, base_url: str, portal: Portal) -> None:
    story = f"Article.objects.get(slug={RESILIENCE.split('/')[2]!r})"
    done = portal.manage("shell", "-c", f"from tests import make; print(make.comment({story}).pk)")
    assert done.returncode == 0, done.stderr
    page = browser.new_context(base_url=base_url).new_page()
    page.goto(RESILIENCE)
    time = page.locator(f"#comment-{done.stdout.split()[-1]} time[data-relative]")
    written = datetime.fromisoformat(time.get_attribute("datetime") or "")
    minutes = {
        0: "just now",
        1: "1 minute ago",
        50: "50 minutes ago",
        61: "1 hour ago",
        30 * 60: "yesterday",
        80 * 60: "3 days ago",
        8 * DAY: "last week",
        29 * DAY: "4 weeks ago",
    }
    for age, words in minutes.items():
        page.clock.set_fixed_time(written + timedelta(minutes=age, seconds=5))
        page.goto(RESILIENCE)
        expect(time).to_have_text(words)
    page.clock.set_fixed_time(written + timedelta(days=40))
    page.goto(RESILIENCE)
    expect(time).to_have_text(time.get_attribute("title") or "no title")
    page.context.close()


def test_a_keyboard_reaches_the_content_first(browser: Browser, base_url: str) -> None:
    page = browser.new_context(base_url=base_url).new_page()
    page.goto(RESILIENCE)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.context.close()
