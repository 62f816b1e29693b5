"""Fill an empty portal with any number of stories and five times as many comments, by bulk inserts.

The words are recombined from two corpora by a seeded generator, oldest story first, as a portal grows. What the
verbs would have kept right (the rows' repeated times, counters, ranks, the audit log) is written with the stories.
Moderation entries are left out: no list reads them.
"""

import heapq
import json
import lzma
import random
import re
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from html import escape
from io import BytesIO
from itertools import accumulate
from pathlib import Path
from typing import Any

from django.db import connection, models
from django.utils.text import slugify
from PIL import Image

from articles.attention import COMMENT, PUBLISHED, heat
from articles.markdown import RENDERER_VERSION
from articles.models import (
    ArchiveCount,
    Article,
    ArticleStat,
    Byline,
    Credit,
    Photo,
    Related,
    Tag,
    Tagging,
    TrendingList,
)
from articles.models.photo import store_upload
from articles.related import KEPT
from comments.models import Comment, State
from comments.text import tidy, to_html
from nuztrend.models import AuditEntry

SEED = 2026
SPAN = timedelta(days=3652)
AHEAD = timedelta(days=30)  # in which scheduled stories appear
SECTIONS, SUBJECTS, BYLINES, PHOTOS = 12, 288, 200, 12
PARAGRAPH = range(25, 120)  # words
STORY = (240, 400)  # words, least and most
REMARK = range(4, 60)  # words of a comment
TALK = 30.0  # hours after publication, on average, at which a comment comes
MOST_COMMENTS = 5_000  # under one story
ANSWERS = 0.4  # of comments answer an earlier one
NEAR = 20  # comments back at most, to which an answer goes
BATCH = 2_000  # stories
FATES = {"published": 0.98, "left": 0.005, "retracted": 0.005, "draft": 0.006, "in review": 0.001, "scheduled": 0.003}
MOST = {"draft": 2_000, "in review": 50, "scheduled": 200}  # a newsroom of people: these do not grow with the archive
COMMENT_STATES = {"visible": 0.985, "spam": 0.01, "rejected": 0.003, "removed": 0.0019, "held": 0.0001}

ARTICLE = [
    "id",
    "title",
    "slug",
    "dek",
    "body",
    "body_html",
    "renderer_version",
    "lead_photo_id",
    "keywords",
    "state",
    "publish_at",
    "unpublish_at",
    "first_published_at",
    "updated_at",
    "retraction_reason",
    "lead_position",
    "version",
]
TABLES: dict[type[models.Model], list[str]] = {
    Article: ARTICLE,
    Tagging: ["article_id", "tag_id", "position", "publish_at", "unpublish_at"],
    Credit: ["article_id", "byline_id", "position", "publish_at", "unpublish_at"],
    Related: ["article_id", "other_id", "position", "closeness"],
    ArticleStat: ["article_id", "hot", "comments", "publish_at", "unpublish_at"],
    Comment: [
        *("id", "article_id", "name", "text", "html", "state", "receipt_hash", "created_at", "listed", "depth"),
        *("answer_count", "thread_count", "votes", "from_newsroom", "score", "reasons", "parent_id", "root_id"),
    ],
    AuditEntry: ["kind", "object_id", "object_name", "verb", "at"],
}
Rows = dict[type[models.Model], list[tuple[Any, ...]]]


@dataclass
class Said:
    """One comment to come: its state and place in its thread, by which counts and lists are kept as the verbs do."""

    state: str
    parent: "Said | None" = None
    root: "Said | None" = None
    depth: int = 0
    listed: bool = False
    answers: int = 0
    below: int = 0
    number: int | None = None  # once it is written


def zipf(count: int) -> list[float]:
    """Give the running sums of the weights 1, 1/2, 1/3, … for `random.choices`."""
    return list(accumulate(1 / rank for rank in range(1, count + 1)))


