"""Counters of a story, in a table so narrow that counting never touches the story's row."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Self

from django.db import connection, models, transaction

from articles.attention import COMMENT, PUBLISHED, heat, warmer
from articles.models.reader import Reading
from articles.models.row import StoryRow
from articles.querysets import StoryRowQuerySet
from nuztrend.pagecache import touch


class ArticleStatQuerySet(StoryRowQuerySet):
    def enter(self, article_id: int, publish_at: datetime, unpublish_at: datetime | None, *, anew: bool) -> None:
        """Give a story that goes public its first rank. One that has a rank keeps it, unless it begins `anew`."""
        put = self.update_or_create if anew else self.get_or_create
        times = {"publish_at": publish_at, "unpublish_at": unpublish_at}
        put(article_id=article_id, defaults={"hot": heat(publish_at, PUBLISHED), **times})

    def ranked(self) -> Self:
        """The ids in the order of the ranks, hottest first, along the index alone."""
        return self.order_by("-hot", "-article_id").only("hot")

    def times_of(self, story: models.Model) -> tuple[datetime | None, datetime | None] | None:
        """Give when readers may see a story, as its counters repeat it; None for a story without counters."""
        return self.filter(article_id=story.pk).values_list("publish_at", "unpublish_at").first()

    @transaction.atomic(savepoint=False)
    def count_comment(self, article_id: int, difference: int, drew_attention_at: datetime | None) -> None:
        """Count a comment that became visible (+1) or ceased to be (-1); must run in the comment's transaction.

        `drew_attention_at` is when it was written, if readers see it for the first time. Attention that was paid is
        not taken back, only the number of comments is.
        """
        touch(f"comments:{article_id}", "recent-comments")
        asked = "SELECT comments, hot FROM articles_articlestat WHERE article_id = %s"
        if connection.features.has_select_for_update:
            asked += " FOR UPDATE"
        with connection.cursor() as cursor:  # once a comment: put together by Django it takes ten times as long
            cursor.execute(asked, [article_id])
            if (row := cursor.fetchone()) is None:
                return
            comments, hot = row
            if drew_attention_at:
                hot = warmer(hot, heat(drew_attention_at, COMMENT))
            cursor.execute(
                "UPDATE articles_articlestat SET comments = %s, hot = %s WHERE article_id = %s",
                [max(0, comments + difference), hot, article_id],
            )

    def hold(self, article_ids: Collection[int]) -> dict[int, "ArticleStat"]:
        """Give the counters of stories, which nobody else changes before the transaction ends.

        They are locked in the order of their ids, so that nobody waits in a circle.
        """
        rows = self.select_for_update().filter(article_id__in=article_ids)
        return {stat.pk: stat for stat in rows.only("hot").order_by("pk")}

    @transaction.atomic
    def count_readers(self, read: Sequence[Reading]) -> list[Reading]:
        """Add the attention of readers to the ranks of their stories; give what belongs to stories that have one."""
        stats = self.hold({each.story for each in read})
        known = [each for each in read if each.story in stats]
        for each in known:
            stat = stats[each.story]
            stat.hot = warmer(stat.hot, heat(datetime.fromtimestamp(each.last, UTC), each.weight))
        self.bulk_update(stats.values(), ["hot"])
        return known


class ArticleStat(StoryRow):
    """Rank and counters of a story that was published at least once."""

    article = models.OneToOneField("articles.Article", models.CASCADE, primary_key=True, related_name="stat")
    hot = models.FloatField(help_text="Logarithm of the decayed attention, see articles/trending.py.")
    comments = models.PositiveIntegerField("visible comments", default=0)

    objects = ArticleStatQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-hot", "-article", "publish_at", "unpublish_at"], name="stat_hottest")]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.hot:.3f}"
