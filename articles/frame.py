"""What stands around every public page: the menu of sections, and the time at which stories come and go."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from jinja2 import pass_context
from jinja2.runtime import Context

from articles.models import Article, Tag
from nuztrend.pagecache import depends_on, ends_at, kept, rendering_began


def render_page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Answer with a public page; a view that has read the `menu` already gives it in the context."""
    follow_schedule()
    if "menu" not in context:
        context["menu"] = menu()
    return render(request, template, context, status=status)


@pass_context
def frame_part(context: Context, template: str) -> SafeString:
    """Give a part of the frame, with the section marked whose page it is; many pages share it while the menu is right.

    It knows nothing of the page but the menu and the section. Error pages have no menu and share nothing.
    """
    sections: Sequence[Tag] = context.get("menu", ())
    section = next((each for each in sections if each == context.get("tag")), None)
    known = {name: context[name] for name in ("site_name", "site_tagline", "has_cities")}  # settings: they never end

    def draw() -> SafeString:
        depends_on("tags")
        return SafeString(context.environment.get_template(template).render(known, menu=sections, tag=section))

    return kept(f"{template} {section.pk if section else ''}", draw) if sections else draw()


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
