"""One room per database: each finds the newest stories that answer a question, with bounded work."""

from typing import Literal, Protocol

from django.db import connection

from articles.querysets import StoryRowQuerySet
from articles.search.asking import Question
from articles.search.rooms.hits import Hits
from articles.search.rooms.postgresql import PostgreSQL
from articles.search.rooms.sqlite import Sqlite

__all__ = ["Field", "Hits", "Room", "room"]

Field = Literal["headline", "text"]


class Room(Protocol):
    def find(
        self, question: Question, field: Field, entries: StoryRowQuerySet, lowest: int, highest: int, limit: int
    ) -> Hits:
        """Give the newest stories that answer a question, at most `limit` of them.

        Args:
            field: `headline`: by their headline alone; `text`: by headline, dek, keywords and body.
            entries: the stories that may be found.
            lowest, highest: places between which they stand.
        """


def room() -> Room:
    """Give the room of the portal's database."""
    return Sqlite() if connection.vendor == "sqlite" else PostgreSQL()
