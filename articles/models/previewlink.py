"""Links under which somebody outside the newsroom reads a story before, or beside, what the public sees."""

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from nuztrend.lib.addresses import address
from nuztrend.lib.dates import local
from nuztrend.models import Actor, AuditEntry

if TYPE_CHECKING:
    from articles.models.article import Article

LONGEST_LIFE = 30  # days
OPENINGS_A_DAY = 100
"""Openings of a link that are written down in 24 hours: more tell nothing more, and somebody may reload for ever."""

_signer = signing.Signer(salt="articles.preview", sep=".")


def new_key() -> str:
    """Give the random name of a link, of which an address tells nothing (128 bits)."""
    return secrets.token_urlsafe(16)


class PreviewLinkQuerySet(models.QuerySet["PreviewLink"]):
    def of(self, story: "Article") -> Self:
        """The links to a story, the newest first, with who made them and how often and when each was opened."""
        openings = PreviewOpening.objects.filter(link=OuterRef("pk")).order_by().values("link")
        return (
            self.filter(article=story.pk)
            .select_related("by")
            .annotate(
                opened=Coalesce(Subquery(openings.annotate(n=models.Count("pk")).values("n")), 0),
                last_opened=Subquery(openings.annotate(last=Max("at")).values("last")),
            )
            .order_by("-pk")
        )

    def by_token(self, token: str) -> "PreviewLink | None":
        """Give the link that an address names, ended or not; None where the address is forged or its row is gone."""
        try:
            key = _signer.unsign(token)
        except signing.BadSignature:
            return None
        return self.filter(key=key).first()

    @transaction.atomic
    def make(self, story: "Article", by: Actor, note: str, days: int) -> "PreviewLink":
        """Make a link that works for some days.

        Raises:
            ValidationError: nobody said for whom it is, or the days are none or more than LONGEST_LIFE.
        """
        if not (note := note.strip()):
            raise ValidationError("Say for whom the link is.")
        if not 1 <= days <= LONGEST_LIFE:
            raise ValidationError(f"A link works for 1 to {LONGEST_LIFE} days.")
        until = timezone.now() + timedelta(days=days)
        link = self.create(article=story, by_id=by.pk if by else None, note=note[:200], days=days, expires_at=until)
        AuditEntry.objects.record(story, "make a preview link", by, f"for {link.note}, until {local(until):%Y-%m-%d}")
        return link


class PreviewLink(models.Model):
    """Leave to read one story, given to one person or group until a moment."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="preview_links", db_index=False)
    key = models.CharField(max_length=22, unique=True, default=new_key, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    note = models.CharField("for whom", max_length=200)
    days = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["article", "-id"], name="previewlink_to_article")]
        constraints = [
            models.CheckConstraint(condition=Q(days__gte=1, days__lte=LONGEST_LIFE), name="previewlink_days"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="previewlink_lives"),
        ]

    def __str__(self) -> str:
        return f"preview link for {self.note}"

    def get_absolute_url(self) -> str:
        return address("shared_preview", self.token)

    @property
    def token(self) -> str:
        """What stands in the address; without the row and the site's secret key it is worth nothing."""
        return _signer.sign(self.key)

    @property
    def works(self) -> bool:
        """Whether the address shows the story now."""
        return self.revoked_at is None and self.expires_at > timezone.now()

    @transaction.atomic
    def revoke(self, by: Actor) -> bool:
        """End the link now; give whether it had not been ended before."""
        done = PreviewLink.objects.filter(pk=self.pk, revoked_at=None).update(revoked_at=timezone.now())
        if done:
            self.refresh_from_db()
            AuditEntry.objects.record(self.article, "revoke a preview link", by, f"for {self.note}")
        return bool(done)

    @transaction.atomic
    def note_opening(self) -> bool:
        """Write down that somebody opened the link, nothing of whom; give whether there was room for it today."""
        day = PreviewOpening.objects.filter(link=self, at__gt=timezone.now() - timedelta(days=1))
        if day.values("pk")[:OPENINGS_A_DAY].count() >= OPENINGS_A_DAY:
            return False
        PreviewOpening.objects.create(link=self)
        return True


class PreviewOpening(models.Model):
    """Somebody opened a link at a moment."""

    link = models.ForeignKey(PreviewLink, models.CASCADE, related_name="openings", db_index=False)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["link", "-at"], name="previewopening_of_link")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
