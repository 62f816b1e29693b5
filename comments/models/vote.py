"""Votes of readers for comments. What is stored of a voter is a keyed hash of the day, and after 72 hours nothing."""

from typing import ClassVar

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from comments.models.comment import Comment
from comments.models.network import KEPT
from nuztrend.pagecache import touch


class VoteManager(models.Manager["Vote"]):
    @transaction.atomic
    def cast(self, comment: Comment, voter: str) -> int:
        """Count the vote of a reader for a comment, once a day; give the votes that the comment has now.

        Args:
            voter: the hash of today of the reader, for this comment alone (`NetworkKey.objects.reader`).

        Raises:
            Comment.DoesNotExist: readers do not see the comment, or do not any more.
        """
        row = Comment.objects.visible().select_for_update(no_key=True).only("votes", "article").get(pk=comment.pk)
        _, is_first = self.get_or_create(comment=row, voter=voter)  # nobody else is here: the comment's row is held
        if is_first:
            Comment.objects.filter(pk=row.pk).update(votes=F("votes") + 1)
            touch(f"comments:{row.article_id}")
        return row.votes + is_first

    def forget_old(self) -> int:
        """Delete who voted more than 72 hours ago; the numbers stay."""
        return self.filter(at__lt=timezone.now() - KEPT).delete()[0]


class Vote(models.Model):
    """One reader's vote for a comment, kept so that it counts once."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="+", db_index=False)
    voter = models.CharField(max_length=16)
    at = models.DateTimeField(default=timezone.now)

    objects = VoteManager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["at"], name="vote_at")]
        constraints: ClassVar = [models.UniqueConstraint(fields=["comment", "voter"], name="one_vote_of_a_reader")]

    def __str__(self) -> str:
        return f"a vote for #{self.comment_id}"
