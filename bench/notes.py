"""What writers have been told is stored, in memory that all processes of a run share.

Everything written carries a mark such as `t3v17`: the 17th title of the 3rd story (`d` for a dek, `c` for a comment).
"""

import mmap
import re
from pathlib import Path

KINDS = "tdc"  # title, dek, comment
BYTES = 8  # of a number; it is written and read at once
marked = re.compile(r"\b([tdc])(\d+)v(\d+)\b")


def mark(kind: str, story: int, number: int) -> str:
    return f"{kind}{story}v{number}"


def without_mark(text: str) -> str:
    return marked.sub("", text).strip()


class Notes:
    """The newest acknowledged number of each kind for each story; a writer has a kind to itself."""

    def __init__(self, path: Path, stories: int):
        self.stories = stories
        size = len(KINDS) * stories * BYTES
        if not path.exists():
            path.write_bytes(bytes(size))
        with path.open("r+b") as file:
            self._numbers = memoryview(mmap.mmap(file.fileno(), size)).cast("q")

    def now(self) -> dict[tuple[str, int], int]:
        """Give all numbers as they are now."""
        numbers = self._numbers.tolist()
        return {
            (kind, story): numbers[row * self.stories + story]
            for row, kind in enumerate(KINDS)
            for story in range(self.stories)
        }

    def next(self, kind: str, story: int) -> int:
        """Give the number of the next thing of this kind; those of comments rise over all stories."""
        now = self.now()
        return 1 + (max(now[kind, each] for each in range(self.stories)) if kind == "c" else now[kind, story])

    def acknowledged(self, kind: str, story: int, number: int) -> None:
        """Note that the portal has said that this is stored."""
        self._numbers[KINDS.index(kind) * self.stories + story] = number
