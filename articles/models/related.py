"""Which stories go on where one ends, worked out beforehand (articles/related.py), so that no page waits for it."""

from typing import ClassVar

from django.db import models


class Related(models.Model):
    """One story among those that go on where `article` ends."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="relations", db_index=False)
    other = models.ForeignKey("articles.Article", models.CASCADE, related_name="related_from")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["article", "position"], name="related_position_once"),
            models.CheckConstraint(condition=~models.Q(article=models.F("other")), name="related_to_another_story"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} → {self.other_id}"
