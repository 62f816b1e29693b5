"""Pages in the memory of a worker, in three shelves with a bound in bytes each.

A page begins on the shelf of the new and moves to that of the asked-for when somebody comes back for it (segmented
LRU; Karedla, Love, Wherry: Caching strategies to improve disk system performance, IEEE Computer 1994). Whoever asks for
100,000 addresses once each therefore pushes out other new pages, and not the front page. Addresses where nothing is
have a small shelf of their own.
"""

import threading
from collections import OrderedDict

from nuztrend.pagecache.page import Page

ASKED_FOR, NEW, NOTHING = 0.75, 0.2, 0.05  # of the whole


class Shelf:
    """Pages in the order in which they were last asked for, the oldest first."""

    def __init__(self, most: float):
        self.pages: OrderedDict[str, Page] = OrderedDict()
        self.most = most  # bytes
        self.bytes = 0
        self._sizes: dict[str, int] = {}

    def put(self, key: str, page: Page) -> list[tuple[str, Page]]:
        """Put a page on top and give those that fell off the end."""
        self.take(key)
        self.pages[key] = page
        self._sizes[key] = size = page.size + len(key)
        self.bytes += size
        fallen = []
        while self.bytes > self.most:
            # in one step: `get` moves pages without the lock, and an iterator would break
            name, gone = self.pages.popitem(last=False)
            self.bytes -= self._sizes.pop(name)
            fallen.append((name, gone))
        return fallen

    def take(self, key: str) -> Page | None:
        """Take a page off the shelf, if it is there."""
        self.bytes -= self._sizes.pop(key, 0)
        return self.pages.pop(key, None)


class Memory:
    """The pages of this process, at most `most` bytes of them."""

    def __init__(self, most: int):
        self.asked_for, self.new, self.nothing = (Shelf(most * share) for share in (ASKED_FOR, NEW, NOTHING))
        self.most = most
        self._lock = threading.Lock()

    def get(self, key: str) -> Page | None:
        """Give the page at a key; who is asked for again moves up."""
        asked_for = self.asked_for.pages
        try:
            page = asked_for[key]
            asked_for.move_to_end(key)
            return page
        except KeyError:  # it is not there, or another thread has just taken it away
            return self._move_up(key)

    def _move_up(self, key: str) -> Page | None:
        with self._lock:
            if page := self.new.take(key):
                for name, fallen in self.asked_for.put(key, page):
                    self.new.put(name, fallen)
            return page or self.nothing.pages.get(key)

    def put(self, key: str, page: Page) -> None:
        """Keep a page, in the place of the one that had the key."""
        with self._lock:
            was_asked_for = self.asked_for.take(key)
            self.new.take(key)
            self.nothing.take(key)
            shelf = self.asked_for if was_asked_for else self.new
            for name, fallen in (shelf if page.is_lasting else self.nothing).put(key, page):
                if shelf is self.asked_for and fallen is not page:
                    self.new.put(name, fallen)

    def drop(self, key: str, page: Page) -> None:
        """Forget a page that is right no more, unless another one has its place already."""
        with self._lock:
            for shelf in (self.asked_for, self.new, self.nothing):
                if shelf.pages.get(key) is page:
                    shelf.take(key)

    @property
    def bytes(self) -> int:
        """What all pages hold, about."""
        return self.asked_for.bytes + self.new.bytes + self.nothing.bytes

    def __len__(self) -> int:
        return sum(len(shelf.pages) for shelf in (self.asked_for, self.new, self.nothing))
