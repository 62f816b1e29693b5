"""The page of a story for somebody outside the newsroom who was given a link to it."""

import logging
from datetime import datetime
from typing import Any

from django.db import Error
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.frame import render_page
from articles.models import Article, PendingRevision, PreviewLink
from articles.views import article_context
from nuztrend.lib.dates import dateline, local

logger = logging.getLogger(__name__)

UNSEEN = {
    "Cache-Control": "no-store, private",
    "Referrer-Policy": "no-referrer",  # whoever a link of the page leads to learns nothing of the secret address
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


def as_it_stands(story: Article) -> tuple[dict[str, object], str]:
    """Give what the page of a story prints, with its pending changes where it has some; and which version that is."""
    pending = PendingRevision.objects.of(story) if story.is_live else None
    if pending:
        changed, tags, bylines = pending.preview()
        context = {**article_context(changed), "tags": tags, "bylines": bylines}
        return context, f"pending changes, version {pending.version}, saved on {exactly(pending.saved_at)}"
    context = article_context(Article.objects.for_article_page().get(pk=story.pk))
    if story.is_public:
        return context, f"version {story.version}, which everybody reads now"
    if story.is_still_ahead and story.publish_at:
        return context, f"version {story.version}, which everybody will read from {exactly(story.publish_at)}"
    return context, f"{story.get_state_display()}, version {story.version}"


def exactly(at: datetime) -> str:
    """Give a moment such as `06-jun-2025, 14:05 UTC`; one that matters as much as an embargo is not said roughly."""
    return f"{dateline(at)}, {local(at):%H:%M %Z}"


@require_safe
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """Show the story that a link leads to; 410 when the link has ended, 404 when there never was such a link.

    The opening is written down when the answer has been given, and as well as that works: with a full disk or a busy
    database the page is read all the same, and the log says that an opening was not counted.
    """
    link = PreviewLink.objects.by_token(token) if len(token) < 100 else None
    if link is None:
        raise Http404("no such link")
    if not link.works:
        over = {"revoked": link.revoked_at is not None, "until": exactly(link.expires_at)}
        return unseen(render_page(request, "articles/preview_over.html", over, status=410))
    try:
        story = Article.objects.get(pk=link.article_id)
        context, version = as_it_stands(story)
    except Article.DoesNotExist:  # deleted a moment ago
        raise Http404("no such story") from None
    embargo = story.embargo_until if story.embargo_until and story.embargo_until > timezone.now() else None
    page = {
        **context,
        "version": version,
        "until": exactly(link.expires_at),
        "embargo": exactly(embargo) if embargo else "",
    }
    response = unseen(render_page(request, "articles/shared_preview.html", page))
    if request.method == "GET":
        closers: list[Any] = response._resource_closers  # type: ignore[attr-defined]
        closers.append(lambda: note_opening(link))
    return response


def unseen(response: HttpResponse) -> HttpResponse:
    """Say on an answer that no cache may keep it, no robot list it and no other site learn its address."""
    for name, value in UNSEEN.items():
        response.headers[name] = value
    return response


def note_opening(link: PreviewLink) -> None:
    """Count that a link was opened, if the database takes it."""
    try:
        link.note_opening()
    except Error:
        logger.warning("An opening of preview link %d could not be written down.", link.pk, exc_info=True)
