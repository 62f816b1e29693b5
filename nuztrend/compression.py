"""Answers that are kept nowhere travel compressed too: those of search, of forms, and the newsroom."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

TEXTS = ("text/", "application/json")


class CompressTextsMiddleware(GZipMiddleware):
    """Django's gzip, with its random bytes against guessing secrets by length (BREACH), for texts alone.

    Pictures are as small as they get, and a player asks for parts of a sound by their place in it.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress the answer if it is a text, is there as a whole, and the client takes it so."""
        if response.streaming or not response.headers.get("Content-Type", "").startswith(TEXTS):
            return response
        return super().process_response(request, response)
