"""NUL, the one character that PostgreSQL takes in no text."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.urls import reverse


class RefuseNulMiddleware:
    """Answer 400 to a question of the newsroom's lists that holds a NUL; Django's admin would ask the database so.

    Public pages look at what they are asked by themselves, and Django's forms at what is sent to them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", "") and request.path.startswith(reverse("admin:index")):
            raise BadRequest("the query holds a NUL")
        return self.get_response(request)
