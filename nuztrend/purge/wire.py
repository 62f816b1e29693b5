"""How purges are sent, and what to do about an answer that is none."""

from collections.abc import Iterator
from functools import partial
from http import HTTPStatus
from math import inf

from nuztrend.lib import wire
from nuztrend.lib.wire import CannotSend as CannotPurge

__all__ = ["CannotPurge", "chunks", "send"]

ADVICE: dict[int, str] = {
    **wire.ADVICE,
    HTTPStatus.FORBIDDEN: "Check {settings}, and that it may purge.",
    HTTPStatus.METHOD_NOT_ALLOWED: "Check {settings}, and that the cache lets this machine purge.",
    HTTPStatus.TOO_MANY_REQUESTS: "The provider's limit is reached; what changed meanwhile goes with the next try.",
}

send = partial(wire.send, advice=ADVICE)


def chunks(tags: list[str], most: int, longest: float = inf) -> Iterator[list[str]]:
    """Split tags into lists of at most `most` tags and `longest` bytes with one separator between two."""
    part: list[str] = []
    size = 0
    for tag in tags:
        if part and (len(part) == most or size + len(tag) > longest):
            yield part
            part, size = [], 0
        part.append(tag)
        size += len(tag) + 1
    if part:
        yield part
