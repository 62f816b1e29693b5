"""What stands below the apps: the audit log, and what is fresh.

The audit log tells who did what to which row, and when. Verbs write it; nobody edits it.
"""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models

Actor = AbstractBaseUser | AnonymousUser | None


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    def of(self, row: models.Model) -> Self:
        """The entries of one row, newest first."""
        return self.filter(kind=row._meta.label_lower, object_id=row.pk)

    def record(self, row: models.Model, verb: str, by: Actor, note: str = "") -> "AuditEntry":
        """Write that `by` (None: the system) did `verb` to `row`; call it in the transaction of the change."""
        return self.create(
            kind=row._meta.label_lower,
            object_id=row.pk,
            object_name=str(row)[:200],
            verb=verb,
            by_id=by.pk if by else None,
            note=note,
        )


class AuditEntry(models.Model):
    """One verb that was carried out."""

    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=100)
    object_id = models.BigIntegerField()
    object_name = models.CharField(max_length=200)
    verb = models.CharField(max_length=40)
    note = models.TextField(blank=True)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "audit log"
        indexes = [
            models.Index(fields=["kind", "object_id", "-id"], name="audit_of_row"),
            models.Index(fields=["kind", "-id"], name="audit_of_kind"),
            models.Index(fields=["verb", "-id"], name="audit_of_verb"),
            models.Index(fields=["at"], name="audit_at"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.kind} “{self.object_name}”"


class PageTag(models.Model):
    """Something that pages depend on, with the number that the clock had when it last changed.

    The clock is the row named `clock`. nuztrend/database writes these rows, nuztrend/pagecache reads them.
    """

    name = models.CharField(max_length=100, primary_key=True)
    version = models.BigIntegerField(db_index=True)

    def __str__(self) -> str:
        return f"{self.name} @ {self.version}"


class PageFolder(models.Model):
    """A folder in which pages are published as files (nuztrend/pagecache/files.py): `machine:path`."""

    path = models.CharField(max_length=500, primary_key=True)

    def __str__(self) -> str:
        return self.path


from nuztrend.signin.models import SignInDelay  # noqa: E402, F401
from nuztrend.weather.models import City, CityName, CityTable, CityWeather, WeatherPause  # noqa: E402, F401
