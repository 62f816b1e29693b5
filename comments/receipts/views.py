"""The writer's private pages, to which the receipt alone leads."""

from contextlib import suppress
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.views.decorators.http import require_safe

from articles.frame import render_page
from comments.budgets import OverBudget, spend
from comments.judging import judge
from comments.models import TO_EDIT, Appeal, Comment, Letterbox, NetworkKey, TooLate, WrongState
from comments.receipts.door import ELSEWHERE, behind_receipt, sent_from_here
from comments.receipts.export import everything_about
from comments.receipts.forms import AppealForm, TextForm
from comments.receipts.standing import standing

BACK = "../"
"""From each of these pages to the receipt; no address repeats the secret."""


@behind_receipt
@require_safe
def receipt(request: HttpRequest, comment: Comment) -> HttpResponse:
    """What became of the comment, why, and what its writer may do."""
    return render_page(request, "comments/receipt.html", told_of(comment))


def told_of(comment: Comment) -> dict[str, Any]:
    """Give what the receipt shows."""
    is_public = comment.article.is_public
    return {
        "comment": comment,
        "article": comment.article,
        "is_public": is_public,
        "stands": comment.is_visible and is_public,
        "standing": standing(comment),
        "appeal": Appeal.objects.filter(comment=comment).first(),
        "edit_until": comment.created_at + TO_EDIT if comment.is_open_to_its_writer else None,
        "letterbox": Letterbox.objects.filter(comment=comment).first(),
        "has_letters": settings.LETTERS,
        "contact": settings.SITE_CONTACT,
    }


@behind_receipt
def edit(request: HttpRequest, comment: Comment) -> HttpResponse:
    """Change the words, within ten minutes and until somebody has answered; they are judged again."""
    sent = request.method == "POST"
    form = TextForm(request.POST if sent else None, initial={"text": comment.text})
    if comment.is_open_to_its_writer and sent and may_send(request, form, "comment"):
        text, network = (
            form.cleaned_data["text"],
            comment.network or "",
        )  # its own, or it would be a copy from elsewhere
        verdict = judge(comment.article, comment.name, text, parent=comment.parent, network=network)
        try:
            comment.edit(text, verdict)
        except TooLate:
            pass  # somebody answered while we judged; the page says so, and the words are on it
        else:
            return HttpResponseRedirect(BACK)
    context = {"comment": comment, "article": comment.article, "form": form, "open": comment.is_open_to_its_writer}
    return answered(request, "comments/receipt_edit.html", context, too_late=sent and not context["open"])


@behind_receipt
def withdraw(request: HttpRequest, comment: Comment) -> HttpResponse:
    """Ask whether the comment shall be erased, and erase it."""
    if request.method == "POST" and sent_from_here(request):
        with suppress(WrongState):  # it was deleted already, maybe at this very moment
            comment.withdraw()
        return HttpResponseRedirect(BACK)
    context = {"comment": comment, "article": comment.article}
    return answered(request, "comments/receipt_delete.html", context)


@behind_receipt
def appeal(request: HttpRequest, comment: Comment) -> HttpResponse:
    """Take the one appeal against a decision."""
    form = AppealForm(request.POST if request.method == "POST" else None)
    refused = ""
    if request.method == "POST" and may_send(request, form, "appeal"):
        try:
            Appeal.objects.lodge(comment, form.cleaned_data["text"])
        except WrongState as error:
            refused = str(error.message)
        else:
            return HttpResponseRedirect(BACK)
    context = {"comment": comment, "article": comment.article, "form": form, "refused": refused}
    context |= {"standing": standing(comment), "lodged": Appeal.objects.filter(comment=comment).exists()}
    return answered(request, "comments/receipt_appeal.html", context, too_late=bool(refused))


@behind_receipt
@require_safe
def export(request: HttpRequest, comment: Comment) -> HttpResponse:
    """Everything that is stored about the comment, as a file."""
    options = {"ensure_ascii": False, "indent": 2}
    response = JsonResponse(everything_about(comment), json_dumps_params=options)
    response.headers["Content-Disposition"] = f'attachment; filename="comment-{comment.pk}.json"'
    return response


def answered(request: HttpRequest, template: str, context: dict[str, Any], too_late: bool = False) -> HttpResponse:
    """Answer with a page whose form was not taken, or not sent yet."""
    foreign = request.method == "POST" and not sent_from_here(request)
    status = 403 if foreign else 409 if too_late else 200
    return render_page(request, template, context | {"foreign": foreign}, status)


def may_send(request: HttpRequest, form: TextForm, kind: str) -> bool:
    """Say whether a form can be taken: from here, filled in, within the network's budget; else it says why not."""
    if not sent_from_here(request):
        form.add_error(None, ELSEWHERE)
        return False
    if not form.is_valid():
        return False
    try:
        spend(kind, NetworkKey.objects.network(request.META))
    except OverBudget as error:
        form.add_error(None, over_budget(error.seconds))
        return False
    return True


def over_budget(seconds: int) -> str:
    """Say that somebody has to wait, and how long."""
    wait = f"{seconds} seconds" if seconds < 90 else f"{-(-seconds // 60)} minutes"
    return f"That was much in a short time from your network. Please try again in {wait}; your words are still here."
