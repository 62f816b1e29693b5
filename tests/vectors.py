"""Words by which somebody may try to run a script in other people's browsers, and a portal full of them."""

import json
import os
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.shortcuts import render
from django.test import RequestFactory

from articles.models import Article
from comments.models import (
    LONGEST_APPEAL,
    LONGEST_NAME,
    LONGEST_TEXT,
    Appeal,
    Comment,
    CommentNote,
    Letterbox,
    Reason,
    Report,
    State,
    receipt_hash,
)
from comments.models.note import LONGEST_NOTE
from comments.text import has_words, tidy
from comments.writing import busy
from tests import make

LIVE = (
    # tags and handlers, at once or at a touch
    "<script>alert(1)</script>",
    "<ScRiPt\n/x>confirm(2)</sCrIpT\t>",
    "<img src=x: onerror=alert(3)>",
    "<video><source onerror='prompt(4)'>",
    "<details open ontoggle=alert`5`>",
    "<input autofocus onfocus=print()>",
    "<b onpointerenter=alert(7) tabindex=1>",
    "<body onpageshow=alert(8)>",
    # out of what stands around them
    '"><img src=x: onerror=alert(9)>',
    "'><svg onload=alert(10)>",
    "</textarea><script>alert(11)</script>",
    "</title></style></noscript><svg/onload=alert(12)//",
    "</script><script>alert(13)</script>",
    "--></template><img src=x: onerror=alert(14)>",
    "]]><script>alert(15)</script>",
    "> <img src=x: onerror=alert(16)>",
    # addresses
    "<a href=javascript:alert(17)>look</a>",
    '<a href="\tjAva&#9;scr\nipt&colon;alert(18)">look</a>',
    '<a href="data:text/html,<script>alert(19)</script>">look</a>',
    "<form><button formaction=javascript:alert(20)>look",
    '<iframe src="javascript:parent.alert(21)"></iframe>',
    "<iframe srcdoc='<script>parent.alert(22)</script>'></iframe>",
    "<meta http-equiv=refresh content='9;url=data:text/html,23'>",
    "<base href=//stranger.example/>",
    "<object data='data:text/html,<script>alert(25)</script>'></object>",
    # strangers
    "<script src=//stranger.example/26.js></script>",
    "<link rel=stylesheet href=//stranger.example/27.css>",
    "<img src=//stranger.example/28.png>",
    "<style>@import '//stranger.example/29.css'</style>",
    # other languages in HTML, and what changes when it is read twice
    "<svg><script>alert&lpar;30)</script></svg>",
    "<svg><a xlink:href=javascript:alert(31)><text y=9>look",
    "<svg><animate attributeName=href values=javascript:alert(32)>",
    "<math><mi xlink:href=javascript:alert(33)>look</math>",
    "<svg></p><style><i title='</style><img src=x: onerror=alert(34)>'>",
    "<noscript><i title='</noscript><img src=x: onerror=alert(35)>'>",
    "\u202e<svg onload=alert(36)>\u202c",
    "'\"`--></title></style></textarea></script><svg onload=alert(37)//",
)
"""What a browser executes, or would at a touch, where it stands in a page as it is."""

SLY = (
    # attributes without a tag
    '" onfocus="alert(51)" autofocus x="',
    "' onmouseover='alert(52)' x='",
    "` onpageshow=alert`53` x=`",
    # templates
    "{{ 191*193 }}{% debug %}",
    "${191*193} #{191*193} <%= 191*193 %> [[191*193]]",
    "{{constructor.constructor('alert(56)')()}}",
    "«text» {name} %(name)s $name",
    # entities, encodings, controls: what somebody may read once too often or once too seldom
    "&lt;script&gt;alert(58)&lt;/script&gt;",
    "&#x3c;img src=x: onerror=alert(59)&#x3e;",
    "%3Cscript%3Ealert(60)%3C/script%3E",
    "\\u003cscript\\u003ealert(61)\\u003c/script\\u003e",
    "+ADw-script+AD4-alert(62)+ADw-/script+AD4-",
    "<scr\0ipt>alert(63)</scr\0ipt>",
    "<\0img src=x: on\x0cerror=alert(64)>",
    "<scr<script>ipt>alert(65)</scr</script>ipt>",
    "＜script＞alert(66)＜/script＞",
    "<ſcript>alert(67)</ſcript><ımg src=x: onerror=alert(67)>",
    "look\u2028alert(68)\u2029//",
    # JSON, XML, tables
    "<!--<script>",
    '"}</script ><svg onload=alert(70)>{"',
    "<![CDATA[<script>alert(71)</script>]]>",
    "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(72)</x:script>",
    '=HYPERLINK("javascript:alert(73)")',
    # links and Markdown
    "[look](javascript:alert(74)) ![x](x: 'onerror=alert(74)')",
    "<javascript:alert(75)>",
    'https://example.org/"onmouseover="alert(76)',
    "https://example.org/<svg/onload=alert(77)>",
    "https://example.org/&quot;onclick=&quot;alert(78)",
    "http://javascript:alert(79)@example.org/'onclick='alert(79)",
    "javascript://example.org/%0aalert(80)",
)
"""What aims at a slip in how a page is made."""

