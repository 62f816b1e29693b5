"""Sitemaps of a portal of any size: the parts are ranges of keys, so the millionth story costs what the first does.

`StoryChange` knows the parts and when each changed last.
"""

from datetime import timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, re_path
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.frame import follow_schedule
from articles.models import ArchiveCount, Article, ArticleStat, Byline, Credit, StoryChange, Tag, Tagging
from articles.models.change import PART, keys_of
from nuztrend.lib import sitemaps
from nuztrend.lib.addresses import address
from nuztrend.pagecache import depends_on, ends_at, rendering_began, shared

NEWS_FOR = timedelta(hours=48)
MOST_NEWS = 1_000
"""Both limits are Google's: developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap"""
STANDING = ("home", "trending", "tags", "archive", "corrections", "accessibility")
"""Pages that are always there, besides the months of the archive."""


class Kind(NamedTuple):
    """A kind of list: its rows, those along which its stories stand, and the name of its page."""

    lists: Any
    rows: Any
    page: str


KINDS = {"tags": Kind(Tag, Tagging, "tag"), "bylines": Kind(Byline, Credit, "byline")}


@shared()
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The sitemap of sitemaps. Nobody notes when the lists changed, so nothing is said of them."""
    depends_on("sitemaps", "rivers", "tags", "bylines")
    follow_schedule()
    lines: list[sitemaps.Line] = [(whole("sitemap_news"), None), (whole("sitemap_pages"), None)]
    for kind in KINDS:
        parts = with_newest(kind).order_by().values_list(F("pk") / PART, flat=True).distinct()
        lines += [(whole(f"sitemap_{kind}", part), None) for part in sorted(parts)]
    lines += [(whole("sitemap_stories", part), changed) for part, changed in StoryChange.objects.parts()]
    return answer(sitemaps.index(lines))


@shared()
@require_safe
def stories(request: HttpRequest, part: str) -> HttpResponse:
    """The stories of one range of keys. Its own moments to come end the page, and no story of another part."""
    number = int(part)
    depends_on(f"sitemap:{number}")
    ends_at(StoryChange.objects.next_of(number, after=rendering_began() or timezone.now()))
    rows = ArticleStat.objects.public().filter(keys_of(number)).order_by("pk")
    facts = rows.values_list("article__slug", "article__revised_at", "publish_at")
    return answer(
        sitemaps.pages(some([(whole("article", slug), max(revised or out, out)) for slug, revised, out in facts]))
    )


@shared()
@require_safe
def lists(request: HttpRequest, kind: str, part: str) -> HttpResponse:
    """The tags or bylines of one range of keys, with the time of their newest story."""
    first = int(part) * PART
    depends_on("rivers", kind)
    follow_schedule()
    inside = with_newest(kind).filter(pk__gte=first, pk__lt=first + PART).order_by("pk")
    page = KINDS[kind].page
    lines = [(whole(page, slug), newest) for slug, newest in inside.values_list("slug", "newest")]
    return answer(sitemaps.pages(some(lines)))


@shared()
@require_safe
def pages(request: HttpRequest) -> HttpResponse:
    """The front page, the lists that are always there, and the months of the archive."""
    depends_on("rivers")
    follow_schedule()
    months = [whole("month", month.year, month.month) for month, _ in ArchiveCount.objects.months()]
    return answer(sitemaps.pages((address, None) for address in [*map(whole, STANDING), *months]))


@shared()
@require_safe
def news(request: HttpRequest) -> HttpResponse:
    """The stories that came out in the last 48 hours, for Google News; each leaves at its very second."""
    depends_on("rivers", "sitemaps")
    follow_schedule()
    found = Article.objects.came_out_after(timezone.now() - NEWS_FOR).only("title", "slug", "first_published_at")
    lines = [
        (whole("article", story.slug), out, story.title)
        for story in found[:MOST_NEWS]
        if (out := story.first_published_at)
    ]
    if lines:
        ends_at(min(out for _, out, _ in lines) + NEWS_FOR)
    return answer(sitemaps.news(settings.SITE_NAME, settings.LANGUAGE_CODE.partition("-")[0], lines))


def with_newest(kind: str) -> QuerySet[Any]:
    """Give the tags or bylines under which the public finds stories, with `newest`, when the newest came out."""
    lists, rows, _ = KINDS[kind]
    river = rows.objects.public().filter(**{f"{kind.removesuffix('s')}_id": OuterRef("pk")}).newest_first()
    return lists.objects.annotate(newest=Subquery(river.values("publish_at")[:1])).filter(newest__isnull=False)


def some(lines: list[sitemaps.Line]) -> list[sitemaps.Line]:
    """Give the lines. Raises Http404 where there are none: the schema wants one at least."""
    if not lines:
        raise Http404("nothing in this part")
    return lines


def whole(name: str, *args: str | int) -> str:
    """Give the address of a page with its host."""
    return f"{settings.SITE_URL}{address(name, *args)}"


def answer(text: str) -> HttpResponse:
    """Answer with a sitemap."""
    return HttpResponse(text, content_type=sitemaps.TYPE)


NUMBER = r"(?P<part>0|[1-9][0-9]{0,8})"  # nine digits, so that no key overflows a database
urlpatterns = [
    path("sitemap.xml", index, name="sitemap"),
    path("sitemap-news.xml", news, name="sitemap_news"),
    path("sitemap-pages.xml", pages, name="sitemap_pages"),
    re_path(rf"^sitemap-stories-{NUMBER}\.xml$", stories, name="sitemap_stories"),
    *(re_path(rf"^sitemap-{kind}-{NUMBER}\.xml$", lists, {"kind": kind}, name=f"sitemap_{kind}") for kind in KINDS),
]
