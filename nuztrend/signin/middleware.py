"""Who has not done both steps of signing in is nobody, on every page."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from nuztrend.signin import codes


class BothStepsMiddleware:
    """Take a session for a stranger's that no code opened although the account has codes, or OTP_GROUPS demands them.

    So the session of another browser ends when codes are set up, and all of a group's end when the operator demands
    them. It costs one query, on pages that ask who is there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        found = request.user
        request.user = SimpleLazyObject(lambda: signed_in(found))  # type: ignore[assignment]
        return self.get_response(request)


def signed_in(user: Any) -> Any:
    """Give the account where its signing in is complete, else a stranger."""
    complete = not user.is_authenticated or user.is_verified() or not codes.are_needed(user)
    return user if complete else AnonymousUser()
