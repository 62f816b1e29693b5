"""The room of PostgreSQL: `tsvector` under GIN, which knows no order, so that it is asked of spans of time."""

from collections.abc import Sequence
from dataclasses import replace

from django.db import connection
from django.db.models import TextField
from django.db.models.expressions import RawSQL

from articles.querysets import StoryRowQuerySet
from articles.search.asking import Part, Question
from articles.search.places import nth_newest
from articles.search.ranking import Candidate
from articles.search.rooms.hits import Hits

FIRST = {"headline": 20, "text": 4}
"""Times as many of the newest stories are asked as are looked for; how many hold the words tells how far to go back."""
MARGIN = 1.5  # times as many are expected to hold them as are looked for
FURTHER = 4_000  # times as far as before at most: where none of the newest holds them
ROUNDS = 6
READ = 400  # stories that hold all words and are read for phrases and for what must not stand there
SPANS = (22, 24, 26, 28, 30)  # binary digits of the spans of time in the index: 18 hours, 3, 12, 49 and 194 days
MOST_SPANS = 5  # in one question: with each, 8 µs more are spent on a story
SPACE, BREAK = "' '", "' ~ '"  # between words, and between texts, over which no phrase reaches


class PostgreSQL:
    """Asks GIN. No rank is worked out here: `ts_rank` of every match takes 10 µs each."""

    def find(
        self, question: Question, field: str, entries: StoryRowQuerySet, lowest: int, highest: int, limit: int
    ) -> Hits:
        """Give the newest stories that answer a question (`rooms.Room`).

        The planner is not asked how common the words are: it knows the thousand most common ones and takes words for
        strangers to each other. Rare words are found however old they are, a phrase of two words that are everywhere
        is not.
        """
        asking = Asking(question, field, entries)
        stories: list[Candidate] = []
        wanted = limit if question.is_plain else READ
        held, passed, steps, rest = 0, 0, int(FIRST[field] * wanted), highest
        for _ in range(ROUNDS):
            end = max(lowest, nth_newest(steps, rest))
            found, holding = asking.between(end, rest, limit - len(stories), wanted - held)
            stories, held, passed, rest = stories + found, held + holding, passed + steps, end - 1
            if end == lowest or len(stories) >= limit or held >= wanted:
                return Hits(stories, end == lowest and len(stories) < limit and held < wanted)
            steps = int(min(MARGIN * (wanted - held) / max(held, 1), FURTHER) * passed)
        return Hits(stories, False)


class Asking:
    """A question to GIN, of one span of time after the other."""

    def __init__(self, question: Question, field: str, entries: StoryRowQuerySet):
        self._words, self._field = loosened(question), field
        self._answering, self._asked = answering(question, field)
        texts = [] if question.is_plain else ["lead", "body"]
        self._text = f"{SPACE} || " + f" || {BREAK} || ".join(["title", *texts]) + f" || {SPACE}"
        rows = entries.annotate(headline_index=_column("headline_index"), text_index=_column("text_index"))
        shown = rows.values(*Candidate._fields, *texts, "headline_index", "text_index")
        self._entries, self._values = shown.query.sql_with_params()

    def between(self, lowest: int, highest: int, limit: int, most: int) -> tuple[list[Candidate], int]:
        """Give the newest stories between two places that answer, and how many there hold all words.

        Of these no more than `most` are read, the newest. `place + 0` is found by no other index: a walk along the
        places would read every story's words. Materialized, so that the limit does not talk the planner into that.
        """
        if lowest > highest:
            return [], 0
        holding, words = condition(self._words, self._field, spans(lowest, highest))
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH held AS MATERIALIZED (SELECT * FROM ({self._entries}) AS shown "  # noqa: S608  (ours)
                f"WHERE {holding} AND place + 0 BETWEEN %s AND %s) "
                "SELECT number, article_id, place, title FROM (SELECT count(*) AS number FROM held) AS counted "
                f"LEFT JOIN (SELECT * FROM (SELECT *, {self._text} AS text FROM "
                "(SELECT * FROM held ORDER BY place DESC LIMIT %s) AS newest OFFSET 0) AS read "
                f"WHERE {self._answering} LIMIT %s) AS answering ON true",
                [*self._values, *words, lowest, highest, most, *self._asked, limit],
            )
            found = cursor.fetchall()
        return [Candidate(*row) for _, *row in found if row[0] is not None], found[0][0]


def _column(name: str) -> RawSQL:
    return RawSQL(name, (), TextField())  # noqa: S611  (columns that the ORM does not know)


def spans(lowest: int, highest: int) -> list[str]:
    """Give the words of the index for the spans of time that hold all places between two; none where they are many."""
    for digits in SPANS:
        first, last = lowest >> digits, highest >> digits
        if last - first < MOST_SPANS:
            return [f"@{digits}:{number}" for number in range(first, last + 1)]
    return []


def condition(words: Question, field: str, spans: Sequence[str] = ()) -> tuple[str, list[str]]:
    """Give the condition that a row holds single words, and its parameter in PostgreSQL's language of questions.

    Each word stands in quotes, and none of ours contains one.
    """
    wanted = [" | ".join(f"'{word}'" for (word,) in part.phrases) for part in words.parts]
    wanted += [f"'#{mark}'" for mark in words.marks]
    if spans:
        wanted.append(" | ".join(f"'{span}'" for span in spans))
    return f"{field}_index @@ %s::tsquery", [" & ".join(f"({each})" for each in wanted)]


def answering(question: Question, field: str) -> tuple[str, list[str]]:
    """Give the condition on the words of a row that holds all single ones: its phrases, and what must stand nowhere."""
    text = f"{SPACE} || title || {SPACE}" if field == "headline" else "text"
    conditions, asked = ["true"], []
    for part in question.parts:
        if len(part.asked) > 1:
            conditions.append("(" + " OR ".join([f"strpos({text}, %s) > 0"] * len(part.phrases)) + ")")
            asked += [f" {' '.join(phrase)} " for phrase in part.phrases]
    for phrase in question.without:
        conditions.append("strpos(text, %s) = 0")
        asked.append(f" {' '.join(phrase)} ")
    return " AND ".join(conditions), asked


def loosened(question: Question) -> Question:
    """Give the question that asks for the words of phrases wherever they stand: what an index finds before it looks."""
    singles = [
        Part(tuple((word,) for word in set(each)))
        for part in question.parts
        for each in zip(*part.phrases, strict=True)
    ]
    return replace(question, parts=tuple(singles), without=())
