"""The room of SQLite: FTS5, whose rows are numbered by their place, so that they come newest first without a sort."""

from collections.abc import Iterator

from django.db import connection

from articles.querysets import StoryRowQuerySet
from articles.search.asking import Part, Phrase, Question
from articles.search.places import nth_newest
from articles.search.ranking import Candidate
from articles.search.rooms.hits import Hits

SAMPLE = 1_000  # newest stories that are looked through in any case
WORK = 400_000  # entries of the words' lists that a question may read, 30 to 60 ns each
SHORT = 5  # times as many in headlines: 12 words of them in a million stories take 3 to 13 ms
PHRASE = 3  # a word of a phrase costs as much as so many others: its positions are read as well
SKIP = 300  # entries that are read to skip to the next one of a rarer word
ROUNDS = 3  # of looking further back
ENOUGH = 0.7  # of what is looked for; with less, as stories have left, the search looks further back
AT_ONCE = 900  # places in one statement


class Sqlite:
    """Asks FTS5, but not for bm25(), which counts every story with a word before the first: 23 ms of a million."""

    def find(
        self, question: Question, field: str, entries: StoryRowQuerySet, lowest: int, highest: int, limit: int
    ) -> Hits:
        """Give the newest stories that answer a question (`rooms.Room`); of the newest, many may have left."""
        stories: list[Candidate] = []
        for _ in range(ROUNDS):
            places, are_all = self._newest(question, field, lowest, highest, limit)
            for start in range(0, len(places), AT_ONCE):
                shown = entries.filter(place__in=places[start : start + AT_ONCE])
                stories += map(Candidate._make, shown.values_list(*Candidate._fields))
            if len(places) < limit or len(stories) > limit * ENOUGH:
                return Hits(stories, are_all)
            highest = places[-1] - 1
        return Hits(stories, False)

    def _newest(self, question: Question, field: str, lowest: int, highest: int, limit: int) -> tuple[list[int], bool]:
        """Give the places of the newest that answer, and whether these are all.

        How often the newest thousand hold the words tells how far back the work reaches: rare words are found however
        old they are, a phrase of two words that are everywhere is not. Single words are looked for in those first.
        A phrase is not, nor is what must not stand there: FTS5 looks at the end of what it may look through only when
        it has found something, so each time that finds nothing may read the index to its end (0.1 s of a million).
        """
        match = expression(question, field)
        if question.without:
            field = "text"  # what is left out must stand nowhere; its table knows headlines as well
        start = nth_newest(SAMPLE, highest)
        found: list[int] = []
        rest = highest
        if start <= lowest or question.is_plain:
            found = self._places(match, field, max(start, lowest), highest, limit)
            if len(found) >= limit or start <= lowest:
                return found, len(found) < limit
            rest = start - 1
        cost = self._cost(question, field, start, highest)
        work = WORK * (SHORT if field == "headline" else 1)
        end = max(lowest, nth_newest(1 + int(work / cost), highest))
        found += self._places(match, field, end, rest, limit - len(found))
        return found, len(found) < limit and end == lowest

    def _places(self, match: str, field: str, lowest: int, highest: int, limit: int) -> list[int]:
        if lowest > highest:
            return []
        table = f"articles_search_{field}"
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT rowid FROM {table} WHERE {table} MATCH %s AND rowid BETWEEN %s AND %s "  # noqa: S608  (a constant)
                "ORDER BY rowid DESC LIMIT %s",
                [match, lowest, highest, limit],
            )
            return [place for (place,) in cursor.fetchall()]

    def _cost(self, question: Question, field: str, lowest: int, highest: int) -> float:
        """Give how many entries are read for each story of the portal, by what the newest thousand hold."""
        shares: list[float] = []
        for part in question.parts:
            phrase = part.asked
            places = zip(*part.phrases, strict=True)  # all that may stand first, second, …
            share = max(sum(self._share(word, field, lowest, highest) for word in set(place)) for place in places)
            shares.append(share if len(phrase) == 1 else share * len(phrase) * PHRASE)
        shares += [self._share(mark, field, lowest, highest, "marks") for mark in question.marks]
        rarest = min(shares)
        return min(sum(shares), rarest + rarest * SKIP * (len(shares) - 1)) + sum(
            self._share(word, field, lowest, highest) for phrase in question.without for word in phrase[:1]
        )

    def _share(self, word: str, field: str, lowest: int, highest: int, column: str = "") -> float:
        match = f'{column} : "{word}"' if column else f'"{word}"'
        return (len(self._places(match, field, lowest, highest, SAMPLE)) + 0.5) / SAMPLE


def expression(question: Question, field: str) -> str:
    """Give a question in FTS5's language. Each word stands in quotes, and none of ours contains one."""
    columns = "{title}" if field == "headline" else "{title lead body}"
    wanted = [f"{columns} : ({_part(part)})" for part in question.parts]
    wanted += [f'marks : "{mark}"' for mark in question.marks]
    match = "(" + " AND ".join(wanted) + ")"
    if question.without:
        match += f" NOT {{title lead body}} : ({_any(question.without)})"
    return match


def _part(part: Part) -> str:
    return _any(part.phrases)


def _any(phrases: tuple[Phrase, ...]) -> str:
    return " OR ".join(_quoted(phrases))


def _quoted(phrases: tuple[Phrase, ...]) -> Iterator[str]:
    return ('"' + " ".join(phrase) + '"' for phrase in phrases)
