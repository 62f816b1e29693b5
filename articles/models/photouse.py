"""Where photos are shown, in narrow rows: the library counts them, and the database lets none of them lose its photo.

A story's verbs keep the rows (`Article.save_version`, the verbs of its pending changes). Bylines point to their photo
themselves.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models

from articles.markdown import photo_keys
from articles.models.photo import Photo

if TYPE_CHECKING:
    from articles.models.article import Article

Content = dict[str, Any]


class PhotoUseQuerySet(models.QuerySet["PhotoUse"]):
    def follow(self, story: "Article") -> None:
        """Note which photos the stored row of a story shows; call it in the transaction that saved the story."""
        Place = PhotoUse.Place
        self._note(story, {Place.LEAD: {story.lead_photo_id} - {None}, Place.TEXT: ids_in(story.body)})

    def follow_pending(self, story: "Article", content: Content | None = None) -> None:
        """Note which photos the pending changes of a live story show; without a content it has none any more."""
        content = content or {}
        leads = [key for key, _ in content.get("lead_photo", [])]
        here = set(Photo.objects.filter(pk__in=leads).values_list("pk", flat=True)) if leads else set()
        self._note(story, {PhotoUse.Place.PENDING: here | ids_in(content.get("body", ""))})

    def _note(self, story: "Article", shown: dict[str, set[Any]]) -> None:
        rows = {(row.place, row.photo_id): row.pk for row in self.filter(article=story.pk, place__in=shown)}
        wanted = {(place, photo) for place, photos in shown.items() for photo in photos}
        if gone := [pk for key, pk in rows.items() if key not in wanted]:
            self.filter(pk__in=gone).delete()
        new = sorted(wanted - rows.keys())
        PhotoUse.objects.bulk_create(
            [PhotoUse(article_id=story.pk, place=place, photo_id=photo) for place, photo in new],
            ignore_conflicts=True,  # somebody who saves the same story has noted it
        )


class PhotoUse(models.Model):
    """One place at which a story shows a photo."""

    class Place(models.TextChoices):
        LEAD = "lead", "lead photo"
        PENDING = "pending", "pending changes"
        TEXT = "text", "text"

    photo = models.ForeignKey(Photo, models.PROTECT, related_name="uses", db_index=False)
    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="photo_uses")
    place = models.CharField(max_length=10, choices=Place)

    objects = PhotoUseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["photo", "article", "place"], name="photo_once_in_a_place"),
            models.CheckConstraint(condition=models.Q(place__in=["lead", "pending", "text"]), name="photo_place_known"),
        ]

    def __str__(self) -> str:
        return f"photo {self.photo_id} in story {self.article_id}, {self.get_place_display()}"


def ids_in(text: str) -> set[int]:
    """Give the ids of the photos that a text names."""
    keys: Iterable[str] = photo_keys(text)
    return set(Photo.objects.filter(key__in=keys).values_list("pk", flat=True)) if keys else set()
