"""The strip of one reader, and the page on which readers choose their city."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles.frame import render_page
from nuztrend import weather
from nuztrend.lib.origin import from_this_site
from nuztrend.strip import Strip
from nuztrend.weather import cities
from nuztrend.weather.fetching import want
from nuztrend.weather.models import City
from nuztrend.weather.whereabouts import COOKIE, YEAR, chosen_city, city_of, credit_of_file

KEPT, SOON = 300, 15  # seconds that a browser keeps a strip; one that waits for its weather


@csrf_exempt  # a form for everybody: its page sets no cookie; from_this_site keeps other sites out
@require_http_methods(["GET", "HEAD", "POST"])
def strip(request: HttpRequest) -> HttpResponse:
    """The strip alone, as one reader sees it; a POST notes that somebody reads from their city."""
    if not weather.is_known():
        raise Http404
    if request.method == "POST":
        if from_this_site(request) and (city := city_of(request)):
            want(city)
        return HttpResponse(status=204, headers={"Cache-Control": "no-store"})
    shown = Strip.of(request)
    now = timezone.now()
    ends = [now + timedelta(seconds=SOON if shown.waits or shown.wanted else KEPT), shown.midnight]
    if shown.weather:
        ends.append(shown.weather.ends)
    response = render(request, "_partials/strip.html", {"own": shown})
    response["Cache-Control"] = f"private, max-age={max(0, int((min(ends) - now).total_seconds()))}"
    response["X-Robots-Tag"] = "noindex"
    patch_vary_headers(response, ["Cookie", "Accept-Language"])
    return response


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def city(request: HttpRequest) -> HttpResponse:
    """Where readers look for a city and choose it. The choice is one cookie, which nothing else sets."""
    if not weather.is_known():
        raise Http404
    if request.method == "POST":
        return _choose(request)
    asked = request.GET.get("q", "").replace("\0", "")[: cities.LONGEST]
    context = {
        "own": Strip.of(request),
        "chosen": chosen_city(request),
        "asked": asked,
        "found": cities.search(asked) if asked.strip() else None,
        "longest": cities.LONGEST,
        "credit": weather.CREDITS[settings.WEATHER],
        "credit_of_file": credit_of_file(),
    }
    return render_page(request, "strip/city.html", context)


def _choose(request: HttpRequest) -> HttpResponse:
    """Keep a city that was chosen in a cookie, or forget it; anything else changes nothing."""
    response = redirect("city")
    response.status_code = 303
    said = request.POST.get("city", "")
    if not from_this_site(request):
        return response
    if said == "none":
        response.delete_cookie(COOKIE, samesite="Lax")
    elif said.isascii() and said.isdigit() and len(said) < 10 and (found := City.objects.filter(pk=said).first()):
        response.set_cookie(COOKIE, str(found.pk), YEAR, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax")
        want(found)
    return response
