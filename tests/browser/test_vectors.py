"""Nothing that readers write is executed, wherever it stands, and the Content-Security-Policy has nothing to refuse.

With XSS_VECTORS=file (one vector a line) a whole list is stored by the verbs and looked at, without the policy.
"""

import json
import os
from collections.abc import Iterator
from functools import partial

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests import vectors
from tests.browser.conftest import digits
from tests.browser.watching import Watch
from tests.browser.writing import enter
from tests.portal import Portal
from tests.vectors import LIVE, OWN, RECEIPT, SUM

pytestmark = pytest.mark.browser
STORY = f"/articles/{vectors.SLUG}/"
COMMENTS = f"{STORY}comments/"
DESK = "/admin/comments/desk/"
LIST = "/admin/comments/comment/"
PREVIEW, POST, ONLY = "[name=preview]", "button:not([name], [tabindex])", "button"
AT_ONCE = 1_000
"""Vectors of a list that one command stores."""
ADDRESS = "{{191*193}}'&/onload=alert`1`|x@example.org"
"""As much as a mail address may hold."""


@pytest.fixture(scope="module")
def wild(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal of its own, for what stands here is to stand nowhere else."""
    letters = {"EMAIL_URL": "smtp://127.0.0.1:9", "MAIL_FROM": "letters@example.org"}
    portal = Portal(tmp_path_factory.mktemp("wild"), COMMENT_MIN_SECONDS="0", **letters)
    portal.start()
    run(portal, "vectors.begin()")
    yield portal
    portal.stop()


@pytest.fixture
def watch(browser: Browser, wild: Portal, request: pytest.FixtureRequest) -> Iterator[Watch]:
    """A watched browser; without the policy where the test says so."""
    context = browser.new_context(base_url=wild.url, bypass_csp=getattr(request, "param", False))
    yield Watch(context, wild.url)
    context.close()


def run(portal: Portal, code: str) -> str:
    """Run Python in the portal; give what it printed."""
    done = portal.manage("shell", "--no-imports", "-c", f"from tests import vectors\n{code}")
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_watch_sees_what_a_careless_page_executes(watch: Watch) -> None:
    page = watch.context.new_page()
    unseen = []
    for vector in LIVE:
        show(page, watch, f"<!doctype html>{vector}\n<p>")
        unseen += [] if watch.seen else [vector]
        watch.seen.clear()
    assert unseen == []


def test_the_watch_sees_what_the_policy_refuses(watch: Watch) -> None:
    show(watch.context.new_page(), watch, "<img src=x: onerror=alert(1)>", "img-src *; script-src 'self'")
    assert any(words.startswith("refused by script-src-attr") for words in watch.seen), watch.seen


def test_nothing_is_executed_that_came_in_by_the_forms(watch: Watch, wild: Portal) -> None:
    page, waiting = watch.context.new_page(), watch.context.new_page()
    waiting.clock.install()
    waiting.goto(STORY)
    receipts = write(page, watch, wild)
    reports = behind_receipts(page, watch, receipts)
    told = json.loads(run(wild, f"vectors.decide({receipts[0]!r})"))
    contest(page, watch, receipts[0], reports)
    for answer in told["pages"]:
        show(page, watch, answer)
    new_comments(waiting, watch)
    shown = public_pages(page, watch)
    assert [vector for vector in OWN[2:-3] if squeezed(vector.removeprefix("> ")) not in shown] == []
    newsroom(page, watch, told["numbers"])
    assert watch.seen == []


@pytest.mark.skipif(not os.environ.get("XSS_VECTORS"), reason="XSS_VECTORS names no list")
@pytest.mark.parametrize("watch", [True], indirect=True, ids=["without-policy"])
def test_nothing_is_executed_of_a_list(watch: Watch, wild: Portal) -> None:
    page, many, packed = watch.context.new_page(), len(vectors.chosen()), list[int]()
    wild.env["XSS_VECTORS"] = os.environ["XSS_VECTORS"]
    for first in range(0, many, AT_ONCE):
        packed += json.loads(run(wild, f"vectors.spread({first}, {first + AT_ONCE})"))
    for pk in packed:
        for address in ("", "letters/"):
            look(page, watch, f"/comments/{RECEIPT}{pk:07}/{address}")
        look(page, watch, f"/comments/reports/{RECEIPT}{pk:07}/")
    public_pages(page, watch)
    newsroom(page, watch, packed)
    print(f"\n{many} vectors, {watch.opened} pages, {len(watch.seen)} executed or planted")
    assert watch.seen == []


# What is written


def write(page: Page, watch: Watch, portal: Portal) -> list[str]:
    """Write all vectors in one comment by the browser, slips included, then each alone; give the receipts."""
    page.goto(COMMENTS)
    send(page, watch, {"name": " ".join(OWN), "text": "\n\n".join(OWN)}, PREVIEW)
    send(page, watch, {"name": OWN[0], "captcha": " ".join(OWN)}, POST)
    send(page, watch, {"captcha": digits(portal, page)}, POST)
    receipts = [page.url.split("/")[-2]]
    for vector in OWN:
        typed: dict[str, str | float | bool] = {"name": vector[: vectors.LONGEST_NAME], "text": vector}
        receipts.append(page.request.post(COMMENTS, form=typed).url.split("/")[-2])
        look(page, watch, f"/comments/{receipts[-1]}/")
    return receipts


def behind_receipts(page: Page, watch: Watch, receipts: list[str]) -> list[str]:
    """Do what one can behind a receipt, and report two comments; give the receipts of the reports."""
    pack = "\n\n".join(OWN)
    look(page, watch, f"/comments/{receipts[0]}/edit/")
    send(page, watch, {"text": f"{pack}\n\nchanged"}, ONLY)
    expect(page.get_by_text("changed", exact=True)).to_be_visible()
    look(page, watch, f"/comments/{receipts[0]}/letters/")
    send(page, watch, {"address": " ".join(OWN)}, ONLY)
    send(page, watch, {"address": ADDRESS}, ONLY)
    expect(page.get_by_text(ADDRESS)).to_be_visible()
    look(page, watch, f"/comments/{receipts[0]}/letters/")
    reports = []
    for number, told in enumerate(vectors.packs(OWN, vectors.LONGEST_APPEAL), start=2):
        look(page, watch, f"{COMMENTS}{number}/report/")
        send(page, watch, {"name": pack, "text": pack, "address": pack}, ONLY)
        page.locator("[name=code]").first.check()
        page.locator("[name=in_good_faith]").check()
        send(page, watch, {"name": told[:100], "text": told, "address": f'"<svg/onload=alert({number})>"@x.org'}, ONLY)
        expect(page.get_by_role("heading", level=1)).to_contain_text("Your report has come in")
        reports.append(page.url)
    return reports


def contest(page: Page, watch: Watch, receipt: str, reports: list[str]) -> None:
    """Contest what was decided, as reporter and as writer."""
    told = list(vectors.packs(OWN, vectors.LONGEST_APPEAL))
    for address, why in zip(reports, told, strict=True):
        look(page, watch, address)
        send(page, watch, {"text": why * 4}, ONLY, "section[aria-labelledby=redress] form")
        send(page, watch, {"text": why}, ONLY, "section[aria-labelledby=redress] form")
        expect(page.get_by_role("heading", level=1)).to_contain_text("look at it again")
    look(page, watch, f"/comments/{receipt}/appeal/")
    send(page, watch, {"text": told[0] * 4}, ONLY)
    send(page, watch, {"text": told[0]}, ONLY)
    expect(page.get_by_text("It waits for somebody to look again.")).to_be_visible()


def send(page: Page, watch: Watch, values: dict[str, str], button: str, form: str = "form.write") -> None:
    """Send a form, which the browser must not judge, with these values, and look at the answer."""
    with page.expect_navigation():
        page.locator(form).first.evaluate(
            "(form, [values, button]) => { form.noValidate = true; for (const name in values)"
            " form.elements[name].value = values[name]; form.requestSubmit(form.querySelector(button)) }",
            [values, button],
        )
    watch.look(page)


# Where it stands


def public_pages(page: Page, watch: Watch) -> str:
    """Look at every page on which strangers read comments; give the words that stand there."""
    for address in ("/", STORY, "/comments/transparency/", f"{COMMENTS}since/0/", f"{COMMENTS}?sort={OWN[8]}"):
        look(page, watch, address)
    assert page.goto(STORY)
    data = page.locator("script[type='application/ld+json']").all_text_contents()
    assert '"@type": "Comment"' in json.dumps([json.loads(each) for each in data])
    for name in ("comments", f"{STORY[1:]}comments"):
        feed(page, watch, name)
    for order in ("best", "oldest"):
        look(page, watch, f"{COMMENTS}?sort={order}")
    for number in (2, 3):
        for place in ("answer", "report"):
            look(page, watch, f"{COMMENTS}{number}/{place}/")
    return look_at_all(page, watch, f"{COMMENTS}?page={{}}")


def feed(page: Page, watch: Watch, name: str) -> None:
    """Look at a feed's entries as a reader shows them that trusts what we say, and see that no browser shows it."""
    for form in ("rss", "atom", "json"):
        answer = page.request.get(f"/feeds/{name}.{form}")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "html" not in answer.headers["content-type"]
    entries = answer.json()["items"]
    assert entries
    show(page, watch, "".join(each["content_html"] for each in entries))


def new_comments(waiting: Page, watch: Watch) -> None:
    """Let the page that was open all the time bring what is new."""
    waiting.clock.run_for(61_000)
    waiting.get_by_role("status").get_by_role("button", name="new comments").click()
    expect(waiting.locator(".thread article").first).to_be_focused()
    watch.look(waiting)


def newsroom(page: Page, watch: Watch, numbers: list[int]) -> None:
    """Look at every page on which the newsroom reads comments, as whoever may see all."""
    page.goto("/admin/login/")
    enter(page, "chief")
    for address in ("/admin/", DESK, f"{DESK}lately/", "/admin/nuztrend/auditentry/", f"{LIST}?q={OWN[8]}"):
        look(page, watch, address)
    for pk in numbers:
        for address in (f"{DESK}{pk}/", f"{DESK}{pk}/thread/", f"{LIST}{pk}/change/"):
            look(page, watch, address)
    look_at_all(page, watch, f"{LIST}?p={{}}")


# How it is looked at


def look(page: Page, watch: Watch, address: str) -> bool:
    """Open an address and look at it; say whether there is such a page."""
    answer = page.goto(address)
    watch.look(page)
    assert SUM not in page.content()
    return bool(answer and answer.ok and not page.url.endswith("?e=1"))  # as the admin answers for a page past the end


def look_at_all(page: Page, watch: Watch, address: str) -> str:
    """Look at all pages of a list; give the words of the comments."""
    words, number = "", 1
    while look(page, watch, address.format(number)):
        words += squeezed("".join(page.locator(".comment-text").all_text_contents()))
        number += 1
    return words


def show(page: Page, watch: Watch, words: str, policy: str = "default-src *") -> None:
    """Look at a page that shows words as they are."""
    sent = {"Content-Type": "text/html; charset=utf-8"} | ({"Content-Security-Policy": policy} if policy else {})
    page.route("**/careless/", partial(answer_with, words, sent))
    page.goto("/careless/")
    watch.look(page)


def answer_with(body: str, headers: dict[str, str], route: Route) -> None:
    route.fulfill(body=body, headers=headers)


def squeezed(text: str) -> str:
    """A text without blanks and controls, which forms and pages may change."""
    return "".join(char for char in text if char > " ")
