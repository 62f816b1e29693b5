"""Pictures: from an untrusted upload to the files that readers are sent.

    master = take(upload)  # checked, cleaned, re-encoded; BadImage says what is wrong
    store(default_storage, master.name, master.data)
    for picture in renditions(master.data, "webp"):
        store(default_storage, rendition_name(master.name, picture.width, picture.format), picture.data)

The bytes of an upload are never stored: what is kept was written by our own encoders from the decoded pixels,
with nothing beside them but the credit. Names come from the content, so the same picture is stored once.
"""

from .credit import Credit
from .formats import EXTENSIONS, FORMATS, MAX_BYTES, MAX_PIXELS, MAX_SIDE, WIDTHS, BadImage
from .master import Master, take
from .renditions import Rendition, rendition_name, rendition_widths, renditions, srcset
from .storing import store

__all__ = [
    "EXTENSIONS",
    "FORMATS",
    "MAX_BYTES",
    "MAX_PIXELS",
    "MAX_SIDE",
    "WIDTHS",
    "BadImage",
    "Credit",
    "Master",
    "Rendition",
    "rendition_name",
    "rendition_widths",
    "renditions",
    "srcset",
    "store",
    "take",
]
