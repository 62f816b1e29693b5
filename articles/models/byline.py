"""Bylines: who a story is by, a person or a team."""

from typing import Self

from django.conf import settings
from django.db import models

from articles.models.heading import Heading
from articles.models.row import StoryRow
from articles.querysets import StoryRowQuerySet


class BylineQuerySet(models.QuerySet["Byline"]):
    def public(self) -> Self:
        """Bylines that readers may know of: those of stories that the public may see now."""
        return self.filter(models.Exists(Credit.objects.public().filter(byline_id=models.OuterRef("pk"))))


class Byline(Heading):
    """A name that stands over stories."""

    page_tag = "bylines"

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


class CreditManager(models.Manager.from_queryset(StoryRowQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> StoryRowQuerySet:
        return super().get_queryset().select_related("byline")


class Credit(StoryRow):
    """A byline on a story, in printed order. A byline's river is one range of its index."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="credits")
    byline = models.ForeignKey(Byline, models.PROTECT, related_name="credits", db_index=False)
    position = models.PositiveSmallIntegerField()

    objects = CreditManager()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["byline", "article"], name="byline_once_per_article")]
        indexes = [models.Index(fields=["byline", "-publish_at", "-article", "unpublish_at"], name="credit_river")]

    def __str__(self) -> str:
        return f"{self.byline} on {self.article_id}"
