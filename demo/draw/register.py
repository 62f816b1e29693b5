"""The list of pictures: a function marked `@picture` draws the story of its own name."""

from collections.abc import Callable

from .sheet import Sheet

PICTURES: dict[str, Callable[[Sheet], None]] = {}


def picture(draw: Callable[[Sheet], None]) -> Callable[[Sheet], None]:
    """List `draw` under its name, written as in an address."""
    PICTURES[draw.__name__.replace("_", "-")] = draw
    return draw
