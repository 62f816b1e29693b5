"""What every page knows of the site."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from nuztrend import weather
from nuztrend.pagecache import kept
from nuztrend.strip import Strip


def site(request: HttpRequest) -> dict[str, Any]:
    """Give the site's name, address, standing texts and header strip to the templates."""
    return {
        "site_name": settings.SITE_NAME,
        "site_tagline": settings.SITE_TAGLINE,
        "site_url": settings.SITE_URL,
        "disclaimer": settings.SITE_DISCLAIMER,
        "illustrative_note": settings.ILLUSTRATIVE_NOTE,
        "strip": kept("strip", Strip.today),
        "has_cities": weather.is_known(),
    }
