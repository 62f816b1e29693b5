"""Feeds in three forms from one description: RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1.

RSS and Atom are Django's generators with what they leave out: the full text, all authors, pictures and the hub.
Django's view for feeds is not used: it takes the host from the request, knows no JSON and asks for each fact by a
method of its own.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import partial
from html import escape
from typing import IO, Any
from urllib.parse import urljoin, urlsplit

import nh3
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed, rfc3339_date

from nuztrend.lib.xml import legal

NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # when a feed without entries changed last: the same at every rendering
MRSS = "http://search.yahoo.com/mrss/"

ATTRIBUTES = {**nh3.ALLOWED_ATTRIBUTES, "*": {"dir", "lang", "title"}, "a": nh3.ALLOWED_ATTRIBUTES["a"] | {"rel"}}
"""Of HTML in feeds. No `srcset`: its addresses would stay relative. No `id` and `class`: they belong to our pages. But
`rel`, so that readers' links pass no rank on from there either."""


@dataclass(frozen=True)
class Author:
    """A name that stands over an entry, with the address of its page."""

    name: str
    url: str = ""


@dataclass(frozen=True)
class Picture:
    """A picture of an entry; width and height in pixels."""

    url: str
    type: str
    width: int
    height: int
    words: str = ""
    credit: str = ""


@dataclass(frozen=True)
class Entry:
    """One entry. `summary` is plain text, `html` may hold addresses relative to `url`."""

    id: str
    title: str
    url: str
    html: str
    published: datetime
    updated: datetime
    summary: str = ""
    authors: list[Author] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    picture: Picture | None = None
    comments: str = ""


@dataclass(frozen=True)
class Feed:
    """A feed: `home` is the page with the same content, `url` its own address, `site` its author and publisher."""

    title: str
    description: str
    home: str
    url: str
    site: Author
    language: str
    entries: list[Entry]
    hub: str = ""
    icon: str = ""


def tag_uri(site: str, day: date, kind: str, pk: int) -> str:
    """Give an id that stays for ever, whatever becomes of the address (RFC 4151).

    Args:
        site: the address of the portal, whose host names the authority.
        day: a day on which the portal had that host; it must not change either.
    """
    host = urlsplit(site).hostname or "localhost"
    return f"tag:{host.replace(':', '-')},{day.isoformat()}:{kind}/{pk}"


def absolute(html: str, page: str) -> str:
    """Give sanitised HTML of ours with whole addresses, as it is to be read at another place."""
    return nh3.clean(html, attributes=ATTRIBUTES, link_rel=None, url_relative=partial(urljoin, page))


class _WithMore(SyndicationFeed):
    """What the generators for XML have in common: an update time that does not come from the clock, and media."""

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=NEVER)

    def add_picture(self, handler: Any, item: dict[str, Any]) -> None:
        """Write `media:content` (https://www.rssboard.org/media-rss)."""
        picture: Picture | None = item["picture"]
        if picture is None:
            return
        facts = {"url": picture.url, "medium": "image", "type": picture.type}
        handler.startElement("media:content", {**facts, "width": str(picture.width), "height": str(picture.height)})
        if picture.words:
            handler.addQuickElement("media:description", picture.words, {"type": "plain"})
        if picture.credit:
            handler.addQuickElement("media:credit", picture.credit)
        handler.endElement("media:content")


class Rss(_WithMore, Rss201rev2Feed):
    """RSS 2.0 by its profile (https://www.rssboard.org/rss-profile)."""

    def rss_attributes(self) -> dict[str, str]:
        more = {"content": "http://purl.org/rss/1.0/modules/content/", "dc": "http://purl.org/dc/elements/1.1/"}
        return {**super().rss_attributes(), **{f"xmlns:{name}": uri for name, uri in more.items()}, "xmlns:media": MRSS}

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        if self.feed["hub"]:
            handler.addQuickElement("atom:link", None, {"rel": "hub", "href": self.feed["hub"]})

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for author in item["authors"]:
            handler.addQuickElement("dc:creator", author.name)
        handler.addQuickElement("content:encoded", item["html"])
        self.add_picture(handler, item)


class Atom(_WithMore, Atom1Feed):
    """Atom (RFC 4287)."""

    def root_attributes(self) -> dict[str, str]:
        return {**super().root_attributes(), "xmlns:media": MRSS}

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        if self.feed["hub"]:
            handler.addQuickElement("link", "", {"rel": "hub", "href": self.feed["hub"]})

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for author in item["authors"]:
            handler.startElement("author", {})
            handler.addQuickElement("name", author.name)
            if author.url:
                handler.addQuickElement("uri", author.url)
            handler.endElement("author")
        handler.addQuickElement("content", item["html"], {"type": "html"})
        self.add_picture(handler, item)


class Json(SyndicationFeed):
    """JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile: IO[str], encoding: str) -> None:
        feed = self.feed
        told = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed["title"],
            "home_page_url": feed["link"],
            "feed_url": feed["feed_url"],
            "description": feed["description"],
            "icon": feed["icon"],
            "authors": [{"name": feed["author_name"], "url": feed["author_link"]}],
            "language": feed["language"],
            "hubs": [{"type": "WebSub", "url": feed["hub"]}] if feed["hub"] else None,
            "items": [self._item(item) for item in self.items],
        }
        json.dump(_said(told), outfile, ensure_ascii=False)

    def _item(self, item: dict[str, Any]) -> dict[str, Any]:
        told = {
            "id": item["unique_id"],
            "url": item["link"],
            "title": item["title"],
            "content_html": item["html"],
            "summary": item["summary"],
            "image": item["picture"].url if item["picture"] else None,
            "date_published": rfc3339_date(item["pubdate"]),
            "date_modified": rfc3339_date(item["updateddate"]),
            "authors": [_said({"name": author.name, "url": author.url}) for author in item["authors"]],
            "tags": list(item["categories"]),
        }
        return _said(told)


def _said(told: Mapping[str, Any]) -> dict[str, Any]:
    """What there is to say; `items` and `content_html` must be there, be they empty."""
    return {name: value for name, value in told.items() if value or name in ("items", "content_html")}


FORMS: dict[str, type[SyndicationFeed]] = {"rss": Rss, "atom": Atom, "json": Json}
"""The ending of a feed's address, and what writes it."""


def written(feed: Feed, form: str) -> tuple[bytes, str]:
    """Give a feed in one of FORMS, and its media type."""
    made = FORMS[form](
        title=legal(feed.title),
        link=feed.home,
        description=legal(feed.description),
        subtitle=legal(feed.description) or None,
        feed_url=feed.url,
        feed_guid=feed.url,
        language=feed.language,
        author_name=legal(feed.site.name),
        author_link=feed.site.url,
        hub=feed.hub,
        icon=feed.icon,
    )
    for entry in feed.entries:
        summary, picture = legal(entry.summary), entry.picture
        made.add_item(
            title=legal(entry.title),
            link=entry.url,
            description=escape(summary, quote=False) or None,  # type: ignore[arg-type]  # readers take it for HTML
            unique_id=entry.id,
            unique_id_is_permalink=False,
            pubdate=entry.published.replace(microsecond=0),
            updateddate=max(entry.updated, entry.published).replace(microsecond=0),
            categories=[legal(subject) for subject in entry.subjects],
            comments=entry.comments or None,
            summary=summary,
            html=legal(absolute(entry.html, entry.url)),
            authors=[Author(legal(author.name), author.url) for author in entry.authors],
            picture=picture and replace(picture, words=legal(picture.words), credit=legal(picture.credit)),
        )
    return made.writeString("utf-8").encode(), made.content_type  # type: ignore[attr-defined]
