"""Tags; a section of the portal is a tag that stands in the menu."""

from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from articles.models.heading import Heading
from articles.models.oldpath import OldPath
from articles.models.row import StoryRow
from articles.querysets import StoryRowQuerySet
from nuztrend.models import Actor, AuditEntry
from nuztrend.pagecache import touch

AT_ONCE = 200
"""Taggings that are changed by one statement; SQLite takes 999 parameters."""


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
        from articles import tasks  # both stand above this module
        from articles.models.pending import PendingRevision

        if self.pk == other.pk:
            raise ValidationError("A tag cannot be merged into itself.")
        touch("tags", "rivers")
        tags = Tag.objects.select_for_update().filter(pk__in=[self.pk, other.pk]).order_by("pk").in_bulk()
        if len(tags) < 2:
            raise ValidationError("One of the two tags was deleted meanwhile.")
        merged, kept = tags[self.pk], tags[other.pk]
        both, doubled = kept.taggings.order_by(), merged.doubled_in(kept)
        TagMerge.objects.remember(merged, kept, by)
        PendingRevision.objects.replace(merged, kept)  # first, as whoever publishes changes locks them before the tags
        earlier = doubled.filter(article=OuterRef("article"), position__lt=OuterRef("position")).values("position")
        both.filter(Exists(earlier)).update(position=Subquery(earlier[:1]))
        stories = Tagging.objects.filter(tag=merged).count()
        doubled.delete()
        Tagging.objects.filter(tag=merged).update(tag=kept)
        OldPath.objects.of(merged).update(tag=kept)
        merged.mergers.update(into=kept)
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


class TagMergeManager(models.Manager["TagMerge"]):
    def remember(self, merged: Tag, kept: Tag, by: Actor) -> "TagMerge":
        """Write down what a merger is about to change; in its transaction."""
        kept_at = dict(kept.taggings.order_by().values_list("article_id", "position"))
        carried = merged.taggings.order_by().values_list("article_id", "position")
        return self.create(
            into=kept,
            by_id=by.pk if by else None,
            name=merged.name,
            slug=merged.slug,
            description=merged.description,
            menu=merged.menu,
            stories=[[story, position, kept_at.get(story)] for story, position in carried],
            paths=list(OldPath.objects.of(merged).values_list("path", flat=True)),
            before={"menu": kept.menu, "description": kept.description},
        )


class TagMerge(models.Model):
    """A merger of two tags, with what it takes to undo it."""

    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    into = models.ForeignKey(Tag, models.CASCADE, related_name="mergers")
    name = models.CharField(max_length=60)
    slug = models.SlugField(max_length=80, db_index=False)
    description = models.CharField(max_length=300, blank=True)
    menu = models.PositiveSmallIntegerField(null=True)
    stories = models.JSONField(help_text="[story, position, position of the tag that stayed or null]")
    paths = models.JSONField(help_text="Addresses that led to the tag that was merged.")
    before = models.JSONField(help_text="Of the tag that stayed: what it may have taken over.")
    undone_at = models.DateTimeField(null=True)

    objects = TagMergeManager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"“{self.name}” into “{self.into}”"

    @transaction.atomic
    def undo(self, by: Actor) -> Tag:
        """Make two tags of one again, and give the one that comes back.

        A story gets it back if it carries the tag that stayed; what editors decided since then stays.

        Raises:
            ValidationError: it was undone already, or another tag has the name or the address by now.
        """
        from articles import tasks  # stands above the models

        touch("tags", "rivers")
        merger = TagMerge.objects.select_for_update().select_related("into").get(pk=self.pk)
        if merger.undone_at:
            raise ValidationError("This merger was undone already.")
        if taken := Tag.objects.filter(models.Q(name=self.name) | models.Q(slug=self.slug)).first():
            raise ValidationError(f"“{taken}” has the name or the address of the tag by now: rename it first.")
        into = merger.into
        for name, before in self.before.items():
            if before != getattr(self, name) and getattr(into, name) == getattr(self, name):
                setattr(into, name, before)  # it took this over, and nobody changed it since
        into.save()
        back = Tag(name=self.name, slug=self.slug, description=self.description, menu=self.menu)
        back.save()
        number = self._give_back(back, into)
        OldPath.objects.filter(path__in=self.paths, tag=into).update(tag=back)
        merger.undone_at = timezone.now()
        merger.save(update_fields=["undone_at"])
        for tag, other in ((back, into), (into, back)):
            AuditEntry.objects.record(tag, "undo merge", by, f"apart from “{other}” again, {number} stories")
        tasks.index_stories_of.enqueue(back.pk, 0)
        tasks.index_stories_of.enqueue(into.pk, 0)
        return back

    def _give_back(self, back: Tag, into: Tag) -> int:
        """Let the stories carry the tag again; give how many."""
        number = 0
        for start in range(0, len(self.stories), AT_ONCE):
            part = {story: (position, other) for story, position, other in self.stories[start : start + AT_ONCE]}
            rows = list(Tagging.objects.filter(tag=into, article_id__in=part))
            own = [row for row in rows if part[row.article_id][1] is None]
            both = [row for row in rows if part[row.article_id][1] is not None]
            for row in own:
                row.tag, row.position = back, part[row.article_id][0]
            for row in both:
                row.position = part[row.article_id][1]
            Tagging.objects.bulk_update(rows, ["tag", "position"])
            Tagging.objects.bulk_create(
                Tagging(
                    article_id=row.article_id,
                    tag=back,
                    position=part[row.article_id][0],
                    publish_at=row.publish_at,
                    unpublish_at=row.unpublish_at,
                )
                for row in both
            )
            number += len(rows)
        return number


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
