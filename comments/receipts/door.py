"""The door to a writer's private pages: the secret receipt alone opens it, and nothing behind it is kept by anybody."""

import logging
from collections.abc import Callable
from functools import wraps

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from comments.models import Comment
from nuztrend.lib.origin import from_this_site

logger = logging.getLogger("comments")
View = Callable[[HttpRequest, Comment], HttpResponse]
ELSEWHERE = "This form came from another site. Everything is still here: please send it from here."


def private(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let nobody keep or list what a view answers, nor tell another site the address; a full disk gives words back."""

    @csrf_exempt  # these pages set no cookie; their address is the secret that a forger would need
    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def page(request: HttpRequest, *args: str, **named: str) -> HttpResponse:
        try:
            response = view(request, *args, **named)
        except DatabaseError:
            if request.method != "POST":
                raise
            logger.exception("what a writer sent could not be stored")
            context = {"text": request.POST.get("text", ""), "private": True}
            response = render(request, "comments/unavailable.html", context, status=503)
            response.headers["Retry-After"] = "60"
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return page


def behind_receipt(view: View) -> Callable[..., HttpResponse]:
    """Give a view the comment that a receipt belongs to; 404 without one.

    It is looked up by its hash, so the time of an answer tells nothing of how near somebody guessed.
    """

    @private
    @wraps(view)
    def page(request: HttpRequest, receipt: str) -> HttpResponse:
        found = Comment.objects.with_receipt(receipt).select_related("article")
        without = ("article__body", "article__body_html", "article__parts")
        return view(request, get_object_or_404(found.defer(*without)))

    return page


def sent_from_here(request: HttpRequest) -> bool:
    """Say whether a form came from our own pages.

    Without `Sec-Fetch-Site` (old browsers, plain HTTP) a form of a page that sends no referrer has the origin `null`.
    It passes: who does not know the receipt does not get this far.
    """
    if "Sec-Fetch-Site" not in request.headers and request.headers.get("Origin") == "null":
        return True
    return from_this_site(request)
