"""What networks have had of their budgets (comments/budgets.py). A row names nobody: it holds a hash of the day."""

from collections.abc import Sequence
from time import time
from typing import NamedTuple

from django.db import models, transaction

LONGEST_WINDOW = 86_400  # seconds
AT_ONCE, TOGETHER = 20_000, 500
"""Windows that are forgotten in one minute, and in one transaction."""


class Share(NamedTuple):
    """How many of something there may be in a window that `ends` at a second since 1970.

    A window is known by its end: when the clock is set back or forth, another window begins, and nobody waits for one
    that lies in a future that will not come.
    """

    key: str
    ends: int
    most: int


class BudgetQuerySet(models.QuerySet["Budget"]):
    def full(self, shares: Sequence[Share]) -> list[Share]:
        """Give those of the windows in which nothing is left. It only reads."""
        places = ", ".join(["%s"] * len(shares))
        statement = f"SELECT key, ends, taken FROM comments_budget WHERE key IN ({places})"  # noqa: S608
        with transaction.get_connection().cursor() as cursor:
            cursor.execute(statement, [share.key for share in shares])
            taken = {(key, ends): taken for key, ends, taken in cursor.fetchall()}
        return [share for share in shares if taken.get((share.key, share.ends), 0) >= share.most]

    def take(self, shares: Sequence[Share], *, savepoint: bool = True) -> bool:
        """Take one in each of the windows; False, and nothing taken, where one of them is full.

        One statement counts and asks, so that parallel requests together get exactly what there is.

        Args:
            savepoint: without one, the caller rolls its transaction back after False.
        """
        connection = transaction.get_connection()
        rows = ", ".join(["(%s, %s, 1, %s)"] * len(shares))
        statement = f"""
            INSERT INTO comments_budget AS budget (key, ends, taken, most) VALUES {rows}
            ON CONFLICT (key) DO UPDATE SET
                taken = CASE WHEN budget.ends = excluded.ends THEN budget.taken + 1 ELSE 1 END,
                ends = excluded.ends, most = excluded.most
            WHERE budget.ends <> excluded.ends OR budget.taken < excluded.most
            RETURNING key
        """  # noqa: S608  (only places for values)
        with transaction.atomic(savepoint=savepoint), connection.cursor() as cursor:
            # in the order of the keys, so that nobody waits in a circle
            cursor.execute(statement, [value for share in sorted(shares) for value in share])
            is_taken = len(cursor.fetchall()) == len(shares)
            if not is_taken and savepoint:
                transaction.set_rollback(True)
        return is_taken

    def forget_old(self) -> int:
        """Delete windows that are over, and those that a clock ahead of time has left; give how many.

        Those in which somebody takes something just now are left for the next time: whoever waits for two of them could
        be waited for. They are looked for in the whole table before writers are kept out: 210,000 rows of 70,000
        networks take 33 ms once a minute and keep nobody waiting. Every comment would have to write an index on `ends`.
        """
        now = int(time())
        over = models.Q(ends__lte=now) | models.Q(ends__gt=now + 2 * LONGEST_WINDOW)
        found = list(self.filter(over).values_list("pk", flat=True)[:AT_ONCE])
        return sum(self._forget(over, found[start : start + TOGETHER]) for start in range(0, len(found), TOGETHER))

    @transaction.atomic
    def _forget(self, over: models.Q, found: list[str]) -> int:
        rows = self.filter(over, pk__in=found).select_for_update(skip_locked=True)
        return self.filter(pk__in=rows.values("pk")).delete()[0]


class Budget(models.Model):
    """What was taken of a kind by a network in one window."""

    key = models.CharField(max_length=80, primary_key=True, help_text="Kind, length of the window in seconds, hash.")
    ends = models.BigIntegerField(help_text="Seconds since 1970; another end is another window.")
    taken = models.PositiveIntegerField()
    most = models.PositiveIntegerField()

    objects = BudgetQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.key}: {self.taken} of {self.most}"