@dataclass(frozen=True)
class Words:
    """What stories and comments are made of."""

    headlines: list[str]
    paragraphs: list[tuple[str, str, int]]  # text, HTML, words
    remarks: list[tuple[str, str]]  # text, HTML
    names: list[str]

    @classmethod
    def of(cls, corpora: Path) -> "Words":
        """Read the corpora, of which every line is one story.

        Raises:
            SystemExit: they are not there.
        """
        files = sorted(corpora.glob("*.jsonl.xz"))
        if not files:
            raise SystemExit(f"No *.jsonl.xz in {corpora}: name the folder of the corpora with --corpora.")
        stories = [json.loads(line) for file in files for line in lzma.decompress(file.read_bytes()).splitlines()]
        headlines = [" ".join(story["headline"].split())[:110] for story in stories if story["headline"].strip()]
        paragraphs, remarks = [], []
        for story in stories:
            for part in re.split(r"\n\s*\n", story["body"]):
                text = " ".join(part.split())
                if (words := text.count(" ") + 1) in PARAGRAPH:
                    paragraphs.append((text, f"<p>{escape(text, quote=False)}</p>", words))
                remark = tidy(text.partition(". ")[0])
                if remark.count(" ") + 1 in REMARK:
                    remarks.append((remark, to_html(remark)))
        dice = random.Random(SEED)
        names = sorted({story["author"] for story in stories if story.get("author")} | {"Grace", "Linus", "Ada"})
        return cls(headlines, dice.sample(paragraphs, min(30_000, len(paragraphs))), remarks[:20_000], names)


