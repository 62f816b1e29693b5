"""The door to decisions on many comments: looked at, then carried out, 500 at a time."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comments.admin.desk.decisions import DONE, Choice, refuse_what_cannot_be_stored
from comments.admin.desk.scopes import TICKED, Scope
from comments.admin.desk.showing import show
from comments.admin.desk.sweeping import AT_ONCE, COUNTED, SHOWN, Many, Swept, is_action, sweep
from comments.admin.desk.views import for_moderators, number
from comments.models import Reason

VERBS = {"approve": "Approve {}", "reject": "Reject {}", "spam": "Mark {} as spam"}


@for_moderators
@require_http_methods(["GET", "HEAD", "POST"])
def pile(request: HttpRequest, scope: str) -> HttpResponse:
    """Many comments on the desk; a POST asks whether it is meant, and does it when it is."""
    if request.method != "POST":
        if Scope.parse(scope).name == TICKED:
            raise Http404("nothing is ticked")
        return show(request, scope)
    choice = Choice.parse(request.POST.get("decision", ""))
    if choice.verb not in VERBS:
        raise Http404("no decision on many")
    many = Many.of(scope, ticked(request), number(request, "until"))
    words = request.POST.get("words", "")
    try:
        refuse_what_cannot_be_stored(words)
        if "sure" in request.POST:
            asks_for_words(many, choice, words)
    except ValidationError as error:
        return preview(request, many, choice, wrong=" ".join(error.messages))
    if "sure" not in request.POST:
        return preview(request, many, choice)
    swept = sweep(many, choice, request.user, words=words, action=action_of(request))
    if swept.left:
        return preview(request, many, choice, swept=swept)
    messages.success(request, told(swept, choice))
    return HttpResponseRedirect(reverse("desk"))


def asks_for_words(many: Many, choice: Choice, words: str) -> None:
    """Refuse to take down what readers see, for a reason that says nothing, without a word.

    Raises:
        ValidationError: words are missing.
    """
    if choice.code == Reason.OTHER and not words.strip() and many.named().visible().exists():
        raise ValidationError("Say why: readers see some of these, and the reason alone does not tell their writers.")


def preview(
    request: HttpRequest, many: Many, choice: Choice, *, swept: Swept | None = None, wrong: str = ""
) -> HttpResponse:
    """Show how many comments and which it is, and what was done already."""
    count, named = many.count(), list(many.named()[:AT_ONCE])
    asked = VERBS[choice.verb].format(count_words(count + (0 if swept else len(named))))
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": f"{asked}?",
        "many": many,
        "count": count,
        "which": f"{count_words(count)} {many.scope.words} {'waits' if count == 1 else 'wait'} for a decision.",
        "choice": choice,
        "decision": request.POST.get("decision", ""),
        "button": asked if count <= AT_ONCE else VERBS[choice.verb].format(f"the first {AT_ONCE}"),
        "reason": choice.label,
        "words": request.POST.get("words", "")[:10_000],
        "shown": list(many.held().select_related("article")[:SHOWN]),
        "more": max(0, count - SHOWN),
        "named": [] if swept else named,
        "at_once": AT_ONCE,
        "swept": swept,
        "told": told(swept, choice) if swept else "",
        "wrong": wrong,
    }
    return TemplateResponse(request, "admin/comments/desk/preview.html", context)


def count_words(count: int) -> str:
    """Give how many comments, such as `2,314 comments` or `10,000+ comments`."""
    return f"{count:,}{'+' if count >= COUNTED else ''} {'comment' if count == 1 else 'comments'}"


def ticked(request: HttpRequest) -> list[int]:
    """Give the comments that were ticked."""
    sent = request.POST.getlist("ticked")[:AT_ONCE]
    return [int(pk) for pk in sent if pk.isascii() and pk.isdecimal() and len(pk) < 19]


def action_of(request: HttpRequest) -> str:
    """Give the name under which the parts before this one were written down, if there were any."""
    sent = request.POST.get("action", "")
    return sent if is_action(sent) else ""


def told(swept: Swept, choice: Choice) -> str:
    """Say what became of a part."""
    were = "was" if swept.skipped == 1 else "were"
    skipped = f" {swept.skipped:,} {were} decided on by somebody else meanwhile." if swept.skipped else ""
    return f"{swept.done:,} {'comment was' if swept.done == 1 else 'comments were'} {DONE[choice.verb]}.{skipped}"
