"""The newsroom's start page: what waits for whom, what is due, and how the last days went.

Everybody sees of it what their permissions let them see in the lists behind it. The page costs the same few queries
however much there is, each of them a handful of short index ranges.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from comments.models import Appeal, Comment, Report, State
from nuztrend.dashboard.charts import Chart, last_days
from nuztrend.dashboard.work import COUNTED, Work, count_words, work_of
from nuztrend.lib.several import count_each

SHOWN = 5
"""Comments that are shown; the queue has the others."""


@dataclass(frozen=True)
class Queue:
    """What waits for moderators: how many comments in words and the oldest, reports and appeals, and since when."""

    words: str
    oldest: list[Comment]
    address: str
    may_decide: bool
    cases: str
    """Reports and appeals in words, empty where nobody waits for an answer."""
    since: datetime | None
    """When the oldest of all of them came in."""


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
            queue=queue(user) if sees_comments else None,
            charts=last_days(now, stories=sees_stories, comments=sees_comments),
        )


def may_view(user: Any, app: str, model: str) -> bool:
    """Whether the admin shows the user the rows of a model: who may change them may look at them."""
    return user.has_perm(f"{app}.view_{model}") or user.has_perm(f"{app}.change_{model}")


def queue(user: Any) -> Queue:
    """Give the comments that wait for a decision, those first that wait longest, and who waits for an answer."""
    waiting = Comment.objects.waiting()
    found = waiting.oldest_first().select_related("article").only("name", "text", "created_at", "article__title")
    oldest = list(found[:SHOWN])
    asked = {"comment": waiting, "report": Report.objects.open(), "appeal": Appeal.objects.open()}
    counts = count_each(asked, COUNTED)
    first = [rows.values_list("created_at", flat=True).first() for rows in (asked["report"], asked["appeal"])]
    since = min((at for at in [*first, *(comment.created_at for comment in oldest[:1])] if at), default=None)
    some = [name for name in ("report", "appeal") if counts[name]]
    cases = " and ".join(f"{count_words(counts[name])} {name}{'' if counts[name] == 1 else 's'}" for name in some)
    may_decide = user.has_perm("comments.moderate_comment")
    held = reverse("admin:comments_comment_changelist", query={"state": State.HELD})
    address = reverse("desk") if may_decide else held
    return Queue(count_words(counts["comment"]), oldest, address, may_decide, cases, since)
