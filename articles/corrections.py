"""What readers are told of changes: the page of all corrections, and what changed in one story, word by word."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from articles.feeds import in_each_form, named, respond
from articles.frame import follow_schedule, render_page
from articles.models import Amendment, Article, shows
from articles.trending import trending_lines
from articles.views import gone_or_missing
from articles.wording.contents import changes_between
from nuztrend.lib.addresses import address
from nuztrend.lib.feeds import Entry, tag_uri
from nuztrend.lib.paging import LAST_PAGE, MovedToFirstPage, Page, page_number, page_of, to_first_page
from nuztrend.pagecache import depends_on, shared

PAGE_SIZE = 20
"""Corrections on a page, and in a feed."""


@shared("page")
@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """All corrections of stories that readers have, the newest first."""
    depends_on("corrections", "rivers")
    follow_schedule()
    rows = Amendment.objects.public().corrections().with_stories()
    try:
        page: Page[Amendment] = page_of(lambda part: rows[part], page_number(request), PAGE_SIZE, LAST_PAGE)
    except MovedToFirstPage:
        return to_first_page(request)
    shows(*(row.article for row in page.rows))
    return render_page(request, "articles/corrections.html", {"page": page, "trending": trending_lines()})


@shared()
@require_safe
def changes(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What an update or a correction changed in a story, word by word."""
    story = Article.objects.published().only("title", "slug", "amendments").filter(slug=slug).first()
    if story is None:
        return gone_or_missing(request, slug)
    found = Amendment.objects.of(story).select_related("before", "after", "superseded_by")
    told = get_object_or_404(found, pk=pk)
    depends_on("rivers")
    shows(story)
    difference = changes_between(told.before.content, told.after.content, for_readers=True)
    return render_page(request, "articles/changes.html", {"article": story, "told": told, "changes": difference})


@shared()
@require_safe
def feed(request: HttpRequest, form: str) -> HttpResponse:
    """The newest corrections."""
    depends_on("corrections", "rivers")
    follow_schedule()
    rows = list(Amendment.objects.public().corrections().with_stories()[:PAGE_SIZE])
    shows(*(row.article for row in rows))
    about = f"What {settings.SITE_NAME} got wrong, and what is right"
    entries = [entry_of(row) for row in rows]
    return respond(request, form, named("Corrections"), about, address("corrections"), entries)


def entry_of(told: Amendment) -> Entry:
    """Give a correction as an entry of the feed."""
    url = f"{settings.SITE_URL}{address('changes', told.article.slug, told.pk)}"
    return Entry(
        id=tag_uri(settings.SITE_URL, told.at.date(), "correction", told.pk),
        title=f"Correction: {told.article.title}",
        url=url,
        html=format_html(
            '<p>{}</p><p><a href="{}">{}</a></p>',
            told.text,
            f"{settings.SITE_URL}{told.article.get_absolute_url()}",
            told.article.title,
        ),
        published=told.at,
        updated=told.at,
        summary=told.text,
    )


urlpatterns = [
    path("corrections/", corrections, name="corrections"),
    path("articles/<slug:slug>/changes/<int:pk>/", changes, name="changes"),
    *in_each_form("corrections", feed, "corrections_feed"),
]
