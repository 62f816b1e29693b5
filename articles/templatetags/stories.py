"""How templates of stories write dates and pictures."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.models import Article, Photo, Tag
from nuztrend.lib import dates

register = template.Library()


@register.filter
def dateline(moment: datetime) -> SafeString:
    """Give `<time datetime="…">06-jun-2025</time>` in the site's time zone."""
    return format_html('<time datetime="{}">{}</time>', dates.machine(moment), dates.dateline(moment))


@register.filter
def month_name(day: date) -> str:
    """Give a month such as `June 2025`."""
    return f"{day:%B %Y}"


@register.filter
def kicker(story: Article, menu: Iterable[Tag]) -> Tag | None:
    """Give the section of the menu that stands over the headline of a card."""
    return next((section for section in menu if section.pk == story.section_id), None)  # type: ignore[attr-defined]


@register.inclusion_tag("articles/_picture.html")
def picture(photo: Photo, sizes: str, eager: bool = False) -> dict[str, Any]:
    """Give a `<picture>` in every format that is made, loaded at once only where it leads the page."""
    sources = [(f"image/{form}", srcset) for form in ("avif", "webp") if (srcset := photo.srcset(form))]
    return {"photo": photo, "sources": sources, "sizes": sizes, "eager": eager}


@register.simple_tag
def illustrative_note() -> str:
    """Give the site's sentence for pictures that only illustrate."""
    return settings.ILLUSTRATIVE_NOTE


@register.simple_tag
def disclaimer() -> str:
    """Give the site's disclaimer that stands under every story."""
    return settings.SITE_DISCLAIMER
