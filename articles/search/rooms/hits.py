"""What a room found."""

from typing import NamedTuple


class Hits(NamedTuple):
    """Places of stories, the newest first, and whether these are all: neither a limit nor a bound left any out."""

    places: list[int]
    are_all: bool