class Newsroom:
    """Makes the rows of stories and comments in the order of time."""

    def __init__(self, words: Words, stories: int, now: datetime) -> None:
        self.words, self.stories, self.now = words, stories, now
        self.dice = random.Random(SEED)
        self.tags, self.bylines, self.photos = subjects(words), bylines(words), photos()
        self.by_section, self.by_subject, self.by_byline = zipf(SECTIONS), zipf(SUBJECTS), zipf(BYLINES)
        self.made: dict[str, int] = defaultdict(int)
        self.talk: list[tuple[datetime, int, int, Said]] = []  # comments to come: when, story, place, comment
        self.comments = 0
        self.recent: dict[int, deque[int]] = defaultdict(lambda: deque(maxlen=KEPT))  # newest stories of a tag

    def batches(self) -> Iterator[Rows]:
        """Give the rows of some thousands of stories at a time, with the comments written meanwhile."""
        rows: Rows = defaultdict(list)
        for number in range(1, self.stories + 1):
            at = self.now - SPAN * ((self.stories - number + self.dice.random()) / self.stories)
            at = at.replace(microsecond=0)
            self.comments_until(at, rows)
            self.story(number, at, rows)
            if number % BATCH == 0:
                yield rows
                rows = defaultdict(list)
        self.comments_until(self.now, rows)
        yield rows

    def fate(self) -> str:
        fate = self.dice.choices(list(FATES), list(FATES.values()))[0]
        self.made[fate] += 1
        return "published" if self.made[fate] > MOST.get(fate, self.stories) else fate

    def story(self, number: int, at: datetime, rows: Rows) -> None:
        dice, fate = self.dice, self.fate()
        title = dice.choice(self.words.headlines)
        parts = self.paragraphs()
        if fate == "scheduled":
            at = (self.now + AHEAD * dice.random()).replace(microsecond=0)
        public = fate in {"published", "left", "scheduled"}
        publish_at = at if public or fate == "retracted" else None
        unpublish_at = at + timedelta(days=1 + 6 * dice.random()) if fate == "left" else None
        repeated = (publish_at, unpublish_at) if public else (None, None)
        rows[Article].append(
            (
                number,
                title,
                f"{slugify(title)[:100]}-{number}",
                dice.choice(self.words.paragraphs)[0].partition(". ")[0][:200],
                "\n\n".join(part[0] for part in parts),
                "\n".join(part[1] for part in parts),
                RENDERER_VERSION,
                dice.choice(self.photos) if dice.random() < 0.8 else None,
                ", ".join(slugify(word).replace("-", " ") for word in title.split()[:5]),
                "published" if public else fate,
                publish_at,
                unpublish_at,
                publish_at,
                at if at < self.now else self.now,
                "It was wrong." if fate == "retracted" else "",
                self.stories - number + 1 if fate == "published" and number > self.stories - 3 else None,
                2,
            )
        )
        self.rows_of(number, repeated, rows)
        verbs = ["create"] + ["publish"] * (publish_at is not None) + ["retract"] * (fate == "retracted")
        rows[AuditEntry] += (("articles.article", number, title, verb, at) for verb in verbs)
        if publish_at is not None:
            count = min(int(dice.paretovariate(1.22)), MOST_COMMENTS) if fate != "scheduled" else 0
            readers = count * 40 * dice.random()
            hot = heat(publish_at + timedelta(hours=6 * (count > 0)), PUBLISHED + readers + COMMENT * count)
            moments = sorted(at + timedelta(hours=dice.expovariate(1 / TALK)) for _ in range(count))
            for index, (moment, said) in enumerate(zip(moments, self.talk_of(count), strict=True)):
                heapq.heappush(self.talk, (moment, number, index, said))
            rows[ArticleStat].append((number, hot, count, *repeated))

    def paragraphs(self) -> list[tuple[str, str, int]]:
        left, parts = self.dice.randint(*STORY), []
        while left > 0:
            parts.append(self.dice.choice(self.words.paragraphs))
            left -= parts[-1][2]
        return parts

    def rows_of(self, number: int, repeated: tuple[Any, Any], rows: Rows) -> None:
        """Make the tags and bylines of a story, and what goes on where it ends."""
        dice = self.dice
        section = dice.choices(self.tags[:SECTIONS], cum_weights=self.by_section)[0]
        others = dice.choices(self.tags[SECTIONS:], cum_weights=self.by_subject, k=dice.randint(1, 3))
        tags = [section, *dict.fromkeys(others)]
        for position, tag in enumerate(tags, 1):
            rows[Tagging].append((number, tag, position, *repeated))
        near = dict.fromkeys(story for tag in reversed(tags) for story in self.recent[tag])
        rows[Related] += ((number, story, position, 0.1) for position, story in enumerate([*near][:KEPT], 1))
        for tag in tags:
            self.recent[tag].appendleft(number)
        writers = dice.choices(self.bylines, cum_weights=self.by_byline, k=1 + (dice.random() < 0.1))
        for position, writer in enumerate(dict.fromkeys(writers), 1):
            rows[Credit].append((number, writer, position, *repeated))

    def talk_of(self, count: int) -> list[Said]:
        """Give so many comments under one story in the order in which they come, some of them answers."""
        dice, talk = self.dice, list[Said]()
        for state in dice.choices(list(COMMENT_STATES), list(COMMENT_STATES.values()), k=count):
            said = Said(state)
            once_seen = [other for other in talk[-NEAR:] if other.state in (State.VISIBLE, State.REMOVED)]
            if once_seen and dice.random() < ANSWERS:
                said.parent = dice.choice(once_seen)
                said.root, said.depth = said.parent.root or said.parent, said.parent.depth + 1
            talk.append(said)
        for said in reversed(talk):  # who answers comes after who is answered
            said.listed = said.state == State.VISIBLE or said.answers > 0
            if said.parent and said.root:
                said.parent.answers += said.listed
                said.root.below += said.state == State.VISIBLE
        return talk

    def comments_until(self, moment: datetime, rows: Rows) -> None:
        while self.talk and self.talk[0][0] < moment:
            at, story, _, said = heapq.heappop(self.talk)
            self.comments += 1
            said.number = self.comments
            text, html = self.dice.choice(self.words.remarks)
            receipt = sha256(b"%d" % self.comments).hexdigest()
            name = self.dice.choice(self.words.names)
            votes = int(self.dice.paretovariate(1.5)) - 1
            place = (said.listed, said.depth, said.answers, said.below, votes, False, 0.0, "[]")  # nothing is weighed
            above = (said.parent and said.parent.number, said.root and said.root.number)
            rows[Comment].append((said.number, story, name, text, html, said.state, receipt, at, *place, *above))


