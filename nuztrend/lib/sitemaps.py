"""Sitemaps as files (https://www.sitemaps.org/protocol.html).

Django's framework is not used: it counts all rows and skips over them by OFFSET, so that the last part of a portal of a
million stories costs a thousand times the first.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from xml.sax.saxutils import escape

from nuztrend.lib.xml import legal

TYPE = "application/xml; charset=utf-8"
SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'

Line = tuple[str, datetime | date | None]
"""An address, and when what is there changed last, where that is known."""


def index(lines: Iterable[Line]) -> str:
    """Give the sitemap of sitemaps."""
    return _file("sitemapindex", (f"<sitemap>{_line(*line)}</sitemap>" for line in lines))


def pages(lines: Iterable[Line]) -> str:
    """Give the sitemap of pages."""
    return _file("urlset", (f"<url>{_line(*line)}</url>" for line in lines))


def news(site: str, language: str, lines: Iterable[tuple[str, datetime, str]]) -> str:
    """Give the sitemap for Google News: address, time of the first publication and headline of each story.

    https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
    """
    paper = f"<news:publication>{_tag('news:name', site)}{_tag('news:language', language)}</news:publication>"
    urls = (
        f"<url>{_tag('loc', address)}<news:news>{paper}{_tag('news:publication_date', _moment(out))}"
        f"{_tag('news:title', title)}</news:news></url>"
        for address, out, title in lines
    )
    return _file("urlset", urls, f' xmlns:news="{NEWS}"')


def _line(address: str, changed: datetime | date | None) -> str:
    return _tag("loc", address) + (_tag("lastmod", _moment(changed)) if changed else "")


def _moment(moment: datetime | date) -> str:
    """A W3C date, or time in UTC."""
    return moment.astimezone(UTC).isoformat(timespec="seconds") if isinstance(moment, datetime) else moment.isoformat()


def _tag(name: str, text: str) -> str:
    return f"<{name}>{escape(legal(text))}</{name}>"


def _file(name: str, parts: Iterable[str], more: str = "") -> str:
    inside = "\n".join(parts)
    return f'{HEAD}<{name} xmlns="{SCHEMA}"{more}>\n{inside}\n</{name}>\n'
