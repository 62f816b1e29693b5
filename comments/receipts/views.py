"""The writer's private page, to which the receipt alone leads. It is never kept by anybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.frame import render_page
from comments.models import Comment


@never_cache
@require_safe
def receipt(request: HttpRequest, receipt: str) -> HttpResponse:
    """The writer's private page: the comment, and what became of it."""
    found = get_object_or_404(Comment.objects.with_receipt(receipt).select_related("article"))
    stands = found.is_visible and found.article.is_public
    context = {"comment": found, "article": found.article, "stands": stands}
    response = render_page(request, "comments/receipt.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
