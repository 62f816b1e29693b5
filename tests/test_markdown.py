"""Markdown for editors: what becomes of it, what never gets through, and that no text stops the server."""

import os
import re
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import articles.markdown as markdown
from articles.markdown import MAX_BYTES, CannotRender, PhotoSource, photo_keys, render
from articles.markdown.finish import finish
from articles.markdown.renderer import to_html

CAT = PhotoSource(
    src="/media/cat.jpg",
    srcset="/media/cat-320.webp 320w, /media/cat-640.webp 640w",
    sizes="(min-width: 40em) 40em, 100vw",
    width=640,
    height=480,
    alt="A cat",
    caption="The cat of the house",
    credit="Jane & Co",
)
PHOTOS = {"cat-1": CAT}
CONTROL = "".join(map(chr, range(33)))


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    markdown._rendered.cache_clear()
    yield


def refusal(text: str) -> str:
    """The reason why a text is not rendered."""
    with pytest.raises(CannotRender) as caught:
        render(text)
    return caught.value.reason


# What becomes of it


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# One", '<h2 id="s-one">One</h2>'),
        ("## Two", '<h2 id="s-two">Two</h2>'),
        ("###### Six", '<h6 id="s-six">Six</h6>'),
        ("One\n===", '<h2 id="s-one">One</h2>'),
        ("## Élan & *more*", '<h2 id="s-elan-more">Élan &amp; <em>more</em></h2>'),
        ("## 日本", '<h2 id="s-日本">日本</h2>'),
        ("## !?", '<h2 id="s-section">!?</h2>'),
        ("**a** and *b*", "<p><strong>a</strong> and <em>b</em></p>"),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>"),
        ("[a](/b/)", '<p><a href="/b/">a</a></p>'),
        ('[a](https://e.org/?x=1&y=2 "t")', '<p><a href="https://e.org/?x=1&amp;y=2" title="t">a</a></p>'),
        ("[a][r]\n\n[r]: https://e.org/", '<p><a href="https://e.org/">a</a></p>'),
        ("<https://e.org/>", '<p><a href="https://e.org/">https://e.org/</a></p>'),
        ("<a@e.org>", '<p><a href="mailto:a@e.org">a@e.org</a></p>'),
        ("`a<b`", "<p><code>a&lt;b</code></p>"),
        ("```python\na<b\n```", '<pre><code class="language-python">a&lt;b\n</code></pre>'),
        ("Term\n: Meaning", "<dl>\n<dt>Term</dt>\n<dd>Meaning</dd>\n</dl>"),
        ("The UN\n\n*[UN]: United Nations", '<p>The <abbr title="United Nations">UN</abbr></p>'),
        ('"It\'s" -- so --- ...', "<p>“It’s” – so — …</p>"),
        ("a\n\n---\n\nb", "<p>a</p>\n<hr>\n<p>b</p>"),
        ("[TOC]", "<p>[TOC]</p>"),
        ("", ""),
        (" \n\t", ""),
    ],
)
def test_it_renders_the_elements_of_a_story(text: str, html: str) -> None:
    assert render(text) == html


def test_equal_headings_have_different_ids() -> None:
    assert re.findall(r'id="([^"]*)"', render("## A\n\n## A\n\n## A")) == ["s-a", "s-a_1", "s-a_2"]


def test_footnotes_link_there_and_back_whatever_their_names() -> None:
    html = render('a[^x "y" <b>] b[^1] c[^1]\n\n[^x "y" <b>]: one\n[^1]: two')
    ids = re.findall(r'id="([^"]*)"', html)
    assert sorted(ids) == ["fn-1", "fn-2", "fnref-1", "fnref-2", "fnref2-2"]
    assert sorted(set(re.findall(r'href="#([^"]*)"', html))) == sorted(ids)
    assert '<div class="footnote">' in html and html.count('class="footnote-backref"') == 3


@pytest.mark.parametrize("text", ["> wise {: .pull-quote }", "> wise\n> {: .pull-quote }"])
def test_a_pull_quote_carries_its_class(text: str) -> None:
    assert render(text) == '<blockquote class="pull-quote">\n<p>wise</p>\n</blockquote>'


def test_a_table_scrolls_and_is_aligned_without_style() -> None:
    html = render("|a|b|\n|:-|-:|\n|1|2|")
    box = '<div class="table-scroll" tabindex="0" role="region" aria-label="Table"><table>'
    assert html.startswith(box) and html.endswith("</table></div>")
    assert '<th class="align-left" scope="col">a</th>' in html
    assert '<td class="align-right">2</td>' in html
    assert "style" not in html


