"""What the editor's scripts ask for, in JSON: a preview, Markdown of what was pasted, stories, photos and players."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from articles import markdown, search
from articles.admin.photos import in_a_story
from articles.admin.story_list import state_word
from articles.markdown import embeds
from articles.markdown.photos import scrub
from articles.models import Article, Photo

FOUND = 12
"""Stories or photos that a dialog offers."""
LONGEST_QUESTION = 200
MARKS = re.compile(r"[\\\[\]`*_]")

SIGNED_OUT = "You are signed out. Your words are kept in this browser: sign in in another window and go on here."
NOT_YOURS = "Your account may not write stories."


def refused(words: str, status: int) -> JsonResponse:
    """Answer with what went wrong, in an editor's words."""
    return JsonResponse({"error": words}, status=status)


def door(method: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Let in who may write stories, by one method; others get an answer that a script can read, and no page."""

    def guarded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def checked(admin: Any, request: HttpRequest, *args: Any) -> HttpResponse:
            if not admin.admin_site.has_permission(request):
                return refused(SIGNED_OUT, 401)
            if not (admin.has_add_permission(request) or request.user.has_perm("articles.change_article")):
                return refused(NOT_YOURS, 403)
            if request.method != method:
                return refused(f"This door takes {method} only.", 405)
            response = view(admin, request, *args)
            response.headers["Cache-Control"] = "no-store, private"
            return response

        return checked

    return guarded


@door("POST")
def preview_text(admin: Any, request: HttpRequest) -> HttpResponse:
    """Give the HTML that a text will be."""
    text = request.POST.get("body", "").replace("\r\n", "\n")
    try:
        return JsonResponse({"html": markdown.render(text, Photo.objects.sources(markdown.photo_keys(text)))})
    except markdown.CannotRender as refusal:
        return refused(str(refusal), 422)


@door("POST")
def pasted(admin: Any, request: HttpRequest) -> HttpResponse:
    """Give the Markdown of pasted HTML."""
    try:
        return JsonResponse({"markdown": markdown.from_html(request.POST.get("html", ""))})
    except markdown.CannotRender as refusal:
        return refused(str(refusal), 422)


@door("GET")
def find_stories(admin: Any, request: HttpRequest) -> HttpResponse:
    """Give stories that hold the words of a question, as links to paste; without one the newest."""
    asked = request.GET.get("q", "").strip()[:LONGEST_QUESTION]
    seen = Article.objects.all() if admin.has_view_permission(request) else Article.objects.published()
    stories = seen.only("title", "slug", "state", "publish_at", "unpublish_at").with_public()
    if asked:
        stories = stories.filter(pk__in=search.ids_of_all(search.read(asked)))
    return JsonResponse(
        {
            "found": [
                {
                    "label": story.title,
                    "detail": state_word(story, story.public),  # type: ignore[attr-defined]
                    "markdown": f"[{escaped(story.title)}]({story.get_absolute_url()})",
                    "address": story.get_absolute_url(),
                }
                for story in stories.order_by("-pk")[:FOUND]
            ]
        }
    )


@door("GET")
def find_photos(admin: Any, request: HttpRequest) -> HttpResponse:
    """Give photos of the library of which the words of a question are said; without one the newest."""
    if not (request.user.has_perm("articles.view_photo") or request.user.has_perm("articles.change_photo")):
        return refused("Your account may not see the library.", 403)
    asked = request.GET.get("q", "").strip()[:LONGEST_QUESTION]
    photos = Photo.objects.holding(asked) if asked else Photo.objects.all()
    found = [
        {
            "label": str(photo),
            "detail": photo.credit,
            "thumbnail": photo.small_url,
            "markdown": in_a_story(photo),
        }
        for photo in photos.order_by("-pk")[:FOUND]
    ]
    return JsonResponse({"found": found})


@door("GET")
def embed(admin: Any, request: HttpRequest) -> HttpResponse:
    """Give the Markdown that shows the player of an address, or say whose players a story may hold."""
    address = scrub(request.GET.get("address", "")).strip()
    if "://" not in address:
        address = f"https://{address}"
    found = embeds.player_of(address)
    if not found or not embeds.ADDRESS.fullmatch(f"embed:{address}"):
        said = f"This address shows no player that a story may hold. They come from {embeds.names()}; link to others."
        return refused(said, 422)
    title = " ".join(scrub(request.GET.get("title", "")).split())[:200]
    address = address.replace("(", "%28").replace(")", "%29")
    return JsonResponse({"markdown": f"![{escaped(title)}](embed:{address})"})


def escaped(words: str) -> str:
    """Give words that mean nothing else between the brackets of Markdown."""
    return MARKS.sub(r"\\\g<0>", words).replace("&", "&amp;").replace("<", "&lt;")
