"""Readers' words as HTML."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.text import LINK_REL, to_html

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One.\n\nTwo.", "<p>One.</p><p>Two.</p>"),
        ("One\r\ntwo", "<p>One<br>two</p>"),
        ("> Said\n> before\n\nI answer", "<blockquote><p>Said<br>before</p></blockquote><p>I answer</p>"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("# no *Markdown* [here](x)", "<p># no *Markdown* [here](x)</p>"),
        (
            "See https://example.org/a?b=1&c=2.",
            f'<p>See <a href="https://example.org/a?b=1&amp;c=2" rel="{LINK_REL}">https://example.org/a?b=1&amp;c=2</a>.</p>',
        ),
        (
            'https://e.org/"onmouseover="x',
            f'<p><a href="https://e.org/" rel="{LINK_REL}">https://e.org/</a>&quot;onmouseover=&quot;x</p>',
        ),
        ("javascript:alert(1) data:text/html,x", "<p>javascript:alert(1) data:text/html,x</p>"),
        ("bell\x07 and null", "<p>bell and null</p>"),
        ("", ""),
        ("https://", "<p>https://</p>"),
    ],
)
def test_it_is_paragraphs_quotes_and_links_and_nothing_else(text: str, html: str) -> None:
    assert to_html(text) == html


@given(st.text())
def test_no_text_becomes_other_markup(text: str) -> None:
    html = to_html(text)
    for tag in (
        "<p>",
        "</p>",
        "<br>",
        "<blockquote>",
        "</blockquote>",
        "</a>",
        f'" rel="{LINK_REL}">',
        '<a href="http',
    ):
        html = html.replace(tag, "")
    assert "<" not in html
    assert '"' not in html


@pytest.mark.parametrize("piece", ["https://", ">", "> > ", "\n", "<", "https://a ", "a\n\n", "&"])
def test_a_long_text_takes_no_longer_than_it_is_long(piece: str) -> None:
    started = time.thread_time()
    to_html(piece * (200_000 // len(piece)))
    assert time.thread_time() - started < 5  # a promise to other readers; quadratic work would take minutes
