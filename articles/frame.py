"""What stands around every public page: the menu of sections, and the time at which stories come and go."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.models import Article, Tag
from nuztrend.pagecache import depends_on, ends_at, kept, rendering_began


def render_page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Answer with a public page; a view that has read the `menu` already gives it in the context."""
    follow_schedule()
    if "menu" not in context:
        context["menu"] = menu()
    return render(request, template, context, status=status)


def menu() -> list[Tag]:
    """Give the sections in the order of the menu."""
    return kept("menu", _read_menu)


def follow_schedule() -> None:
    """Let the page end when the next story enters or leaves by time; time is an editor too."""
    if rendering_began():
        kept("schedule", _read_schedule)


def _read_menu() -> list[Tag]:
    depends_on("tags")
    return list(Tag.objects.menu())


def _read_schedule() -> None:
    depends_on("rivers")
    if after := rendering_began():
        for moment in Article.objects.next_changes(after):
            ends_at(moment)
