"""Pages about pages: what a reader gets when there is nothing to show."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseServerError,
    JsonResponse,
)
from django.shortcuts import render
from django.template import loader
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles.frame import follow_schedule, render_page
from articles.moves import moved_to
from nuztrend.lib.addresses import address
from nuztrend.pagecache import depends_on, shared
from nuztrend.privacy import Whose
from nuztrend.privacy.registry import holdings, in_browser
from nuztrend.signin.kept import without_token

ICONS = [
    ("img/icon-192.png", 192, "any"),
    ("img/icon-512.png", 512, "any"),
    ("img/icon-maskable.png", 512, "maskable"),
]
"""Icons of the manifest: file, width in pixels, purpose."""


@cache_control(public=True, max_age=3600)
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """The web app manifest: the name and the icon under which a reader keeps the portal on the home screen."""
    icons = [
        {"src": static(name), "sizes": f"{width}x{width}", "type": "image/png", "purpose": purpose}
        for name, width, purpose in ICONS
    ]
    return JsonResponse(
        {
            "name": settings.SITE_NAME,
            "short_name": settings.SITE_NAME,
            "description": settings.SITE_TAGLINE,
            "lang": "en",
            "id": address("home"),
            "start_url": address("home"),
            "scope": address("home"),
            "display": "minimal-ui",
            "background_color": "#fcfcf9",
            "theme_color": "#0b2f2d",
            "icons": icons,
        },
        content_type="application/manifest+json",
    )


@shared()
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement: what is checked and how, what nobody has checked, and whom to tell of a barrier."""
    return render_page(request, "site/accessibility.html", {"contact": settings.SITE_CONTACT})


@shared()
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What this site stores about people, as the registry tells it."""
    hosts = [urlsplit(source).hostname for source in settings.SECURE_CSP["frame-src"]]
    context = {
        "parts": [(whose, holdings(whose)) for whose in Whose],
        "in_browser": in_browser(),
        "players": hosts,
        "downstream": {"cloudflare": "Cloudflare", "fastly": "Fastly"}.get(settings.PURGE, ""),
        "checked_by": {"akismet": "Akismet"}.get(settings.SPAM_CHECK, ""),
        "contact": settings.SITE_CONTACT,
    }
    return render_page(request, "site/privacy.html", context)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404 in the site's look, or lead on from an address that something had once."""
    depends_on("rivers", "tags", "bylines")  # what is not there may come to be
    if new := moved_to(request.path):
        asked = f"?{request.GET.urlencode()}" if request.GET else ""
        follow_schedule()
        # What was written in a form must arrive: 308 keeps the method and the words, which 301 would drop.
        return HttpResponsePermanentRedirect(new + asked, preserve_request=request.method not in ("GET", "HEAD"))
    return render_page(request, "404.html", {}, status=404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400 in the site's look: a form larger than the limit, a broken upload."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403 in the site's look."""
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 when a form has lost its token; the newsroom gives back what was written."""
    if request.path.startswith(reverse("admin:index")):
        return without_token(request)
    return render(request, "403_csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 from a template that needs neither database nor context."""
    return HttpResponseServerError(loader.get_template("500.html").render())
