"""The page that gives a writer's words back when they cannot be taken just now. It asks no database.

Its template is rendered once in each process, and then only the places are filled in: refusing costs next to nothing.
"""

import re
from collections.abc import Mapping
from html import escape

from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template

FLOOD = "Very many comments are coming in just now."
OVER_BUDGET = "Many comments came from your network, which you may share with others."
BROKEN_OFF = "Your comment broke off on its way."
HERE = "Nothing is lost: your words are below."
NOT_HERE = "What you sent cannot be given back here: one step back in your browser your words should still stand."
KEPT = ("name", "text", "parent", "opened", "captcha_key", "captcha")
"""Fields that go back to the writer, to be sent again."""
_place = re.compile(r"«(\w+)»")
_parts: list[str] = []


def page(fields: Mapping[str, str], why: str, seconds: int) -> str:
    """Give the page for what was typed into the form; another try makes sense in so many `seconds`."""
    words = {name: escape(fields.get(name, "")) for name in KEPT}
    words |= {"why": why, "when": told(seconds), "kept": HERE if words["text"] else NOT_HERE}
    parts = _parts or _render()
    return "".join(words.get(part, "") if number % 2 else part for number, part in enumerate(parts))


def answer(request: HttpRequest, why: str, seconds: int) -> HttpResponse:
    """Answer a form that asked for more than there is, with the words in it."""
    response = HttpResponse(page(request.POST, why, seconds), status=429)
    response.headers["Retry-After"] = str(seconds)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def told(seconds: int) -> str:
    """Give a span of time in words."""
    for unit, length in (("hour", 3_600), ("minute", 60), ("second", 1)):
        if seconds >= length:
            count = -(-seconds // length)
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return "a moment"


def _render() -> list[str]:
    """Render the template with a mark in each place: what stands around the places, and every second one a place."""
    marks = {name: f"«{name}»" for name in (*KEPT, "why", "when", "kept")}
    _parts[:] = _place.split(get_template("comments/busy.html").render(marks))
    return _parts
