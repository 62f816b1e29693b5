"""Pages on which comments are read. They are the same for everybody and carry no captcha, cookie or token."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from articles.frame import follow_schedule, render_page
from articles.models import Article, shows
from comments.models import PAGE_SIZE, Comment
from comments.writing.views import write
from nuztrend.lib.paging import MovedToFirstPage, page_number, page_of, to_first_page
from nuztrend.pagecache import depends_on, shared


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
