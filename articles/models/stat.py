"""Counters of a story, in a table so narrow that counting never touches the story's row."""

from django.db import models

from articles.querysets import StoryRowQuerySet


class ArticleStat(models.Model):
    """Rank and counters of a story that was published at least once."""

    article = models.OneToOneField("articles.Article", models.CASCADE, primary_key=True, related_name="stat")
    hot = models.FloatField(help_text="Logarithm of the decayed attention, see articles/trending.py.")
    comments = models.PositiveIntegerField("visible comments", default=0)

    objects = StoryRowQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-hot", "-article"], name="stat_hottest")]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.hot:.3f}"
