"""The desk's doors. Every form works without JavaScript; a script gets the part of the page that changes."""

from functools import wraps
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST, require_safe

from comments.admin.desk import recent
from comments.admin.desk.decisions import DONE, Choice, decide, refuse_what_cannot_be_stored, take_back
from comments.admin.desk.entry import thread_around
from comments.admin.desk.showing import again, go_on, show, stay
from comments.admin.desk.sweeping import is_action, take_back_sweep
from comments.models import Comment, CommentNote, Report

MODERATE = "comments.moderate_comment"


def for_moderators(view: Any) -> Any:
    """Let a door be open to those who may decide on comments, and to nobody else."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(MODERATE):
            raise PermissionDenied
        answer: HttpResponse = view(request, *args, **kwargs)
        return answer

    return admin.site.admin_view(checked)


@for_moderators
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits, with the most urgent one to be decided."""
    return show(request)


@for_moderators
@require_safe
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """One comment on the desk, whether it waits or not."""
    return show(request, str(pk))


@for_moderators
@require_safe
def thread(request: HttpRequest, pk: int) -> HttpResponse:
    """The thread around a comment."""
    found = get_object_or_404(Comment.objects.select_related("article"), pk=pk)
    before, after = thread_around(found)
    context = {
        **admin.site.each_context(request),
        "title": f"The thread around the comment by {found.name}",
        "comment": found,
        "before": before,
        "after": after,
    }
    return TemplateResponse(request, "admin/comments/desk/thread.html", context)


@for_moderators
@require_POST
def decide_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide on one comment, and go on with the next."""
    choice = Choice.parse(request.POST.get("decision", ""))
    words, answer = request.POST.get("words", ""), request.POST.get("answer", "")
    try:
        refuse_what_cannot_be_stored(words, answer)
        decided = decide(pk, choice, request.user, seen=number(request, "seen"), words=words, answer=answer)
    except ValidationError as error:
        return again(request, str(pk), " ".join(error.messages), status=409)
    return go_on(request, f"The comment by {decided.name} was {DONE[choice.verb]}.", request.POST.get("then", ""))


@for_moderators
@require_POST
def answer_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide on one report alone."""
    report = get_object_or_404(Report, pk=pk)
    key, answer = str(report.comment_id), request.POST.get("answer", "")
    upheld = request.POST.get("decision") == "uphold"
    try:
        refuse_what_cannot_be_stored(answer)
        (report.uphold if upheld else report.dismiss)(request.user, answer)
    except ValidationError as error:
        return again(request, key, " ".join(error.messages), status=409)
    return stay(request, f"The report was {'upheld' if upheld else 'dismissed'}.", key)


@for_moderators
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a comment as the newsroom."""
    parent = get_object_or_404(Comment, pk=pk)
    text, name = request.POST.get("newsroom", ""), request.user.get_full_name()  # type: ignore[union-attr]
    try:
        Comment.objects.answer_as_newsroom(parent, text, request.user, name)
    except ValidationError as error:
        return again(request, str(pk), " ".join(error.messages), status=409)
    return stay(request, f"The answer stands under the comment by {parent.name}.", str(pk))


@for_moderators
@require_POST
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a note for the other moderators."""
    about = get_object_or_404(Comment, pk=pk)
    try:
        CommentNote.objects.write(about, request.POST.get("note", ""), request.user)
    except ValidationError as error:
        return again(request, str(pk), " ".join(error.messages), status=409)
    return stay(request, "The note is written.", str(pk))


@for_moderators
@require_safe
def lately(request: HttpRequest) -> HttpResponse:
    """What was decided last, by everybody, to be taken back."""
    context = {"title": "Decided lately", "recent": recent.lately(), **admin.site.each_context(request)}
    return TemplateResponse(request, "admin/comments/desk/lately.html", context)


@for_moderators
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take back one decision, or at most 500 of those that were made at once."""
    kind, _, name = request.POST.get("which", "").partition(" ")
    if kind == "sweep" and is_action(name):
        taken = take_back_sweep(name, request.user)
        left = f" {taken.left:,} are left: undo once more." if taken.left else ""
        skipped = f" {taken.skipped:,} were decided on since and stay." if taken.skipped else ""
        return go_on(request, f"{taken.done:,} decisions were taken back.{skipped}{left}", "")
    if kind != "entry" or not (name.isascii() and name.isdecimal() and len(name) < 19):
        raise Http404("no such decision")
    try:
        taken_back = take_back(int(name), request.user)
    except ValidationError as error:
        return again(request, "", " ".join(error.messages), status=409)
    return stay(request, f"The decision on the comment by {taken_back.name} was taken back.", str(taken_back.pk))


def number(request: HttpRequest, name: str) -> int:
    """Give a number that a form carries, 0 where it carries none."""
    sent = request.POST.get(name, "")
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 19 else 0
