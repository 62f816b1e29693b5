"""Headers, and what no page may contain."""

import io
import logging
import re

import pytest
from django.conf import settings as site
from django.test import Client

from nuztrend.requestlog import RequestIdFilter
from tests import make

pytestmark = pytest.mark.django_db
PAGES = [
    "/",
    "/articles/a-story/",
    "/articles/a-story/comments/",
    "/tags/",
    "/tags/science/",
    "/archive/",
    "/nothing/",
    "/admin/login/",
]


@pytest.fixture(autouse=True)
def portal() -> None:
    make.story(tags=[make.tag()], lead_photo=make.photo())


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_carries_the_same_policy(client: Client, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"


def test_a_file_carries_no_policy_and_is_taken_for_nothing_else(client: Client) -> None:
    headers = client.get("/favicon.ico").headers
    assert "Content-Security-Policy" not in headers
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", PAGES)
def test_no_page_names_another_host_or_carries_inline_code(client: Client, path: str) -> None:
    html = client.get(path).content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=|[^>]*ld\+json)[^>]*>\s*\S", html)
    assert not re.search(r"\sstyle=|<style|\son\w+=", html)
    loaded = re.findall(r"""<(?:script|img|source|audio|iframe|link)\b[^>]*?\s(?:src|srcset|href)=["']([^"']+)""", html)
    assert loaded
    foreign = [
        address for address in loaded if re.match(r"(https?:)?//", address) and not address.startswith(site.SITE_URL)
    ]
    assert foreign == []


@pytest.mark.parametrize("path", [page for page in PAGES if not page.startswith("/admin")])
def test_no_public_page_sets_a_cookie(client: Client, path: str) -> None:
    assert not client.get(path).cookies


def test_a_foreign_host_is_refused(client: Client) -> None:
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400


def test_every_line_of_the_log_carries_the_request_s_id(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "nuztrend.request")
    given = client.get("/", headers={"x-request-id": "abc-123-def"})
    made = client.get("/", headers={"x-request-id": "evil\nline"})
    assert given.headers["X-Request-ID"] == "abc-123-def"
    assert re.fullmatch(r"[0-9a-f]{16}", made.headers["X-Request-ID"])
    assert len(caplog.records) == 2
    assert "127.0.0.1" not in caplog.text


def test_a_line_written_for_a_request_carries_its_id() -> None:
    line = logging.StreamHandler(out := io.StringIO())
    line.addFilter(RequestIdFilter())
    line.setFormatter(logging.Formatter("[%(request_id)s] %(message)s"))
    logging.getLogger("nuztrend.request").addHandler(line)
    try:
        Client().get("/tags/", headers={"x-request-id": "abc-123-def"})
    finally:
        logging.getLogger("nuztrend.request").removeHandler(line)
    assert out.getvalue().startswith("[abc-123-def] GET '/tags/' 200")
