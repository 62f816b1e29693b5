"""Pages on which comments are read. They are the same for everybody and carry no captcha, cookie or token."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from articles.frame import follow_schedule, render_page
from articles.models import Article, shows
from comments.models import Comment
from comments.threads.finding import page_that_holds
from comments.threads.nesting import alone, nested
from comments.threads.opening import ON_A_THREAD_PAGE, ORDERS, talk_under
from comments.writing.views import write
from nuztrend.lib.paging import LAST_PAGE, MovedToFirstPage, page_number, page_of, to_first_page
from nuztrend.pagecache import depends_on, shared

NEW = 50
"""Comments that are brought at most when a reader asks for the new ones."""


def public_story(slug: str) -> Article:
    """Give the story that comments are about; Http404 unless the public may see it."""
    return get_object_or_404(Article.objects.published().for_comments(), slug=slug)


def story_that_is_talked_about(slug: str) -> Article:
    """Give the public story whose comments a shared page shows, and let the page end when one of them changes."""
    depends_on("rivers")
    follow_schedule()
    story = public_story(slug)
    shows(story)
    depends_on(story.comments_tag)
    return story


@shared("page", "sort")
@csrf_exempt  # the shared page has no token; `from_this_site` and the captcha stand in for it
@require_http_methods(["GET", "HEAD", "POST"])
def comments(request: HttpRequest, slug: str) -> HttpResponse:
    """All threads under a story, paged in one of three orders, with the form; a POST writes a comment."""
    if request.method == "POST":
        return write(request, slug)
    story = story_that_is_talked_about(slug)
    if (sort := request.GET.get("sort", "")) == "newest":
        return to_first_page(request)
    if sort not in ORDERS:
        raise Http404("no such order")
    order = ORDERS[sort]
    try:
        talk = talk_under(story, order, page_number(request))
    except MovedToFirstPage:
        return to_first_page(request, order.query)
    context = {"article": story, "talk": talk, "page": talk.page, "order": order, "orders": ORDERS.values()}
    return render_page(request, "comments/comments.html", context)


@shared("page")
@require_safe
def thread(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One thread whole, in the order in which it was written, paged."""
    story = story_that_is_talked_about(slug)
    root = get_object_or_404(Comment.objects.on(story).listed().beginnings().for_page(), pk=pk)
    answers = Comment.objects.answers_in(root)
    try:
        page = page_of(
            lambda part: Comment.objects.of_rows(answers[part]).for_page(),
            page_number(request),
            ON_A_THREAD_PAGE,
            LAST_PAGE,
        )
    except MovedToFirstPage:
        return to_first_page(request)
    (whole,) = nested([root, *page.rows])
    return render_page(request, "comments/thread.html", {"article": story, "thread": whole, "page": page})


@shared()
@require_safe
def new_comments(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The comments that came after one, newest first, as a part for pages that show what came before."""
    story = story_that_is_talked_about(slug)
    newest = Comment.objects.newest_on(story).visible().for_page()[: NEW + 1]
    rows = [row for row in newest if row.pk > pk]
    context = {"article": story, "places": alone(rows[:NEW]), "has_more": len(rows) > NEW}
    response = render(request, "comments/_new.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def comment(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Lead from a comment's permanent address to the page that holds it."""
    story = public_story(slug)
    found = get_object_or_404(Comment.objects.on(story).visible().only("root"), pk=pk)
    return redirect(f"{page_that_holds(found, story)}#comment-{pk}")
