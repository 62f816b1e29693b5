"""Lists of words and phrases that count against a comment in which they stand."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q

from comments.models.learned import JudgingClock
from comments.models.weight import MOST_POINTS
from nuztrend.models import Actor, AuditEntry

MOST_ENTRIES = 100_000
LONGEST_LIST = 2_000_000  # characters; a form may carry 2.5 MB


class WordList(models.Model):
    """One list: entries stand one a line and match whole words, however they are disguised (judging/fold.py)."""

    name = models.CharField(max_length=40, unique=True, help_text="Stands in the reasons that the newsroom reads.")
    weight = models.FloatField(
        default=5,
        validators=[MinValueValidator(0), MaxValueValidator(MOST_POINTS)],
        help_text="Points, once for a comment, however many entries stand in it.",
    )
    entries = models.TextField(
        max_length=LONGEST_LIST,
        help_text="Words and phrases of up to eight words, one a line; a line that begins with # is a remark. Paste "
        "as many as you like: what stands there twice is kept once.",
    )
    active = models.BooleanField(default=True)
    entry_count = models.PositiveIntegerField("entries in all", default=0, editable=False)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(weight__gte=0, weight__lte=MOST_POINTS), name="wordlist_weight_in_bounds"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.entries = tidy_entries(self.entries)
        if (count := count_entries(self.entries)) > MOST_ENTRIES:
            raise ValidationError({"entries": f"A list has at most {MOST_ENTRIES:,} entries; these are {count:,}."})

    @transaction.atomic
    def keep(self, by: Actor) -> str:
        """Save the list and have every process read it anew; give what changed, as it stands in the audit log."""
        before = WordList.objects.filter(pk=self.pk).first()
        self.entries = tidy_entries(self.entries)
        self.entry_count = count_entries(self.entries)
        self.save()
        note = self._difference(before)
        AuditEntry.objects.record(self, "change" if before else "create", by, note=note)
        JudgingClock.objects.rules_changed()
        return note

    @transaction.atomic
    def drop(self, by: Actor) -> None:
        """Delete the list."""
        AuditEntry.objects.record(self, "delete", by, note=f"{self.entry_count} entries, {self.weight:g} points")
        self.delete()
        JudgingClock.objects.rules_changed()

    def _difference(self, before: "WordList | None") -> str:
        old = set(before.entries.splitlines()) if before else set()
        new = set(self.entries.splitlines())
        said = [f"{len(new - old)} lines added, {len(old - new)} taken away"]
        for name, what in (("name", "name"), ("weight", "points"), ("active", "active")):
            if before and getattr(before, name) != getattr(self, name):
                said.append(f"{what}: {_say(getattr(before, name))} → {_say(getattr(self, name))}")
        return "; ".join(said)


def tidy_entries(text: str) -> str:
    """Give the lines of a list without blanks around them, empty ones and repetitions."""
    return "\n".join(dict.fromkeys(stripped for line in text.splitlines() if (stripped := line.strip())))


def count_entries(text: str) -> int:
    """Give how many lines of a list are entries."""
    return sum(1 for line in text.splitlines() if line and not line.startswith("#"))


def _say(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
