"""The one bridge from stories to comments: tags that the templates of stories load."""

from datetime import UTC, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.models import Article
from comments.forms import CommentForm
from comments.models import LONGEST_NAME, LONGEST_TEXT, PAGE_SIZE, Comment
from nuztrend.lib import dates

register = template.Library()


@register.inclusion_tag("comments/_section.html")
def comment_section(article: Article) -> dict[str, Any]:
    """Give the form and the newest comments under a story, one query; the counter is read with the story."""
    rows = list(Comment.objects.on(article).visible().newest_first()[: PAGE_SIZE + 1])
    return {
        "article": article,
        "form": CommentForm(article),
        "comments": rows[:PAGE_SIZE],
        "has_older": len(rows) > PAGE_SIZE,
    }


@register.inclusion_tag("comments/_recent.html")
def recent_comments(limit: int = 5) -> dict[str, Any]:
    """Give the newest comments of the whole portal."""
    return {"comments": Comment.objects.visible().on_public_stories().newest_first()[:limit]}


@register.filter
def comment_time(moment: datetime) -> SafeString:
    """Give `<time …>06-jun-2025, 14:05 UTC</time>` in the site's time zone; a script makes it relative."""
    exact = moment.astimezone(UTC).isoformat(timespec="seconds")
    words = f"{dates.dateline(moment)}, {timezone.localtime(moment):%H:%M %Z}"
    return format_html('<time datetime="{}" data-relative>{}</time>', exact, words)


@register.simple_tag
def comment_limits() -> dict[str, int]:
    """Give the longest name and text in characters, for the fields of the form."""
    return {"name": LONGEST_NAME, "text": LONGEST_TEXT}
