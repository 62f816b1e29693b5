"""Markdown for the newsroom: `render(text, photos)` gives safe HTML in bounded time, or says why not.

The work is done by a child process (`child.py`), which is killed when a text takes too long. That makes it
safe to call from a web server: no text, however odd, blocks other requests or takes the server's memory.
"""

import atexit
import logging
import os
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Literal

from articles.markdown.outline import Outline, outline
from articles.markdown.photos import PhotoSource, photo_keys, referenced, scrub
from articles.markdown.version import RENDERER_VERSION
from articles.markdown.worker import Busy, Gone, TooSlow, Worker

__all__ = [
    "MAX_BYTES",
    "RENDERER_VERSION",
    "CannotRender",
    "Outline",
    "PhotoSource",
    "from_html",
    "outline",
    "photo_keys",
    "render",
]

MAX_BYTES = 200_000
"""The longest text, in bytes of UTF-8."""

MAX_PASTED = 2_000_000
"""The longest HTML of a clipboard, in characters: Word writes ten of them for one of the text."""

LIMIT_SECONDS = 4.0
"""The child's time for one text, its start included."""

BUSY_SECONDS = 8.0
"""The time for one call, waiting for the texts of other threads included."""

Reason = Literal["long", "slow", "deep", "memory", "large", "busy", "failed"]

_MESSAGES: dict[Reason, str] = {
    "long": "This text is {size:,} kB long; a story can have at most {limit:,} kB. Please split it.",
    "slow": (
        "This text takes more than {seconds:g} seconds to turn into a page. The usual causes are long runs "
        "of brackets such as [[[[, lists and quotes nested many levels deep, or one enormous paragraph. "
        "Please remove or divide them."
    ),
    "deep": "The lists or quotes in this text are nested too deeply. Please use fewer levels.",
    "memory": (
        "This text takes too much memory to turn into a page. The usual cause is a table with a great many "
        "columns, or a very long address used again and again. Please make it smaller."
    ),
    "large": (
        "This text becomes a page of several megabytes. The usual cause is a table with a great many "
        "columns, or a very long address or footnote used again and again. Please make it smaller."
    ),
    "busy": "Other texts are being turned into pages just now. Please try again in a few seconds.",
    "failed": "This text could not be turned into a page. The fault is ours and has been logged.",
}

logger = logging.getLogger(__name__)


class CannotRender(ValueError):
    """A text that does not become HTML. `str()` of it is for the editor, `reason` for the program."""

    def __init__(self, reason: Reason, **figures: float) -> None:
        super().__init__(_MESSAGES[reason].format(**figures))
        self.reason = reason


def render(text: str, photos: Mapping[str, PhotoSource] | None = None) -> str:
    """The body of a story as safe HTML; see `renderer.to_html` for what becomes of which Markdown.

    `photos` are the photos by key (ask `photo_keys(text)` for the keys); a photo that is not among them is
    shown as missing. Raises CannotRender after at most about `LIMIT_SECONDS`, or `BUSY_SECONDS` when other
    threads render too. The last 64 results are remembered.
    """
    text = scrub(text)
    size = len(text.encode())
    if size > MAX_BYTES:
        raise CannotRender("long", size=-(-size // 1000), limit=MAX_BYTES // 1000)
    return _rendered(text, tuple(referenced(text, photos or {}).items()))


def from_html(html: str) -> str:
    """The words of pasted HTML as Markdown, see `pasted.to_markdown`.

    Raises CannotRender as `render` does, and for more than MAX_PASTED characters.
    """
    if len(html) > MAX_PASTED:
        raise CannotRender("long", size=-(-len(html) // 1000), limit=MAX_PASTED // 1000)
    return _answer({"pasted": scrub(html)}, "markdown")


@lru_cache(maxsize=64)
def _rendered(text: str, photos: tuple[tuple[str, PhotoSource], ...]) -> str:
    return _answer({"text": text, "photos": {key: photo.as_json() for key, photo in photos}}, "html")


def _answer(request: dict[str, Any], wanted: str) -> str:
    try:
        reply = _worker.ask(request, seconds=LIMIT_SECONDS, patience=BUSY_SECONDS)
    except Busy:
        raise CannotRender("busy") from None
    except TooSlow:
        raise CannotRender("slow", seconds=LIMIT_SECONDS) from None
    except Gone as error:
        logger.error("The Markdown renderer died twice on one text: %s", error)
        raise CannotRender("failed") from error
    if wanted in reply:
        return str(reply[wanted])
    if reply["error"] == "failed":
        logger.error("The Markdown renderer raised an error:\n%s", reply["detail"])
    raise CannotRender(reply["error"])


_worker = Worker()


def _after_fork() -> None:
    """A forked server process gets a child (and a free lock) of its own; two would mix up their answers."""
    global _worker
    inherited, _worker = _worker, Worker()
    inherited.forget()


os.register_at_fork(after_in_child=_after_fork)
atexit.register(lambda: _worker.stop())
