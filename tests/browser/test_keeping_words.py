"""Words that nobody saved, in a real Chromium: after a crash, a lost session or line, another's save and going back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.pages import Visitor
from tests.browser.writing import NEW, body_of, enter, expect_kept, let_pass

pytestmark = pytest.mark.browser


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
    let_pass(page, 6)
    expect(page.locator("[data-kept]")).to_contain_text("You are signed out")
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
    let_pass(page, 6)
    expect(page.locator("[data-kept]")).to_contain_text("kept in this browser")
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
    let_pass(walter, 20)
    expect(walter.locator("[data-newer]")).to_contain_text("wanda saved version 2")


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


def test_words_that_come_while_older_ones_are_handed_in_stay(sign_in: Callable[..., Page]) -> None:
    page = sign_in()
    key = f"nuztrend-unsaved-{page.locator('[data-keeper]').get_attribute('data-user')}-{'c' * 32}"
    put = "([key, body]) => localStorage.setItem(key, JSON.stringify({ story: '', words: [['body', body]] }))"
    page.evaluate(put, [key, "Older."])
    held: list[Route] = []
    page.route("**/writing/keep/", lambda route: held.append(route))
    page.goto("/admin/")
    while not held:
        page.wait_for_timeout(50)
    page.evaluate(put, [key, "Older. Newer."])
    held[0].continue_()
    expect(page.locator(".unsaved").filter(has_text="Older.")).to_be_visible()
    assert "Newer." in (page.evaluate("key => localStorage.getItem(key)", key) or "")
    page.unroute("**/writing/keep/")
    page.goto("/admin/")
    expect(page.locator(".unsaved").filter(has_text="Older. Newer.")).to_be_visible()
    page.wait_for_function("key => localStorage.getItem(key) === null", arg=key)


def test_going_back_to_a_form_never_puts_old_words_under_a_new_version(sign_in: Callable[..., Page]) -> None:
    """The browser would fill in what was typed, and leave the hidden version that the page comes with anew."""
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


def test_a_form_that_nobody_touched_is_not_kept_when_the_checklist_asks_for_a_reason(visitor: Visitor) -> None:
    sent: list[str] = []
    with visitor.context(storage_state=visitor.signed_in) as context:
        page = context.new_page()
        page.on("request", lambda asked: sent.append(asked.post_data or "") if "/keep/" in asked.url else None)
        visitor.go(page, "story form")
        page.locator("#overrule").wait_for()
        page.goto("/admin/")
        expect(page.get_by_role("heading", name="Newsroom", exact=True)).to_be_visible()
    assert sent and not [words for words in sent if '"_words"' in words]
