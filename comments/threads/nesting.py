"""Comments at their places: lists in lists, three levels deep, whatever the depth of the talk."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from comments.models import Comment

LEVELS = 3
"""Levels that a page shows. Deeper answers stand at the last one and say whom they answer."""


@dataclass(slots=True)
class Place:
    """A comment with the answers that stand below it.

    `quoted` is whom it answers, where its place does not say so; `quoted_here`, whether the page shows that comment.
    `more` is how many further answers its thread has.
    """

    comment: Comment
    level: int = 1
    quoted: Comment | None = None
    quoted_here: bool = False
    answers: list["Place"] = field(default_factory=list)
    more: int = 0


def nested(comments: Iterable[Comment]) -> list[Place]:
    """Give comments at their places, in one pass; whoever is answered comes before who answers.

    Of a thread its beginning must be among them. An answer to a comment that is not must know its `parent`.
    """
    top: list[Place] = []
    places: dict[int, tuple[Place, list[Place]]] = {}  # with the list in which each stands
    for comment in comments:
        place, into = Place(comment), top
        if comment.root_id:
            above, beside = places.get(comment.parent_id or 0) or (None, top)
            if above is None:
                into = places[comment.root_id][0].answers
                place.level, place.quoted = 2, comment.parent
            elif above.level < LEVELS:
                into = above.answers
                place.level = above.level + 1
            else:
                into = beside
                place.level, place.quoted, place.quoted_here = LEVELS, above.comment, True
        into.append(place)
        places[comment.pk] = (place, into)
    return top


def alone(comments: Iterable[Comment]) -> list[Place]:
    """Give comments as a flat list in which every answer says whom it answers; each knows its `parent`."""
    return [Place(comment, quoted=comment.parent) for comment in comments]
