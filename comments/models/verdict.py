"""What was judged of a comment before it is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from comments.models.states import State


class Weighed(NamedTuple):
    """One thing that counts for or against a comment, in points: `("links", "2 links", 2.0)`."""

    code: str
    words: str
    weight: float


@dataclass(frozen=True)
class Verdict:
    """Where a new comment stands, and why.

    `score` is the sum of the weights, in points; the more, the more like spam. `likeness` is the same for comments
    whose texts are nearly the same, "" where nobody has looked. `shows_when_checked` says, of a comment about which a
    service outside is asked, whether a good answer shows it; None where nobody is asked.
    """

    state: State
    score: float = 0.0
    reasons: Sequence[Weighed] = ()
    likeness: str = ""
    shows_when_checked: bool | None = None
