"""Static files with one style sheet for all public pages: browsers wait for each sheet before they paint anything."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

SHEET = "css/site.css"
IMPORT = re.compile(r'^@import "(?P<name>[\w.-]+)"(?: (?P<media>[^;]+))?;$', re.MULTILINE)
COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)


class OneSheetStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's hashed and compressed files, in which `css/site.css` holds the parts that it imports.

    Without it, as in development, the sheet works as it stands: the browser fetches the parts.
    """

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Join the sheet, then hash and compress all files.

        Raises:
            KeyError: the sheet imports a part that is no static file.
        """
        if SHEET in paths and not dry_run:
            self.delete(SHEET)
            self.save(SHEET, ContentFile(self.joined(paths).encode()))
            paths[SHEET] = (self, SHEET)
        yield from super().post_process(paths, dry_run, **options)

    def joined(self, paths: dict[str, Any]) -> str:
        """Give the sheet with its parts in their places, those of one medium in its `@media`, without comments."""

        def part(found: re.Match[str]) -> str:
            text = read(paths, f"css/{found['name']}")
            return f"@media {found['media']} {{\n{text}}}" if found["media"] else text

        return COMMENT.sub("", IMPORT.sub(part, read(paths, SHEET)))


def read(paths: dict[str, Any], name: str) -> str:
    """Give the text of a collected file."""
    storage, path = paths[name]
    with storage.open(path) as file:
        text: str = file.read().decode()
    return text
