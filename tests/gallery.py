"""The portal whose pages the checkers look at: made-up stories with one of everything, on a day that never ends."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.test import RequestFactory
from django_tasks_db.models import DBTaskResult
from PIL import Image, ImageDraw

from articles.models import Article, Photo, Tag
from articles.models.photo import store_upload
from articles.related import relate
from comments.models import Comment, ModerationMonth, Report, Verdict, Vote, Weighed
from comments.transparency.figures import FIGURES
from nuztrend import views
from tests import make
from tests.amending import amend, hold

NOW = datetime(2025, 7, 7, 9, tzinfo=UTC)
EDITOR = "chief"
RECEIPT = "made-up-receipt-of-32-characters"
DECLINED_RECEIPT = "receipt-of-one-that-was-declined"
REPORT_RECEIPT, DISMISSED_RECEIPT = "made-up-receipt-of-report-no-001", "made-up-receipt-of-report-no-002"
REPORTED = 1
"""The number of a comment that readers see: the first one."""
FULL, PLAIN, CLOSED, WITHDRAWN = (
    f"/articles/{slug}/" for slug in ("harbour-reopens", "no-picture-today", "talk-is-over", "withdrawn")
)

BODY = """\
The harbour opened at dawn, **eleven days** after the storm. *Nobody* had slept much.[^1] The port's
[own account](https://example.org/port) runs to forty pages, and names the JAXA satellite that saw the breakwater go.

## What the storm left

> The wind reached force 11, and then the instruments were gone.

- two cranes, of which one will not be raised again;
- the light on the northern mole;
- 340 metres of the breakwater.

![A drawn wall of blocks](photo:{photo} "The breakwater, drawn from the survey of June.")

### In what order it was mended

1. The channel, because ships draw nine metres.
2. The light.
3. The cranes.

> The sea gives nothing back.
{{: .pull-quote }}

## The figures

| | before | after | in the plan for the year 2030 |
| --- | ---: | ---: | --- |
| Berths | 14 | 11 | 16, of them four for ferries |
| Cranes | 5 | 3 | 6 |
| Depth of the channel in metres | 9.4 | 9.1 | 11.0 |

```
04:10  first pilot boat leaves, wind 4 from the south-west, swell below one metre and falling
05:30  first ship
```

Swell
:   Waves that come from a storm far away.

---

The last word is with the pilots: `VHF 12`, listened to day and night.

[^1]: The harbour master kept a diary of those nights, from which the hours are taken.

*[JAXA]: Japan's space agency
"""

HEADLINES = [
    "Ferries return to the islands, slowly",
    "A short one",
    "Why the tide tables were right and everybody who trusted the new instruments was wrong about the night",
    "School choir sings to seals",
    "Council puts off its vote on the bridge for the third time",
    "Unpronounceable: Llanfairpwllgwyngyll station gets a shorter sign",
    "Bakers compare their ovens",
    "What 1,200 letters tell about a lighthouse",
    "The library lends ladders",
    "Rain at last",
]


def fill() -> None:
    """Write everything into an empty database, by the verbs that the newsroom uses."""
    sections = [make.tag(name, menu=place) for place, name in enumerate(("World", "Science", "Culture"), start=1)]
    for section in sections:
        section.description = f"What happens in {section.name.lower()}, with its sources."
        section.save()
    harbours = make.tag("Harbours")
    team = make.byline(bio="The desk as a whole.")
    ada = make.byline("Ada Lovelace", kind="person", bio="Writes about machines.", photo=_photo("#7a4b2a"))
    blue = _photo("#24506e", caption="The northern mole on the first morning.", illustrative=True)
    wall = _photo("#5a5f52", caption="The breakwater")
    made = {"bylines": [team, ada], "lead_photo": blue}
    full = _story(
        "The harbour reopens after the longest storm in the memory of its pilots",
        1,
        slug="harbour-reopens",
        dek="Eleven days, three cranes and a diary: how the port came back, and what it will not get back.",
        body=BODY.format(photo=wall.key),
        keywords="harbour, storm, breakwater, pilots, ferry, lighthouse, tide tables",
        tags=[*sections[:2], harbours],
        **made,
    )
    plain = _story("No picture today", 2, tags=[sections[1]], bylines=[team], dek="A story of words alone.")
    _correct(plain)
    over = _story("Talk is over", 3, tags=[sections[2]], comments_policy=Article.CommentsPolicy.CLOSED, **made)
    _story("Withdrawn", 4, tags=[harbours]).retract(by=None, reason="The survey was of another harbour.")
    pictures = [None, blue, wall, _photo("#8a5a83")]
    for number, title in enumerate(HEADLINES):
        _river(title, number, sections, pictures)
    for number in range(16):  # more than a page of a list holds
        _river(f"From the notebook, part {number + 1}", number + len(HEADLINES), sections, pictures)
    draft = make.draft("Not finished", tags=sections[:1], bylines=[ada], body="To be written.")
    draft.submit(by=None)
    _talk(full)
    _reports(Comment.objects.get(pk=REPORTED))
    _figures()
    for number in range(52):  # more than a page of comments holds
        _said(over, f"Comment {number}: well said.", f"Reader {number}", minutes=170 - number)
    make.user(EDITOR, is_superuser=True)
    for story in Article.objects.published():
        relate(story)
    DBTaskResult.objects.all().delete()  # pages must not change when a width of a picture is ready


def _story(title: str, hours: int, **fields: object) -> Article:
    """A story published so many hours before NOW."""
    return make.story(title, at=NOW - timedelta(hours=hours), **fields)


def _correct(story: Article) -> None:
    """A correction, and changes that nobody has published yet."""
    two = "The body of a story without a picture.\n\nIt has two paragraphs."
    amend(story, text="We had said that the story had one paragraph.", body=two)
    hold(story, dek="Words alone.")


def _river(title: str, number: int, sections: list[Tag], pictures: list[Photo | None]) -> None:
    _story(
        title,
        6 + 7 * number,
        dek="One sentence says what it is about." if number % 3 else "",
        lead_photo=pictures[number % len(pictures)],
        tags=[sections[number % len(sections)]],
        bylines=[make.byline()],
    )


def _photo(colour: str, **fields: object) -> Photo:
    """A drawn sea and sun under a sky of that colour."""
    picture = Image.new("RGB", (1280, 720), colour)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 500, 1280, 720), fill="#10242b")
    pen.ellipse((880, 110, 1060, 290), fill="#f3d9a0")
    picture.save(out := BytesIO(), "PNG")
    photo = Photo(**{"alt": "A drawn sea under the sun", "credit": "Drawing: Nuztrend", **fields})
    photo.fill(store_upload(BytesIO(out.getvalue()), "sea.png"))
    photo.save_version(by=None)
    return photo


def _said(story: Article, text: str, name: str, minutes: int, to: Comment | None = None, votes: int = 0) -> Comment:
    """A comment that stands, written so many minutes before NOW."""
    comment, _ = Comment.objects.hold(story, name, text, at=NOW - timedelta(minutes=minutes), parent=to)
    comment.approve(by=None)
    for number in range(votes):
        Vote.objects.cast(comment, f"reader {number}")
    return comment


def _talk(story: Article) -> None:
    """Comments of every kind and in every state."""
    first = _said(story, "I have lived above this harbour for fifty years. " * 6, "Ottilie", minutes=50, votes=12)
    _said(story, "See https://example.org/a/very/long/address/" + "that-does-not-end-" * 8, "Ben", minutes=40)
    _said(
        story, "First line.\n\nSecond paragraph.\n\n> Quoted.", "A name as long as any that is taken here", minutes=30
    )
    _thread(story, first)
    for state in ("held", "held", "rejected", "spam", "removed"):
        make.comment(story, f"This one is {state}.", name="Grace Hopper", state=state)
    for number in range(3):
        alike = Verdict(Comment.State.HELD, 11, [Weighed("links", "2 links", 11)], "made-up")
        Comment.objects.hold(story, f"Bot {number}", f"Buy harbours, number {number}", at=NOW, verdict=alike)
    Comment.objects.hold(story, "Grace Hopper", "Mine, and only mine.", at=NOW, receipt=RECEIPT)
    declined, _ = Comment.objects.hold(story, "Grace Hopper", "The other side.", at=NOW, receipt=DECLINED_RECEIPT)
    declined.reject(None, "The harbour is what the story is about.", "off-topic")


def _thread(story: Article, first: Comment) -> None:
    """Answers on all levels, one of the newsroom, one that was changed, and an empty chair."""
    second = _said(story, "Then you know what the mole looked like before 1987.", "Ben", minutes=28, to=first, votes=1)
    third = _said(story, "There was no mole.", "Ottilie", minutes=26, to=second)
    gone = _said(story, "Nonsense, all of it.", "Grace Hopper", minutes=25, to=third)
    chief = Comment.objects.answer_as_newsroom(gone, "The plans of 1951 show one.", None, "Ada Lovelace")
    Comment.objects.filter(pk=chief.pk).update(created_at=NOW - timedelta(minutes=20))
    gone.remove(None, "It insults somebody.", "insult")
    changed = _said(story, "Show us the plans, then.", "Ottilie", minutes=18, to=chief)
    Comment.objects.filter(pk=changed.pk).update(edited_at=NOW - timedelta(minutes=16))
    _said(story, "I remember the ferries.", "Ida", minutes=15, to=first)


def _reports(comment: Comment) -> None:
    """A report that waits, and one that was dismissed."""
    sent = ("false", "Fifty years ago there was no harbour here.")
    for receipt in (REPORT_RECEIPT, DISMISSED_RECEIPT):
        report = Report.objects.submit(comment, *sent, receipt, name="Ada", in_good_faith=True)
    report.dismiss(by=None, answer="The writer speaks of the old pier.")


def _figures() -> None:
    """Months of moderation that are over."""
    for months in range(1, 8):
        counted = {each.key: ((number + 1) * 37 * months) % 1_900 for number, each in enumerate(FIGURES)}
        figures = {**counted, "wait": 4_210 * months, "report_wait": None if months == 3 else 45 * 60 * months}
        month = date(2025, 7 - months, 1) if months < 7 else date(2024, 12, 1)
        ModerationMonth.objects.create(month=month, figures=figures)


def faults() -> dict[str, str]:
    """Give the pages that a portal in good health has no occasion to show."""
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    answers: dict[str, HttpResponse] = {
        "400": views.bad_request(request, BadRequest()),
        "403": views.forbidden(request, PermissionDenied()),
        "403 without token": views.csrf_failure(request, "no token"),
        "500": views.server_error(request),
        "429, a vote not counted": render(request, "comments/vote.html", {"why": "Please try again.", "back": FULL}),
        "503, a comment not stored": render(request, "comments/unavailable.html", {"text": "My words."}),
    }
    return {name: answer.content.decode() for name, answer in answers.items()}
