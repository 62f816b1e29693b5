"""A finished page: its bytes in every coding that was asked for, and the headers that go with them."""

import gzip
import hashlib
import json
import threading
import zlib
from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

import brotli

from nuztrend.pagecache.freshness import Moment

Headers = list[tuple[str, str]]

LARGEST = 1_000_000  # bytes of HTML; more is rendered each time
SHORT = 60  # seconds that “there is no such page” is believed
STATUSES = {"200": "OK", "301": "Moved Permanently", "404": "Not Found", "410": "Gone"}
LASTING = {"200", "301"}
KEPT_HEADERS = {
    "content-language",
    "content-security-policy",
    "content-type",
    "cross-origin-opener-policy",
    "link",
    "location",
    "referrer-policy",
    "strict-transport-security",
    "x-content-type-options",
    "x-frame-options",
    "x-robots-tag",
}
"""Headers that say the same to everybody. Any other belongs to one request or one reader and is not kept."""


class Answer(NamedTuple):
    """A page in one coding: its bytes, its headers, those of a 304, and the mark of its bytes.

    The ETag is the mark and the length, as nginx makes one of a file's time and length: both then say the same.
    """

    body: bytes
    headers: Headers
    etag: str
    unchanged: Headers
    mark: int


class Page:
    """What strangers get at an address, and how long it is right.

    Only gzip is kept from the beginning: a page that nobody asks for again costs little. Brotli is made when
    somebody who takes it comes back; who takes neither gets the gzip undone.
    """

    __slots__ = ("_answers", "_headers", "_making", "checked", "ends", "since", "status", "tags", "window")

    def __init__(
        self, status: str, headers: Headers, gzipped: bytes, since: Moment, tags: Collection[str], ends: float
    ):
        self.status = f"{status} {STATUSES[status]}"
        self.since = since  # read before the rendering began
        self.tags = frozenset(tags)
        self.ends = ends  # seconds since the epoch
        self.window = 0  # in which it was last published as a file
        self.checked: object = None  # the moment at which the front last saw that the page holds
        self._headers = headers
        self._making = threading.Lock()
        self._answers = {"gzip": self._answer(gzipped, "gzip")}

    @property
    def is_found(self) -> bool:
        """Whether the address has a page, which a reader may have already."""
        return self.status[:3] == "200"

    @property
    def is_lasting(self) -> bool:
        """Whether the address leads somewhere."""
        return self.status[:3] in LASTING

    @property
    def size(self) -> int:
        """The bytes that the page holds in memory, about, with the Brotli that may still be made."""
        return 2_000 + 2 * len(self._answers["gzip"].body) + 60 * len(self.tags)

    def answer(self, coding: str) -> Answer:
        """Give the page in one coding: `gzip`, `br` or `identity`."""
        found = self._answers.get(coding)
        return found or self._make(coding)

    def _make(self, coding: str) -> Answer:
        html = gzip.decompress(self._answers["gzip"].body)
        if coding != "br":
            return self._answer(html, "identity")
        with self._making:
            if coding not in self._answers:
                self._answers[coding] = self._answer(brotli.compress(html, brotli.MODE_TEXT, quality=5), coding)
        return self._answers[coding]

    def _answer(self, body: bytes, coding: str) -> Answer:
        mark = int.from_bytes(hashlib.sha256(body).digest()[:4], "big") >> 1  # 31 bits, a time on every file system
        etag = f'"{mark:x}-{len(body):x}"'
        kept = [*self._headers, ("ETag", etag), ("Vary", "Accept-Encoding")]
        coded = [] if coding == "identity" else [("Content-Encoding", coding)]
        unchanged = [pair for pair in kept if pair[0].lower() != "content-type"]
        return Answer(body, [*kept, *coded, ("Content-Length", str(len(body)))], etag, unchanged, mark)

    def pack(self) -> bytes:
        """Give the page as bytes for a store that other processes read."""
        head = {
            "status": self.status[:3],
            "headers": self._headers,
            "clock": self.since.clock,
            "tags": sorted(self.tags),
            "ends": self.ends if self.ends != float("inf") else None,
        }
        return json.dumps(head).encode() + b"\n" + self._answers["gzip"].body

    @classmethod
    def unpack(cls, packed: bytes, era: int) -> "Page":
        """Give the page that `pack` packed in some process, for one whose mirror is in `era`.

        Raises:
            ValueError: it is no such thing.
        """
        head, _, gzipped = packed.partition(b"\n")
        try:
            told = json.loads(head)
            gzip.decompress(gzipped)
            headers = [(str(name), str(value)) for name, value in told["headers"]]
            ends = float("inf") if told["ends"] is None else float(told["ends"])
            return cls(told["status"], headers, gzipped, Moment(era, int(told["clock"])), told["tags"], ends)
        except (KeyError, TypeError, OSError, EOFError, zlib.error) as error:
            raise ValueError("not a packed page") from error


def compress(html: bytes) -> bytes:
    """Give the bytes gzipped, the same for the same page."""
    return gzip.compress(html, compresslevel=6, mtime=0)


@lru_cache(maxsize=256)
def coding_for(accepted: str, *offered: str) -> str:
    """Give the coding to answer with: `br`, `gzip` or `identity`, by the Accept-Encoding header (RFC 9110, 12.5.3)."""
    weights = {}
    for part in accepted.lower().split(","):
        name, _, parameters = part.partition(";")
        quality = parameters.replace(" ", "").removeprefix("q=") or "1"
        try:
            weights[name.strip()] = float(quality)
        except ValueError:
            continue
    anything = weights.get("*", 0.0)
    best = max(offered or ("br", "gzip"), key=lambda name: weights.get(name, anything))
    return best if weights.get(best, anything) > 0 else "identity"
