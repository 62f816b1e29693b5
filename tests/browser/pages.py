"""Every page of the gallery, how one gets to it, and somebody who goes there."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from playwright.sync_api import Browser, BrowserContext, Page

from tests import make
from tests.gallery import (
    CLOSED,
    DECLINED_RECEIPT,
    DISMISSED_RECEIPT,
    EDITOR,
    FULL,
    PLAIN,
    RECEIPT,
    REPORT_RECEIPT,
    REPORTED,
    WITHDRAWN,
)
from tests.portal import Portal

ADDRESSES = {
    "home": "/",
    "older stories": "/?page=2",
    "article": FULL,
    "article without picture": PLAIN,
    "article, comments closed": CLOSED,
    "article, withdrawn": WITHDRAWN,
    "comments": f"{FULL}comments/",
    "comments, older": f"{CLOSED}comments/?page=2",
    "comments, none yet": f"{PLAIN}comments/",
    "comments, best first": f"{FULL}comments/?sort=best",
    "comments, oldest first": f"{CLOSED}comments/?sort=oldest&page=2",
    "thread": f"{FULL}comments/{REPORTED}/thread/",
    "answer a comment": f"{FULL}comments/{REPORTED}/answer/",
    "tags": "/tags/",
    "tag": "/tags/science/",
    "byline": "/bylines/ada-lovelace/",
    "archive": "/archive/",
    "month": "/archive/2025/07/",
    "trending": "/trending/",
    "search": "/search/",
    "search, found": "/search/?q=harbour",
    "search, nothing found": "/search/?q=unheard-of",
    "accessibility": "/accessibility/",
    "privacy": "/privacy/",
    "moderation in figures": "/comments/transparency/",
    "report a comment": f"{FULL}comments/{REPORTED}/report/",
    "receipt of a report": f"/comments/reports/{REPORT_RECEIPT}/",
    "receipt of a report, dismissed": f"/comments/reports/{DISMISSED_RECEIPT}/",
    "corrections": "/corrections/",
    "what changed": f"{PLAIN}changes/1/",
    "receipt": f"/comments/{RECEIPT}/",
    "receipt, edit": f"/comments/{RECEIPT}/edit/",
    "receipt, delete": f"/comments/{RECEIPT}/delete/",
    "receipt, letters": f"/comments/{RECEIPT}/letters/",
    "receipt, declined": f"/comments/{DECLINED_RECEIPT}/",
    "receipt, appeal": f"/comments/{DECLINED_RECEIPT}/appeal/",
    "404": "/nothing/here/",
}
"""Public pages that one gets by asking for them."""

FORMS = {
    "captcha": (FULL, {"name": "Grace", "text": "My words."}),
    "errors": (FULL, {}),
    "too late": (CLOSED, {"name": "Grace", "text": "My words."}),
}
"""Public pages that answer a comment: under which story, and what was typed."""

FAULTS = ["400", "403", "403 without token", "500", "429, a vote not counted", "503, a comment not stored"]
"""Public pages that only a fault brings up; see `gallery.faults`."""

PUBLIC = [*ADDRESSES, *FORMS, *FAULTS]

NEWSROOM = {
    "dashboard": "/admin/",
    "story list": "/admin/articles/article/",
    "story form": "/admin/articles/article/{story}/change/",
    "new story": "/admin/articles/article/add/",
    "revisions": "/admin/articles/article/{story}/revisions/",
    "difference": "/admin/articles/article/{story}/revisions/difference/?from=1&to=1",
    "restore": "/admin/articles/article/{story}/revisions/1/restore/",
    "retract": "/admin/articles/article/{story}/retract/",
    "photo list": "/admin/articles/photo/",
    "photo form": "/admin/articles/photo/{photo}/change/",
    "photo upload": "/admin/articles/photo/upload/",
    "comment queue": "/admin/comments/comment/?state=held",
    "moderators' desk": "/admin/comments/desk/",
    "desk, one comment": "/admin/comments/desk/{comment}/",
    "desk, many": "/admin/comments/desk/many/alike/made-up/",
    "desk, a thread": "/admin/comments/desk/{comment}/thread/",
    "desk, decided lately": "/admin/comments/desk/lately/",
    "comment": "/admin/comments/comment/{comment}/change/",
    "audit log": "/admin/nuztrend/auditentry/",
    "notes": "/admin/articles/article/{story}/notes/",
    "preview links": "/admin/articles/article/{story}/links/",
    "figures": "/admin/articles/article/{story}/figures/",
    "calendar": "/admin/calendar/",
    "who may do what": "/admin/who-may-do-what/",
    "your sign-in": "/admin/account/",
    "set up codes": "/admin/account/codes/",
    "change password": "/admin/password_change/",
    "style page": "/style/",
}
"""Pages of the newsroom, for an editor who has signed in."""

LOGIN = "/admin/login/"


@dataclass
class Visitor:
    """Goes to pages of a portal by name, in a browser as wide, dark and scripted as asked for."""

    portal: Portal
    browser: Browser

    @cached_property
    def faults(self) -> dict[str, str]:
        told = self._shell("import json; from tests import gallery; print(json.dumps(gallery.faults()))")
        pages: dict[str, str] = json.loads(told)
        assert list(pages) == FAULTS
        return pages

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The numbers of the rows that pages of the newsroom are about."""
        told = self._shell(
            "from articles.models import Article, Photo\n"
            "from comments.models import Report\n"
            f"story = Article.objects.get(slug={FULL.split('/')[2]!r})\n"
            "print(story.pk, story.lead_photo_id, Report.objects.order_by('pk')[0].comment_id)"
        )
        return dict(zip(("story", "photo", "comment"), map(int, told.split()), strict=True))

    @cached_property
    def signed_in(self) -> Any:
        """The cookies of an editor."""
        with self.context() as context:
            page = context.new_page()
            page.goto(LOGIN)
            page.get_by_label("Username").fill(EDITOR)
            page.get_by_label("Password").fill(make.PASSWORD)
            page.get_by_role("button", name="Log in").click()
            page.wait_for_url("**/admin/")
            return context.storage_state()

    @contextmanager
    def context(self, width: int = 1280, *, scripted: bool = True, **options: Any) -> Iterator[BrowserContext]:
        """A browser for one reader: `options` are those of `Browser.new_context`."""
        usual = {"base_url": self.portal.url, "locale": "en-GB", "timezone_id": "UTC", "reduced_motion": "reduce"}
        context = self.browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripted, **(usual | options)
        )
        yield context
        context.close()

    def go(self, page: Page, name: str) -> None:
        """Open a page of PUBLIC or NEWSROOM, or the one to sign in."""
        if name == "login":
            page.goto(LOGIN)
        elif name in ADDRESSES:
            page.goto(ADDRESSES[name])
        elif name in FORMS:
            story, typed = FORMS[name]
            page.goto(f"{FULL}comments/")
            with page.expect_navigation():
                page.locator("form.write").evaluate(
                    "(form, [address, typed]) => { form.action = address; for (const name in typed)"
                    " form.elements[name].value = typed[name]; form.submit() }",
                    [f"{story}comments/", typed],
                )
        elif name in FAULTS:
            page.route("**/fault/", lambda route: route.fulfill(body=self.faults[name], content_type="text/html"))
            page.goto("/fault/")
            page.unroute("**/fault/")
        else:
            page.goto(NEWSROOM[name].format(**self.numbers))

    def source(self, name: str) -> str:
        """The HTML of a public page as it is served, before any script."""
        if name in FAULTS:
            return self.faults[name]
        story, typed = FORMS.get(name, (None, None))
        path = f"{story}comments/" if story else LOGIN if name == "login" else ADDRESSES[name]
        data = urlencode(typed).encode() if typed is not None else None
        try:
            answer = urlopen(Request(self.portal.url + path, data), timeout=30)
        except HTTPError as error:  # a page as well
            answer = error
        return str(answer.read().decode())

    def _shell(self, code: str) -> str:
        """Run Python inside the portal and give what it printed."""
        done = self.portal.manage("shell", "--no-imports", "-c", code)
        assert done.returncode == 0, done.stderr
        return done.stdout


def lay_out(page: Page) -> None:
    """Have all of a page laid out at once, and not only what comes near to the reader's window."""
    page.evaluate(
        """() => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync("* { content-visibility: visible !important }");
          document.adoptedStyleSheets.push(sheet);
        }"""
    )
