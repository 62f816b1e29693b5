"""Whether somebody is running against the comments just now: all workers know, and it ends by itself."""

import logging
import threading
from time import monotonic, time

from django.conf import settings
from django.db import DatabaseError, models, transaction

from nuztrend.models import AuditEntry

logger = logging.getLogger("comments")

BOUND = 120
"""Faults in two minutes that begin an attack: wrong digits, and posts that were refused for being too many. Of honest
answers about one in six is wrong; a site with 120 of them in two minutes takes 300 comments a minute."""
WITHIN = 120  # seconds
LASTS = 600  # seconds after the last minute in which there were so many
EVERY = 1.0  # seconds between two looks of a process, and between two reports
ONE = 1


class AttackManager(models.Manager["Attack"]):
    def is_on(self) -> bool:
        """Say whether an attack goes on; the database is asked once a second."""
        if settings.UNDER_ATTACK != "auto":
            return settings.UNDER_ATTACK == "1"
        if monotonic() >= _here.look_at:
            _here.look_at = monotonic() + EVERY
            _here.until = self.filter(pk=ONE).values_list("until", flat=True).first() or 0
        return self.was_on()

    def was_on(self) -> bool:
        """Say the same by what this process has seen last, without asking the database."""
        if settings.UNDER_ATTACK != "auto":
            return settings.UNDER_ATTACK == "1"
        return time() < _here.until <= time() + 2 * LASTS  # further ahead is what a clock has left that was wrong

    def fault(self, network: str = "", *, stored: bool = True) -> None:
        """Count something that attacks are made of.

        Args:
            network: where it came from, if it is to count once a minute only: who is over budget and goes on asking
                shall not begin an attack alone, for which all readers would be asked for digits.
            stored: whether this call may write; without it the next one does, or the next `report`.
        """
        with _here.lock:
            _here.drop_old()
            _here.faults += _here.is_new(network)
        if stored:
            self.report()

    def report(self) -> None:
        """Write what this process has counted; a process does so at most once a second."""
        with _here.lock:
            _here.drop_old()
            if not _here.faults or settings.UNDER_ATTACK != "auto" or monotonic() < _here.report_at:
                return
            faults, _here.faults, _here.report_at = _here.faults, 0, monotonic() + EVERY
        try:
            self._report(faults)
        except DatabaseError as error:  # an attack that nobody counts is better than a reader who gets an error
            logger.warning("an attack could not be counted: %s", error)

    @transaction.atomic
    def _report(self, faults: int) -> None:
        """Add faults to those of the last minutes, and begin or prolong an attack where they are too many."""
        row = self._lock()
        now, minute = int(time()), int(time()) // 60
        if minute != row.minute:
            row.before = row.faults if minute == row.minute + 1 else 0
            row.minute, row.faults = minute, 0
        row.faults += faults
        if row.before + row.faults >= BOUND:
            if not row.is_on:
                row.tell("begin", f"{row.before + row.faults} wrong answers or refused posts in two minutes")
                row.is_on = True
            row.until = now + LASTS
        row.save()

    @transaction.atomic
    def end_if_over(self) -> bool:
        """Write down that an attack is over, where one is; give whether one was."""
        if not self.filter(is_on=True).exists():
            return False
        row, now = self._lock(), time()
        if not row.is_on or now < row.until <= now + 2 * LASTS:
            return False
        row.is_on = False
        row.save()
        row.tell("end", "")
        return True

    def _lock(self) -> "Attack":
        self.get_or_create(pk=ONE)
        return self.select_for_update().get(pk=ONE)


class _Here:
    """What this process knows of an attack, and what it has not yet told."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.faults = 0
        self.since = 0.0  # when the first of these faults was counted
        self.report_at = self.look_at = 0.0
        self.until = 0
        self.minute, self.networks = 0, set[str]()

    def is_new(self, network: str) -> bool:
        """Say whether a fault is the first of its network in this minute; one of no network always is."""
        if (minute := int(monotonic()) // 60) != self.minute:
            self.minute, self.networks = minute, set()
        if network in self.networks:
            return False
        if network:
            self.networks.add(network)
        return True

    def drop_old(self) -> None:
        """Forget faults that nobody reported in their two minutes: they must not begin an attack hours later."""
        now = monotonic()
        if not self.faults or now - self.since > WITHIN:
            self.faults, self.since = 0, now


_here = _Here()


class Attack(models.Model):
    """The faults of this minute and the one before, and until when an attack is taken to go on. There is one row."""

    minute = models.BigIntegerField(default=0, help_text="Minutes since 1970.")
    faults = models.PositiveIntegerField(default=0)
    before = models.PositiveIntegerField(default=0, help_text="Faults of the minute before.")
    is_on = models.BooleanField(default=False)
    until = models.BigIntegerField(default=0, help_text="Seconds since 1970.")

    objects = AttackManager()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=ONE), name="one_attack")]

    def __str__(self) -> str:
        return "comments under attack"

    def tell(self, verb: str, note: str) -> None:
        """Write one line into the log and one into the audit log."""
        words = {"begin": "begins: no clearance, budgets of a third", "end": "is over"}[verb]
        logger.warning("an attack on the comments %s %s", words, f"({note})" if note else "")
        AuditEntry.objects.record(self, f"attack {verb}", None, note)
