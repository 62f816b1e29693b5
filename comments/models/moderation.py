"""What was decided about comments. The table can only grow: the database refuses to change or delete its rows."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from comments.models.states import Reason


class ModerationEntry(models.Model):
    """One decision on a comment, written by the verbs. It outlives the comment, so that figures of the past stay true.

    `by` is who decided; nobody where the rules of the portal did, or the writer. `code` is the reason given, one of
    `Reason`; `reason` are the words beside it.
    """

    comment = models.ForeignKey("comments.Comment", models.DO_NOTHING, related_name="moderations", db_constraint=False)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    verb = models.CharField(max_length=20)
    state_before = models.CharField(max_length=10, blank=True)
    state_after = models.CharField(max_length=10)
    code = models.CharField(max_length=12, blank=True, choices=Reason)
    reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name_plural = "moderation entries"
        indexes: ClassVar = [
            models.Index(fields=["at"], name="moderation_at"),
            models.Index(fields=["-id"], name="moderation_by_people", condition=models.Q(by__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.verb} #{self.comment_id}"
