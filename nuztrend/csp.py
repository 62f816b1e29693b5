"""Content-Security-Policy with the setting's name and shape of Django 6, so that the upgrade deletes this file."""

from collections.abc import Callable, Mapping, Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse


def header(policy: Mapping[str, Sequence[str]]) -> str:
    """Give the header's value for a policy of directives and their sources."""
    return "; ".join(" ".join([directive, *sources]) for directive, sources in policy.items())


class ContentSecurityPolicyMiddleware:
    """Put the one constant policy of the site on every answer: no nonce, so that pages can be shared."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response
        self.header = header(settings.SECURE_CSP)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Content-Security-Policy"] = self.header
        return response
