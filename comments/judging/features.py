"""What the learned score looks at: words, pairs of words, and how a comment is made. Only hashes of them are kept."""

from hashlib import blake2b
from itertools import pairwise

from comments.judging.rules import Reading, host_of

MOST_WORDS = 300
"""Words of a comment that are looked at: a long text says early what it is."""
LONGEST_WORD = 30  # letters


def features_of(reading: Reading) -> dict[int, str]:
    """Give the features of a comment: a hash that fits a signed 64-bit integer, and how to name it ("" for none)."""
    words = [word[:LONGEST_WORD] for word in reading.words[:MOST_WORDS]]
    named = {word: word for word in words if len(word) > 1}
    named |= {f"{one} {two}": f"{one} {two}" for one, two in pairwise(words)}
    named |= {f"~ends {host_of(link).rpartition('.')[2]}": "" for link in reading.links}
    named |= dict.fromkeys(_made_of(reading, len(words)), "")
    return {_hash(feature): name for feature, name in named.items()}


def _made_of(reading: Reading, count: int) -> list[str]:
    made = [f"~links {min(len(reading.links), 3)}", f"~words {min(count.bit_length(), 8)}"]
    if reading.is_shouted:
        made.append("~capitals")
    if reading.disguise:
        made.append("~disguise")
    if any(char.isdigit() for char in reading.text):
        made.append("~digits")
    if "!" in reading.text:
        made.append("~exclaims")
    return made


def _hash(feature: str) -> int:
    return int.from_bytes(blake2b(feature.encode(errors="replace"), digest_size=8).digest(), "big", signed=True)
