"""The doors by which comments come in. Their answers are personal and never kept by anybody."""

import logging
from datetime import datetime

from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.frame import follow_schedule, render_page
from articles.models import Article, shows
from comments import budgets
from comments.captcha import challenge
from comments.models import Attack, Comment, NetworkKey
from comments.writing import busy
from comments.writing.clearance import clear, clearance_of
from comments.writing.form import NOT_FROM_HERE, CommentForm
from comments.writing.opening import opened_here, opened_token
from nuztrend.lib.compiled import Compiled
from nuztrend.lib.origin import from_this_site
from nuztrend.pagecache import depends_on, shared

logger = logging.getLogger("comments")
STORY = Compiled(
    lambda slug, now: Article.objects.published(now).for_comments().filter(slug=slug).order_by(), slug=str, now=datetime
)


@never_cache
def write(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a reader's comment; whatever is wrong, the writer gets the same words back."""
    if not request.META.get("CONTENT_LENGTH"):
        return HttpResponse("Send the form with its length.\n", content_type="text/plain", status=411)
    try:
        response = take(request, slug)
        Attack.objects.report()  # what the gate has refused meanwhile
        return response
    except budgets.OverBudget as over:
        Attack.objects.fault(NetworkKey.objects.network(request.META))
        return busy.answer(request, busy.OVER_BUDGET, over.seconds)
    except DatabaseError:
        logger.exception("a comment could not be stored")
        response = render(request, "comments/unavailable.html", {"text": request.POST.get("text", "")}, status=503)
        response.headers["Retry-After"] = "60"
        return response


def take(request: HttpRequest, slug: str) -> HttpResponse:
    """Store the comment, or show the form again with what is to be mended."""
    story = STORY.first(slug=slug, now=timezone.now())
    if story is None:
        return words_back(request, get_object_or_404(Article.objects.gone(), slug=slug), 410)
    if not story.takes_comments:
        return words_back(request, story, 403)
    form = CommentForm(
        story, request.POST, network=NetworkKey.objects.network(request.META), clearance=clearance_of(request)
    )
    if not from_this_site(request):
        form.add_error(None, NOT_FROM_HERE)
    elif not {"refresh", "preview"} & request.POST.keys() and form.submit():
        response = HttpResponseRedirect(reverse("receipt", args=[form.receipt]))
        if form.comment and form.needs_digits:
            clear(response)
        return response
    context = {"article": story, "form": form, "answered": form.find_answered(), **captcha_for(story, form)}
    return render_page(request, "comments/write.html", context, status=200 if from_this_site(request) else 403)


def words_back(request: HttpRequest, story: Article, status: int) -> HttpResponse:
    """Say that the story takes no comments any more, and give the writer the words to keep."""
    context = {"article": story, "text": request.POST.get("text", "")}
    return render_page(request, "comments/closed.html", context, status=status)


def captcha_for(story: Article, form: CommentForm) -> dict[str, str]:
    """Give the captcha of a form: the one that was sent while it is unspent, else a new one; none where none is needed.

    Where a network has asked for too many, `captcha_key` is "" although `digits_needed`: the form says so.
    """
    sent = form.data
    opened = sent.get("opened", "")
    keep = opened_here(opened, story) and not form.is_spent
    context = {"captcha_key": "", "captcha_answer": "", "opened": opened if keep else opened_token(story)}
    if not form.needs_digits:
        return context
    key = sent.get("captcha_key", "")
    if "refresh" not in sent and not form.is_spent and challenge.digits_of(key):
        return {**context, "captcha_key": key, "captcha_answer": sent.get("captcha", "")}
    try:
        with transaction.atomic():
            budgets.spend("form", form.network)
            return {**context, "captcha_key": challenge.issue()}
    except budgets.OverBudget:
        return context


@never_cache
@require_safe
def captcha_fragment(request: HttpRequest, slug: str) -> HttpResponse:
    """The captcha alone, for the form of a shared page; each call makes a new challenge.

    To a reader who has solved one within the hour it says that none is needed.
    """
    story = get_object_or_404(Article.objects.published().for_comments(), slug=slug)
    try:
        network = NetworkKey.objects.network(request.META)
        form = CommentForm(story, {}, network=network, clearance=clearance_of(request))
        response = render(request, "comments/_digits.html", {"form": form, "errors": {}, **captcha_for(story, form)})
    except DatabaseError as error:  # the disk is full or the database is busy; reading goes on
        logger.error("no captcha could be made: %s", error)
        response = HttpResponse("No digits can be made just now.\n", content_type="text/plain", status=503)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@shared()
@require_safe
def answer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The form with which a comment is answered, below the comment. It is the same for everybody and has no digits."""
    depends_on("rivers")
    follow_schedule()
    story = get_object_or_404(Article.objects.published().for_comments(), slug=slug)
    shows(story)
    depends_on(story.comments_tag)
    answered = get_object_or_404(Comment.objects.on(story).visible().for_page(), pk=pk)
    return render_page(request, "comments/answer.html", {"article": story, "answered": answered})
