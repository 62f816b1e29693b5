"""Pages of comments. What is shared carries no captcha, cookie or token; what is personal is never stored."""

import logging

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from articles.frame import follow_schedule, render_page
from articles.models import Article, shows
from comments.captcha import challenge
from comments.forms import CommentForm, opened_here, opened_token
from comments.models import PAGE_SIZE, Comment
from nuztrend.lib.paging import MovedToFirstPage, page_number, page_of, to_first_page
from nuztrend.pagecache import depends_on, shared

logger = logging.getLogger("comments")


def public_story(slug: str) -> Article:
    """Give the story that comments are about; Http404 unless the public may see it."""
    return get_object_or_404(Article.objects.published().for_comments(), slug=slug)


@shared("page")
@csrf_exempt  # the shared page has no token; `from_this_site` and the captcha stand in for it
@require_http_methods(["GET", "HEAD", "POST"])
def comments(request: HttpRequest, slug: str) -> HttpResponse:
    """All comments under a story, paged, with the form; a POST writes one."""
    if request.method == "POST":
        return write(request, slug)
    depends_on("rivers")
    follow_schedule()
    story = public_story(slug)
    shows(story)
    depends_on(story.comments_tag)
    try:
        page = page_of(Comment.objects.on(story).visible().newest_first().__getitem__, page_number(request), PAGE_SIZE)
    except MovedToFirstPage:
        return to_first_page(request)
    return render_page(request, "comments/comments.html", {"article": story, "page": page})


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


def from_this_site(request: HttpRequest) -> bool:
    """Say whether a form was sent from our own pages, by the headers that every current browser adds."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is None or origin == f"{request.scheme}://{request.get_host()}"


@never_cache
@require_safe
def captcha_fragment(request: HttpRequest, slug: str) -> HttpResponse:
    """The captcha alone, for the form of a shared page; each call makes a new challenge."""
    story = public_story(slug)
    try:
        response = render(request, "comments/_captcha.html", captcha_for(story))
    except DatabaseError as error:  # the disk is full or the database is busy; reading goes on
        logger.error("no captcha could be made: %s", error)
        response = HttpResponse("No digits can be made just now.\n", content_type="text/plain", status=503)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def comment(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Lead from a comment's permanent address to the page that holds it."""
    story = public_story(slug)
    found = Comment.objects.on(story).visible()
    if not found.filter(pk=pk).exists():
        raise Http404("no such comment")
    number = found.filter(pk__gt=pk).count() // PAGE_SIZE + 1
    page = story.get_absolute_url() if number == 1 else f"{reverse('comments', args=[slug])}?page={number}"
    return redirect(f"{page}#comment-{pk}")


@never_cache
@require_safe
def receipt(request: HttpRequest, receipt: str) -> HttpResponse:
    """The writer's private page: the comment, and what became of it."""
    found = get_object_or_404(Comment.objects.with_receipt(receipt).select_related("article"))
    stands = found.is_visible and found.article.is_public
    context = {"comment": found, "article": found.article, "stands": stands}
    response = render_page(request, "comments/receipt.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
