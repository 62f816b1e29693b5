"""Photos as the body of a story names them: `![alt](photo:KEY "caption")`."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

# Both patterns are linear: the run is bounded and possessive, so nothing is tried twice.
PHOTO_ADDRESS = re.compile(r"photo:([a-z0-9-]{1,80})")
_REFERENCE = re.compile(r"(?<![\w-])photo:([a-z0-9-]{1,80}+)(?![\w-])", re.ASCII)


class PhotoSource(NamedTuple):
    """What the renderer needs to know of one photo; every field survives JSON.

    `src`, `srcset` and `sizes` are the attributes of `<img>` (the last two may be empty), `width` and `height`
    the picture's own pixels, for its proportions (0 when unknown), `alt`, `caption` and `credit` plain text.
    """

    src: str
    srcset: str = ""
    sizes: str = ""
    width: int = 0
    height: int = 0
    alt: str = ""
    caption: str = ""
    credit: str = ""

    def as_json(self) -> dict[str, Any]:
        """The fields by name; `PhotoSource(**fields)` is the way back."""
        return self._asdict()

    def scrubbed(self) -> "PhotoSource":
        """The same photo with its texts fit for UTF-8."""
        fields: dict[str, Any] = {
            name: scrub(value) if isinstance(value, str) else value for name, value in self.as_json().items()
        }
        return PhotoSource(**fields)


def scrub(text: str) -> str:
    """Replace what no HTML page can hold, NUL and lone surrogates, by U+FFFD."""
    text = text.replace("\0", "\ufffd")
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def photo_keys(text: str) -> set[str]:
    """The keys of all photos that `text` may show, for one query before rendering.

    May hold a key that stands in prose or code and shows no photo; never misses one that does.
    """
    return set(_REFERENCE.findall(text))


def referenced(text: str, photos: Mapping[str, PhotoSource]) -> dict[str, PhotoSource]:
    """The part of `photos` that `text` names, in the order of its keys."""
    return {key: photos[key] for key in sorted(photo_keys(text)) if key in photos}
