"""axe-core finds nothing to mend, on any page, in any light, at any width, with JavaScript and without."""

import os
from collections import defaultdict
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page

from tests.browser.pages import NEWSROOM, PUBLIC, Visitor
from tests.portal import ROOT

pytestmark = pytest.mark.browser

AXE = ROOT / "tests/checkers/node_modules/axe-core/axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
TAGS = [*WCAG, "best-practice"]
EVERY = [(width, light) for width in (1280, 390) for light in ("light", "dark")]
LOOKS = {True: [(1280, "light"), (390, "dark")], False: [(1280, "dark"), (390, "light")]}
"""With JavaScript and without: each pair of width, light and scripts once. EVERY_LOOK=1 takes all, twice as long."""
if os.environ.get("EVERY_LOOK"):
    LOOKS = dict.fromkeys(LOOKS, EVERY)

# Only begins: the looks are judged side by side, each by a process of its own.
BEGIN = """tags => {
  window.verdict = axe.run({
    runOnly: {type: "tag", values: tags}, resultTypes: ["violations"], iframes: false, preload: false
  });
}"""
END = """async () => (await window.verdict).violations.flatMap(
  rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 200)} ${node.failureSummary.split("\\n")[1]}`)
)"""


class Look:
    """A browser of one width and light. Without JavaScript the page loads without, and only the checker may run."""

    def __init__(self, page: Page, scripted: bool):
        self.page, self.scripted = page, scripted
        self.wire: CDPSession = page.context.new_cdp_session(page)

    def begin(self, visitor: Visitor, name: str, tags: list[str] = TAGS) -> None:
        if not self.scripted:
            self.wire.send("Emulation.setScriptExecutionDisabled", {"value": True})
        visitor.go(self.page, name)
        if not self.scripted:
            self.wire.send("Emulation.setScriptExecutionDisabled", {"value": False})
        self.page.evaluate(AXE.read_text())
        self.page.evaluate(BEGIN, tags)

    def verdict(self) -> list[str]:
        found: list[str] = self.page.evaluate(END)
        return found


def violations(visitor: Visitor, names: list[str], scripted: bool, **options: Any) -> dict[str, list[str]]:
    """Give what axe finds on these pages, with the pages and looks in which it does."""
    found: dict[str, list[str]] = defaultdict(list)
    with ExitStack() as stack:
        looks = {
            (width, light): Look(
                stack.enter_context(visitor.context(width, color_scheme=light, **options)).new_page(), scripted
            )
            for width, light in LOOKS[scripted]
        }
        for name in names:
            for look in looks.values():
                look.begin(visitor, name)
            for (width, light), look in looks.items():
                for slip in look.verdict():
                    found[slip].append(f"{name}, {width} {light}")
    return found


@pytest.fixture(params=[True, False], ids=["with-javascript", "without-javascript"])
def scripts(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def test_axe_finds_nothing_on_the_public_pages(visitor: Visitor, scripts: bool) -> None:
    assert violations(visitor, [*PUBLIC, "login"], scripts) == {}


def test_axe_finds_nothing_in_the_newsroom(visitor: Visitor, scripts: bool) -> None:
    pages = [name for name in NEWSROOM if name != "style page"]
    assert violations(visitor, pages, scripts, storage_state=visitor.signed_in) == {}


def test_axe_finds_nothing_in_any_part_of_the_pages(visitor: Visitor) -> None:
    """By the rules of WCAG alone: parts of all pages side by side have no outline in common."""
    with visitor.context(storage_state=visitor.signed_in) as context:
        look = Look(context.new_page(), scripted=True)
        look.begin(visitor, "style page", WCAG)
        assert look.verdict() == []
