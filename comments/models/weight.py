"""What each thing weighs that counts against a comment, and from how many points it waits. The newsroom sets it."""

from collections.abc import Mapping
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q

from comments.models.learned import JudgingClock
from nuztrend.models import Actor, AuditEntry

MOST_POINTS = 100
DEFAULTS: dict[str, float] = {
    "hold": 6,
    "spam": 12,
    "links": 1,
    "shortener": 2,
    "markup": 3,
    "contact": 1.5,
    "name": 3,
    "capitals": 1,
    "repeated": 1,
    "disguise": 3,
    "likeness": 2,
    "known spam": 6,
    "first": 1,
    "learned": 6,
}
"""Points of a new portal. A weight of 0 turns a rule off."""


class Code(models.TextChoices):
    HOLD = "hold", "from so many points a comment waits for an editor"
    SPAM = "spam", "from so many points it is put aside as spam"
    LINKS = "links", "each link to elsewhere, six at most"
    SHORTENER = "shortener", "a link that hides where it leads"
    MARKUP = "markup", "code of links, such as [url=…]"
    CONTACT = "contact", "a telephone number, mail address or messenger"
    NAME = "name", "an address in the name"
    CAPITALS = "capitals", "mostly capital letters"
    REPEATED = "repeated", "a letter or word repeated again and again"
    DISGUISE = "disguise", "disguised letters inside words"
    LIKENESS = "likeness", "each other network that posted nearly the same, three at most"
    KNOWN_SPAM = "known spam", "nearly the same as what is marked as spam"
    FIRST = "first", "the first comment of the day from its network"
    LEARNED = "learned", "what was learned from decisions, at most"


class WeightManager(models.Manager["Weight"]):
    def in_force(self) -> dict[str, float]:
        """Give the points by code; those that nobody has set are the defaults."""
        return DEFAULTS | dict(self.values_list("code", "points"))

    @transaction.atomic
    def change(self, points: Mapping[str, float], by: Actor) -> list[str]:
        """Set points by code; give what changed, as it stands in the audit log.

        Raises:
            ValidationError: comments would be put aside before they are held.
        """
        before = self.in_force()
        after = before | dict(points)
        if not after["hold"] <= after["spam"]:
            raise ValidationError("A comment is put aside as spam from more points than those from which it is held.")
        changes = []
        for code in DEFAULTS:
            if before[code] != after[code]:
                row, _ = self.update_or_create(code=code, defaults={"points": after[code]})
                changes.append(f"{code}: {before[code]:g} → {after[code]:g}")
                AuditEntry.objects.record(row, "change", by, note=f"{before[code]:g} → {after[code]:g}")
        if changes:
            JudgingClock.objects.rules_changed()
        return changes


class Weight(models.Model):
    """The points of one rule or threshold."""

    code = models.CharField(max_length=12, choices=Code, unique=True)
    points = models.FloatField(validators=[MinValueValidator(0), MaxValueValidator(MOST_POINTS)])

    objects = WeightManager()

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name = "weight of comments"
        verbose_name_plural = "weights of comments"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(code__in=Code.values), name="weight_code_known"),
            models.CheckConstraint(condition=Q(points__gte=0, points__lte=MOST_POINTS), name="weight_in_bounds"),
        ]

    def __str__(self) -> str:
        return self.code
