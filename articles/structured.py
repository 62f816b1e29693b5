"""What machines read of a page: JSON-LD by schema.org, as search engines ask for it.

The blocks are data, which no browser runs: the Content-Security-Policy is not asked. Sources: developers.google.com/
search/docs/appearance/structured-data (article, breadcrumb, image-license-metadata, profile-page) and …/site-names.
"""

import json
import re
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.utils.safestring import SafeString

from articles.feeds import Picture, picture_of, whole
from articles.images.card import SIZE
from articles.models import Article, Byline, Photo, Tag
from articles.models.photo import address_of
from nuztrend.lib import dates
from nuztrend.lib.addresses import address

Thing = dict[str, Any]

# So that no text ends the block: `</script>`, `<!--`, and line ends of JavaScript. As Django's `json_script` does.
_ESCAPES = {sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;)]")
_CREATIVE_COMMONS = re.compile(r"\bCC[ -](BY(?:-(?:SA|NC|ND|NC-SA|NC-ND))?)[ -]([1-4]\.\d)\b", re.IGNORECASE)
_CC0 = re.compile(r"\bCC0\b", re.IGNORECASE)
AI = "https://schema.org/TrainedAlgorithmicMediaDigitalSource"


def data_block(*things: Thing) -> SafeString:
    """Give things as one block of a page's head; what is empty is left out."""
    told = {"@context": "https://schema.org", "@graph": [_said(thing) for thing in things]}
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    for sign, escape in _ESCAPES.items():  # `str.translate` would look at every letter: 30 times as slow
        text = text.replace(sign, escape)
    return SafeString(f'<script type="application/ld+json">{text}</script>')


def story_data(story: Article, tags: Sequence[Tag], bylines: Sequence[Byline]) -> SafeString:
    """Give the data of a story's page: the story, and where in the portal it stands."""
    url = _url(story.get_absolute_url())
    section = next((tag for tag in tags if tag.menu is not None), None)
    assert story.publish_at is not None
    article = {
        "@type": "NewsArticle",
        "@id": story_node(story),
        "mainEntityOfPage": url,
        "url": url,
        "headline": story.title,
        "description": story.dek,
        "image": [*([image(story.lead_photo)] if story.lead_photo else []), *([card_url(story)] if story.card else [])],
        "datePublished": machine_time(story.publish_at),
        "dateModified": machine_time(story.modified_at or story.publish_at),
        "author": [author(byline) for byline in bylines] or [publisher()],
        "publisher": publisher(),
        "articleSection": section.name if section else "",
        "keywords": [*(tag.name for tag in tags), *filter(None, map(str.strip, story.keywords.split(",")))],
        "wordCount": story.words or None,  # 0 where nobody counted, or could
        "commentCount": story.stat.comments if hasattr(story, "stat") else None,
        "discussionUrl": _url(address("comments", story.slug)),
        "inLanguage": settings.LANGUAGE_CODE,
        "isAccessibleForFree": True,
        "correction": [correction(story, told) for told in story.amendments if told["kind"] == "correction"],
    }
    above = [(section.name, section.get_absolute_url())] if section else []
    return data_block(article, trail(*above, (story.title, "")))


def correction(story: Article, told: Thing) -> Thing:
    """Give a correction of a story, as the story's row repeats it."""
    return {
        "@type": "CorrectionComment",
        "text": told["text"],
        "datePublished": machine_time(datetime.fromisoformat(told["at"])),
        "url": _url(address("changes", story.slug, told["pk"])),
    }


def story_node(story: Article) -> str:
    """Give the name by which other blocks of a page speak of its story."""
    return f"{_url(story.get_absolute_url())}#story"


def site_data() -> SafeString:
    """Give the data of the front page: the site, by whose name search engines call it, and who publishes it."""
    name = {"name": settings.SITE_NAME, "url": _url("/"), "description": settings.SITE_TAGLINE}
    site = {"@type": "WebSite", "@id": _url("/#site"), **name, "inLanguage": settings.LANGUAGE_CODE}
    return data_block({**site, "publisher": {"@id": _url("/#publisher")}}, publisher())


def tag_data(tag: Tag) -> SafeString:
    """Give the data of a tag's page: where it stands."""
    return data_block(trail(("All tags", address("tags")), (tag.name, "")))


def byline_data(byline: Byline) -> SafeString:
    """Give the data of a byline's page: who that is."""
    who = {**author(byline), "description": byline.bio, "image": image(byline.photo) if byline.photo else None}
    return data_block({"@type": "ProfilePage", "mainEntity": _said(who)})


def publisher() -> Thing:
    """Give the newsroom, which is on every story."""
    return _publisher(settings.SITE_NAME, settings.SITE_URL)


@lru_cache(maxsize=8)
def _publisher(site_name: str, site_url: str) -> Thing:
    logo = {"@type": "ImageObject", "url": whole(static("img/icon-512.png"))}
    name = {"name": site_name, "url": f"{site_url}/"}
    policy = {"correctionsPolicy": _url(address("corrections"))}
    return {"@type": "NewsMediaOrganization", "@id": _url("/#publisher"), **name, "logo": logo, **policy}


def author(byline: Byline) -> Thing:
    """Give who a story is by: a person, or a team."""
    kind = "Person" if byline.kind == Byline.Kind.PERSON else "Organization"
    return {"@type": kind, "name": byline.name, "url": _url(byline.get_absolute_url())}


def image(photo: Photo) -> Thing:
    """Give a photo with whose it is."""
    facts = {
        "@type": "ImageObject",
        "url": whole(photo.url),
        "contentUrl": whole(photo.url),
        "width": photo.width,
        "height": photo.height,
        "caption": photo.caption or photo.alt,
        "creditText": photo.credit,
        "license": licence_url(photo.licence),
        "copyrightNotice": photo.licence or photo.credit,
        "digitalSourceType": AI if photo.source_type == Photo.SourceType.AI else "",
    }
    return _said(facts)


def licence_url(licence: str) -> str:
    """Give the address of a licence: one that its words hold, or that of the Creative Commons licence they name."""
    if found := _LINK.search(licence):
        return found[0]
    if found := _CREATIVE_COMMONS.search(licence):
        return f"https://creativecommons.org/licenses/{found[1].lower()}/{found[2]}/"
    return "https://creativecommons.org/publicdomain/zero/1.0/" if _CC0.search(licence) else ""


def trail(*steps: tuple[str, str]) -> Thing:
    """Give the way from the front page to a page; the last step is the page itself and has no address."""
    items = [
        _said({"@type": "ListItem", "position": place, "name": name, "item": _url(path) if path else ""})
        for place, (name, path) in enumerate([(settings.SITE_NAME, "/"), *steps], 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def card_url(story: Article) -> str:
    """Give the address of the picture that was drawn for shared links."""
    return whole(address_of(story.card))


def shared_picture(story: Article) -> Picture | None:
    """Give the picture that goes with a link to the story: the drawn card, until then its lead photo."""
    if story.card:
        return Picture(card_url(story), "image/jpeg", *SIZE, words=story.title)
    return picture_of(story.lead_photo) if story.lead_photo else None


def _url(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def machine_time(moment: datetime) -> str:
    """Give a moment with the offset of the site's time zone, as the visible dates have it."""
    return dates.machine(dates.local(moment))


def _said(thing: Thing) -> Thing:
    return {name: value for name, value in thing.items() if value or value is False or value == 0}
