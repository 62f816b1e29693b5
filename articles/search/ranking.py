"""How well a story answers a question. One formula for every database, over the candidates that a room found.

For each part of the question 4 points if the headline holds it, 2 if the dek or the keywords do, and n / (n + 2) for n
times in the body (saturating as in BM25; Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009), in the
mean of the parts; a word that only begins as asked counts for 0.7. Then up to 2 points for the share of the headline
that was asked for, 2 more if it was asked for word by word in its order, and up to 1.5 for being new:
1.5 / (1 + days / 60).
"""

from datetime import datetime
from typing import NamedTuple

from articles.search.asking import Question
from articles.search.places import SECOND, place_at

TITLE, LEAD, SATURATION = 4.0, 2.0, 2.0
BEGINNING = 0.7
COVERED, IN_ORDER = 2.0, 2.0
NEW, HALF_AS_NEW = 1.5, 60.0  # points; days
DAY = 86_400  # seconds


class Candidate(NamedTuple):
    """A story that answers a question, with what decides whether its other words are read."""

    article_id: int
    place: int
    title: str


class Ranking:
    """Gives points to stories for one question at one moment."""

    def __init__(self, question: Question, now: datetime):
        self._parts = [[f" {' '.join(phrase)} " for phrase in part.phrases] for part in question.parts]
        self._words = {word for part in question.parts for phrase in part.phrases for word in phrase}
        self._in_order = f" {' '.join(question.words)} " if len(question.words) > 1 else ""
        self._now = place_at(now)

    def by_headline(self, story: Candidate) -> float:
        """Give the points that headline and time alone are worth."""
        title = f" {story.title} "
        points = NEW / (1 + max(self._now - story.place, 0) / (HALF_AS_NEW * DAY * SECOND))
        for phrases in self._parts:
            if phrases[0] in title:
                points += TITLE / len(self._parts)
            elif any(phrase in title for phrase in phrases):
                points += BEGINNING * TITLE / len(self._parts)
        if headline := story.title.split():
            points += COVERED * sum(map(self._words.__contains__, headline)) / len(headline)
        if self._in_order and self._in_order in title:
            points += IN_ORDER
        return points

    def by_text(self, lead: str, body: str) -> float:
        """Give the points that the other words are worth."""
        lead, body = f" {lead} ", f" {body} "
        points = 0.0
        for phrases in self._parts:
            best = 0.0
            for number, phrase in enumerate(phrases):
                times = body.count(phrase)
                found = LEAD * (phrase in lead) + times / (times + SATURATION)
                best = max(best, found if number == 0 else BEGINNING * found)
            points += best / len(self._parts)
        return points
