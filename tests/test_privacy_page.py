"""What this site stores about you: found from every page, and made from the registry."""

from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from nuztrend.privacy import Holding, Whose, registry
from nuztrend.privacy.registry import holdings, in_browser
from tests import make
from tests.front import Front

pytestmark = pytest.mark.django_db


def test_every_page_leads_to_it(client: Client) -> None:
    make.story()
    for path in ("/", "/articles/a-story/", "/nothing/"):
        foot = client.get(path).content.decode().partition("<footer")[2]
        assert '<a href="/privacy/">Privacy</a>' in foot, path


def test_it_tells_everything_that_is_registered(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    added = Holding(whose=Whose.WRITER, what="Shoe size", why="For a test", kept="9 days", ends="a test")
    monkeypatch.setattr(registry, "_holdings", [*holdings(), added])
    html = client.get("/privacy/").content.decode()
    for holding in holdings():
        assert f"<h3>{holding.what}</h3>" in html
    for kept in in_browser():
        assert f"<code>{kept.name}</code>" in html
    assert "Shoe size" in html and "9 days." in html


@pytest.mark.django_db(transaction=True)
def test_it_is_the_same_for_everybody_and_sets_no_cookie() -> None:
    front = Front()
    first, again = front.get("/privacy/"), front.get("/privacy/")
    assert (first.how, again.how) == ("stored", "hit")
    assert "Set-Cookie" not in first.headers


@pytest.mark.parametrize("contact", ["mailto:desk@example.org", ""])
def test_it_names_whom_to_ask(client: Client, settings: LazySettings, contact: str) -> None:
    settings.SITE_CONTACT = contact
    html = client.get("/privacy/").content.decode()
    assert ('href="mailto:desk@example.org"' in html) is bool(contact)
    assert ("has not named an address" in html) is not bool(contact)


def test_who_delivers_the_pages_is_named(client: Client, settings: Any) -> None:
    assert "come from our own server" in client.get("/privacy/").content.decode()
    settings.PURGE = "cloudflare"
    assert "delivered by Cloudflare" in client.get("/privacy/").content.decode()


def test_who_is_asked_about_comments_is_named(client: Client, settings: Any) -> None:
    assert "Nobody else is told" in client.get("/privacy/").content.decode()
    settings.SPAM_CHECK = "akismet"
    html = client.get("/privacy/").content.decode()
    assert "may be sent to Akismet" in html and "Nobody else is told" not in html


def test_a_reader_gets_no_cookie_on_any_public_page(client: Client) -> None:
    """The page says so: reading, searching, writing, reporting and both receipts."""
    comment = make.comment(make.story())
    story = comment.article.get_absolute_url()
    paths = ["/", story, f"{story}comments/", f"{story}comments/form/", f"{story}comments/{comment.pk}/report/"]
    paths += ["/search/?q=story", "/trending/", "/privacy/", "/feeds/all.rss", "/nothing/"]
    for path in paths:
        assert not client.get(path).cookies, path
    assert not client.post(f"{story}comments/", {"name": "Grace", "text": "Hm."}).cookies
