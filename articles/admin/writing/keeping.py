"""The door that keeps what is typed, says who else is there, and whether somebody saved meanwhile."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone

from articles.admin.writing.doors import door, refused
from articles.markdown.photos import scrub
from articles.models import Article, Autosave, Presence, Revision
from articles.models.autosave import Fields, TooLarge, is_form_key

NOT_KEPT = {"csrfmiddlewaretoken", "over_version"}
"""Fields of a form that are no words: its token, and the consent to replace what somebody else saved."""

ANOTHER = "Another account is signed in now. Your words are kept in this browser: sign in again as yourself."


@door("POST")
def keep(admin: Any, request: HttpRequest) -> HttpResponse:
    """Keep the words of an open form (`_words` says that there are some), and answer what its page should know."""
    sent = request.POST
    if sent.get("_user") != str(request.user.pk):
        return refused(ANOTHER, 409)
    number = as_number(sent.get("_story", ""))
    story = Article.objects.filter(pk=number).only("pk", "version", "title").first() if number else None
    if story and not admin.has_view_permission(request, story):
        return refused("You may not see this story.", 403)
    answer: dict[str, Any] = {}
    if sent.get("_words"):
        key = sent.get("_key", "")
        if not is_form_key(key):
            return refused("This form has no key: reload the page.", 400)
        try:
            row = Autosave.objects.keep(request.user, key, story, words_of(sent), sent.get("_since", "")[:80])
        except TooLarge as refusal:
            return refused(str(refusal), 413)
        answer |= {"kept": f"{timezone.localtime(row.at):%H:%M:%S}"} if row else {"saved": True}
    if story and sent.get("_open"):
        Presence.objects.note(story, request.user)
        answer |= {"others": others(story, request.user), "newer": newer(story, request)}
    return JsonResponse(answer)


def words_of(sent: Any) -> Fields:
    """Give what was typed into a form, by field."""
    return {
        scrub(name)[:100]: [scrub(value) for value in values]
        for name, values in sent.lists()
        if name not in NOT_KEPT and not name.startswith("_")
    }


def others(story: Article, user: Any) -> list[str]:
    """Give who else has the story open, and since when."""
    there = Presence.objects.there(story).exclude(user=user.pk)[:10]
    return [f"{one.user.get_full_name() or one.user.get_username()} since {clock(one.since)}" for one in there]


def newer(story: Article, request: HttpRequest) -> dict[str, str] | None:
    """Give what somebody saved since the form was opened, and where one sees it."""
    known, version = (as_number(request.POST.get(name, "")) for name in ("_revision", "_version"))
    last = Revision.objects.of(story).select_related("by").only("number", "at", "pending", "by__username").first()
    address = reverse("admin:articles_article_history", args=[story.pk])
    if last and last.number > known:
        what = "changes that wait to be published" if last.pending else f"version {story.version}"
        who = "You" if last.by_id == request.user.pk else last.by.get_username() if last.by else "Somebody"
        where = " in another window" if last.by_id == request.user.pk else ""
        return {"words": f"{who} saved {what}{where} at {clock(last.at)}.", "address": address}
    if story.version > version:
        return {"words": f"The story is version {story.version} by now.", "address": address}
    return None


def clock(at: datetime) -> str:
    """Give the time of the site's day, with the date where that is another."""
    local = timezone.localtime(at)
    return f"{local:%H:%M}" if local.date() == timezone.localdate() else f"{local:%d %b, %H:%M}"


def as_number(words: str) -> int:
    """Give a row's key or version out of a request; 0 for whatever is none."""
    return int(words) if words.isascii() and words.isdigit() and len(words) < 19 else 0
