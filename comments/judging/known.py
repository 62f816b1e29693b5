"""What this process knows: weights, word lists and what was learned, renewed when the database says that they changed.

One narrow row tells (JudgingClock); a judgement reads it and, almost always, nothing more.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import connection

from comments.judging.learned import Learned
from comments.judging.wordlists import Listed, WordLists
from comments.models.weight import DEFAULTS, Weight
from comments.models.wordlist import WordList

READ_CLOCK = "SELECT rules, lessons, era, spam, ham FROM comments_judgingclock WHERE id = 1"


@dataclass(frozen=True)
class Rules:
    """Weights and word lists, which the newsroom sets."""

    weights: Mapping[str, float] = field(default_factory=lambda: dict(DEFAULTS))
    lists: WordLists = field(default_factory=lambda: WordLists(()))


@dataclass(frozen=True)
class Known:
    """What a judgement goes by."""

    rules: Rules
    learned: Learned


class Mirror:
    """Keeps `Known` for all threads of the process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rules_of: int | None = None
        self._rules = Rules()
        self._learned = Learned()

    def now(self) -> Known:
        """Give what holds now. One query while nothing changed."""
        with connection.cursor() as cursor:
            cursor.execute(READ_CLOCK)
            rules, lessons, era, spam, ham = cursor.fetchone() or (0, 0, 0, 0, 0)
        if rules != self._rules_of or (era, lessons) != self._learned.moment:
            with self._lock:
                if rules != self._rules_of:
                    self._rules = Rules(Weight.objects.in_force(), read_lists())
                    self._rules_of = rules
                if (era, lessons) != self._learned.moment:
                    self._learned = self._learned.brought_to(era, lessons, spam, ham)
        return Known(self._rules, self._learned)


def read_lists() -> WordLists:
    """Make the active lists ready."""
    active = WordList.objects.filter(active=True).order_by("pk")
    return WordLists(Listed(*row) for row in active.values_list("name", "weight", "entries"))


mirror = Mirror()
