"""What is said of photos: how a story names one, and the licences that are offered."""

import re

from articles.models import Photo

LICENCES = [
    "CC0 1.0",
    "CC BY 4.0",
    "CC BY-SA 4.0",
    "CC BY-ND 4.0",
    "CC BY-NC 4.0",
    "CC BY-NC-SA 4.0",
    "Public domain",
    "All rights reserved",
    "Used with permission",
    "Our own",
]
"""Offered while one types; any other words, or the address of a licence, are as good."""


def in_a_story(photo: Photo) -> str:
    """Give the Markdown that shows a photo in a story, in one line."""
    alt, caption = (re.sub(r'([\\\[\]`"])', r"\\\1", " ".join(said.split())) for said in (photo.alt, photo.caption))
    return f'![{alt}](photo:{photo.key} "{caption}")' if caption else f"![{alt}](photo:{photo.key})"


def size_of(photo: Photo) -> str:
    """Give the size of a photo in pixels."""
    return f"{photo.width} × {photo.height}"
