"""Markdown for editors: nothing that runs, submits, styles or takes a foreign id gets through."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.markdown import render
from articles.markdown.renderer import to_html
from tests.bodies import PHOTOS

pytestmark = pytest.mark.pure

CONTROL = "".join(map(chr, range(33)))
VECTORS = [
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src=x\nonerror\n=\nalert(1)>",
    "<img/src='x'/onerror=alert(1)>",
    "text <b onmouseover=alert(1)>x</b>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](java&#115;cript:alert(1))",
    "[a](javascript&colon;alert(1))",
    "[a](<java\tscript:alert(1)>)",
    '<a href="java&#9;script:alert(1)">a</a>',
    '<a href="java&#10;script:alert(1)">a</a>',
    '<a href="&#1;javascript:alert(1)">a</a>',
    '<a href=" javascript:alert(1)">a</a>',
    "<a href=vbscript:x>a</a>",
    "[a](data:text/html,<script>alert(1)</script>)",
    "![a](data:image/svg+xml,x)",
    "![a](javascript:alert(1))",
    '<img src="/a.png" srcset="javascript:alert(1) 1x">',
    '<img src="/a.png" srcset="/a.png 1x, data:image/svg+xml,x 2x">',
    "<javascript:alert(1)>",
    "<javascript://%0aalert(1)>",
    "<data://x>",
    "[a][r]\n\n[r]: javascript:alert(1)",
    '[a][r]\n\n[r]: /x "t\\" onclick=alert(1) "',
    '[a](/x "\\" onclick=alert(1) x=\\"")',
    '![a" onerror="alert(1)](/x.png)',
    "![a](/x.png){: onerror=alert(1) }",
    "a\n{: onclick=alert(1) style=color:red #comments .evil }",
    "# a {: onclick=alert(1) style='x' #comments .evil }",
    "**a**{: onclick=alert(1) #comments name=x .evil }",
    "``` { .x onclick=alert(1) #comments style=x }\na\n```",
    '```"onclick=alert(1)\na\n```',
    "<svg onload=alert(1)>",
    "<svg><set attributeName=href to=javascript:alert(1)><a>x</a></svg>",
    '<svg><style><img src="</style><img src=x onerror=alert(1)>"></style></svg>',
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></table></mtext></math>",
    "<math href=javascript:alert(1)>x</math>",
    "<style>@import 'x';</style>",
    '<p style="background:url(javascript:alert(1))">a</p>',
    "<iframe src=javascript:alert(1)></iframe>",
    "<object data=x></object><embed src=x>",
    "<form action=javascript:alert(1)><input name=x><button formaction=javascript:alert(1)>b</button></form>",
    "<base href=//evil.example/><meta http-equiv=refresh content=0><link rel=stylesheet href=x>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    '<textarea><img title="</textarea><img src=x onerror=alert(1)>">',
    "<!--><img src=x onerror=alert(1)>-->",
    "<!-- a --!><img src=x onerror=alert(1)>",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?php <img src=x onerror=alert(1)> ?>",
    'a[^"onclick=alert(1) x="]\n\n[^"onclick=alert(1) x="]: b',
    "a[^'><script>]\n\n[^'><script>]: b",
    '*[A]: " onclick=alert(1) x="\n\nA',
    "|a|\n|-|\n|<td onclick=alert(1)>|",
    "<table><tr><td onclick=alert(1) background=javascript:alert(1)>x</td></tr></table>",
    "\x02wzxhzdk:0\x03<b onclick=alert(1)>",
    "<a name=comments id=comments>x</a><p id=s-ok class='evil pull-quote'>y</p>",
    "<video src=x onerror=alert(1)><source src=x></video>",
]


FORBIDDEN = {
    *("script", "style", "svg", "math", "set", "iframe", "frame", "object", "embed", "base", "meta", "link"),
    *("form", "input", "button", "textarea", "select", "noscript", "title", "template", "video", "audio", "h1"),
}


class Inspector(HTMLParser):
    """Reads HTML as a browser would and fails on whatever runs, submits, styles or takes a foreign id."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in FORBIDDEN
        for name, value in attrs:
            assert not name.startswith("on") and name not in {"style", "name", "srcdoc", "background"}, name
            if name in {"href", "src"}:
                address = re.sub(r"[\t\n\r]", "", value or "").strip(CONTROL).lower()  # as the URL standard has it
                scheme = re.match(r"([a-z][a-z0-9+.-]*):", address)
                assert not scheme or scheme[1] in {"http", "https", "mailto"}, value
            if name == "srcset":
                assert not re.search("javascript|data", value or "")
            if name == "id":
                assert re.match(r"s-|fn-|fnref\d*-", value or ""), value
            if name == "class":
                assert "evil" not in (value or "")

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment got through: {data}")

    def handle_decl(self, decl: str) -> None:
        self.handle_comment(decl)

    def handle_pi(self, data: str) -> None:
        self.handle_comment(data)

    def unknown_decl(self, data: str) -> None:
        self.handle_comment(data)


@pytest.mark.parametrize("text", VECTORS)
def test_nothing_executable_gets_through(text: str) -> None:
    for surrounded in (text, f"a {text} b", f"> {text}", f"- {text}\n- b"):
        Inspector().feed(render(surrounded))


def test_a_heading_whose_own_id_is_foreign_gets_one_of_ours() -> None:
    assert render("## Hi {#comments}") == '<h2 id="s-hi">Hi</h2>'
    assert render("## Hi {#s-own}") == '<h2 id="s-own">Hi</h2>'
    assert render("## Hi {: id data-toc-label }") == '<h2 id="s-hi">Hi</h2>'


def test_an_image_without_an_allowed_address_leaves_its_words() -> None:
    assert '<span class="missing-photo">a &lt;b&gt;</span>' in render("![a <b>](javascript:x)")


def test_editors_links_carry_no_rel() -> None:
    assert "rel=" not in render("[a](https://e.org/)")


def test_nul_and_lone_surrogates_are_replaced() -> None:
    assert render("a\0b\ud800c\udc00d") == "<p>a\ufffdb\ufffdc\ufffdd</p>"
    assert render("\ud83d\ude00") == "<p>😀</p>"


MARKS = """[ ] ( ) ![ [^1] [^1]: *[A]: A * ** _ ` ``` > - 1. # {: } #x .y id alt src=1 | a|b <div> </div> <table>
<td> <!-- --> <![CDATA[ <? <a href= & &# " ' -- ... \\ photo:cat-1 ==== ---- ~~~ <svg> <math> <style> <script>
javascript: onclick=x <img src= <noscript> <textarea> <title> <!D é \x02 \x03 \0 \ud800"""
TOKENS = [*MARKS.split(), " ", "\n", "\n\n", "    ", "word"]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(TOKENS), max_size=40).map("".join))
def test_any_soup_of_marks_gives_clean_html_and_always_the_same(text: str) -> None:
    html = to_html(text, PHOTOS)
    Inspector().feed(html)
    assert to_html(text, PHOTOS) == html
