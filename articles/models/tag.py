"""Tags; a section of the portal is a tag that stands in the menu."""

from typing import Any, Self

from django.db import models, transaction

from nuztrend.lib.addresses import address
from nuztrend.pagecache import touch


class TagQuerySet(models.QuerySet["Tag"]):
    def public(self) -> Self:
        """Tags that readers may know of: the sections, and those of stories that the public may see now."""
        used = self.model.articles.through._default_manager.public().filter(tag_id=models.OuterRef("pk"))
        return self.filter(models.Q(menu__isnull=False) | models.Exists(used))

    def menu(self) -> Self:
        """The sections, in the order of the menu."""
        return self.filter(menu__isnull=False).order_by("menu", "name")


class Tag(models.Model):
    """A subject that stories carry."""

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

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        touch("tags")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return address("tag", self.slug)

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        touch("tags")
        return super().delete(*args, **kwargs)
