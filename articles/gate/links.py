"""Links of a text into the portal itself: whether they lead anywhere for readers."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from typing import Any, Self
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.db.models import Q
from django.urls import Resolver404, resolve

from articles.models import Article, Byline, OldPath, Tag
from articles.models.oldpath import LONGEST_PATH

MOST = 1_000
"""Links of one text that are looked at; nobody reads more of them either."""

_HREF = re.compile(r'<a\b[^>]*?\shref="([^"]*)"')  # the sanitiser writes every attribute so
_ROW = re.compile(r"/(articles|tags|bylines)/([-\w]+)(?:/.*)?", re.ASCII)
INSIDE = ("/admin/", "/preview/")


def paths_of(html: str, slug: str) -> dict[str, str]:
    """Give the links of a story's HTML into the portal: the path asked for, by the address as it was written."""
    site = urlsplit(settings.SITE_URL)
    page = f"{settings.SITE_URL}/articles/{slug or 'a-story'}/"
    found: dict[str, str] = {}
    for written in map(unescape, _HREF.findall(html)):
        if written.startswith("#") or len(found) >= MOST:
            continue
        try:
            parts = urlsplit(urljoin(page, written))
        except ValueError:  # a broken host in brackets: not ours
            continue
        if parts.scheme in {"http", "https"} and parts.netloc == site.netloc:
            found[written] = unquote(parts.path) or "/"
    return found


@dataclass
class Known:
    """What the database knows of the rows and old addresses that some links name; read in six queries at most."""

    stories: dict[str, tuple[datetime, datetime | None]] = field(default_factory=dict)
    tags: set[str] = field(default_factory=set)
    bylines: set[str] = field(default_factory=set)
    old: set[str] = field(default_factory=set)
    led: set[str] = field(default_factory=set)
    """Slugs of stories that were retracted and lead readers to another."""

    @classmethod
    def of(cls, paths: Iterable[str]) -> Self:
        """Read what there is at these paths."""
        named: dict[str, dict[str, str]] = {"articles": {}, "tags": {}, "bylines": {}}
        for path in paths:
            if found := _ROW.fullmatch(path):
                named[found[1]][found[2]] = f"/{found[1]}/{found[2]}/"
        known = cls()
        if slugs := named["articles"]:
            rows: Any = Article.objects.in_public_life().filter(slug__in=slugs)
            known.stories = {
                slug: (at, end) for slug, at, end in rows.values_list("slug", "publish_at", "unpublish_at")
            }
        if slugs := named["tags"]:
            known.tags = set(Tag.objects.public().filter(slug__in=slugs).values_list("slug", flat=True))
        if slugs := named["bylines"]:
            known.bylines = set(Byline.objects.public().filter(slug__in=slugs).values_list("slug", flat=True))
        here = {"articles": known.stories.keys(), "tags": known.tags, "bylines": known.bylines}
        gone = [path for kind, slugs in named.items() for slug, path in slugs.items() if slug not in here[kind]]
        if gone := [path for path in gone if len(path) <= LONGEST_PATH]:
            leads = (
                Q(article__in=Article.objects.published())
                | Q(tag__in=Tag.objects.public())
                | Q(byline__in=Byline.objects.public())
            )
            known.old = set(OldPath.objects.filter(leads, path__in=gone).values_list("path", flat=True))
        if taken := named["articles"].keys() - known.stories.keys():
            known.led = set(Article.objects.leading_on().filter(slug__in=taken).values_list("slug", flat=True))
        return known

    def verdict(self, path: str, at: datetime, own: Mapping[str, set[str]]) -> str:
        """Say what a reader finds at a path at the moment `at`: `alive`, `moved` or `dead`.

        Args:
            own: slugs of the rows that become public with the story itself, by the first part of their address.
        """
        if f"{path}/".startswith(INSIDE):
            return "dead"
        if path.startswith((settings.STATIC_URL, settings.MEDIA_URL)):
            return "alive"
        if not (found := _ROW.fullmatch(path)):
            return "alive" if _is_route(path) else "dead"
        kind, slug = found[1], found[2]
        times = self.stories.get(slug) if kind == "articles" else None
        is_here = times is not None and _lies_in(times, at)
        if slug in own.get(kind, ()) or is_here or slug in {"tags": self.tags, "bylines": self.bylines}.get(kind, ()):
            return "alive" if _is_route(path) else "dead"
        leads_on = kind == "articles" and slug in self.led and path.rstrip("/") == f"/articles/{slug}"
        return "moved" if leads_on or f"/{kind}/{slug}/" in self.old else "dead"


def _lies_in(times: tuple[datetime, datetime | None], at: datetime) -> bool:
    start, end = times
    return start <= at and (end is None or at < end)


def _is_route(path: str) -> bool:
    """Whether the portal has a page of this shape; without its last slash a reader is led on."""
    for each in (path, f"{path}/"):
        try:
            resolve(each)
        except Resolver404:
            continue
        return True
    return False
