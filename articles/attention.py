"""How attention is counted: forward decay (Cormode et al., ICDE 2009).

An event of weight w at time t adds w * 2^((t - T0) / H). Only the logarithm is stored, so a rank is one float per
story, every event costs O(1), and the order of two stories never changes without an event.
"""

from datetime import UTC, datetime
from math import log2

from django.conf import settings

T0 = datetime(2025, 1, 1, tzinfo=UTC)
HALF_LIFE = settings.TRENDING_HALF_LIFE * 3600  # seconds; ranks are written with it (TrendingList.half_life)
PUBLISHED = float(settings.TRENDING_NEW)  # weight of being new
COMMENT = float(settings.TRENDING_COMMENT)  # weight of a comment, where a reader weighs 1


def heat(at: datetime, weight: float) -> float:
    """Give log2 of the decayed weight of one event: (t - T0)/H + log2(w)."""
    return (at - T0).total_seconds() / HALF_LIFE + log2(weight)


def warmer(hot: float, added: float) -> float:
    """Give log2(2^hot + 2^added) without leaving the logarithm."""
    return max(hot, added) + log2(1 + 2 ** -abs(hot - added))
