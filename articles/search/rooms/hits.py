"""What a room found."""

from typing import NamedTuple

from articles.search.ranking import Candidate


class Hits(NamedTuple):
    """Stories in no order, and whether these are all: neither a limit nor a bound left any out."""

    stories: list[Candidate]
    are_all: bool
