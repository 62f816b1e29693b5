"""What waits for somebody in the newsroom: shown on top of every page of the admin."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import reverse

from articles.models import Article
from comments.models import Comment

register = template.Library()


@dataclass(frozen=True)
class Waiting:
    """Some rows that wait for a decision, and the address of their list."""

    count: int
    words: str
    address: str


@register.simple_tag
def waiting_for(user: Any) -> list[Waiting]:
    """Give what the user may decide on: stories in review and comments; one short index range each."""
    waiting = []
    if user.has_perm("articles.publish_article"):
        stories = Article.objects.in_state(Article.State.IN_REVIEW).count()
        address = reverse("admin:articles_article_changelist", query={"state": Article.State.IN_REVIEW})
        waiting.append(Waiting(stories, "in review", address))
    if user.has_perm("comments.moderate_comment"):
        comments = Comment.objects.waiting().count()
        address = reverse("admin:comments_comment_changelist", query={"state": Comment.State.HELD})
        waiting.append(Waiting(comments, "comment waiting" if comments == 1 else "comments waiting", address))
    return waiting
