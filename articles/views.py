"""The public pages of stories. Each is the same bytes for every reader."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import groupby

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from articles.frame import follow_schedule, menu, render_page
from articles.front import FRONT_PAGE, front_page
from articles.models import ArchiveCount, Article, Byline, Tag, shows
from articles.querysets import ArticleQuerySet, StoryRowQuerySet
from articles.readers import beacon, hour_of
from articles.reading import bylines_of, contents_of, public_story, tags_of
from articles.related import related_to
from articles.trending import trending_in_detail, trending_lines
from nuztrend.lib.dates import FIRST_YEAR, LAST_YEAR, clock
from nuztrend.lib.paging import LAST_PAGE, MovedToFirstPage, Page, page_number, page_of, to_first_page
from nuztrend.pagecache import depends_on, rendering_began, shared

PAGE_SIZE = 20
"""Stories on a page of a list."""
TAGS_ON_A_PAGE = 300


@shared("page")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The front page: the lead stories, the latest, and others of each section. Its further pages are a river."""
    if "page" in request.GET:
        return older_stories(request)
    placed = list(Article.objects.for_cards().placed()[:FRONT_PAGE])
    return render_page(request, "articles/home.html", front_page(placed))


def older_stories(request: HttpRequest) -> HttpResponse:
    """The stories that follow the front page, which shows fewer than a page of this river does."""
    stories = Article.objects.published().newest_first()
    shift = PAGE_SIZE - FRONT_PAGE
    return river(
        request, "articles/latest.html", lambda part: cards_of(stories[part.start - shift : part.stop - shift]), {}
    )


@shared()
@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """The page of one story; 410 with the reason when it was retracted."""
    found = public_story(slug)
    if found is None:
        return gone_or_missing(request, slug)
    depends_on("tags", "bylines")
    shows(found)
    return render_page(request, "articles/article.html", article_context(found))


def article_context(story: Article) -> dict[str, object]:
    """Give what the page of a story prints; the newsroom's preview uses the same."""
    tags, onward = tags_of(story)
    return {
        "article": story,
        "tags": tags,
        "onward": onward,
        "contents": contents_of(story),
        "bylines": bylines_of(story),
        "menu": menu(),
        "related": related_to(story),
        "trending": trending_lines(but=story.pk),
    }


def gone_or_missing(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer 410 for a story that was public once, 404 for one that never was; 301 to where the newsroom says."""
    facts = ("title", "slug", "state", "retraction_reason", "moved_to")
    story = get_object_or_404(Article.objects.gone().only(*facts), slug=slug)
    depends_on("rivers")
    shows(story)
    if story.is_retracted and story.moved_to_id:
        depends_on(f"story:{story.moved_to_id}")
        follow_schedule()
        if target := Article.objects.published().only("slug").filter(pk=story.moved_to_id).first():
            return HttpResponsePermanentRedirect(target.get_absolute_url())
    return render_page(request, "articles/gone.html", {"article": story}, status=410)


@csrf_exempt
@require_POST
def read(request: HttpRequest, story: int) -> HttpResponse:
    """Hear that a story was read. `serve` answers in front of Django (articles/readers/beacon.py), others come here."""
    beacon.hear(request.META, story)
    return HttpResponse(status=204, headers={"Cache-Control": "no-store"})


@shared()
@require_safe
def trending_page(request: HttpRequest) -> HttpResponse:
    """Latest Trending with its figures, and how it comes about."""
    now = rendering_began() or timezone.now()
    this_hour = hour_of(now)
    context = {
        "rows": trending_in_detail(now),
        "this_hour": clock(this_hour),
        "last_hour": clock(this_hour - timedelta(hours=1)),
        "half_life": settings.TRENDING_HALF_LIFE,
        "weight_of_comment": settings.TRENDING_COMMENT,
        "weight_of_new": settings.TRENDING_NEW,
    }
    return render_page(request, "articles/trending.html", context)


@shared("page")
@require_safe
def tags(request: HttpRequest) -> HttpResponse:
    """The sections, and all other tags from A to Z."""
    depends_on("rivers", "tags")
    follow_schedule()
    subjects = Tag.objects.subjects()
    try:
        page: Page[Tag] = page_of(lambda part: subjects[part], page_number(request), TAGS_ON_A_PAGE, LAST_PAGE)
    except MovedToFirstPage:
        return to_first_page(request)
    letters = [(letter, list(found)) for letter, found in groupby(page.rows, lambda tag: tag.letter)]
    return render_page(request, "articles/tags.html", {"page": page, "letters": letters})


@shared("page")
@require_safe
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """The stories of a tag, newest first."""
    depends_on("tags")
    subject = get_object_or_404(Tag.objects.public(), slug=slug)
    rows = subject.taggings.public().newest_first()
    return river(request, "articles/tag.html", lambda part: cards_of(rows[part]), {"tag": subject})


@shared("page")
@require_safe
def byline(request: HttpRequest, slug: str) -> HttpResponse:
    """Who stands behind a byline, and the stories under it."""
    depends_on("bylines")
    writer = get_object_or_404(Byline.objects.public().select_related("photo"), slug=slug)
    rows = writer.credits.public().newest_first()
    return river(request, "articles/byline.html", lambda part: cards_of(rows[part]), {"byline": writer})


@shared()
@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """The months that have stories, newest first, with their number."""
    depends_on("rivers")
    months = ArchiveCount.objects.months()
    years = [(year, list(found)) for year, found in groupby(months, lambda found: found[0].year)]
    return render_page(request, "articles/archive.html", {"years": years})


@shared("page")
@require_safe
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """The stories of one month, newest first."""
    if not (FIRST_YEAR <= year < LAST_YEAR and 1 <= month <= 12):
        raise Http404("no such month")
    stories = Article.objects.published_in_month(year, month)
    return river(
        request,
        "articles/month.html",
        lambda part: cards_of(stories[part]),
        {"month": date(year, month, 1)},
        may_be_empty=False,
        last=None,  # a month ends by itself, and the archive holds every story
    )


def cards_of(rows: ArticleQuerySet | StoryRowQuerySet) -> ArticleQuerySet:
    """Give the cards of the stories that a slice of rows points to, or that a slice of stories holds."""
    return Article.objects.for_cards().of_rows(rows)


def river(
    request: HttpRequest,
    template: str,
    cards: Callable[[slice], ArticleQuerySet],
    context: dict[str, object],
    *,
    may_be_empty: bool = True,
    last: int | None = LAST_PAGE,
) -> HttpResponse:
    """Answer with one page of a list of stories, of which `cards` gives any slice; 404 past its end and past `last`."""
    depends_on("rivers")
    follow_schedule()
    try:
        page: Page[Article] = page_of(cards, page_number(request), PAGE_SIZE, last)
    except MovedToFirstPage:
        return to_first_page(request)
    if not (page.rows or may_be_empty):
        raise Http404("nothing here")
    shows(*page.rows)
    return render_page(request, template, {**context, "page": page, "trending": trending_lines()})
