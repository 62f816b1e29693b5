"""A form that arrives signed out, or without its token: nothing is saved, and every word is given back.

A redirect to the sign-in page would swallow the words, and so would a bare 403. There is no button that sends them
again: with it a foreign site could have a member send what they never wrote.
"""

import re
from typing import NamedTuple
from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

LONG = 80  # characters; what is longer, or has lines, is shown in a field of lines

_never = re.compile(r"password|passwd|csrfmiddlewaretoken|^(key|code|token|username|next)$", re.IGNORECASE)
_machinery = re.compile(
    r"^_|^(version|opened|seen|pending|fragment|revoke|action|select_across|index|post)$"
    r"|-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$|^initial-"
)


class Kept(NamedTuple):
    """What was written into a field."""

    label: str
    text: str
    lines: int  # 0: one that fits into a line


def kept_words(request: HttpRequest) -> list[Kept]:
    """Give what was typed into the form that was sent, without passwords, codes and what the form itself put there."""
    kept = []
    for name, values in request.POST.lists():
        if _never.search(name) or _machinery.search(name):
            continue
        for text in filter(str.strip, values):
            lines = text.count("\n") + len(text) // LONG + 1
            is_long = "\n" in text or len(text) > LONG
            kept.append(Kept(name.replace("_", " ").capitalize(), text, min(max(lines, 3), 24) if is_long else 0))
    return kept


def signed_out(request: HttpRequest) -> HttpResponse:
    """Answer 403 to a form of the newsroom from nobody, with its words."""
    return _page(request, "You are logged out, and nothing was saved", "signed out")


def without_token(request: HttpRequest) -> HttpResponse:
    """Answer 403 to a form of the newsroom whose token is another's or none, with its words."""
    return _page(request, "Your form was not accepted, and nothing was changed", "without token")


def _page(request: HttpRequest, title: str, why: str) -> HttpResponse:
    sign_in = reverse("admin:login")
    back = request.path if request.path != sign_in else reverse("admin:index")
    context = {
        "title": title,
        "why": why,
        "kept": kept_words(request),
        "files": bool(request.FILES),
        "sign_in": f"{sign_in}?{urlencode({'next': back})}",
        "back": back,
    }
    response = TemplateResponse(
        request, "admin/kept_words.html", admin.site.each_context(request) | context, status=403
    )
    response.headers["Cache-Control"] = "no-store, private"
    return response.render()
