"""Markdown for editors: what becomes of the elements of a story and of its pictures."""

import re

import pytest

from articles.markdown import PhotoSource, photo_keys, render
from articles.markdown.finish import finish
from tests.bodies import CAT, PHOTOS

pytestmark = pytest.mark.pure
CODE = '<pre tabindex="0" role="group" aria-label="Code">'


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
        ("```python\na<b\n```", f'{CODE}<code class="language-python">a&lt;b\n</code></pre>'),
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
    box = '<div class="table-scroll" tabindex="0" role="group" aria-label="Table"><table>'
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


# Pictures


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
