"""Pages about pages: what a reader gets when there is nothing to show."""

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template import loader

from articles.frame import follow_schedule
from nuztrend.pagecache import depends_on


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404 in the site's look."""
    depends_on("rivers", "tags", "bylines")  # what is not there may come to be
    follow_schedule()
    return render(request, "404.html", status=404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400 in the site's look: a form larger than the limit, a broken upload."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403 in the site's look."""
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 when a form of the newsroom has lost its token, and say how to save the text."""
    return render(request, "403_csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 from a template that needs neither database nor context."""
    return HttpResponseServerError(loader.get_template("500.html").render())
