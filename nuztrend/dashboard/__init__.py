"""The newsroom's start page: what waits for whom, what is due, and how the last days went.

Everybody sees of it what their permissions let them see in the lists behind it. The page costs the same few queries
however much there is, each of them a handful of short index ranges.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from comments.models import Comment, State
from nuztrend.dashboard.charts import Chart, last_days
from nuztrend.dashboard.work import COUNTED, Work, count_words, work_of

SHOWN = 5
"""Comments that are shown; the queue has the others."""


@dataclass(frozen=True)
class Queue:
    """The comments that wait for a decision: how many in words, and the oldest."""

    words: str
    oldest: list[Comment]
    address: str


@dataclass(frozen=True)
class Dashboard:
    """What one member of the newsroom sees; what they may not see is None or empty."""

    now: datetime
    add_story: str = ""
    add_photo: str = ""
    work: Work | None = None
    queue: Queue | None = None
    charts: list[Chart] = field(default_factory=list)

    @classmethod
    def of(cls, user: Any) -> "Dashboard":
        """Give the start page of one member of the newsroom, as of now."""
        now = timezone.now()
        sees_stories = may_view(user, "articles", "article")
        sees_comments = may_view(user, "comments", "comment") or user.has_perm("comments.moderate_comment")
        return cls(
            now,
            add_story=reverse("admin:articles_article_add") if user.has_perm("articles.add_article") else "",
            add_photo=reverse("admin:articles_photo_add") if user.has_perm("articles.add_photo") else "",
            work=work_of(now, user) if sees_stories else None,
            queue=queue() if sees_comments else None,
            charts=last_days(now, stories=sees_stories, comments=sees_comments),
        )


def may_view(user: Any, app: str, model: str) -> bool:
    """Whether the admin shows the user the rows of a model: who may change them may look at them."""
    return user.has_perm(f"{app}.view_{model}") or user.has_perm(f"{app}.change_{model}")


def queue() -> Queue:
    """Give the comments that wait for a decision, those first that wait longest."""
    waiting = Comment.objects.waiting()
    oldest = waiting.oldest_first().select_related("article").only("name", "text", "created_at", "article__title")
    address = reverse("admin:comments_comment_changelist", query={"state": State.HELD})
    return Queue(count_words(waiting[:COUNTED].count()), list(oldest[:SHOWN]), address)
