"""What a page costs the reader: bytes as they came over the wire, and hosts that learn of the visit."""

from collections import Counter
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.pages import PUBLIC, Visitor

pytestmark = pytest.mark.browser

WORDS = {"document", "stylesheet", "script", "font"}
"""What Chromium calls the kinds of answers without which a page is not there; pictures are not counted."""


def read_to_the_end(page: Page) -> None:
    """Scroll as a reader does, so that everything that comes late is on its way."""
    page.evaluate("scrollTo(0, document.body.scrollHeight)")


def test_a_story_with_everything_weighs_at_most_50_kilobytes(visitor: Visitor) -> None:
    """Bytes are those of the contents, compressed as they came, without the headers, which HTTP/2 shortens."""
    answers: list[Request] = []
    sent: Counter[str] = Counter()
    with visitor.context(390) as context:
        context.on("requestfinished", lambda request: answers.append(request))
        page = context.new_page()
        visitor.go(page, "article")
        read_to_the_end(page)
        page.wait_for_load_state("networkidle")
        for request in answers:
            sent[request.resource_type] += request.sizes()["responseBodySize"]
    assert {"document", "stylesheet", "script", "image"} <= set(sent), sent
    assert sum(sent[kind] for kind in WORDS) <= 50_000, sent
    assert sent["script"] <= 8_000, sent


def test_a_page_fetches_letters_beyond_english_only_where_it_has_some(visitor: Visitor) -> None:
    fonts: list[str] = []
    with visitor.context(390) as context:
        page = context.new_page()
        page.on("request", lambda request: fonts.append(request.url) if request.resource_type == "font" else None)
        visitor.go(page, "tags")
        page.wait_for_load_state("networkidle")
        assert [url.rpartition("/")[2].partition(".")[0] for url in fonts] == ["newsreader"]
        with page.expect_request("**/newsreader-latin.*"):
            page.evaluate("document.querySelector('h1').textContent = 'Cafés'")


def test_what_is_far_below_is_laid_out_when_it_comes_near_and_where_a_link_leads(visitor: Visitor) -> None:
    laid_out = "element => element.checkVisibility({ contentVisibilityAuto: true })"
    with visitor.context(390) as context:
        page = context.new_page()
        visitor.go(page, "article")
        more, comment = page.locator(".related"), page.locator(".comment:has(time)").last
        words = comment.locator("time")
        assert not more.evaluate(laid_out)
        assert not words.evaluate(laid_out)
        page.evaluate("id => location.hash = id", comment.get_attribute("id"))
        expect(comment).to_be_in_viewport()
        assert words.evaluate(laid_out)
        read_to_the_end(page)
        expect(page.get_by_role("contentinfo")).to_be_in_viewport()
        more.scroll_into_view_if_needed()
        assert more.evaluate(laid_out)


@pytest.mark.parametrize(("width", "height"), [(390, 844), (768, 1024), (1280, 800)])
def test_nothing_moves_by_itself(visitor: Visitor, width: int, height: int) -> None:
    with visitor.context(width) as context:
        context.add_init_script(
            """window.moves = [];
            new PerformanceObserver(list => moves.push(...list.getEntries().map(entry => entry.value)))
              .observe({ type: "layout-shift", buffered: true });"""
        )
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        moved = {}
        for name in ("home", "article", "article without picture", "comments", "tag", "search"):
            visitor.go(page, name)
            page.wait_for_load_state("networkidle")
            moved[name] = page.evaluate("moves.reduce((sum, value) => sum + value, 0)")
        assert {name: value for name, value in moved.items() if value >= 0.01} == {}


def test_a_page_names_its_manifest_when_it_is_there(visitor: Visitor) -> None:
    with visitor.context(390) as context:
        page = context.new_page()
        visitor.go(page, "article")
        manifest = page.wait_for_selector("link[rel=manifest]", state="attached")
        assert manifest and manifest.get_attribute("href") == "/manifest.webmanifest"


def test_no_page_asks_another_host_for_anything(visitor: Visitor) -> None:
    asked: set[str] = set()
    with visitor.context() as context:
        context.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
        pages = [context.new_page() for _ in PUBLIC]  # each may take its time while the others come
        for page, name in zip(pages, PUBLIC, strict=True):
            visitor.go(page, name)
            read_to_the_end(page)
        for page in pages:
            page.wait_for_load_state("networkidle")
        assert context.cookies() == []
    assert asked - {""} == {urlsplit(visitor.portal.url).netloc}
