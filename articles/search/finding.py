"""The door: the stories that answer a question, the best first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.safestring import SafeString

from articles.models import Article, SearchEntry
from articles.querysets import start_of
from articles.search.asking import Question
from articles.search.places import DRAFTS, first_place, place_at
from articles.search.ranking import Candidate, Ranking
from articles.search.rooms import room
from articles.search.snippets import marked, snippet
from articles.search.spelling import completed
from articles.search.words import plain

BY_HEADLINE = 200  # newest stories with the words in their headline that are ranked
BY_TEXT = 120  # newest stories with the words anywhere
READ = 100  # of these, the ones whose dek and body are read to rank them
EVERYONE = 1_000  # stories that the newsroom's list is narrowed to


@dataclass(frozen=True)
class Result:
    """A story that was found, its headline and a part of its text with the words marked."""

    story: Article
    headline: SafeString
    snippet: SafeString


@dataclass(frozen=True)
class Found:
    """The stories that answer a question, the best first. `is_cut_off`: there are more, older or poorer ones."""

    question: Question
    ids: Sequence[int]
    is_cut_off: bool = False

    def results(self, part: slice) -> list[Result]:
        """Give a part of the stories with what is shown of them."""
        ids = self.ids[part]
        # Asked for published ones, SQLite would walk along all of those instead of fetching ten.
        stories = Article.objects.for_search_results().with_public().in_bulk(ids)
        return [_result(stories[pk], self.question) for pk in ids if pk in stories and is_public(stories[pk])]


def search(question: Question) -> Found:
    """Give the stories that answer a question and that the public may see now.

    Candidates are the newest 200 that hold it in their headline and the newest 120 that hold it anywhere; where fewer
    answer than that, they are all. Neither a common word nor a phrase of common words reads more than its bound.
    """
    if not question:
        return Found(question, [])
    now = timezone.now()
    question = completed(question)
    found, is_cut_off = candidates(question, now, BY_HEADLINE, BY_TEXT)
    return Found(question, ranked(found, question, now, READ), is_cut_off)


def candidates(question: Question, now: datetime, by_headline: int, by_text: int) -> tuple[list[Candidate], bool]:
    """Give the stories to rank, so many of each kind at most, and whether some that answer may be missing."""
    start = start_of(question.first) if question.first else None
    end = start_of(question.last + timedelta(days=1)) if question.last else None
    lowest = first_place(start) if start else 0
    highest = place_at(min(end, now) if end else now)
    entries = SearchEntry.objects.public(now).came_out_between(start, end)
    stories, are_all = room().find(question, "text", entries, lowest, highest, by_text)
    if are_all:  # among them are those that hold it in their headline
        return stories, False
    found = {story.article_id: story for story in stories}
    stories, _ = room().find(question, "headline", entries, lowest, highest, by_headline)
    found |= {story.article_id: story for story in stories}
    return list(found.values()), True


def ranked(stories: Sequence[Candidate], question: Question, now: datetime, read: int) -> list[int]:
    """Give the ids of stories, the best answer first. Of so many, chosen by headline and time, all words are read."""
    ranking = Ranking(question, now)
    points = {story.article_id: (ranking.by_headline(story), story.place) for story in stories}
    chosen = sorted(points, key=points.__getitem__, reverse=True)
    texts = SearchEntry.objects.filter(article__in=chosen[:read]).values_list("article_id", "lead", "body")
    for article_id, lead, body in texts:
        by_headline, place = points[article_id]
        points[article_id] = (by_headline + ranking.by_text(lead, body), place)
    return [*sorted(chosen[:read], key=points.__getitem__, reverse=True), *chosen[read:]]


def ids_of_all(question: Question) -> list[int]:
    """Give the ids of the newest stories that answer a question, whoever may see them: what the newsroom finds."""
    if not question:
        return []
    question, entries, half = completed(question), SearchEntry.objects.all(), EVERYONE // 2
    by_headline = room().find(question, "headline", entries, 0, 2 * DRAFTS, half).stories
    by_text = room().find(question, "text", entries, 0, 2 * DRAFTS, half).stories
    return [*{story.article_id for story in (*by_headline, *by_text)}]


def is_public(story: Article) -> bool:
    """Say whether the public may see a story that was read `with_public`."""
    return bool(story.public)  # type: ignore[attr-defined]


def _result(story: Article, question: Question) -> Result:
    text = snippet(plain(story.body_html), question)
    return Result(story, marked(story.title, question), text or marked(story.dek, question))
