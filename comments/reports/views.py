"""How readers report a comment, and the private page that tells what became of it. Nobody keeps these answers."""

import logging

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from articles.frame import render_page
from articles.models import Article
from comments.budgets import OverBudget
from comments.models import LONGEST_EXPLANATION, Comment, NetworkKey, Reason, Report, WrongState
from comments.naming import named
from comments.receipts.door import private, sent_from_here
from comments.reports.form import GROUPS, ContestForm, ReportForm

logger = logging.getLogger("comments")
FOREIGN = "This form came from another site. Please send it from here."
NOT_STORED = "Your notice could not be stored just now. Everything is still here: wait a minute, then send it again."


@private
def report_comment(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The form with which a reader reports a comment; a POST sends the notice, and nothing typed is lost."""
    story = Article.objects.published().for_comments().filter(slug=slug).first()
    if story is None:
        return words_back(request, get_object_or_404(Article.objects.gone(), slug=slug))
    comment = get_object_or_404(Comment.objects.on(story).once_shown(), pk=pk)
    form = ReportForm(comment, request.POST if request.method == "POST" else None)
    try:
        status = taken(request, form) if form.is_bound else 200
    except WrongState:
        return words_back(request, story)
    if status == 302:
        return HttpResponseRedirect(reverse("report", args=[form.receipt]))
    if not comment.is_visible:
        return words_back(request, story)
    return form_page(request, story, form, status)


def taken(request: HttpRequest, form: ReportForm) -> int:
    """Take a notice; give 302 when it is stored, else the status of the form that is shown again."""
    if not sent_from_here(request):
        form.add_error(None, FOREIGN)
        return 403
    try:
        return 302 if form.submit(NetworkKey.objects.network(request.META)) else 200
    except OverBudget as over:
        minutes = -(-over.seconds // 60)
        form.add_error(
            None,
            "Many notices came from your network. Everything is still here: please send it again in "
            f"{minutes} minute{'' if minutes == 1 else 's'}.",
        )
        return 429
    except DatabaseError:
        logger.exception("a report could not be stored")
        form.add_error(None, NOT_STORED)
        return 503


def form_page(request: HttpRequest, story: Article, form: ReportForm, status: int) -> HttpResponse:
    """Show the form, with what was typed."""
    context = {"article": story, "comment": form.comment, "form": form, "groups": GROUPS}
    context |= {"longest_explanation": LONGEST_EXPLANATION, "kept_days": settings.KEEP_REPORTER_DAYS}
    return render_page(request, "comments/report_form.html", context, status=status)


def words_back(request: HttpRequest, story: Article) -> HttpResponse:
    """Say that the comment is not there any more, and give the words back that somebody typed."""
    context = {"article": story, "text": request.POST.get("text", "")}
    return render_page(request, "comments/report_gone.html", context, status=410)


@private
def report(request: HttpRequest, receipt: str) -> HttpResponse:
    """The reporter's private page: the notice and what became of it; a POST contests, or erases name and address."""
    found = get_object_or_404(
        Report.objects.with_receipt(receipt).select_related("comment__article"),
    )
    form, status = ContestForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST" and not sent_from_here(request):
        form.add_error("text", FOREIGN)
        status = 403
    elif "forget" in request.POST:
        found.forget_reporter()
        return HttpResponseRedirect(reverse("report", args=[receipt]))
    elif form.is_bound and contested(found, form):
        return HttpResponseRedirect(reverse("report", args=[receipt]))
    return receipt_page(request, found, form, status)


def contested(found: Report, form: ContestForm) -> bool:
    """Contest the decision if the form says why; else give False with `errors` set."""
    if not form.is_valid():
        return False
    try:
        found.contest_dismissal(form.cleaned_data["text"])
    except WrongState as error:
        form.add_error("text", error)
        return False
    return True


def receipt_page(request: HttpRequest, found: Report, form: ContestForm, status: int) -> HttpResponse:
    """Show what was reported and what became of it."""
    comment, story = found.comment, found.comment.article
    is_public = story.is_public
    context = {
        "report": found,
        "comment": comment,
        "article": story,
        "is_public": is_public,
        "story_name": named(story),
        "stands": comment.is_visible and is_public,
        "reason": Reason(found.code).label,
        "form": form,
        "contact": settings.SITE_CONTACT,
        "longest_explanation": LONGEST_EXPLANATION,
        "kept_days": settings.KEEP_REPORTER_DAYS,
        "reports_to_hold": settings.REPORTS_TO_HOLD,
    }
    return render_page(request, "comments/report.html", context, status=status)
