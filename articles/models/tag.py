"""Tags; a section of the portal is a tag that stands in the menu."""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Subquery

from articles.models.heading import Heading
from articles.models.oldpath import OldPath
from articles.models.row import StoryRow
from articles.querysets import StoryRowQuerySet
from nuztrend.models import Actor, AuditEntry
from nuztrend.pagecache import touch


class TagQuerySet(models.QuerySet["Tag"]):
    def public(self) -> Self:
        """Tags that readers may know of: the sections, and those of stories that the public may see now."""
        used = Tagging.objects.public().filter(tag_id=OuterRef("pk"))
        return self.filter(models.Q(menu__isnull=False) | Exists(used))

    def subjects(self) -> Self:
        """Tags that readers may know of and that are no sections, from A to Z.

        Their slugs stand in that order: how databases order names differs with accents, capitals and locale.
        """
        return self.public().filter(menu=None).order_by("slug")

    def menu(self) -> Self:
        """The sections, in the order of the menu."""
        return self.filter(menu__isnull=False).order_by("menu", "name")


class Tag(Heading):
    """A subject that stories carry."""

    page_tag = "tags"

    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    description = models.CharField(max_length=300, blank=True)
    menu = models.PositiveSmallIntegerField(
        "position in the menu",
        null=True,
        blank=True,
        help_text="A number makes the tag a section of the portal.",
    )

    objects = TagQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        indexes = [
            models.Index(fields=["menu", "name"], name="tag_menu", condition=models.Q(menu__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def letter(self) -> str:
        """The letter under which the tag stands in the list of all: that of its address; digits stand under one."""
        return self.slug[0].upper() if self.slug[0].isalpha() else "0–9"

    def doubled_in(self, other: "Tag") -> models.QuerySet[Any]:
        """Give the taggings of this tag on stories that carry `other` as well."""
        return self.taggings.filter(article__in=other.taggings.order_by().values("article_id")).order_by()

    @transaction.atomic
    def merge_into(self, other: "Tag", by: Actor) -> int:
        """Make one tag of this one and `other`, which stays; give how many stories carried this one.

        A story keeps its order of tags; one that carried both carries `other` where the first of the two stood. What
        `other` lacks it takes over: the place in the menu, the description. Old addresses lead to it.

        Raises:
            ValidationError: it is the same tag, or one of the two is gone.
        """
        from articles import tasks  # stands above the models

        if self.pk == other.pk:
            raise ValidationError("A tag cannot be merged into itself.")
        touch("tags", "rivers")
        tags = Tag.objects.select_for_update().filter(pk__in=[self.pk, other.pk]).order_by("pk").in_bulk()
        if len(tags) < 2:
            raise ValidationError("One of the two tags was deleted meanwhile.")
        merged, kept = tags[self.pk], tags[other.pk]
        both, doubled = kept.taggings.order_by(), merged.doubled_in(kept)
        earlier = doubled.filter(article=OuterRef("article"), position__lt=OuterRef("position")).values("position")
        both.filter(Exists(earlier)).update(position=Subquery(earlier[:1]))
        stories = Tagging.objects.filter(tag=merged).count()
        doubled.delete()
        Tagging.objects.filter(tag=merged).update(tag=kept)
        OldPath.objects.of(merged).update(tag=kept)
        path = merged.get_absolute_url()
        AuditEntry.objects.record(merged, "merge", by, f"into “{kept}”, {stories} stories")
        AuditEntry.objects.record(kept, "merge", by, f"took in “{merged}” ({path}), {stories} stories")
        merged.delete()
        kept.menu = merged.menu if kept.menu is None else kept.menu
        kept.description = kept.description or merged.description
        kept.save()
        OldPath.objects.leave(path, kept)
        tasks.index_stories_of.enqueue(kept.pk, 0)
        return stories


class TaggingManager(models.Manager.from_queryset(StoryRowQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> StoryRowQuerySet:
        return super().get_queryset().select_related("tag")  # a tagging without its name is of no use


class Tagging(StoryRow):
    """A tag on a story, in printed order. A tag's river is one range of its index."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="taggings")
    tag = models.ForeignKey(Tag, models.PROTECT, related_name="taggings", db_index=False)  # both indexes begin with it
    position = models.PositiveSmallIntegerField(default=1)

    objects = TaggingManager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["tag", "article"], name="tag_once_per_article")]
        indexes = [models.Index(fields=["tag", "-publish_at", "-article", "unpublish_at"], name="tagging_river")]

    def __str__(self) -> str:
        return f"{self.tag} on {self.article_id}"
