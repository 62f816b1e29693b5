"""The figures of months that are over, counted once from the record of moderation (comments/transparency)."""

from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone


class ModerationMonth(models.Model):
    """What was decided on comments in one month of the site's time zone."""

    month = models.DateField(primary_key=True, help_text="Its first day.")
    figures: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()
    counted_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"

    @classmethod
    def last_stored(cls) -> date | None:
        """Give the newest month that is stored."""
        return cls.objects.order_by("-month").values_list("month", flat=True).first()
