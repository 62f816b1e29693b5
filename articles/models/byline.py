"""Bylines: who a story is by, a person or a team."""

from typing import Any, Self

from django.conf import settings
from django.db import models, transaction

from articles.models.oldpath import OldPath
from nuztrend.lib.addresses import address
from nuztrend.pagecache import touch


class BylineQuerySet(models.QuerySet["Byline"]):
    def public(self) -> Self:
        """Bylines that readers may know of: those of stories that the public may see now."""
        credits = self.model.articles.through._default_manager
        return self.filter(models.Exists(credits.public().filter(byline_id=models.OuterRef("pk"))))


class Byline(models.Model):
    """A name that stands over stories."""

    class Kind(models.TextChoices):
        PERSON = "person", "person"
        TEAM = "team", "team"

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=100, unique=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PERSON)
    bio = models.TextField(blank=True, help_text="Plain text; an empty line begins a new paragraph.")
    photo = models.ForeignKey("articles.Photo", models.PROTECT, null=True, blank=True, related_name="+")
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="byline")

    objects = BylineQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=["person", "team"]), name="byline_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        touch("bylines")
        before = Byline.objects.filter(pk=self.pk).first() if self.pk else None
        super().save(*args, **kwargs)
        OldPath.objects.follow(self, before)

    def get_absolute_url(self) -> str:
        return address("byline", self.slug)

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        touch("bylines")
        return super().delete(*args, **kwargs)
