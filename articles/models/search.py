"""What search reads: of each story its folded words and its place in time, and every word that stories use."""

from typing import ClassVar

from django.db import models

from articles.models.row import StoryRow
from articles.querysets import StoryRowQuerySet


class SearchEntry(StoryRow):
    """A story as search sees it. Triggers of the database carry each change into the full-text index with the row."""

    article = models.OneToOneField("articles.Article", models.CASCADE, related_name="search_entry")
    place = models.BigIntegerField(
        unique=True, help_text="Grows with the time of publication; stories without one stand above all others."
    )
    marks = models.CharField(
        max_length=2000, blank=True, help_text="`t12`: carries this tag; `b3`: has this byline; `sown`: its type."
    )
    title = models.TextField(blank=True)
    lead = models.TextField(blank=True, help_text="Dek and search keywords.")
    body = models.TextField(blank=True)

    objects = StoryRowQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-place", "article", "publish_at", "unpublish_at"], name="search_place")
        ]

    def __str__(self) -> str:
        return f"words of {self.article_id}"


class SearchWord(models.Model):
    """A folded word that some story uses, or has used: what a beginning may go on to, and what may have been meant."""

    word = models.CharField(max_length=40, primary_key=True)
    in_headline = models.BooleanField(default=False, help_text="It stands in a headline or in the name of a tag.")

    def __str__(self) -> str:
        return self.word
