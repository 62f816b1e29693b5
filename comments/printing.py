"""The one bridge from stories to comments: what the templates of stories may call (nuztrend/jinja.py hands it over)."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.conf import settings
from django.utils.safestring import SafeString

from articles.models import Article, shows
from articles.structured import data_block, machine_time, story_node
from comments.models import PAGE_SIZE, Comment
from nuztrend.lib import dates
from nuztrend.lib.addresses import address
from nuztrend.lib.compiled import Compiled
from nuztrend.pagecache import depends_on

UNDER = Compiled(
    lambda story: Comment.objects.filter(article_id=story).visible().for_page().newest_first()[: PAGE_SIZE + 1],
    story=int,
)


def comments_under(article: Article) -> tuple[list[Comment], bool]:
    """Give the newest comments under a story and whether older ones follow; one query."""
    depends_on(article.comments_tag)
    rows = UNDER.run(story=article.pk)
    return rows[:PAGE_SIZE], len(rows) > PAGE_SIZE


def newest_comments(limit: int = 5) -> list[Comment]:
    """Give the newest comments of the whole portal, with the stories under which they stand; one query."""
    depends_on("recent-comments")
    found = list(Comment.objects.visible().on_public_stories().newest_first()[:limit])
    shows(*(comment.article for comment in found))
    return found


def comment_time(moment: datetime) -> SafeString:
    """Give `<time …>06-jun-2025, 14:05 UTC</time>` in the site's time zone; a script makes it relative."""
    local = dates.local(moment)
    exact = dates.machine(moment.astimezone(UTC))
    words = f"{dates.day_words(local)}, {local.hour:02}:{local.minute:02} {local.tzname()}"
    return SafeString(f'<time datetime="{exact}" data-relative>{words}</time>')  # dates and a zone's name


def comments_data(article: Article, comments: Iterable[Comment]) -> SafeString:
    """Give the JSON-LD of the comments that a page shows; they belong to the story by its node."""
    told = [
        {
            "@type": "Comment",
            "text": comment.text,
            "dateCreated": machine_time(comment.created_at),
            "author": {"@type": "Person", "name": comment.name},
            "url": f"{settings.SITE_URL}{address('comment', article.slug, comment.pk)}",
        }
        for comment in comments
    ]
    if not told:
        return SafeString("")
    return data_block({"@type": "NewsArticle", "@id": story_node(article), "comment": told})
