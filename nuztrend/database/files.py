"""Where published pages lie as files, and how a writer removes them; nuztrend/pagecache/files.py publishes them.

`WINDOW/pages/articles/x/index.html` is a page, `WINDOW/tags/story%3A7/…` are links to the pages that depend on a tag.
"""

import socket
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from django.db.utils import OperationalError


def list_under(window: Path, tag: str, key: str, place: Path) -> None:
    """Write down that the page in the folder `place` depends on a tag."""
    listing = window / "tags" / quote(tag, safe="")
    listing.mkdir(parents=True, exist_ok=True)
    entry = listing / sha256(key.encode()).hexdigest()[:32]
    if not entry.is_symlink():
        entry.symlink_to(place)


def remove(place: str, tags: Iterable[str]) -> None:
    """Remove the published pages that depend on any of these tags from the folder that is written down as `place`.

    Raises:
        OperationalError: a file could not be removed, or the folder belongs to another machine; then nothing may be
            committed. Only for an error of the database does Django roll back when a COMMIT fails.
    """
    machine, _, path = place.partition(":")
    if machine != this_machine():
        raise OperationalError(
            f"the machine {machine} publishes pages as files that cannot be removed from here. PAGES_DIR is for "
            "portals on one machine; if that one is gone, run manage.py forget_pages --folders."
        )
    try:
        for window in Path(path).iterdir():
            for tag in tags if window.name[-1].isdigit() else ():  # what else lies there is not ours
                _remove_listed(window / "tags" / quote(tag, safe=""))
    except OSError as error:
        raise OperationalError(f"pages that change cannot be removed from PAGES_DIR: {error}") from error


def _remove_listed(listing: Path) -> None:
    with suppress(FileNotFoundError):  # no page depends on the tag, or the window was just forgotten as a whole
        for entry in list(listing.iterdir()):
            page = entry.readlink()
            (page / "index.html").unlink(missing_ok=True)
            (page / "index.html.gz").unlink(missing_ok=True)
            entry.unlink(missing_ok=True)


def this_machine() -> str:
    """Give what tells this machine from others that use the same database."""
    try:
        return Path("/etc/machine-id").read_text().strip() or socket.gethostname()
    except OSError:
        return socket.gethostname()
