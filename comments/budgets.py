"""How much one network may ask for in a while: comments, votes, reports. Nobody is locked out for long.

A network is a /24 or a /48 (nuztrend/lib/network.py), so an office, a school or a part of a mobile carrier shares one
budget. The bounds are what such a crowd needs on a lively day; what is too much of the same is left to the judge.
"""

from collections.abc import Iterable
from math import ceil
from time import time
from typing import NamedTuple

from django.conf import settings

from comments.models.attack import Attack
from comments.models.budget import Budget, Share

MINUTE, HOUR, DAY = 60, 3_600, 86_400  # seconds
UNDER_ATTACK = 3
"""What is left of every budget under attack: one part in so many."""


class Rule(NamedTuple):
    """At most so many in a window of so many seconds."""

    most: int
    window: int


RULES: dict[str, list[Rule]] = {
    "comment": [Rule(6, MINUTE), Rule(40, HOUR), Rule(150, DAY)],
    "form": [Rule(30, MINUTE), Rule(300, HOUR)],  # six digits to read or hear, each of which is a row
    "sound": [Rule(40, MINUTE), Rule(400, HOUR)],  # 20 to 80 ms of a processor; who listens again mostly pays nothing
    "wrong digits": [Rule(10, MINUTE), Rule(60, HOUR)],
    "vote": [Rule(30, MINUTE), Rule(300, HOUR), Rule(1_000, DAY)],
    "report": [Rule(5, MINUTE), Rule(20, HOUR), Rule(60, DAY)],
    "appeal": [Rule(5, MINUTE), Rule(20, HOUR), Rule(60, DAY)],
    "letter": [Rule(3, MINUTE), Rule(10, HOUR), Rule(30, DAY)],  # mail that goes out to an address somebody typed
    "addressee": [Rule(2, HOUR), Rule(6, DAY)],  # letters to one address that somebody typed with a report
    "clearance": [Rule(12, HOUR)],  # comments that one reader may write before digits are asked again
}


class OverBudget(Exception):
    """The network has had its share for now; another try makes sense in so many `seconds`."""

    def __init__(self, seconds: int):
        super().__init__(seconds)
        self.seconds = seconds


def spend(kind: str, network: str) -> None:
    """Take one of what a network may have of a kind (a key of `RULES`); exact however many ask at once.

    Inside a transaction it counts with that transaction alone: what is rolled back was not spent.

    Args:
        network: the hash of today of the network that asks (`NetworkKey.objects.network`). Of a request that came
            without an address, as over a local socket, nothing can be told, and nothing is counted.

    Raises:
        OverBudget: it has had its share; nothing was counted.
    """
    check((kind, network))  # most of a flood ends here, without writing
    shares = _shares([(kind, network)])
    if shares and not Budget.objects.take(shares):
        raise OverBudget(_first_end(shares))


def check(*wanted: tuple[str, str]) -> None:
    """Only look whether one more may be had of each kind by its network, in one query.

    Raises:
        OverBudget: of one there is nothing left.
    """
    shares = _shares(wanted)
    if shares and (full := Budget.objects.full(shares)):
        raise OverBudget(max(1, ceil(max(share.ends for share in full) - time())))


def take(*wanted: tuple[str, str]) -> None:
    """Take one of each kind for its network without looking first, in one statement of the transaction that is open.

    Raises:
        OverBudget: of one there is nothing left; let it end the transaction, so that nothing was counted.
    """
    shares = _shares(wanted)
    if shares and not Budget.objects.take(shares, savepoint=False):
        raise OverBudget(_first_end(shares))


def _first_end(shares: list[Share]) -> int:
    """Give the seconds until the first of some windows ends: somebody else has just taken what was left in one."""
    return max(1, ceil(min(share.ends for share in shares) - time()))


def count(kind: str, network: str) -> None:
    """Count one of a kind, whether the network may have it or not: what was done is done."""
    if shares := _shares([(kind, network)]):
        Budget.objects.take([share._replace(most=2**31 - 1) for share in shares], savepoint=False)


def _shares(wanted: Iterable[tuple[str, str]]) -> list[Share]:
    """Give the windows of this moment. Each network has its own full hour, so that not all budgets fill at once."""
    now, shares = int(time()), []
    less = UNDER_ATTACK if Attack.objects.is_on() else 1
    for kind, network in wanted:
        shift = int.from_bytes(network[:4].encode(errors="replace"))
        for most, window in RULES[kind] if network else ():
            ends = now + window - (now + shift) % window
            share = max(1, most * settings.NETWORK_BUDGET // (100 * less))
            shares.append(Share(f"{kind} {window} {network}", ends, share))
    return shares
