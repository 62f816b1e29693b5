"""The style page."""

from django.contrib.admin.views.decorators import staff_member_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.frame import render_page
from nuztrend.style.parts import groups


@never_cache
@staff_member_required
@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Every part of the public pages in every state, light and dark, for those who build them; no robot lists it."""
    response = render_page(request, "site/style.html", {"groups": groups(request)})
    response.headers["X-Robots-Tag"] = "noindex"
    return response