def test_only_the_outermost_table_is_boxed_and_a_table_in_a_title_is_none() -> None:
    html = render('<table><tr><td title="<table>"><table><tr><td>x</td></tr></table></td></tr></table>')
    assert html.count("<div") == html.count("</div>") == 1
    assert render('![a<table>](/a.png "<table>") b').count("<div") == 0


def test_the_finish_never_takes_a_value_for_a_tag() -> None:
    html = '<a title="<table> <img src=x>" href="/">a</a>'
    assert finish(html) == html


# Images


def test_a_lone_image_is_a_figure_with_its_title_as_caption() -> None:
    assert render("![Sea](/sea.jpg \"At 'sea'\")") == (
        '<figure><img alt="Sea" src="/sea.jpg" loading="lazy" decoding="async">'
        "<figcaption>At ‘sea’</figcaption></figure>"
    )
    assert "<figcaption>" not in render("![Sea](/sea.jpg)")


def test_a_linked_lone_image_is_a_figure_too() -> None:
    html = render('[![Sea](/sea.jpg "c")](/more/)')
    assert html.startswith('<figure><a href="/more/"><img') and "<figcaption>c</figcaption>" in html


def test_an_image_among_words_stays_inline() -> None:
    html = render("a ![Sea](/sea.jpg) b")
    assert html == '<p>a <img alt="Sea" src="/sea.jpg" loading="lazy" decoding="async"> b</p>'


def test_a_photo_brings_its_sizes_caption_and_credit() -> None:
    assert render("![](photo:cat-1)", PHOTOS) == (
        '<figure><img alt="A cat" height="480" sizes="(min-width: 40em) 40em, 100vw" src="/media/cat.jpg" '
        f'srcset="{CAT.srcset}" width="640" loading="lazy" decoding="async">'
        '<figcaption>The cat of the house <span class="credit">Jane &amp; Co</span></figcaption></figure>'
    )


def test_the_words_of_the_story_go_before_those_of_the_photo() -> None:
    html = render('![Mimi](photo:cat-1 "Asleep")', PHOTOS)
    assert 'alt="Mimi"' in html and '<figcaption>Asleep <span class="credit">' in html


def test_a_photo_by_reference_and_in_a_sentence() -> None:
    assert 'src="/media/cat.jpg"' in render("![c][r]\n\n[r]: photo:cat-1", PHOTOS)
    inline = render("see ![c](photo:cat-1) there", PHOTOS)
    assert inline.startswith("<p>see <img") and "figure" not in inline and "credit" not in inline


def test_an_unknown_photo_leaves_its_words() -> None:
    missing = '<p><span class="missing-photo">{}</span></p>'
    assert render("![A dog](photo:dog)", PHOTOS) == missing.format("A dog")
    assert render("![](photo:dog)", PHOTOS) == missing.format("photo:dog")


def test_texts_of_a_photo_are_no_html() -> None:
    wild = PhotoSource("/x.jpg", alt='"><script>', caption="<b> &lt;i&gt;", credit="<script>alert(1)</script>\0\ud800")
    html = render("![](photo:x)", {"x": wild})
    assert "&lt;b&gt; &amp;lt;i&amp;gt;" in html and "<script" not in html and "\0" not in html


def test_photo_keys_finds_every_photo() -> None:
    text = f'![a](photo:one) ![b](<photo:two-2> "t") [r]: photo:three photo:{"k" * 80} photo:{"l" * 81} xphoto:no'
    assert photo_keys(text) == {"one", "two-2", "three", "k" * 80}


def test_photo_keys_takes_linear_time() -> None:
    begun = time.perf_counter()
    assert photo_keys("photo:" * 30_000 + "a" * 100_000) == {"photo"}
    photo_keys("photo:" + "a-" * 100_000)
    assert time.perf_counter() - begun < 0.5


# What never gets through

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

    handle_decl = handle_pi = unknown_decl = handle_comment


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


# No text stops the server