OWN = (*LIVE, *SLY)
SUM = "36863"
"""What 191 times 193 is: it stands where somebody has calculated a template that a reader wrote."""
RECEIPT = "receipt-of-a-pack-vectors"
"""With seven digits behind it, the receipt of a comment that holds many vectors, and of the report about it."""
SLUG = "vectors"


def begin() -> None:
    """Make the story under which all of it stands, and an account that may see it all."""
    make.story("Vectors", slug=SLUG)
    make.user("chief", is_superuser=True)


def chosen() -> list[str]:
    """Give the vectors of the file that XSS_VECTORS names, one a line; none without it."""
    path = os.environ.get("XSS_VECTORS")
    lines = Path(path).read_text(errors="replace").split("\n") if path else []
    return [line for line in map(tidy, lines) if has_words(line)]


def packs(vectors: Sequence[str], most: int) -> Iterator[str]:
    """Give texts of at most so many characters that hold all vectors, a paragraph each."""
    pack = ""
    for vector in vectors:
        if pack and len(pack) + len(vector) + 2 > most:
            yield pack
            pack = ""
        pack = f"{pack}\n\n{vector}" if pack else vector[:most]
    if pack:
        yield pack


@transaction.atomic
def spread(first: int, end: int) -> None:
    """Store these vectors of the list, where forms would take hours: each as name and words of a comment, and in packs

    wherever else readers and moderators write. Print the numbers of the comments with packs.
    """
    vectors, story = chosen()[first:end], Article.objects.get(slug=SLUG)
    roots = Comment.objects.bulk_create(_row(story, vector) for vector in vectors[::2])
    answers = zip(vectors[1::2], roots, strict=False)
    Comment.objects.bulk_create(_row(story, vector, parent=root, root=root, depth=1) for vector, root in answers)
    print(json.dumps([_pack(story, pack) for pack in packs(vectors, LONGEST_TEXT)]))


def _row(story: Article, vector: str, **place: Any) -> Comment:
    """Give a comment that stands in its thread and is not stored yet."""
    made = Comment(article=story, name=name_of(vector), state=State.VISIBLE, listed=True, **place)
    made.receipt_hash = receipt_hash(secrets.token_urlsafe(24))
    made.write(vector)
    return made


def _pack(story: Article, text: str) -> int:
    """Store a text in a comment and all that can be said about one; give its number."""
    comment, _ = Comment.objects.hold(story, name_of(text), text)
    receipt = f"{RECEIPT}{comment.pk:07}"
    Comment.objects.filter(pk=comment.pk).update(receipt_hash=receipt_hash(receipt))
    comment.approve(by=None)
    told = Reason.OTHER, text, receipt
    report = Report.objects.submit(comment, *told, name=text[:100], address=text[:254], in_good_faith=True)
    Letterbox.objects.ask(comment, receipt, f"{comment.pk} {text}"[:254])
    CommentNote.objects.write(comment, text[:LONGEST_NOTE], None)
    report.dismiss(by=None, answer=text)
    report.contest_dismissal(text)
    comment.remove(by=None, reason=text, code=Reason.OTHER)
    Appeal.objects.lodge(comment, text)
    return comment.pk


def name_of(vector: str) -> str:
    """Give as much of it as a name may hold."""
    return tidy(vector)[:LONGEST_NAME]


def decide(receipt: str) -> None:
    """Decide on all comments and reports: most are shown, the first is removed with its own words as the reason.

    Print the numbers of comments for the desk, and the pages that only a fault or a flood brings up.
    """
    for comment in Comment.objects.exclude(state=State.VISIBLE):
        comment.approve(by=None)
    pack = Comment.objects.with_receipt(receipt).get()
    for report in Report.objects.open():
        report.dismiss(by=None, answer=pack.text[:LONGEST_APPEAL])
    pack.remove(by=None, reason=pack.text, code=Reason.OTHER)
    CommentNote.objects.write(pack, pack.text[:LONGEST_APPEAL], None)
    last = Comment.objects.order_by("-pk")[:3]
    for comment in last:
        comment.hold(by=None)
    busy_words = busy.page(dict.fromkeys(busy.KEPT, pack.text), busy.FLOOD, 60)
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    unavailable = render(request, "comments/unavailable.html", {"text": pack.text})
    pages = [busy_words, unavailable.content.decode()]
    print(json.dumps({"numbers": [pack.pk, pack.pk + 1, *(each.pk for each in last)], "pages": pages}))
