"""What was judged, as one sentence: the newsroom, the writer's receipt and the dry run say it in the same words."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from comments.models.states import State


def sentence(reasons: Iterable[Sequence[Any]], score: float, weights: Mapping[str, float]) -> str:
    """Give `2 links +2.0, first comment from here +1.0 = 3.0, below 6.0`.

    Args:
        reasons: [code, words, weight] each; what weighs nothing is said after the sum.
        weights: those in force, with the points `hold` and `spam` from which a comment is held or put aside.
    """
    reasons = list(reasons)
    summed = ", ".join(f"{words} {weight:+.1f}" for _, words, weight in reasons if weight)
    where = {
        State.SPAM: f"spam at {weights['spam']:.1f}",
        State.HELD: f"held at {weights['hold']:.1f}",
        State.VISIBLE: f"below {weights['hold']:.1f}",
    }[state_by(score, weights)]
    besides = "".join(f"; {words}" for _, words, weight in reasons if not weight)
    return (f"{summed} = {score:.1f}, {where}" if summed else "nothing speaks against it") + besides


def state_by(score: float, weights: Mapping[str, float]) -> State:
    """Give the state that a score alone leads to."""
    if score >= weights["spam"]:
        return State.SPAM
    return State.HELD if score >= weights["hold"] else State.VISIBLE
