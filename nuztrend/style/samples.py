"""Made-up rows for the style page. None is ever saved; only the photos are the newest of the portal."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from articles import markdown
from articles.models import Amendment, Article, ArticleStat, Byline, Photo, Tag
from articles.models.content import Content
from comments.models import Appeal, Comment, Decision, Letterbox, ModerationEntry, Report
from comments.receipts.standing import Standing
from comments.threads.nesting import Place, nested
from comments.transparency.figures import FIGURES
from comments.transparency.months import Month

NOON = datetime(2025, 6, 6, 12, tzinfo=UTC)
LOOKED_AT = 50  # photos among which one wide and one upright are looked for

SECTIONS = [
    Tag(pk=1, name="World", slug="world", menu=1, description="What happens elsewhere, with its sources."),
    Tag(pk=2, name="Science", slug="science", menu=2, description="What was found out, and how."),
    Tag(pk=3, name="Culture", slug="culture", menu=3),
]
SUBJECTS = [
    Tag(pk=4, name="Harbours", slug="harbours", description="Ports, piers, pilots."),
    Tag(name="Heat", slug="heat"),
]
TEAM = Byline(name="Nuztrend Team", slug="nuztrend-team", kind="team", bio="The desk as a whole.\n\nIt never sleeps.")
ADA = Byline(name="Ada Lovelace", slug="ada-lovelace", bio="Writes about machines.")

HEADLINES = [
    "The harbour reopens after the longest storm in the memory of its pilots",
    "A short one",
    "Why the tide tables were right and everybody who trusted the new instruments was wrong about that night, and why",
    "School choir sings to seals",
    "Council puts off its vote on the bridge for the third time",
    "Unpronounceable: Llanfairpwllgwyngyll station gets a shorter sign",
]

BODY = """\
The harbour opened at dawn, **eleven days** after the storm. *Nobody* had slept much.[^1] The port's
[own account](https://example.org/port) names the JAXA satellite that saw the breakwater go.

## A heading

> The wind reached force 11, and then the instruments were gone.

- a list;
- of two things.

1. The channel, because ships draw nine metres.
2. The light.

{photo}

### A smaller heading

> The sea gives nothing back.
{{: .pull-quote }}

| | before | after | in the plan for the year 2030 |
| --- | ---: | ---: | --- |
| Berths | 14 | 11 | 16, of them four for ferries |
| Depth of the channel in metres | 9.4 | 9.1 | 11.0 |

```
04:10  first pilot boat leaves, wind 4 from the south-west, swell below one metre and falling
```

Swell
:   Waves that come from a storm far away.

---

The last word is with the pilots: `VHF 12`, listened to day and night.

[^1]: The harbour master kept a diary of those nights.

*[JAXA]: Japan's space agency
"""


def photos() -> tuple[Photo | None, Photo | None]:
    """Give the newest photo that is wider than high and the newest that is not; one query."""
    newest = list(Photo.objects.order_by("-pk")[:LOOKED_AT])
    wide = next((photo for photo in newest if photo.width > photo.height), None)
    upright = next((photo for photo in newest if photo.width <= photo.height), None)
    return wide, upright


def story(number: int = 0, photo: Photo | None = None, **fields: Any) -> Article:
    """Give a story as lists and its page read it: with its section and its counters."""
    words = {
        "title": HEADLINES[number % len(HEADLINES)],
        "slug": f"sample-{number}",
        "dek": "One sentence under the headline says what the story is about." if number % 3 != 1 else "",
        "state": Article.State.PUBLISHED,
        "publish_at": NOON - timedelta(hours=5 * number),
        "lead_photo": photo,
    }
    made = Article(pk=number + 1, **(words | fields))
    made.section_id = SECTIONS[number % len(SECTIONS)].pk if number % 4 != 3 else None  # type: ignore[attr-defined]
    ArticleStat(article=made, publish_at=made.publish_at, comments=2)  # which the story remembers
    return made


def full_story(photo: Photo | None, **fields: Any) -> Article:
    """Give a story with everything that a body can hold, rendered as a saved one is."""
    shown = f"![](photo:{photo.key})" if photo else ""
    sources = {photo.key: photo.source()} if photo else {}
    body_html = markdown.render(BODY.format(photo=shown), sources)
    return story(0, photo, body_html=body_html, words=1_190, keywords="harbour, storm, pilots, tide tables", **fields)


def amendments() -> list[dict[str, Any]]:
    """Give what a story's row repeats of its amendments: a correction that was replaced, and what holds."""
    texts = ("An earlier version said that two cranes fell.", "Three cranes fell, of which one stands again.")
    facts: list[dict[str, Any]] = [
        {"pk": 2, "kind": "correction", "by": None},
        {"pk": 3, "kind": "correction", "by": 4},
    ]
    facts += [{"pk": 4, "kind": "update", "by": None}]
    words = ("The name of the harbour master was wrong: he is called Öztürk.", *texts)
    return [
        {**fact, "text": text, "at": (NOON + timedelta(hours=number)).isoformat()}
        for number, (fact, text) in enumerate(zip(facts, words, strict=True))
    ]


def corrections() -> list[Amendment]:
    """Give corrections as their page reads them; the second was replaced by the first."""
    rows = [
        Amendment(pk=told["pk"], article=story(), kind=told["kind"], text=told["text"], at=NOON)
        for told in amendments()
    ]
    rows[2].supersedes = rows[1]
    rows[1].superseded_by = rows[2]
    return rows


def contents() -> tuple[Content, Content]:
    """Give what a story said before a change and after it."""
    paragraphs = [*HEADLINES, "## A heading", "The [port](https://example.org/port) says nothing.", "The end."]
    before = {"title": HEADLINES[0], "body": "\n\n".join(paragraphs), "tags": [[1, "World"]]}
    changed = ["A paragraph of its own.", *paragraphs[:6], paragraphs[6], "The port says **everything**.", "The end."]
    after = {"title": f"{HEADLINES[0]} again", "body": "\n\n".join(changed), "tags": [[1, "World"], [4, "Harbours"]]}
    return before, after


def comment(
    number: int, name: str, text: str, state: str = Comment.State.VISIBLE, on: Article | None = None
) -> Comment:
    """Give a comment of so many hours after noon."""
    made = Comment(pk=number, article=on or story(), name=name, state=state, created_at=NOON + timedelta(hours=number))
    made.write(text)
    return made


def answer(number: int, to: Comment, name: str, text: str, state: str = Comment.State.VISIBLE) -> Comment:
    """Give a comment that answers another one."""
    made = comment(number, name, text, state)
    made.parent, made.root = to, to.root or to
    return made


def threads() -> list[Place]:
    """Give threads with everything that stands in one: levels, deeper answers, the newsroom, an empty chair, votes."""
    began, other, third = comments()
    began.votes, began.thread_count, other.votes = 12, 9, 1
    second = answer(4, began, "Ben", "For fifty years? Then you know the storm of 1987.")
    gone = answer(5, second, "", "", Comment.State.REMOVED)
    newsroom = answer(6, gone, "Ada Lovelace", "We have corrected the year.")
    newsroom.from_newsroom, newsroom.edited_at = True, NOON + timedelta(hours=7)
    deeper = answer(7, newsroom, "Ottilie", "Thank you.")
    chair = comment(8, "", "", Comment.State.REMOVED)
    below = answer(9, chair, "Grace", "I saw it otherwise.")
    places = nested([began, other, third, chair, second, gone, newsroom, deeper, below])
    places[0].more = 6
    return places


def thread() -> Place:
    """Give a thread on a later page of its own, whose answers speak to comments of an earlier page."""
    began = comments()[0]
    ben = answer(4, began, "Ben", "For fifty years?")
    gone = answer(5, began, "", "", Comment.State.REMOVED)
    return nested([began, answer(10, ben, "Ida", "So she says."), answer(11, gone, "Ida", "Quite.")])[0]


def comments() -> list[Comment]:
    """Give comments of every shape."""
    return [
        comment(3, "Ottilie", "I have lived above this harbour for fifty years. " * 5),
        comment(
            2, "A name as long as any that is taken here", "First line.\n\nSecond paragraph, with https://example.org/a"
        ),
        comment(1, "عبد الله", "أحسنتم."),
    ]


def months() -> list[Month]:
    """Give the figures of a month that goes on, and of one that is over."""
    figures: dict[str, Any] = {figure.key: 17 * number for number, figure in enumerate(FIGURES)}
    figures |= {"wait": 4_210, "report_wait": None}
    return [Month(date(2025, 6, 1), figures, False), Month(date(2025, 5, 1), figures | {"report_wait": 190_000}, True)]


def reports(comment: Comment) -> list[tuple[str, Report]]:
    """Give reports of a comment in every state, with what each is called."""
    sent = {"comment": comment, "code": "false", "text": "The harbour is *forty* years old.", "created_at": NOON}
    told = {"decision": "dismissed", "decided_at": NOON, "answer": "The writer speaks of the old pier."}
    again = {"contested_at": NOON + timedelta(hours=1), "contest": "The old pier is younger still."}
    return [
        ("waiting", Report(**sent, name="Ada", address="ada@example.org")),
        ("upheld", Report(**sent, decision="upheld", decided_at=NOON)),
        ("dismissed", Report(**sent, **told)),
        ("contested", Report(**sent, **(told | again | {"decision": "open"}))),
        ("dismissed again", Report(**sent, **(told | again))),
    ]


def standing(state: str) -> Standing:
    """Give where a comment stands, with the decision of a person where there is one."""
    mine = comment(4, "Grace", "Mine, and only mine.", state)
    verb = {"rejected": "reject", "removed": "remove", "spam": "spam", "withdrawn": "withdraw"}.get(state, "submit")
    declined = verb in ("reject", "remove")
    code, reason = ("insult", "It calls the harbour master names.") if declined else ("", "")
    why = ModerationEntry(comment=mine, at=NOON, verb=verb, state_after=state, code=code, reason=reason)
    return Standing(mine, NOON, why, after_report=state == "removed", weighed=["It has links."])


def letterbox(confirmed_at: datetime | None) -> Letterbox:
    """Give the address of who wrote a comment."""
    mine = comment(4, "Grace", "Mine, and only mine.")
    return Letterbox(pk=1, comment=mine, address="grace@example.org", confirmed_at=confirmed_at)


def appeal(decision: str) -> Appeal:
    """Give an appeal, and the answer where it was decided on."""
    answer = "" if decision == Decision.OPEN else "The port's account says something else."
    return Appeal(text="It is true.", created_at=NOON, decision=decision, decided_at=NOON, answer=answer)
