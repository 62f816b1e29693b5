"""What the tests of the story's form do in its page."""

from playwright.sync_api import Locator, Page, expect

from tests import make

NEW = "/admin/articles/article/add/"


def enter(page: Page, name: str) -> None:
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_label("Password").press("Enter")
    expect(page.get_by_role("heading", name="Newsroom", exact=True)).to_be_visible()
    page.wait_for_load_state()  # a script of this page that ran late would meet what a test puts there next


def body_of(page: Page) -> Locator:
    return page.locator("textarea[name=body]")


def text_of(page: Page) -> str:
    return body_of(page).input_value()


def press(page: Page, name: str) -> None:
    page.get_by_role("toolbar", name="Writing").get_by_role("button", name=name, exact=True).click()


def let_pass(page: Page, seconds: int) -> None:
    """Have that time pass for a page with the clock of `sign_in`, twice: it notices what was typed, then it acts."""
    for _ in range(2):
        page.clock.fast_forward(seconds * 1_000)


def expect_kept(page: Page) -> None:
    let_pass(page, 16)  # it tries again 15 seconds after a fault
    expect(page.locator("[data-kept]")).to_contain_text("Kept for you at")
