"""Where a writer gives an address for letters, and the pages that the letters lead to."""

from typing import Any

from django.conf import settings
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from articles.frame import render_page
from comments.budgets import OverBudget, spend
from comments.mail import links
from comments.mail.forms import AddressForm
from comments.mail.outbox import send_what_is_due
from comments.models import AskedAlready, Comment, Letterbox, NetworkKey, State, WrongState
from comments.naming import named
from comments.receipts.door import ELSEWHERE, behind_receipt, private, sent_from_here
from comments.receipts.views import BACK, over_budget


@behind_receipt
def letters(request: HttpRequest, comment: Comment) -> HttpResponse:
    """Take an address for letters about the comment, or take it away again."""
    sent = request.method == "POST"
    form = AddressForm(request.POST if sent and "stop" not in request.POST else None)
    is_offered = settings.LETTERS and comment.state != State.WITHDRAWN
    foreign = sent and not sent_from_here(request)
    if foreign and form.is_bound:
        form.add_error(None, ELSEWHERE)
    elif sent and not foreign and "stop" in request.POST:
        Letterbox.objects.filter(comment=comment).end()
        return HttpResponseRedirect(BACK)
    elif sent and not foreign and is_offered and ask(request, form, comment):
        return HttpResponseRedirect(BACK)
    box = Letterbox.objects.filter(comment=comment).first()
    context = {"form": form, "letterbox": box, "is_offered": is_offered}
    return render_page(request, "comments/receipt_letters.html", context, status=403 if foreign else 200)


def ask(request: HttpRequest, form: AddressForm, comment: Comment) -> bool:
    """Have the owner of the address asked, if it is one and nobody is flooded by it; else the form says why not."""
    if not form.is_valid():
        return False
    assert request.resolver_match, "Django has found this view"
    receipt = str(request.resolver_match.kwargs["receipt"])
    try:
        spend("letter", NetworkKey.objects.network(request.META))
        Letterbox.objects.ask(comment, receipt, form.cleaned_data["address"])
    except OverBudget as error:
        form.add_error(None, over_budget(error.seconds))
        return False
    except (AskedAlready, WrongState) as error:
        form.add_error(None, error)
        return False
    send_what_is_due()
    return True


@private
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once more whether letters may come: programs that look through mail open links, and must agree to nothing."""
    box = opened(token, links.CONFIRM)
    if request.method == "POST" and box:
        box.confirm()
    return render_page(request, "comments/receipt_letters_confirm.html", about(box))


@private
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """End letters and delete the address, at a button or at one click in a mail program (RFC 8058).

    Mail programs send no cookie, no token and no origin; the signed address is all that is asked for.
    """
    box = opened(token, links.STOP)
    if request.method == "POST" and box:
        Letterbox.objects.filter(pk=box.pk).end()
        box = None
    return render_page(request, "comments/receipt_letters_stop.html", about(box))


def about(box: Letterbox | None) -> dict[str, Any]:
    """Give what these pages show of a letterbox."""
    return {"letterbox": box, "story_name": named(box.comment.article) if box else ""}


def opened(token: str, salt: str) -> Letterbox | None:
    """Give the letterbox of a signed address; Http404 for one that we have not signed."""
    try:
        box = links.letterbox_of(token, salt)
    except BadSignature:
        raise Http404("no such letterbox") from None
    return None if box is None or box.is_over else box
