"""Signing in as members do: codes of a telephone, a session that ended while writing, and waiting."""

from base64 import b32decode
from collections.abc import Iterator

import pytest
from django_otp.oath import totp
from playwright.sync_api import Browser, Page, expect

from tests import make
from tests.portal import Portal

pytestmark = pytest.mark.browser
WORDS = "What the sea does. </textarea><script>document.title = 'broken'</script> “Quoted” & said." + " More." * 30


@pytest.fixture(params=[(1280, True), (390, False)], ids=["wide-with-javascript", "phone-without"])
def page(request: pytest.FixtureRequest, portal: Portal, browser: Browser, base_url: str) -> Iterator[Page]:
    """A browser that knows nobody; no script of the page fails, and none is refused by the policy."""
    width, scripted = request.param
    context = browser.new_context(
        base_url=base_url, viewport={"width": width, "height": 800}, java_script_enabled=scripted
    )
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    yield page
    assert faults == []
    context.close()


@pytest.fixture
def name(portal: Portal, request: pytest.FixtureRequest) -> str:
    """An account of its own for each test."""
    name = f"member-{abs(hash(request.node.name)) % 10**8}"
    made = portal.manage("shell", "-c", f"from tests import make; make.user({name!r}, 'Editor'); print('made')")
    assert "made" in made.stdout, made
    return name


def log_in(page: Page, name: str, password: str = make.PASSWORD) -> None:
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()


def fits(page: Page) -> bool:
    """Whether nothing stands out of the window sideways."""
    box = page.locator("#content").bounding_box()
    size = page.viewport_size
    return bool(box and size and box["x"] >= 0 and box["x"] + box["width"] <= size["width"] + 1)


def test_a_member_sets_codes_up_and_logs_in_with_them(page: Page, name: str) -> None:
    page.goto("/admin/")
    log_in(page, name)
    page.get_by_role("link", name="Your sign-in").click()
    page.get_by_role("link", name="Set up codes").click()
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    assert fits(page)
    key = b32decode(page.locator("code.paste").inner_text().replace(" ", ""))
    page.get_by_role("textbox", name="Code").fill(f"{totp(key):06}")
    page.get_by_label("Your password").fill(make.PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your backup codes")).to_be_visible()
    backup = page.locator(".backup-codes code").all_inner_texts()
    assert len(backup) == 10 and fits(page)
    page.get_by_role("link", name="I have them").click()
    expect(page.get_by_text("10 are left")).to_be_visible()
    page.get_by_role("button", name="Log out").click()

    page.goto("/admin/account/")
    log_in(page, name)
    expect(page.get_by_role("heading", name="Your code")).to_be_visible()
    page.get_by_role("textbox", name="Code").fill("000000")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This code is wrong")).to_be_visible()
    assert fits(page)
    page.get_by_role("textbox", name="Code").fill(backup[0])
    page.keyboard.press("Enter")
    expect(page).to_have_url("/admin/account/")
    expect(page.get_by_text("9 are left")).to_be_visible()
    page.get_by_label("Your password").fill(make.PASSWORD)
    page.get_by_role("button", name="Log in without codes").click()
    expect(page.get_by_text("your password alone logs you in")).to_be_visible()


def test_what_was_written_outlives_the_session(page: Page, name: str) -> None:
    page.goto("/admin/articles/tag/add/")
    log_in(page, name)
    page.locator("[name=name]").fill("Tides “of the North”")
    page.locator("[name=description]").fill(WORDS)
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="You are logged out, and nothing was saved")).to_be_visible()
    expect(page.get_by_label("Description")).to_have_value(WORDS)
    expect(page.get_by_label("Name")).to_have_value("Tides “of the North”")
    assert "broken" not in page.title() and fits(page)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Log in, in a new tab").click()
    log_in(opened.value, name)
    expect(opened.value).to_have_url("/admin/articles/tag/add/")
    expect(page.get_by_label("Description")).to_have_value(WORDS)


def test_who_guesses_is_told_how_long_to_wait(page: Page, name: str) -> None:
    page.goto("/admin/")
    for _ in range(6):
        log_in(page, name, "a guess")
    expect(page.get_by_text("Please wait")).to_be_visible()
    expect(page.get_by_label("Username")).to_have_value(name)
    assert fits(page)
