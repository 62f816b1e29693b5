"""Light, dark, or as the device has it, forced colours included."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.pages import Visitor

pytestmark = pytest.mark.browser
BACKGROUND = "getComputedStyle(document.body).backgroundColor"
BAND = """
    [...document.querySelectorAll("meta[name=theme-color]")].find((meta) => matchMedia(meta.media).matches).content
"""


@pytest.fixture
def night(browser: Browser, base_url: str) -> Iterator[Page]:
    """A page on a device that is dark."""
    context = browser.new_context(base_url=base_url, color_scheme="dark")
    yield context.new_page()
    assert context.cookies() == []
    context.close()


def is_dark(page: Page) -> bool:
    return page.evaluate(BACKGROUND) != "rgb(252, 252, 249)"


def test_the_switch_goes_from_the_device_s_colours_to_dark_to_light_and_back(night: Page) -> None:
    night.goto("/")
    seen = []
    for name in ("as the device", "dark", "light", "as the device"):
        switch = night.get_by_role("button", name=f"Colours: {name}", exact=True)
        expect(switch).to_be_visible()
        seen.append((is_dark(night), night.evaluate(BAND)))
        switch.click()
    assert seen == [(True, "#071211"), (True, "#071211"), (False, "#0b2f2d"), (True, "#071211")]


def test_the_choice_is_remembered_from_the_first_paint_of_the_next_page(night: Page) -> None:
    night.goto("/")
    for _ in range(2):
        night.locator("[data-theme-switch]").click()
    night.add_init_script(
        "addEventListener('DOMContentLoaded', () => { window.early = document.documentElement.dataset.theme; });"
    )
    night.goto("/tags/")
    assert night.evaluate("window.early") == "light"
    assert not is_dark(night)


def test_a_choice_in_one_window_reaches_the_other(night: Page) -> None:
    night.goto("/")
    other = night.context.new_page()
    other.goto("/tags/")
    for _ in range(2):
        night.locator("[data-theme-switch]").click()
    expect(other.locator("html")).to_have_attribute("data-theme", "light")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_without_javascript_the_device_decides_and_there_is_no_switch(
    browser: Browser, base_url: str, scheme: str
) -> None:
    context = browser.new_context(base_url=base_url, java_script_enabled=False, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto("/")
    assert is_dark(page) == (scheme == "dark")
    expect(page.locator("[data-theme-switch]")).to_be_hidden()
    context.close()


def test_in_forced_colours_the_menu_marks_one_section_alone(visitor: Visitor) -> None:
    with visitor.context(forced_colors="active") as context:
        page = context.new_page()
        visitor.go(page, "tag")
        links = page.get_by_role("navigation", name="Main").get_by_role("link")
        lines = links.evaluate_all("all => all.map(it => [it.ariaCurrent, getComputedStyle(it).borderBottomColor])")
    marked = {colour for current, colour in lines if current}
    assert len(lines) > 3 and len(marked) == 1
    assert marked.isdisjoint(colour for current, colour in lines if not current)
