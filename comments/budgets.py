"""How much one network may ask for in a while: comments, votes, reports. Nobody is locked out for long."""


class OverBudget(Exception):
    """The network has had its share for now; another try makes sense in so many `seconds`."""

    def __init__(self, seconds: int):
        super().__init__(seconds)
        self.seconds = seconds


def spend(kind: str, network: str) -> None:
    """Take one of what a network may have of a kind (`comment`, `wrong digits`, `vote`, `report`, `appeal`, `letter`).

    Args:
        network: the hash of today of the network that asks (`NetworkKey.objects.network`).

    Raises:
        OverBudget: it has had its share.
    """
