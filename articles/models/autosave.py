"""What somebody wrote in a story's form and has not saved: kept in a row of their own, never in the story.

Each form that is opened has a key, and its words one row: two windows of one person never overwrite each other. A form
that was saved leaves its key behind, empty, for a day: what its page sent at the last moment comes too late by then and
is not taken for something new.
"""

import json
import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from nuztrend.models import Actor

if TYPE_CHECKING:
    from articles.models.article import Article

Fields = dict[str, list[str]]

LARGEST = 1_000_000
"""Bytes of a form that are kept, as JSON in UTF-8."""
MOST = 100
"""Forms of one person that are kept; of more, the oldest go."""
KEPT_SAVED = timedelta(days=1)


class TooLarge(ValueError):
    """The words of a form are more than are kept without saving; the text says so to an editor."""


class AutosaveQuerySet(models.QuerySet["Autosave"]):
    def unsaved(self, by: Actor) -> Self:
        """What somebody wrote and did not save, the last first."""
        return self.filter(user=by.pk if by else None, saved=False).order_by("-at", "-pk")

    def of(self, story: "Article | None") -> Self:
        """Those of one story, or (None) those of stories that nobody has saved yet."""
        return self.filter(article=story.pk if story else None)

    @transaction.atomic
    def keep(self, by: Actor, key: str, story: "Article | None", fields: Fields, since: str = "") -> "Autosave | None":
        """Keep the words of a form; None where the form with this key has been saved.

        Args:
            since: `Autosave.stamp` of the row whose words the form began with. It goes, unless another window has
                gone on writing there meanwhile.

        Raises:
            TooLarge: they are more than LARGEST.
        """
        if len(json.dumps(fields, ensure_ascii=False).encode(errors="replace")) > LARGEST:
            raise TooLarge("This form holds more than is kept without saving: save it, or copy your words.")
        words = {"article": story, "fields": fields, "at": timezone.now()}
        row, _ = self.select_for_update().get_or_create(user_id=by.pk if by else None, key=key, defaults=words)
        if row.saved:
            return None
        for name, value in words.items():
            setattr(row, name, value)
        row.save()
        self.unsaved(by).exclude(pk=row.pk).begun_at(since).delete()
        older = list(self.unsaved(by).values_list("pk", flat=True)[MOST : 2 * MOST])
        if older:
            self.filter(pk__in=older).delete()
        return row

    def begun_at(self, stamp: str) -> Self:
        """The row that has a stamp, as long as it has not changed since."""
        key, _, at = stamp.partition("@")
        try:
            moment = datetime.fromisoformat(at)
        except ValueError:
            return self.none()
        return self.none() if timezone.is_naive(moment) else self.filter(key=key, at=moment)

    def finish(self, by: Actor, key: str, since: str = "") -> None:
        """Note that a form was saved: its words are in the story now. Call it in the transaction of the save."""
        if not is_form_key(key):
            return
        saved = {"saved": True, "fields": {}, "at": timezone.now()}
        self.update_or_create(user_id=by.pk if by else None, key=key, defaults=saved)
        self.unsaved(by).begun_at(since).delete()

    def forget_old(self) -> int:
        """Delete what was not saved for REVISION_DAYS, and the keys of forms that were; give how many."""
        now = timezone.now()
        old = models.Q(at__lt=now - timedelta(days=settings.REVISION_DAYS))
        return self.filter(old | models.Q(saved=True, at__lt=now - KEPT_SAVED)).delete()[0]


class Autosave(models.Model):
    """The words of one form that was opened."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=40, help_text="Of the form that was opened.")
    article = models.ForeignKey(
        "articles.Article", models.CASCADE, null=True, related_name="+", help_text="Empty: a story never saved."
    )
    fields: models.Field[Fields, Fields] = models.JSONField(default=dict)
    saved = models.BooleanField(default=False, help_text="The form was saved, and nothing of it is kept here.")
    at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = AutosaveQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="autosave_once_a_form")]
        indexes = [models.Index(fields=["user", "-at"], name="autosave_unsaved", condition=models.Q(saved=False))]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The headline that was written, or what stands for it."""
        return self.first("title") or "without a headline"

    @property
    def stamp(self) -> str:
        """What a form that begins with these words knows of the row."""
        return f"{self.key}@{self.at.isoformat()}"

    def first(self, name: str) -> str:
        """Give what was written into a field."""
        values: Any = self.fields.get(name)
        return str(values[0]) if values else ""


def new_form_key() -> str:
    """Give a key for a form that is opened."""
    return secrets.token_hex(16)


def is_form_key(key: str) -> bool:
    """Say whether something can be the key of a form."""
    return 16 <= len(key) <= 40 and key.isascii() and key.replace("-", "").isalnum()


def forget_old_autosaves() -> int:
    """Delete what nobody saved or took over for REVISION_DAYS; give how many."""
    return Autosave.objects.forget_old()