def subjects(words: Words) -> list[int]:
    """Make the tags, sections first; give their ids."""
    names = [f"{words.headlines[number * 7].split()[0]} {number}"[:50] for number in range(SECTIONS + SUBJECTS)]
    tags = [
        Tag(name=name, slug=slugify(name) or f"tag-{number}", menu=number + 1 if number < SECTIONS else None)
        for number, name in enumerate(names)
    ]
    return [tag.pk for tag in Tag.objects.bulk_create(tags)]


def bylines(words: Words) -> list[int]:
    """Make the bylines; give their ids."""
    names = [f"{words.names[number % len(words.names)]} {number}" for number in range(BYLINES)]
    made = Byline.objects.bulk_create(Byline(name=name, slug=slugify(name)) for name in names)
    return [byline.pk for byline in made]


def photos() -> list[int]:
    """Make a few photos with real files, which all stories share; give their ids."""
    ids = []
    for number in range(PHOTOS):
        Image.new("RGB", (640, 360), (20 * number, 120, 160)).save(picture := BytesIO(), "JPEG")
        picture.seek(0)
        photo = Photo(alt=f"A plain surface, no. {number}", credit="Photo: nobody")
        photo.fill(store_upload(picture, f"plain-{number}.jpg"))
        photo.save_version(by=None)
        ids.append(photo.pk)
    return ids


class Sqlite:
    """Inserts into a fresh file, without a journal: a fill that fails is thrown away."""

    def __init__(self) -> None:
        connection.ensure_connection()
        self.raw = connection.connection
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-500000"):
            self.raw.execute(f"PRAGMA {pragma}").fetchall()

    def insert(self, table: str, columns: list[str], rows: list[tuple[Any, ...]]) -> None:
        marks = ", ".join("?" * len(columns))
        plain = ([str(v)[:19] if isinstance(v, datetime) else v for v in row] for row in rows)
        self.raw.execute("BEGIN")
        self.raw.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", plain)
        self.raw.execute("COMMIT")

    def finish(self) -> None:
        self.raw.execute("ANALYZE")
        self.raw.execute("DELETE FROM sqlite_stat1 WHERE tbl LIKE 'articles_search%'")  # they are still empty
        self.raw.execute("PRAGMA journal_mode=WAL").fetchall()


class Postgres:
    """Inserts by COPY."""

    def insert(self, table: str, columns: list[str], rows: list[tuple[Any, ...]]) -> None:
        with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def finish(self) -> None:
        from django.core.management.color import no_style

        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), list(TABLES)):
                cursor.execute(statement)
            cursor.execute("VACUUM ANALYZE")


def fill(stories: int, corpora: Path, now: datetime | None = None) -> Iterator[int]:
    """Fill the migrated, empty database with stories that end `now`; give the number of stories after each batch."""
    if Article.objects.exists():
        raise SystemExit("This portal has stories: only an empty one is filled.")
    words = Words.of(corpora)
    newsroom = Newsroom(words, stories, (now or datetime.now(UTC)).replace(microsecond=0))
    database = Sqlite() if connection.vendor == "sqlite" else Postgres()
    constants = {model: constants_of(model, columns) for model, columns in TABLES.items()}
    done = 0
    for rows in newsroom.batches():
        for model, columns in TABLES.items():
            rest = constants[model]
            values = [row + tuple(rest.values()) for row in rows[model]]
            database.insert(model._meta.db_table, [*columns, *rest], values)
        done += len(rows[Article])
        yield done
    database.finish()
    TrendingList.objects.refresh(at_once=True)
    ArchiveCount.objects.recount()


def constants_of(model: type[models.Model], given: list[str]) -> dict[str, Any]:
    """Give what the columns that the generator does not fill hold: their default."""
    fields = [field for field in model._meta.local_concrete_fields if field.column not in given]
    return {
        field.column: field.get_db_prep_save(field.get_default(), connection)
        for field in fields
        if not isinstance(field, models.AutoField)
    }
