"""What Word and Google Docs put on the clipboard, as Markdown."""

import re
from html import escape, unescape

import pytest

from articles.markdown.pasted import to_markdown
from articles.markdown.renderer import to_html

pytestmark = pytest.mark.pure

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name=Generator
content="Microsoft Word 15">
<style><!-- p.MsoNormal {margin:0cm;} --></style><!--[if gte mso 9]><xml><w:WordDocument/></xml><![endif]--></head>
<body lang=EN-GB><!--StartFragment-->
<p class=MsoTitle>The storm<o:p></o:p></p>
<h2><span lang=EN-GB>What it <b>left</b><o:p></o:p></span></h2>
<p class=MsoNormal><b style='mso-bidi-font-weight:normal'>Two</b> cranes,&nbsp;<i>one</i> of them
<span style='font-family:"Arial",sans-serif'>gone</span>: <a
href="https://example.org/a(b)">see here</a>.<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;
</span></span></span><![endif]>The light<o:p></o:p></p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>o<span>&nbsp;
</span></span>on the mole</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span>&nbsp;
</span></span>The channel</p>
<p class=MsoNormal>In order:</p>
<p class=MsoListParagraphCxSpFirst style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>1.<span>&nbsp;
</span></span>Ships</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>2.<span>&nbsp;
</span></span>Cranes</p>
<table class=MsoTableGrid border=1><tr><td width=200><p class=MsoNormal><b>Year</b></p></td>
<td><p>Ships | boats</p></td></tr>
<tr><td><p class=MsoNormal>2024</p></td><td><p>14</p></td></tr></table>
<p class=MsoNormal>H<sub>2</sub>O<img src="file:///C:/x.png"><o:p>&nbsp;</o:p></p>
<!--EndFragment--></body></html>"""

WORD_AS_MARKDOWN = """## The storm

### What it left

**Two** cranes, *one* of them
gone: [see here](https://example.org/a%28b%29).

- The light
    - on the mole
- The channel

In order:

1. Ships
2. Cranes

| **Year** | Ships &#124; boats |
| --- | --- |
| 2024 | 14 |

H<sub>2</sub>O"""

GOOGLE = """<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-7f"><h1 dir="ltr"><span
style="font-size:20pt;font-weight:400;">The storm</span></h1><p dir="ltr"><span
style="font-weight:400;">It was </span><span style="font-weight:700;">very</span><span
style="font-weight:700;font-style:italic;"> dark</span><span>, says
</span><a href="https://www.google.com/url?q=https://example.org/port&amp;sa=D&amp;ust=1"><span
style="color:#1155cc;text-decoration:underline;">the port</span></a><span>.</span></p><br /><ul><li dir="ltr"
aria-level="1"><p dir="ltr" role="presentation"><span>one</span></p></li><ul><li
aria-level="2"><p><span>deeper</span></p></li></ul><li><p><span>two</span></p></li></ul><h2><span>Smaller</span></h2><p><span
style="font-size:0.6em;vertical-align:super;">st</span></p></b>"""

GOOGLE_AS_MARKDOWN = """## The storm

It was **very *dark***, says
[the port](https://example.org/port).

- one
    - deeper
- two

### Smaller

<sup>st</sup>"""


@pytest.mark.parametrize(("html", "markdown"), [(WORD, WORD_AS_MARKDOWN), (GOOGLE, GOOGLE_AS_MARKDOWN)])
def test_what_word_and_google_docs_copy_becomes_clean_markdown(html: str, markdown: str) -> None:
    assert to_markdown(html) == markdown


def test_the_markdown_of_a_paste_becomes_the_page_that_was_meant() -> None:
    html = to_html(to_markdown(WORD), {})
    for part in (
        '<h2 id="s-the-storm">The storm</h2>',
        "<strong>Two</strong>",
        "<li>The light<ul>\n<li>on the mole</li>",
        "<ol>\n<li>Ships</li>",
        "Ships | boats</th>",
        "H<sub>2</sub>O",
    ):
        assert part in html, (part, html)


@pytest.mark.parametrize(
    "words",
    [
        "1. no list",
        "# no heading",
        "- no item",
        "> no quote",
        "2 * 3 * 4 and *stars*",
        "snake_case and _lines_",
        "[words](https://example.org)",
        "[^1] and ![x](y)",
        "<b>no tag</b> &amp; &lt;",
        "a `tick` and \\ back",
        "{: .pull-quote }",
        ": no meaning",
        "--- a rule",
        "=== another",
        "~~~ code",
        "a | b",
    ],
)
def test_words_that_look_like_markdown_stay_words(words: str) -> None:
    html = to_html(to_markdown(f"<p>{escape(words)}</p>"), {})
    assert re.fullmatch(r"<p>[^<]*</p>", html), html
    plain = unescape(html[3:-4]).translate(str.maketrans("“”‘’–—", "\"\"''--"))
    assert plain.replace("-", "") == words.replace("-", ""), html


def test_hostile_html_leaves_words_alone() -> None:
    hostile = (
        "<p onclick=alert(1)>Hello <img src=x onerror=alert(1)><a href='javascript:alert(1)'>there</a>"
        "<iframe srcdoc='<script>alert(1)</script>'></iframe><math><mi//xlink:href='data:x,<script>alert(1)</script>'>"
        "<svg onload=alert(1)>"
    )
    assert to_markdown(hostile) == "Hello there"
