"""Votes and new comments in a real Chromium: nothing reloads, nothing that was typed is lost, nobody asks too often."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import RESILIENCE
from tests.portal import Portal

pytestmark = pytest.mark.browser
SLUG = RESILIENCE.split("/")[2]


def run(portal: Portal, code: str) -> str:
    """Run Python in the portal, with the story at hand; give what it printed."""
    story = f"from articles.models import Article\nfrom tests import make\nstory = Article.objects.get(slug={SLUG!r})\n"
    done = portal.manage("shell", "--no-imports", "-c", story + code)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_vote_counts_once_and_the_reader_is_told(reader: Page, portal: Portal, scripted: bool) -> None:
    pk = run(portal, "print(make.comment(story, 'Worth a vote', name='Nora').pk)")
    reader.goto(RESILIENCE)
    comment = reader.locator(f"#comment-{pk}")
    reader.evaluate("window.sameDocument = true") if scripted else None
    for _ in range(2):
        comment.get_by_role("button", name="Vote for the comment by Nora").click()
        words = "1 vote, yours among them" if scripted else "1 vote"
        expect(comment.get_by_role("status")).to_have_text(words)
    if scripted:
        assert reader.evaluate("window.sameDocument")
    else:
        expect(reader).to_have_url(re.compile(f"#comment-{pk}$"))


def test_new_comments_come_when_asked_and_typed_words_stay(browser: Browser, base_url: str, portal: Portal) -> None:
    page = browser.new_context(base_url=base_url).new_page()
    page.clock.install()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/since/" in request.url else None)
    page.goto(RESILIENCE)
    page.get_by_label("Comment", exact=True).fill("Half a thought")
    first = run(portal, "print(make.comment(story, 'Just in', name='Olga').pk)")
    second = run(portal, "print(make.comment(story, 'Just in as well', name='Pia').pk)")
    assert asked == []
    with page.expect_response("**/since/**"):
        page.clock.run_for(61_000)
    button = page.get_by_role("status").get_by_role("button", name="2 new comments")
    expect(button).to_be_visible()
    expect(page.locator(f"#comment-{first}")).to_have_count(0)
    button.click()
    expect(page.locator(f"#comment-{second}")).to_be_focused()
    expect(page.locator(f"#comment-{first}")).to_be_visible()
    expect(button).to_have_count(0)
    expect(page.get_by_label("Comment", exact=True)).to_have_value("Half a thought")
    third = run(portal, "print(make.comment(story, 'Later', name='Quinn').pk)")
    with page.expect_response("**/since/**"):
        page.clock.run_for(121_000)
    page.get_by_role("button", name="1 new comment", exact=True).click()
    expect(page.locator(f"#comment-{third}")).to_be_focused()
    page.context.close()


def test_a_vote_that_was_not_counted_says_so_in_words(browser: Browser, base_url: str, portal: Portal) -> None:
    pk = run(portal, "print(make.comment(story, 'Soon gone', name='Olaf').pk)")
    page = browser.new_context(base_url=base_url).new_page()
    page.goto(RESILIENCE)
    run(portal, f"story.comments.get(pk={pk}).remove(by=None, reason='insult')")
    button, said = page.get_by_label("Vote for the comment by Olaf"), page.locator(f"#comment-{pk} output")
    button.click()
    expect(said).to_have_text("This comment is not shown.")
    page.route("**/vote/", lambda route: route.fulfill(status=502, content_type="text/html", body="<h1>Bad</h1>"))
    button.click()
    expect(said).to_have_text("The vote was not counted.")
    page.context.close()


def test_an_open_page_asks_ever_less_and_then_no_more(browser: Browser, base_url: str) -> None:
    page = browser.new_context(base_url=base_url).new_page()
    page.clock.install()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/since/" in request.url else None)
    page.goto(RESILIENCE)
    for minutes in (1, 2, 4, 8, 16, 32):
        before = len(asked)
        with page.expect_response("**/since/**"):
            page.clock.run_for(minutes * 60_000 + 1_000)
        assert len(asked) == before + 1, minutes
        page.wait_for_timeout(200)  # the page sets its next time when it has read the answer
    page.clock.run_for(24 * 3_600_000)
    page.wait_for_timeout(200)
    assert len(asked) == 6
    page.context.close()


def test_a_page_that_nobody_looks_at_does_not_ask(browser: Browser, base_url: str) -> None:
    page = browser.new_context(base_url=base_url).new_page()
    page.clock.install()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/since/" in request.url else None)
    page.goto(RESILIENCE)
    page.evaluate("Object.defineProperty(document, 'hidden', { value: true, configurable: true })")
    page.clock.run_for(10 * 60_000)
    page.wait_for_timeout(200)
    assert asked == []
    with page.expect_response("**/since/**"):
        page.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))")
    page.context.close()
