"""Feeds of comments: under one story, and of the whole portal."""

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from articles.feeds import in_each_form, named, respond
from articles.frame import follow_schedule
from articles.models import Article, shows
from comments.models import Comment
from comments.threads.views import public_story
from nuztrend.lib.addresses import address
from nuztrend.lib.feeds import Author, Entry, tag_uri
from nuztrend.pagecache import depends_on, shared

LENGTH = 20
"""Comments in a feed."""


@shared()
@require_safe
def all_comments(request: HttpRequest, form: str) -> HttpResponse:
    """The newest comments of the portal."""
    depends_on("recent-comments", "rivers")
    follow_schedule()
    found = list(Comment.objects.visible().on_public_stories().for_feeds().newest_first()[:LENGTH])
    shows(*(comment.article for comment in found))
    about = "What readers say"
    return respond(request, form, named("Comments"), about, address("home"), entries((c.article, c) for c in found))


@shared()
@require_safe
def under_story(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The newest comments under a story."""
    depends_on("rivers")
    follow_schedule()
    story = public_story(slug)
    shows(story)
    depends_on(story.comments_tag)
    found = Comment.objects.newest_on(story).visible().for_page()[:LENGTH]
    about = f"Comments on “{story.title}”"
    home = address("comments", story.slug)
    return respond(request, form, named(about), about, home, entries((story, comment) for comment in found))


def entries(comments: Iterable[tuple[Article, Comment]]) -> list[Entry]:
    """Give comments, each with its story, as entries."""
    return [
        Entry(
            id=tag_uri(settings.SITE_URL, comment.created_at.date(), "comment", comment.pk),
            title=f"{comment.name}{mark(comment)}{in_answer_to(comment)} on “{story.title}”",
            url=f"{settings.SITE_URL}{address('comment', story.slug, comment.pk)}",
            html=quoting(story, comment) + comment.html,
            published=comment.created_at,
            updated=comment.edited_at or comment.created_at,
            authors=[Author(comment.name)],
        )
        for story, comment in comments
    ]


def mark(comment: Comment) -> str:
    """Give what stands behind the name of who answers for the newsroom."""
    return " (newsroom)" if comment.from_newsroom else ""


def in_answer_to(comment: Comment) -> str:
    """Say whom a comment answers; nobody whose comment readers do not see."""
    return f", in answer to {comment.parent.name}," if comment.parent and comment.parent.is_visible else ""


def quoting(story: Article, comment: Comment) -> str:
    """Give the line of HTML above an answer that leads to what it answers."""
    if not in_answer_to(comment):
        return ""
    parent = comment.parent
    assert parent
    link = address("comment", story.slug, parent.pk)
    return format_html('<p>In answer to <a href="{}">{}</a>:</p>', link, parent.name)


urlpatterns = [
    *in_each_form("comments", all_comments, "comments_feed"),
    *in_each_form("articles/<slug:slug>/comments", under_story, "story_comments_feed"),
]
