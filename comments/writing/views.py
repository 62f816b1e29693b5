"""The doors by which comments come in. Their answers are personal and never kept by anybody."""

import logging

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.frame import render_page
from articles.models import Article
from comments.captcha import challenge
from comments.writing.form import CommentForm, opened_here, opened_token
from nuztrend.lib.origin import from_this_site

logger = logging.getLogger("comments")


@never_cache
def write(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a reader's comment; whatever is wrong, the writer gets the same words back."""
    if not request.META.get("CONTENT_LENGTH"):
        return HttpResponse("Send the form with its length.\n", content_type="text/plain", status=411)
    try:
        return take(request, slug)
    except DatabaseError:
        logger.exception("a comment could not be stored")
        response = render(request, "comments/unavailable.html", {"text": request.POST.get("text", "")}, status=503)
        response.headers["Retry-After"] = "60"
        return response


def take(request: HttpRequest, slug: str) -> HttpResponse:
    """Store the comment, or show the form again with what is to be mended."""
    story = Article.objects.published().for_comments().filter(slug=slug).first()
    if story is None:
        return words_back(request, get_object_or_404(Article.objects.gone(), slug=slug), 410)
    if not story.takes_comments:
        return words_back(request, story, 403)
    form = CommentForm(story, request.POST)
    if not from_this_site(request):
        form.add_error(None, "This form came from another site. Please send your comment from here.")
    elif "refresh" not in request.POST and form.submit():
        return HttpResponseRedirect(reverse("receipt", args=[form.receipt]))
    context = {"article": story, "form": form, **captcha_for(story, form)}
    return render_page(request, "comments/write.html", context, status=200 if from_this_site(request) else 403)


def words_back(request: HttpRequest, story: Article, status: int) -> HttpResponse:
    """Say that the story takes no comments any more, and give the writer the words to keep."""
    context = {"article": story, "text": request.POST.get("text", "")}
    return render_page(request, "comments/closed.html", context, status=status)


def captcha_for(story: Article, form: CommentForm | None = None) -> dict[str, str]:
    """Give the captcha of a form: the one that was sent while it is unspent, else a new one."""
    sent = form.data if form is not None else {}
    captcha = {"captcha_key": sent.get("captcha_key", ""), "captcha_answer": sent.get("captcha", "")}
    if "refresh" in sent or not challenge.digits_of(captcha["captcha_key"]):
        captcha = {"captcha_key": challenge.issue(), "captcha_answer": ""}
    opened = sent.get("opened", "")
    return {**captcha, "opened": opened if opened_here(opened, story) else opened_token(story)}


@never_cache
@require_safe
def captcha_fragment(request: HttpRequest, slug: str) -> HttpResponse:
    """The captcha alone, for the form of a shared page; each call makes a new challenge."""
    story = get_object_or_404(Article.objects.published().for_comments(), slug=slug)
    try:
        response = render(request, "comments/_captcha.html", captcha_for(story))
    except DatabaseError as error:  # the disk is full or the database is busy; reading goes on
        logger.error("no captcha could be made: %s", error)
        response = HttpResponse("No digits can be made just now.\n", content_type="text/plain", status=503)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
