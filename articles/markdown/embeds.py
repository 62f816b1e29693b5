"""Players of other sites: `![title](embed:https://…)` alone in its paragraph. Nothing of them loads before a click.

What a story holds is a plain link; `finish` adds the address of the player for static/js/embed.js. An address that is
not in the table stays a link.
"""

import re
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit
from xml.etree.ElementTree import Element, SubElement

ADDRESS = re.compile(r"embed:(https?://[^\s<>\"]{4,500})")
LINK = "embed-link"
"""The class of the link; the sanitiser lets a writer set it, and without an address of the table it means nothing."""

SECONDS = re.compile(r"[?&#](?:t|start)=(\d{1,6})s?(?=&|$)", re.ASCII)


class Provider(NamedTuple):
    """A site whose players a story may hold.

    `page` matches the address of a page, without its scheme and `www.`; `player` is filled in with what it finds.
    """

    name: str
    kind: str
    page: re.Pattern[str]
    player: str
    start: str = ""  # the parameter for the second to begin at


def _page(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


PROVIDERS = [
    Provider(
        "YouTube",
        "Video",
        _page(
            r"(?:(?:m\.)?youtube(?:-nocookie)?\.com/(?:watch\?(?:[\w=-]+&)*v=|shorts/|live/|embed/)|youtu\.be/)(?P<id>[\w-]{11})(?=[?&#/]|$)"
        ),
        "https://www.youtube-nocookie.com/embed/{id}?autoplay=1",
        start="start",
    ),
    Provider(
        "Vimeo",
        "Video",
        _page(r"(?:player\.)?vimeo\.com/(?:video/)?(?P<id>\d{6,12})(?=[?#/]|$)"),
        "https://player.vimeo.com/video/{id}?dnt=1&autoplay=1",
    ),
    Provider(
        "Dailymotion",
        "Video",
        _page(r"(?:dailymotion\.com/(?:embed/)?video/|dai\.ly/)(?P<id>[a-zA-Z0-9]{5,12})(?=[?#/]|$)"),
        "https://geo.dailymotion.com/player.html?video={id}",
    ),
    Provider(
        "Spotify",
        "Audio",
        _page(
            r"open\.spotify\.com/(?:intl-[a-z]{2}/)?(?P<id>(?:track|album|episode|show|playlist)/[a-zA-Z0-9]{22})(?=[?#]|$)"
        ),
        "https://open.spotify.com/embed/{id}",
    ),
    Provider(
        "Internet Archive",
        "Recording",
        _page(r"archive\.org/(?:details|embed)/(?P<id>[\w.-]{3,100})(?=[?#/]|$)"),
        "https://archive.org/embed/{id}",
    ),
]
"""The sites, as one can read them. `frame-src` of SECURE_CSP names the hosts of their players."""


def hosts() -> list[str]:
    """Give the origins of all players, for the Content-Security-Policy."""
    return [f"https://{urlsplit(provider.player).netloc}" for provider in PROVIDERS]


def player_of(address: str) -> tuple[Provider, str] | None:
    """Give the provider that shows what stands at an address, and the address of its player; None for any other."""
    scheme, _, rest = address.partition("://")
    if scheme not in ("http", "https") or len(rest) > 500:
        return None
    rest = rest.removeprefix("www.")
    for provider in PROVIDERS:
        if found := provider.page.match(rest):
            player = provider.player.format(id=found["id"])
            begin = SECONDS.search(rest) if provider.start else None
            return provider, f"{player}&{urlencode({provider.start: begin[1]})}" if begin else player
    return None


def names() -> str:
    """Give the names of all providers as a sentence has them."""
    *some, last = [provider.name for provider in PROVIDERS]
    return f"{', '.join(some)} and {last}"


def show(image: Element, address: str, paragraph: Element | None) -> None:
    """Turn an image with the address of an embed into a link, alone in its paragraph into the figure of a player."""
    title, caption = image.get("alt", ""), image.get("title", "")
    found = player_of(address.replace("&amp;", "&"))
    image.attrib.clear()
    image.tag = "a"
    image.set("href", address)
    image.text = title or (f"{found[0].kind} on {found[0].name}" if found else address)
    if not found or paragraph is None:
        return
    image.set("class", LINK)
    paragraph.tag = "figure"
    paragraph.set("class", "embed")
    line = SubElement(paragraph, "figcaption")
    line.text = f"{caption} " if caption else ""
    SubElement(
        line, "span", {"class": "credit"}
    ).text = f"{found[0].kind} from {found[0].name}, which learns of your visit when you open it."
