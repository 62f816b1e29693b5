"""Wrong passwords and codes as they are counted. A row names nobody: its key is a hash of one day, cut short."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import NamedTuple

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

KEPT = timedelta(days=1)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)  # not “now”: for a process whose clock is a moment behind that is to come


class Rule(NamedTuple):
    """How long is waited after failures; all times in seconds."""

    free: int  # failures that cost nothing
    first: int  # the wait after the next one, doubled with each that follows
    most: int
    forgets: int  # after so long one failure is forgotten

    def wait(self, failures: int) -> int:
        """Give the wait after so many failures."""
        over = failures - self.free
        return min(self.first << min(over - 1, 30), self.most) if over > 0 else 0


class Wait(Exception):
    """It is too early for another try."""

    def __init__(self, seconds: int):
        super().__init__(seconds)
        self.seconds = seconds


class SignInDelayQuerySet(models.QuerySet["SignInDelay"]):
    def seconds_to_wait(self, rules: Mapping[str, Rule], now: datetime) -> int:
        """Give how long nobody may try under one of these keys."""
        return max((row.seconds_to_wait(rules[row.key], now) for row in self.filter(key__in=rules)), default=0)

    def take(self, rules: Mapping[str, Rule]) -> list["SignInDelay"]:
        """Count a try as a failure under each of these keys, before it is known what comes of it.

        The rows are locked from the question whether a try is allowed to the answer, in the order of their keys, so
        that of many who try at the same moment just those get in whom the rules allow.

        Raises:
            Wait: it is too early under one of the keys; nothing was counted.
        """
        # most of a flood ends here, without writing
        if seconds := self.seconds_to_wait(rules, timezone.now()):
            raise Wait(seconds)
        keys = sorted(rules)
        with transaction.atomic():
            new = [self.model(key=key, until=LONG_AGO, at=timezone.now()) for key in keys]
            self.bulk_create(new, ignore_conflicts=True)
            rows: list[SignInDelay] = list(self.select_for_update().filter(key__in=keys).order_by("key"))
            now = timezone.now()  # after the locks, for which this one may have waited
            if seconds := max(row.seconds_to_wait(rules[row.key], now) for row in rows):
                raise Wait(seconds)
            for row in rows:
                row.count(rules[row.key], now)
            SignInDelay.objects.bulk_update(rows, ["failures", "until", "at"])
        return rows

    def give_back(self, taken: list["SignInDelay"]) -> None:
        """Undo the counting of a try that was no failure."""
        for row in taken:
            self.filter(key=row.key, failures__gt=0).update(failures=F("failures") - 1)
            self.filter(key=row.key, until=row.until).update(until=LONG_AGO)  # another's wait is left as it is

    def forget_old(self) -> int:
        """Delete what was counted more than a day ago; give how many rows that were."""
        return self.filter(at__lt=timezone.now() - KEPT).delete()[0]


class SignInDelay(models.Model):
    """How many tries failed under a key of nuztrend/signin/throttle.py, and before when none is allowed."""

    key = models.CharField(max_length=40, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    until = models.DateTimeField()
    at = models.DateTimeField(db_index=True)

    objects = SignInDelayQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.key}: {self.failures}"

    def seconds_to_wait(self, rule: Rule, now: datetime) -> int:
        """Give the whole seconds until a try is allowed; 0 when it is, and when the clock was set back."""
        seconds = (self.until - now).total_seconds()
        return ceil(seconds) if 0 < seconds <= rule.most else 0

    def count(self, rule: Rule, now: datetime) -> None:
        """Count a failure, and forget those that are old enough; the caller saves."""
        quiet = max(0, int((now - self.at).total_seconds()) // rule.forgets)
        self.failures = max(0, self.failures - quiet) + 1
        self.at = now
        if seconds := rule.wait(self.failures):
            self.until = now + timedelta(seconds=seconds)
