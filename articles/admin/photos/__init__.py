"""Photos in the newsroom: the library, sending them, describing them, and where they are shown."""

from articles.admin.photos.admin import PhotoAdmin
from articles.admin.photos.words import in_a_story

__all__ = ["PhotoAdmin", "in_a_story"]