def fill(unit: str, size: int) -> str:
    return (unit * (size // len(unit) + 1))[:size]


def count(line: Callable[[int], str], size: int) -> str:
    lines, total = [], 0
    while total < size:
        lines.append(line(len(lines)))
        total += len(lines[-1])
    return "".join(lines)[:size]


def two(first: str, second: str) -> str:
    return f"{first}\n\n{second}"


HOSTILE: dict[str, Callable[[int], str]] = {
    "open brackets": lambda n: fill("[", n),
    "nested brackets": lambda n: "[" * (n // 2) + "]" * (n // 2),
    "abbreviation starts": lambda n: fill("*[", n),
    "rules": lambda n: fill("- - -\n", n),
    "wide tables": lambda n: "a|" * 900 + "\n" + "-|" * 900 + "\n" + fill("x|\n", n - 3602),
    # the rest of the worst
    "link starts": lambda n: fill("[a](", n),
    "note starts": lambda n: fill("[^", n),
    "image starts": lambda n: fill("![", n),
    "reference starts": lambda n: fill("[a][", n),
    "tag starts": lambda n: fill("<a ", n),
    "declarations": lambda n: fill("<![", n),
    "underlines": lambda n: fill("a\n=\n", n),
    "numbers in a line": lambda n: fill("1. ", n),
    "one footnote": lambda n: two(fill("[^1]", n - 20), "[^1]: t"),
    "long reference": lambda n: two("[a]: " + fill("b", n // 2 - 10), fill("[a] ", n // 2)),
    # bad enough at a tenth of the size
    "link titles": lambda n: fill('[a](b "', n),
    "nested images": lambda n: "![" * (n // 6) + "](a)" * (n // 6),
    "quote marks": lambda n: fill(">", n),
    "spaced quote marks": lambda n: fill("> ", n),
    "nested lists": lambda n: count(lambda i: " " * (4 * i % 400) + "- a\n", n),
    "deep lists": lambda n: count(lambda i: "    " * i + "- a\n", n),
    "rule in a line": lambda n: fill("- ", n - 1) + "x",
    "stars": lambda n: fill("*", n),
    "star words": lambda n: fill("*a ", n),
    "underscores": lambda n: fill("_", n),
    "mixed emphasis": lambda n: fill("a*b_c ", n),
    "deep emphasis": lambda n: "*a **b " * (n // 14) + "b** a*" * (n // 14),
    "backticks": lambda n: fill("`", n),
    "growing backticks": lambda n: count(lambda i: "`" * i + " ", n),
    "less than": lambda n: fill("<", n),
    "unclosed blocks": lambda n: fill("<div>\n", n),
    "unclosed words": lambda n: fill("<b>", n),
    "comment starts": lambda n: fill("<!--", n),
    "instructions": lambda n: fill("<?", n),
    "ampersands": lambda n: fill("&", n),
    "entities": lambda n: fill("&#x1", n),
    "pipes": lambda n: fill("|", n // 2 - 1) + "\n" + fill("|-", n // 2),
    "table ticks": lambda n: "a|b\n-|-\n" + fill("`|``", n - 8),
    "abbreviations": lambda n: count(lambda i: f"*[A{i}]: t\n", n // 2) + count(lambda i: f"A{i} ", n // 2),
    "footnotes": lambda n: two(count(lambda i: f"[^{i}] ", n // 2), count(lambda i: f"[^{i}]: t\n", n // 2 - 2)),
    "nested footnotes": lambda n: count(lambda i: f"[^{i}]: [^{i + 1}]\n\n", n),
    "braces": lambda n: fill("{: ", n),
    "brace lines": lambda n: fill("a {: .b }\n", n),
    "definitions": lambda n: fill("a\n: b\n\n", n),
    "smart quotes": lambda n: fill("\"'", n),
    "apostrophes": lambda n: fill("it's ", n),
    "dashes": lambda n: fill("a--", n),
    "long line": lambda n: fill("a", n),
    "spaces": lambda n: "a" + fill(" ", n - 2) + "b",
    "newlines": lambda n: "a" + fill("\n", n - 2) + "b",
    "line breaks": lambda n: fill("a  \n", n),
    "backslashes": lambda n: fill("\\", n),
    "escapes": lambda n: fill("\\*", n),
    "fences": lambda n: fill("```\n", n),
    "fence attributes": lambda n: fill("``` {a=b}\n", n),
    "hashes": lambda n: fill("#", n),
    "headings": lambda n: fill("# a\n", n),
    "references": lambda n: count(lambda i: f"[{i}]: a\n", n // 2) + count(lambda i: f"[{i}] ", n // 2),
    "autolinks": lambda n: fill("<a://", n),
    "photos": lambda n: fill("![](photo:cat-1)\n\n", n),
    "pull quotes": lambda n: fill("> a {: .pull-quote }\n", n),
    "placeholders": lambda n: fill("\x02klzzwxh:0000\x03", n),
    "surrogates": lambda n: fill("\0\ud800", n // 3),
}
WORST, BAD = list(HOSTILE)[:15], list(HOSTILE)[15:]


def seconds_for(text: str) -> float:
    """How long the door takes for a text, whether it renders or is refused for its own sake."""
    begun = time.monotonic()
    try:
        render(text, PHOTOS)
    except CannotRender as refused:
        assert refused.reason in {"slow", "deep", "memory", "large"}, str(refused)
    return time.monotonic() - begun


@pytest.mark.parametrize("name", WORST)
def test_200_kb_of_anything_render_or_are_refused_in_time(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if name not in WORST[:5]:  # the promise itself for five; for the others, that the limit is kept
        monkeypatch.setattr(markdown, "LIMIT_SECONDS", 0.7)
    text = HOSTILE[name](MAX_BYTES)
    assert 0.9 * MAX_BYTES < len(text) <= MAX_BYTES
    assert seconds_for(text) < markdown.LIMIT_SECONDS + 1


@pytest.mark.parametrize("name", BAD)
def test_20_kb_of_anything_render_or_are_refused_in_time(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown, "LIMIT_SECONDS", 0.7)
    assert seconds_for(HOSTILE[name](20_000)) < 1.7


def ordinary_article(size: int) -> str:
    paragraph = (
        "The mayor said on Monday that the city's budget \"won't do\" -- see [the report](https://e.org/r) for "
        "**all** figures, *street by street*, and what neighbours told us.\n\n"
    )
    part = "## What the council decided\n\n" + paragraph * 6 + "- one reason\n- another reason\n\n> A quote.\n\n"
    return fill(part, size)


def test_an_ordinary_article_of_200_kb_renders() -> None:
    assert render(ordinary_article(MAX_BYTES)).count("<h3") > 150


@pytest.mark.parametrize(
    ("text", "reason", "words"),
    [
        ("é" * (MAX_BYTES // 2 + 1), "long", r"201 kB long.*at most 200 kB"),
        ("1. " * 3_000 + "x", "deep", r"nested too deeply"),
        ("[a]: " + "b" * 10_000 + "\n\n" + "[a] " * 2_500, "large", r"several megabytes"),
    ],
)
def test_a_refusal_says_what_to_do(text: str, reason: str, words: str) -> None:
    with pytest.raises(CannotRender, match=words) as refused:
        render(text)
    assert refused.value.reason == reason
    assert isinstance(refused.value, ValueError)
    assert render("fine") == "<p>fine</p>"


def test_a_slow_text_is_named_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown, "LIMIT_SECONDS", 0.8)
    with pytest.raises(CannotRender, match=r"0\.8 seconds.*brackets.*nested"):
        render("[" * MAX_BYTES)


def test_exactly_the_limit_is_not_too_long() -> None:
    assert render(fill("word ", MAX_BYTES - 1) + "x").startswith("<p>word")


def test_other_threads_go_on_while_a_hostile_text_is_rendered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown, "LIMIT_SECONDS", 2.0)
    done, gaps = threading.Event(), []

    def tick() -> None:
        last = time.monotonic()
        while not done.wait(0.01):
            gaps.append(time.monotonic() - last)
            last = time.monotonic()

    reader = threading.Thread(target=tick)
    reader.start()
    assert refusal("*[" * (MAX_BYTES // 2)) == "slow"  # one C-level regular expression, which holds the GIL
    done.set()
    reader.join()
    assert len(gaps) > 40 and max(gaps) < 0.5


def test_waiting_for_other_texts_ends_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown, "LIMIT_SECONDS", 2.0)
    monkeypatch.setattr(markdown, "BUSY_SECONDS", 2.5)
    first = threading.Thread(target=lambda: refusal("[" * MAX_BYTES))
    first.start()
    time.sleep(0.2)
    begun = time.monotonic()
    assert refusal("![" * 100_000) == "busy"  # its turn comes, but not its time
    assert 1.5 < time.monotonic() - begun < 3.5
    first.join()
    monkeypatch.setattr(markdown, "BUSY_SECONDS", 0.3)
    with markdown._worker._turn:
        assert refusal("never its turn") == "busy"


# The child comes and goes


def in_a_server(code: str) -> subprocess.CompletedProcess[str]:
    """Run `code` as a server process of its own, with a secret in its environment."""
    return subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code],
        cwd=Path(markdown.__file__).parents[2],
        env={**os.environ, "SECRET_KEY": "hush"},
        stdout=subprocess.PIPE,  # but not stderr: the child holds it too, and run() would wait for its end
        text=True,
    )


def assert_it_ends(pid: int) -> None:
    """Wait for a process that is not ours; one that only waits to be collected has ended too."""
    deadline = time.monotonic() + 5
    while Path(f"/proc/{pid}").exists():
        if " Z " in Path(f"/proc/{pid}/stat").read_text():
            return
        assert time.monotonic() < deadline, "the child outlives its server"
        time.sleep(0.05)


def child_pid() -> int:
    child = markdown._worker._child
    assert child
    return child.pid


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGTERM])
def test_a_child_killed_between_two_texts_is_replaced(sign: signal.Signals) -> None:
    render("one")
    killed = child_pid()
    os.kill(killed, sign)
    time.sleep(0.1)
    assert render("two") == "<p>two</p>"
    assert child_pid() != killed


def test_ctrl_c_is_left_to_the_server() -> None:
    render("one")
    kept = child_pid()
    os.kill(kept, signal.SIGINT)
    time.sleep(0.1)
    assert render("two") == "<p>two</p>" and child_pid() == kept


def test_a_child_that_reads_nothing_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown, "LIMIT_SECONDS", 1.0)
    render("one")
    os.kill(child_pid(), signal.SIGSTOP)
    assert refusal("three " * 30_000) == "slow"  # more than a pipe holds: writing must not block for ever
    assert render("two") == "<p>two</p>"


def test_a_child_that_cannot_start_is_our_fault(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    markdown._worker.stop()
    with monkeypatch.context() as broken:
        broken.setattr(sys, "executable", "/nonexistent/python")
        assert refusal("one") == "failed"
        broken.setattr(sys, "executable", "/bin/false")
        assert refusal("one") == "failed"
    assert "died twice" in caplog.text
    assert render("one") == "<p>one</p>"


def test_an_answer_is_never_read_as_that_to_the_next_text(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    render("warm")
    with monkeypatch.context() as patch:
        patch.setattr("articles.markdown.worker._read", interrupted)
        with pytest.raises(KeyboardInterrupt):
            render("abandoned")
    assert render("wanted") == "<p>wanted</p>"


def test_a_forked_process_gets_a_child_of_its_own() -> None:
    render("one")
    ours = child_pid()
    answer, question = os.pipe()
    with markdown._worker._turn:  # another thread is at it while we fork
        forked = os.fork()
        if not forked:
            try:
                html = render("theirs")
                os.write(question, f"{child_pid()} {html}".encode())
            finally:
                os._exit(0)  # or a second pytest would go on from here
    assert select.select([answer], [], [], 10)[0], "the forked process hangs"
    theirs, html = os.read(answer, 200).decode().split(" ", 1)
    os.waitpid(forked, 0)
    os.close(answer)
    os.close(question)
    assert html == "<p>theirs</p>" and int(theirs) != ours
    assert render("two") == "<p>two</p>" and child_pid() == ours


def test_the_child_ends_with_its_server() -> None:
    code = (
        "import os, articles.markdown as m; m.render('a'); print(m._worker._child.pid, flush=True); "
        "os.kill(os.getpid(), 9)"
    )
    assert_it_ends(int(in_a_server(code).stdout))


def test_a_busy_child_ends_by_itself_when_its_server_is_gone() -> None:
    code = (
        "import os, threading, time, articles.markdown as m; m.render('a'); m.LIMIT_SECONDS = 0.5\n"
        "threading.Timer(0.2, lambda: (print(m._worker._child.pid, flush=True), os.kill(os.getpid(), 9))).start()\n"
        "m.render('*[' * 100_000)"
    )
    assert_it_ends(int(in_a_server(code).stdout))


def test_neither_process_carries_the_other_s_load() -> None:
    code = (
        "import sys, articles.markdown as m; m.render('a'); "
        "assert not {'markdown', 'nh3', 'django'} & set(sys.modules); "
        "pid = m._worker._child.pid; print(open(f'/proc/{pid}/environ').read(), open(f'/proc/{pid}/maps').read()); "
        "print(open(f'/proc/{pid}/limits').read(), 'nice', open(f'/proc/{pid}/stat').read().rsplit(')')[1].split()[16])"
    )
    run = in_a_server(code)
    assert run.returncode == 0
    assert "hush" not in run.stdout and "nh3" in run.stdout
    assert re.search(r"Max address space +1073741824 ", run.stdout) and run.stdout.strip().endswith("nice 5")


def test_the_same_text_with_the_same_photos_costs_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first = render("![](photo:cat-1)", PHOTOS)
    monkeypatch.setattr(markdown._worker, "ask", lambda *_, **__: pytest.fail("rendered twice"))
    assert render("![](photo:cat-1)", {**PHOTOS, "unused": CAT}) == first


def test_another_caption_is_rendered_anew() -> None:
    assert render("![](photo:cat-1)", PHOTOS) != render("![](photo:cat-1)", {"cat-1": PhotoSource("/x.jpg")})
