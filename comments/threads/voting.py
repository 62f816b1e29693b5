"""The door by which votes come in: one button, no account, and nothing kept of the voter but a hash of the day."""

import logging

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import pluralize
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from articles.frame import render_page
from comments.budgets import OverBudget, spend
from comments.models import Comment, NetworkKey, Vote
from comments.threads.views import public_story
from nuztrend.lib.addresses import address
from nuztrend.lib.origin import from_this_site

logger = logging.getLogger("comments")


@never_cache
@csrf_exempt  # shared pages have no token; `from_this_site` stands in for it
@require_POST
def vote(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Count a reader's vote for a comment, and lead back to it; a script gets the new number in words."""
    try:
        comment = get_object_or_404(Comment.objects.on(public_story(slug)).visible().only("pk"), pk=pk)
        return cast(request, slug, comment)
    except (Http404, Comment.DoesNotExist):  # it may have been taken down this moment
        if by_script(request):
            return words("This comment is not shown.", 404)
        raise Http404("no such comment") from None


def cast(request: HttpRequest, slug: str, comment: Comment) -> HttpResponse:
    """Count the vote if it came from here, within the network's budget; else say why not.

    Raises:
        Comment.DoesNotExist: readers do not see the comment any more.
    """
    pk = comment.pk
    back = address("comment", slug, pk)
    if not from_this_site(request):
        return refusal(request, back, "This vote came from another site. Please vote on the page of the comment.", 403)
    try:
        spend("vote", NetworkKey.objects.network(request.META))
        votes = Vote.objects.cast(comment, NetworkKey.objects.reader(request.META, f"vote {pk}"))
    except OverBudget as over:
        response = refusal(request, back, f"Many votes came from your network. {again_in(over.seconds)}", 429)
        response.headers["Retry-After"] = str(over.seconds)
        return response
    except DatabaseError:
        logger.exception("a vote could not be stored")
        return refusal(request, back, "Your vote could not be stored just now. Please try again in a minute.", 503)
    if by_script(request):
        return words(f"{votes} vote{pluralize(votes)}, yours among them")
    return HttpResponseRedirect(back, status=303)


def by_script(request: HttpRequest) -> bool:
    """Say whether a script of ours asks, which wants words and no page."""
    return request.get_preferred_type(["text/html", "text/plain"]) == "text/plain"


def again_in(seconds: int) -> str:
    """Say when another try makes sense."""
    minutes = -(-seconds // 60)
    return f"Please try again in {minutes} minute{pluralize(minutes)}."


def refusal(request: HttpRequest, back: str, why: str, status: int) -> HttpResponse:
    """Say why a vote was not counted, in words to a script, else on a page that leads back to the comment."""
    if by_script(request):
        return words(why, status)
    return render_page(request, "comments/vote.html", {"why": why, "back": back}, status=status)


def words(said: str, status: int = 200) -> HttpResponse:
    """Answer with words alone."""
    return HttpResponse(said, content_type="text/plain; charset=utf-8", status=status)
