"""Pages as files for a web server in front (deploy/nginx.conf), as exact as those from memory.

- A file is published while no writer can commit (`Source.alone`), after the database said once more that it holds.
- A writer removes the files of the tags it touches just before its COMMIT (nuztrend/database), in the transaction that
  keeps publishers out. Whoever is killed at whatever point leaves either no file or a right one.
- Time is in the name: a page lies below the window of 100 seconds in which it was published, and the web server looks
  below the window of its own clock only. A page whose life ends inside of a window is not published in it.
- The folder is written down in the database, so that every process that changes anything knows of it. A process that
  cannot remove a file must not commit.
- After a power cut a removal may be undone: the folder belongs into /run, and `serve` empties it before it begins.
"""

import logging
import os
import re
import shutil
import threading
import time
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import connections, transaction

from nuztrend.database import FOLDERS, TICK
from nuztrend.database.files import list_under, this_machine
from nuztrend.pagecache.freshness import Unknown, freshness
from nuztrend.pagecache.page import Page

logger = logging.getLogger("nuztrend.pagecache")
_plain = re.compile(r"/(?:[A-Za-z0-9_-]{1,200}/){0,6}")
WINDOW = 100  # seconds; deploy/nginx.conf cuts the last two digits off its clock
LAG = 1  # second that the web server's clock may be behind: it reads it once in a round of its events


class Files:
    """The folder PAGES_DIR of this machine."""

    def __init__(self, folder: Path):
        self.folder = folder

    def publish(self, key: str, page: Page) -> None:
        """Put a page that readers come back to where the web server finds it, if it holds until the window's end."""
        window = int(time.time()) // WINDOW
        if page.window == window:
            return
        page.window = window
        if page.ends < (window + 1) * WINDOW + LAG or not page.is_found or not is_plain(key):
            return
        try:
            self._publish(self.folder / str(window), key, page)
        except (OSError, Unknown) as error:  # a full disk, a busy writer: the page is answered from memory
            page.window = 0
            logger.debug("a page was not published as a file: %s", error)

    def _publish(self, window: Path, key: str, page: Page) -> None:
        place = window / "pages" / key.strip("/")
        if (place / "index.html").exists():
            return  # by another worker
        place.mkdir(parents=True, exist_ok=True)
        ready = []
        for coding, name in (("gzip", "index.html.gz"), ("identity", "index.html")):
            answer = page.answer(coding)
            draft = place / f".{name}.{os.getpid()}.{threading.get_ident()}"
            draft.write_bytes(answer.body)
            os.utime(draft, (answer.mark, answer.mark))  # the web server makes its ETag of time and size
            ready.append((draft, place / name))
        try:
            with freshness.alone() as source:
                if source.publishes_in(place_name(self.folder)) and source.newest(page.tags) <= page.since.clock:
                    for tag in page.tags:
                        list_under(window, tag, key, place)
                    for draft, final in ready:
                        draft.rename(final)
        except Exception:
            for _, final in ready:  # somebody else may have committed: who was not alone must not have published
                final.unlink(missing_ok=True)
            raise
        finally:
            for draft, _ in ready:
                draft.unlink(missing_ok=True)


def is_plain(key: str) -> bool:
    """Say whether the path of an address is safe and unambiguous as that of a file."""
    return bool(_plain.fullmatch(key))


def place_name(folder: Path) -> str:
    """Give what is written down of a folder: a writer removes pages only from the places that it finds there."""
    return f"{this_machine()}:{folder}"


def begin() -> None:
    """Empty the folder PAGES_DIR and write it down, or nothing where there is none; `serve` does it before it serves.

    Raises:
        OSError: another machine publishes the pages of this database as files, or old files could not be deleted.
    """
    with transaction.atomic(), connections["default"].cursor() as cursor:
        cursor.execute(TICK)  # whoever holds the clock keeps publishers and writers out until the COMMIT
        cursor.execute(f"SELECT path FROM {FOLDERS}")  # noqa: S608  (a constant of ours)
        known = [place.partition(":") for (place,) in cursor.fetchall()]
        for machine, _, path in known:
            if machine != this_machine():
                raise OSError(
                    f"the machine {machine} publishes the pages of this database as files in {path}. PAGES_DIR is for "
                    "portals on one machine; if that one is gone, run manage.py forget_pages --folders."
                )
        for folder in {Path(path) for _, _, path in known} | ({settings.PAGES_DIR} if settings.PAGES_DIR else set()):
            forget_windows(folder, before=None)
            if left := windows(folder):
                raise OSError(f"old pages in {left[0]} cannot be deleted. Delete them, or see whose they are.")
        cursor.execute(f"DELETE FROM {FOLDERS}")  # noqa: S608
        if settings.PAGES_DIR:
            cursor.execute(f"INSERT INTO {FOLDERS} (path) VALUES (%s)", [place_name(settings.PAGES_DIR)])  # noqa: S608


def windows(folder: Path) -> list[Path]:
    """Give the windows that have a folder."""
    return [path for path in folder.iterdir() if path.name.isdigit()] if folder.is_dir() else []


def forget_windows(folder: Path, before: int | None) -> int:
    """Delete the windows that began before the one numbered `before` (None: all); give how many."""
    old = [path for path in windows(folder) if before is None or int(path.name) < before]
    for path in old:
        with suppress(OSError):  # somebody else was first
            path.rename(path.with_name(f".{path.name}"))  # for readers and writers it goes as a whole
    for path in folder.glob(".[0-9]*"):
        shutil.rmtree(path, ignore_errors=True)
    return len(old)


def forget_old_windows() -> int:
    """Delete the windows that nobody looks into any more; a chore of each minute."""
    folder = settings.PAGES_DIR
    return forget_windows(folder, int(time.time()) // WINDOW - 1) if folder else 0
