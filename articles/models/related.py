"""Which stories go on where one ends, worked out beforehand (articles/related), so that no page waits for it."""

from typing import ClassVar

from django.db import models


class Related(models.Model):
    """One story among those that go on where `article` ends."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="relations", db_index=False)
    other = models.ForeignKey("articles.Article", models.CASCADE, related_name="related_from")
    position = models.PositiveSmallIntegerField()
    closeness = models.FloatField(
        null=True, help_text="From 0 (only of the same section) to 1; empty where an editor chose it."
    )

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["article", "position"], name="related_position_once"),
            models.CheckConstraint(condition=~models.Q(article=models.F("other")), name="related_to_another_story"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} → {self.other_id}"


class Pick(models.Model):
    """A story that an editor put first among those that go on where `article` ends."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="picked", db_index=False)
    other = models.ForeignKey("articles.Article", models.CASCADE, related_name="picked_for")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["article", "other"], name="picked_once"),
            models.CheckConstraint(condition=~models.Q(article=models.F("other")), name="picked_another_story"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} → {self.other_id}, chosen"


class Block(models.Model):
    """A story that an editor keeps out of those that go on where `article` ends."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="blocked", db_index=False)
    other = models.ForeignKey("articles.Article", models.CASCADE, related_name="blocked_for")

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["article", "other"], name="blocked_once"),
            models.CheckConstraint(condition=~models.Q(article=models.F("other")), name="blocked_another_story"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} → {self.other_id}, never"
