"""The strip in a real browser: a reader chooses a city, and every page shows its weather."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.apis import Api, serving
from tests.portal import Portal
from tests.weather_apis import open_meteo

pytestmark = pytest.mark.browser
COLUMBUS = "4509177"


@pytest.fixture(scope="module")
def api() -> Iterator[Api]:
    with serving(lambda asked: open_meteo(asked, 12.0 if "latitude=-33.87" in asked.path else 26.4)) as api:
        yield api


@pytest.fixture(scope="module")
def weather(api: Api, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    var = tmp_path_factory.mktemp("weather")
    portal = Portal(var, WEATHER="open-meteo", OPEN_METEO_URL=f"{api.url}/v1/forecast", WEATHER_CITY=COLUMBUS)
    assert "cities are loaded" in portal.manage("prepare").stdout
    portal.start()
    yield portal
    portal.stop()


@pytest.mark.parametrize("scripted", [True, False], ids=["with-javascript", "without-javascript"])
def test_a_reader_chooses_a_city_and_forgets_it(weather: Portal, browser: Browser, scripted: bool) -> None:
    context = browser.new_context(base_url=weather.url, java_script_enabled=scripted, locale="en-GB")
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url.removeprefix(weather.url)))
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    strip = page.locator(".strip")

    def until(words: str) -> None:
        """Read on until the strip says so; the worker looks for work every other second."""
        for _ in range(30):
            page.goto("/")
            page.wait_for_timeout(1_000)
            if words in strip.inner_text():
                return
        expect(strip).to_contain_text(words)

    until("26°C in Columbus")
    assert "/strip/" not in asked
    assert context.cookies() == []
    strip.get_by_role("link", name="Columbus").click()
    page.get_by_label("Your city").fill("sydney")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("button", name="Sydney New South Wales, Australia").click()
    expect(page.get_by_role("main")).to_contain_text("You chose Sydney, New South Wales, Australia")
    assert [cookie["name"] for cookie in context.cookies()] == ["city"]
    if scripted:
        until("12°C in Sydney")
    else:
        for _ in range(30):
            page.goto("/strip/city/")
            if "Sydney" in strip.inner_text():
                break
            page.wait_for_timeout(1_000)
        expect(strip).to_contain_text("12°C in Sydney")
        page.goto("/")
        expect(strip).to_contain_text("26°C in Columbus")
    page.goto("/strip/city/")
    page.get_by_role("button", name="Forget my city").click()
    assert context.cookies() == []
    page.goto("/")
    expect(strip).to_contain_text("26°C in Columbus")
    assert faults == []
    assert all(address.startswith(("/", "data:")) for address in asked), asked
    context.close()
