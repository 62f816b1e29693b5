"""What was posted before: from the sender's network today, and of texts that are nearly the same. One query."""

from typing import NamedTuple

from django.db import connection

from comments.judging.likeness import MARKS, READ, Print, hash_of
from comments.judging.rules import Weights
from comments.models.states import State
from comments.models.verdict import Weighed

NEWEST = 5
"""Comments that are looked at of each group: a flood of 60,000 alike must not make the next one slow."""
LOOKED_BACK = 100
"""Comments of the network, the newest, among which one that was shown is looked for."""
MOST_ELSEWHERE = 3  # networks that are weighed

_of_network = f"""
    SELECT '' AS likeness, '' AS network, '' AS state, '' AS text
    FROM (SELECT state FROM comments_comment WHERE network = %s ORDER BY id DESC LIMIT {LOOKED_BACK}) AS own
    WHERE own.state = '{State.VISIBLE}'
"""  # noqa: S608  (constants of ours)
_alike = f"""
    SELECT likeness, network, state, substr(text, 1, {READ}) AS text FROM comments_comment
    WHERE likeness = %s ORDER BY id DESC LIMIT {NEWEST}
"""  # noqa: S608
_groups = [f"SELECT * FROM ({_alike}) AS group{number}" for number in range(MARKS)]  # noqa: S608
_questions = [" UNION ALL ".join([_of_network, *_groups[:count]]) for count in range(MARKS + 1)]
"""By how many marks a text has: a LIMIT of its own for each, along the index."""


class History(NamedTuple):
    """What is known of earlier comments."""

    likeness: str
    is_first: bool
    elsewhere: int
    """Other networks, of the newest comments alike, from which nearly the same was posted."""
    is_known_spam: bool

    def weigh(self, weights: Weights) -> list[Weighed]:
        """Give what the history says against the comment."""
        found = []
        if self.elsewhere and weights["likeness"]:
            times = "time" if self.elsewhere == 1 else "times"
            points = round(min(self.elsewhere, MOST_ELSEWHERE) * weights["likeness"], 2)
            found.append(Weighed("likeness", f"posted {self.elsewhere} {times} before from elsewhere", points))
        if self.is_known_spam and weights["known spam"]:
            found.append(Weighed("known spam", "like what is marked as spam", weights["known spam"]))
        if self.is_first and weights["first"]:
            found.append(Weighed("first", "first comment from here", weights["first"]))
        return found


def look_back(text: str, network: str) -> History:
    """Look for earlier comments of the same network, and for texts that are nearly the same."""
    mine = Print(text)
    with connection.cursor() as cursor:
        cursor.execute(_questions[len(mine.marks)], [network, *mine.marks])
        rows = cursor.fetchall()
    was_shown = any(not likeness for likeness, *_ in rows)
    groups: dict[str, list[tuple[str | None, str, str]]] = {}
    for likeness, *row in rows:
        if likeness:
            groups.setdefault(likeness, []).append(tuple(row))
    likeness = _group_of(mine, {mark: group[0][2] for mark, group in groups.items()})
    alike = groups.get(likeness, []) if mine.is_long else []
    elsewhere = {of for of, _, _ in alike if of and of != network}
    return History(likeness, not (network and was_shown), len(elsewhere), any(row[1] == State.SPAM for row in alike))


def _group_of(mine: Print, newest: dict[str, str]) -> str:
    """Give the likeness of the group that is most like the text, else a mark that no other text has."""
    others = {mark: Print(text) for mark, text in newest.items()}
    like = [(len(other.words & mine.words), mark) for mark, other in others.items() if other.is_like(mine)]
    if like:
        return max(like)[1]
    free = [mark for mark in mine.marks if mark not in newest]
    return free[0] if free else hash_of(" ".join(sorted(mine.words)))
