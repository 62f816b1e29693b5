"""The one bridge from stories to comments: what the templates of stories may call (nuztrend/jinja.py hands it over)."""

from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.utils import timezone
from django.utils.safestring import SafeString

from articles.models import Article, shows
from articles.structured import data_block, machine_time, story_node
from comments.models import Comment
from comments.threads.nesting import Place
from comments.threads.opening import Talk, talk_under
from nuztrend.lib import dates
from nuztrend.lib.addresses import address
from nuztrend.pagecache import depends_on

MANY = 1_024
"""Comments of which the words of their time and the addresses are remembered: a page is drawn anew for each new one."""


class Addresses(NamedTuple):
    """Where something is done with a comment under its story."""

    answer: str
    vote: str
    own: str
    report: str


def comments_under(article: Article) -> Talk:
    """Give the newest threads under a story; one query."""
    depends_on(article.comments_tag)
    return talk_under(article)


def newest_comments(limit: int = 5) -> list[Comment]:
    """Give the newest comments of the whole portal, with the stories under which they stand; one query."""
    depends_on("recent-comments")
    found = list(Comment.objects.visible().on_public_stories().newest_first()[:limit])
    shows(*(comment.article for comment in found))
    return found


@lru_cache(maxsize=MANY)
def comment_addresses(slug: str, pk: int) -> Addresses:
    """Give the addresses of a comment by the slug of its story and its own number."""
    names = ("answer_comment", "vote", "comment", "report_comment")
    return Addresses(*(address(name, slug, pk) for name in names))


def comment_time(moment: datetime) -> SafeString:
    """Give `<time …>06-jun-2025, 14:05 UTC</time>` in the site's time zone; a script makes it relative."""
    return _time(moment, timezone.get_default_timezone())


def by_whom(comment: Comment) -> str:
    """Give `Ottilie, 06-jun-2025, 14:05 UTC`: who hears a list of links tells two comments of one name apart by it."""
    return f"{comment.name}, {_words(comment.created_at, timezone.get_default_timezone())}"


@lru_cache(maxsize=MANY)
def _time(moment: datetime, zone: tzinfo) -> SafeString:
    exact = dates.machine(moment.astimezone(UTC))
    return SafeString(f'<time datetime="{exact}" data-relative>{_words(moment, zone)}</time>')  # dates, a zone's name


@lru_cache(maxsize=MANY)
def _words(moment: datetime, zone: tzinfo) -> str:
    local = moment.astimezone(zone)
    return f"{dates.day_words(local)}, {local.hour:02}:{local.minute:02} {local.tzname()}"


def comments_data(article: Article, threads: Iterable[Place]) -> SafeString:
    """Give the JSON-LD of the threads that a page shows; they belong to the story by its node."""
    told = [_told(article, place) for place in threads]
    if not told:
        return SafeString("")
    return data_block({"@type": "NewsArticle", "@id": story_node(article), "comment": told})


def _told(article: Article, place: Place) -> dict[str, Any]:
    """Give a comment and the answers below it, as deep as a page nests them; of an empty chair, that it is one."""
    comment = place.comment
    of_newsroom = {"worksFor": {"@id": f"{settings.SITE_URL}/#publisher"}}
    about: dict[str, Any] = {"@type": "Comment"}
    if comment.is_visible:
        about |= {
            "text": comment.text,
            "dateCreated": machine_time(comment.created_at),
            "author": {"@type": "Person", "name": comment.name, **(of_newsroom if comment.from_newsroom else {})},
            "url": _url(article, comment),
            "upvoteCount": comment.votes,
        }
        if comment.edited_at:
            about["dateModified"] = machine_time(comment.edited_at)
    else:
        about["creativeWorkStatus"] = "Deleted"
    if place.quoted and place.quoted.is_visible:
        about["parentItem"] = {"@type": "Comment", "url": _url(article, place.quoted)}
    if place.answers:
        about["comment"] = [_told(article, each) for each in place.answers]
    return about


def _url(article: Article, comment: Comment) -> str:
    return f"{settings.SITE_URL}{comment_addresses(article.slug, comment.pk).own}"
