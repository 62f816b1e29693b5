"""What caches on the way are told of an answer that is not for everybody."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from nuztrend.pagecache.rendering import rendering_began

PRIVATE = "private, no-cache"


class PrivateUnlessSharedMiddleware:
    """Keep answers out of shared caches unless the page cache keeps them, or a view has said more.

    Without a word from us Fastly keeps an answer for an hour and Cloudflare for two.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if rendering_began() is None:
            response.headers.setdefault("Cache-Control", PRIVATE)
        return response
