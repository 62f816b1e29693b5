"""Addresses that stories, tags and bylines had once. They lead to where the row stands now, so there are no chains."""

from typing import TYPE_CHECKING, Self, TypeAlias

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from articles.models.article import Article
    from articles.models.heading import Heading

    Addressed: TypeAlias = Article | Heading

KINDS = ("article", "tag", "byline")
LONGEST_PATH = 300


class OldPathQuerySet(models.QuerySet["OldPath"]):
    def leave(self, path: str, row: "Addressed") -> None:
        """Let the address that a row had lead to it from now on; whatever it led to before."""
        target: dict[str, object] = {kind: row if kind == row._meta.model_name else None for kind in KINDS}
        self.update_or_create(path=path, defaults=target)

    def take(self, path: str) -> None:
        """Let an address belong to the row that stands there now."""
        self.filter(path=path).delete()

    def follow(self, row: "Addressed", before: "Addressed | None") -> None:
        """Note that a row was saved which stood as `before`; call it in the transaction of the change."""
        self.take(path := row.get_absolute_url())
        if before and (old := before.get_absolute_url()) != path:
            self.leave(old, row)

    def of(self, row: "Addressed") -> Self:
        """The addresses that a row had."""
        return self.filter(**{str(row._meta.model_name): row})


class OldPath(models.Model):
    """An address that readers may have, and the row that it leads to."""

    path = models.CharField(max_length=LONGEST_PATH, unique=True)
    article = models.ForeignKey("articles.Article", models.CASCADE, null=True, related_name="old_paths")
    tag = models.ForeignKey("articles.Tag", models.CASCADE, null=True, related_name="old_paths")
    byline = models.ForeignKey("articles.Byline", models.CASCADE, null=True, related_name="old_paths")

    objects = OldPathQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(article__isnull=False, tag=None, byline=None)
                | Q(article=None, tag__isnull=False, byline=None)
                | Q(article=None, tag=None, byline__isnull=False),
                name="old_path_leads_to_one",
            )
        ]

    def __str__(self) -> str:
        return f"{self.path} → {self.article or self.tag or self.byline}"
