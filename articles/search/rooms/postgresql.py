"""The room of PostgreSQL: `tsvector` under GIN, which knows no order, so that it is asked of spans of time."""

import re
from collections.abc import Sequence
from dataclasses import replace

from django.db import connection

from articles.search.asking import Part, Phrase, Question
from articles.search.places import nth_newest
from articles.search.rooms.hits import Hits

SAMPLE = 300  # newest stories that are looked through in any case, at 10 µs each
ENOUGH = 5  # times as many stories that hold all words are visited as are looked for, at 2 µs each
READ = 800  # of them are visited where all words of each are read, at 12 µs
RARE = 0.006
"""Of all stories: what PostgreSQL keeps no figures of (all but the thousand most common words) it takes for 0.005."""
SPANS = (25, 28, 31)  # binary digits of the spans of time in the index: 6, 49 and 388 days
MOST_SPANS = 12
_rows = re.compile(r" rows=(\d+) ")


class PostgreSQL:
    """Asks GIN. No rank is worked out here: `ts_rank` of every match takes 10 µs each."""

    def find(self, question: Question, field: str, lowest: int, highest: int, limit: int) -> Hits:
        """Give the newest stories that answer a question (`rooms.Room`).

        The newest 300 are looked through first. How many stories hold all the words, by the planner's statistics and by
        those 300, tells how far back the work reaches: rare words are found however old they are, a phrase of two words
        that are everywhere is not.
        """
        start = nth_newest(SAMPLE, highest)
        newest = max(start, lowest)
        found = self._among(question, field, newest, highest)
        if len(found) >= limit or start <= lowest:
            return Hits(found[:limit], len(found) < limit)
        # Phrases, and what is left out of stories found by their headline, are looked for in each story's own words.
        words = question if question.is_plain else loosened(question)
        holding = len(found) if question.is_plain else len(self._among(words, field, newest, highest))
        share = max(self._share(words, field), (holding - 1) / SAMPLE)
        work = ENOUGH * limit if question.is_plain else READ
        end = lowest if share < RARE and holding < 2 else max(lowest, nth_newest(1 + int(work / share), highest))
        found += self._by_index(question, field, end, start - 1, limit - len(found))
        return Hits(found, len(found) < limit and end == lowest)

    def _share(self, question: Question, field: str) -> float:
        """Give the part of all stories that the planner expects to answer a question."""
        holds, asked = condition(question, field)
        return self._expected(f"WHERE {holds}", asked) / self._expected("", [])

    def _expected(self, where: str, asked: Sequence[str]) -> int:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN SELECT FROM articles_searchentry {where}", asked)
            (plan,) = cursor.fetchone()
        return int(_rows.search(plan)[1])  # type: ignore[index]

    def _among(self, question: Question, field: str, lowest: int, highest: int) -> list[int]:
        """Look through all stories between two places. Materialized, so that no plan looks through more than those."""
        holds, asked = condition(question, field)
        return self._places(
            "WITH newest AS MATERIALIZED (SELECT place, headline_index, text_index FROM articles_searchentry "  # noqa: S608
            "WHERE place BETWEEN %s AND %s ORDER BY place DESC LIMIT %s) "
            f"SELECT place FROM newest WHERE {holds} ORDER BY place DESC",
            [lowest, highest, 2 * SAMPLE, *asked],
        )

    def _by_index(self, question: Question, field: str, lowest: int, highest: int, limit: int) -> list[int]:
        """Ask the index. `place + 0` is found by no other: a walk along the places would read every story's words."""
        if lowest > highest:
            return []
        holds, asked = condition(question, field, spans(lowest, highest))
        return self._places(
            f"WITH found AS MATERIALIZED (SELECT place FROM articles_searchentry WHERE {holds} "  # noqa: S608  (constants)
            "AND place + 0 BETWEEN %s AND %s) SELECT place FROM found ORDER BY place DESC LIMIT %s",
            [*asked, lowest, highest, limit],
        )

    def _places(self, sql: str, params: Sequence[str | int]) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return [place for (place,) in cursor.fetchall()]


def spans(lowest: int, highest: int) -> list[str]:
    """Give the words of the index for the spans of time that hold all places between two; none where they are many."""
    for digits in SPANS:
        first, last = lowest >> digits, highest >> digits
        if last - first < MOST_SPANS:
            return [f"@{digits}:{number}" for number in range(first, last + 1)]
    return []


def condition(question: Question, field: str, spans: Sequence[str] = ()) -> tuple[str, list[str]]:
    """Give the condition on a row, and its parameters in PostgreSQL's language of questions.

    Each word stands in quotes, and none of ours contains one. What is left out must stand nowhere in the story.
    """
    wanted = [_any(part.phrases) for part in question.parts]
    wanted += [f"'#{mark}'" for mark in question.marks]
    if spans:
        wanted.append(" | ".join(f"'{span}'" for span in spans))
    asked = " & ".join(f"({each})" for each in wanted)
    if not question.without:
        return f"{field}_index @@ %s::tsquery", [asked]
    unwanted = _any(question.without)
    if field == "text":
        return "text_index @@ %s::tsquery", [f"{asked} & !({unwanted})"]
    return "headline_index @@ %s::tsquery AND NOT text_index @@ %s::tsquery", [asked, unwanted]


def _any(phrases: Sequence[Phrase]) -> str:
    return " | ".join("(" + " <-> ".join(f"'{word}'" for word in phrase) + ")" for phrase in phrases)


def loosened(question: Question) -> Question:
    """Give the question that asks for the words of phrases wherever they stand: what an index finds before it looks."""
    singles = [
        Part(tuple((word,) for word in set(each)))
        for part in question.parts
        for each in zip(*part.phrases, strict=True)
    ]
    return replace(question, parts=tuple(singles), without=())
