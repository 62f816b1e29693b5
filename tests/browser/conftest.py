"""A served portal with a few of the demo's stories, and Debian's Chromium to read it with."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests import smtp
from tests.browser.chromium import STOPPED_CLOCK, launch_options
from tests.browser.pages import Visitor
from tests.browser.writing import enter
from tests.portal import ROOT, Portal

STORIES = ("resilience-lander", "rubin-first-look", "asteroid-2024-yr4", "rss-feeds", "perseids")
RESILIENCE = "/articles/ispace-loses-resilience-on-the-moon-after-late-laser-readings/"


LONGEST = ["test_axe", "test_pictures", "test_lighthouse", "test_reflow", "test_html"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest: at the end one worker would be at them while the other has nothing."""
    items.sort(key=lambda item: LONGEST.index(name) if (name := item.path.stem) in LONGEST else len(LONGEST))


@pytest.fixture(scope="session")
def mail() -> Iterator[smtp.MailServer]:
    """The mail server of the portal."""
    with smtp.serving() as server:
        yield server


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory, mail: smtp.MailServer) -> Iterator[Portal]:
    var = tmp_path_factory.mktemp("portal")
    folder = var / "demo" / "stories"
    folder.mkdir(parents=True)
    for name in STORIES:
        shutil.copy(ROOT / "demo" / "stories" / f"{name}.md", folder)
    shutil.copytree(ROOT / "demo" / "pictures", var / "demo" / "pictures")
    letters = {"EMAIL_URL": f"smtp://127.0.0.1:{mail.port}", "MAIL_FROM": "letters@example.org"}
    portal = Portal(var, **letters, COMMENT_MIN_SECONDS="1")
    portal.start()
    imported = portal.manage("import_stories", str(var / "demo"))
    assert "5 created" in imported.stdout, imported
    yield portal
    portal.stop()


@pytest.fixture(scope="session")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The portal of tests/gallery.py, where it is always nine o'clock on 7 July 2025."""
    letters = {"EMAIL_URL": "smtp://127.0.0.1:9", "MAIL_FROM": "letters@example.org"}
    portal = Portal(tmp_path_factory.mktemp("gallery"), COMMENT_MIN_SECONDS="0", **letters, **STOPPED_CLOCK)
    # What the worker finds and draws is there before the first look at a page.
    fill = "from tests import gallery, worker; gallery.fill(); worker.work_and_tick()"
    for done in (portal.manage("prepare"), portal.manage("shell", "-c", fill)):
        assert done.returncode == 0, done.stderr
    portal.start()
    yield portal
    portal.stop()


@pytest.fixture(scope="session")
def visitor(gallery: Portal, browser: Browser) -> Visitor:
    """Somebody who can be sent to each page of the gallery."""
    return Visitor(gallery, browser)


@pytest.fixture(scope="session")
def base_url(portal: Portal) -> str:
    return portal.url


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return launch_options()


@pytest.fixture(params=[True, False], ids=["with-javascript", "without-javascript"])
def scripted(request: pytest.FixtureRequest) -> bool:
    """Whether the reader's browser runs JavaScript: each test runs once with it and once without."""
    return bool(request.param)


@pytest.fixture
def reader(scripted: bool, browser: Browser, base_url: str) -> Iterator[Page]:
    """A reader's page, which must meet no error, no foreign host and no cookie; writers are spared digits by one."""
    context = browser.new_context(base_url=base_url, java_script_enabled=scripted)
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "request", lambda sent: None if sent.url.startswith((base_url, "data:", "blob:")) else faults.append(sent.url)
    )
    yield page
    assert faults == []
    assert {cookie["name"] for cookie in context.cookies()} <= {"clearance"}
    context.close()


def digits(portal: Portal, page: Page) -> str:
    """What a reader would read off the captcha on the page."""
    key = page.locator("input[name=captcha_key]").input_value()
    with sqlite3.connect(Path(portal.env["VAR"]) / "nuztrend.sqlite3") as database:
        return str(database.execute("SELECT response FROM captcha_captchastore WHERE hashkey = ?", [key]).fetchone()[0])


@pytest.fixture(scope="session")
def writers(portal: Portal) -> Portal:
    """The portal with two accounts that may write."""
    made = portal.manage(
        "shell", "-c", "from tests import make; [make.user(name, 'Editor') for name in ('wanda', 'walter')]"
    )
    assert made.returncode == 0, made.stderr
    return portal


@pytest.fixture
def sign_in(writers: Portal, browser: Browser, base_url: str) -> Iterator[Callable[..., Page]]:
    """Sign somebody in, in a browser of their own, which must meet no fault and ask no other host."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def signed_in(name: str = "wanda", **options: Any) -> Page:
        context = browser.new_context(base_url=base_url, **options)
        contexts.append(context)
        page = context.new_page()
        page.clock.install()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda sent: None if sent.url.startswith((base_url, "data:")) else faults.append(sent.url))
        page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
        page.goto("/admin/login/")
        enter(page, name)
        return page

    yield signed_in
    for context in contexts:
        context.close()
    assert faults == []
