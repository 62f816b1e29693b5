"""What is searched for in the library: one narrow row beside each photo, so that 100,000 are read in one go."""

from typing import Self

from django.db import models

from articles.models.photo import Photo

MOST_WORDS = 8
"""Words of a question that are looked for."""


class PhotoWordsQuerySet(models.QuerySet["PhotoWords"]):
    def follow(self, photo: Photo) -> None:
        """Note what is said of a photo; call it in the transaction that saved the photo."""
        self.update_or_create(photo=photo, defaults={"words": words_of(photo)})

    def holding(self, asked: str) -> Self:
        """The rows that hold each word of a question, also inside of a word, newest photo first."""
        from articles.search.words import fold  # stands above the models

        found = self.order_by("-photo_id")
        for word in fold(asked).split()[:MOST_WORDS]:
            found = found.filter(words__contains=word)
        return found


class PhotoWords(models.Model):
    """The words that are said of one photo, without case and accents."""

    photo = models.OneToOneField(Photo, models.CASCADE, primary_key=True, related_name="searched")
    words = models.TextField()

    objects = PhotoWordsQuerySet.as_manager()

    def __str__(self) -> str:
        return self.words


def words_of(photo: Photo) -> str:
    """Give what a question may name of a photo: what is said of it, its key, and the name of its file."""
    from articles.search.words import fold  # stands above the models

    said = (photo.caption, photo.alt, photo.credit, photo.licence, photo.key, photo.name)
    return fold(" ".join(filter(None, said)))
