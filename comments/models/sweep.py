"""Decisions on many comments at once, kept for some days so that they can be taken back as they were made: at once."""

from datetime import timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Max, Min, Sum
from django.utils import timezone

KEPT = timedelta(days=7)
"""How long a decision on many can be taken back at once; one by one it can always be."""


class SweepQuerySet(models.QuerySet["Sweep"]):
    def standing(self, action: str) -> Self:
        """The parts of one action that nobody has taken back, the last first."""
        return self.filter(action=action, undone_at=None).order_by("-pk")

    def actions(self) -> Any:
        """What was decided on many and stands, the last first: who, what, when and on how many comments."""
        standing = (
            self.filter(undone_at=None).order_by().values("action", "verb", "by", "by__username", "by__first_name")
        )
        return standing.annotate(
            number=Sum("count"), when=Max("at"), first=Min("first_entry"), last=Max("last_entry")
        ).order_by("-last")

    def forget_old(self) -> int:
        """Delete what is older than seven days; give how many parts."""
        return self.filter(at__lt=timezone.now() - KEPT).delete()[0]


class Sweep(models.Model):
    """One part, of 50 comments at most, of a decision on many.

    The record of decisions can only grow and has no column for what was decided together; so this table names the
    entries. All parts of what somebody decided with one preview carry the same `action`.
    """

    action = models.CharField(max_length=16)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    verb = models.CharField(max_length=20)
    scope = models.CharField(max_length=40, help_text="Such as `alike/…` or `ticked`.")
    entries = models.JSONField(default=list, help_text="[comment, entry of the record] each.")
    count = models.PositiveIntegerField()
    first_entry = models.BigIntegerField()
    last_entry = models.BigIntegerField()
    undone_at = models.DateTimeField(null=True)

    objects = SweepQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [
            models.Index(fields=["action", "-id"], name="sweep_standing", condition=models.Q(undone_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.count} ({self.scope})"
