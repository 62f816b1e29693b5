"""The learned score: how much more often the features of a comment stood in spam than in comments that were approved.

Each feature has a log-odds `log((s + a) / (S + 2a)) - log((h + a) / (H + 2a))`: it stood in s of S spam comments and
in h of H approved ones, and a (0.3) smooths what was seldom seen. A feature counts by how often it was seen,
n / (n + 2), and the 24 that say most are added up. A sum s above 0 gives `most * s / (s + 4)` points, always less than
the weight `learned` and than what holds a comment: what was learned alone never holds one back. A sum below 0 speaks
for a comment: it takes back up to 2 points of what rules found in its words, and nothing of word lists and likeness.
(Naive Bayes with the choice of the strongest words: P. Graham, “A Plan for Spam”, 2002, with other constants.)
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from comments.models.learned import LearnedFeature

ENOUGH = 40
"""Comments of each kind below which nothing is said."""
SMOOTHING, DOUBT, STRONGEST = 0.3, 2, 24
HALFWAY = 4  # the sum that gives half of the points
MOST_FOR = 2  # points
NAMED = 3  # words that a reason names
LEAST_BELOW = 0.1
"""Points by which what was learned stays below what holds a comment."""


def bound(weights: Mapping[str, float]) -> float:
    """Give the most that what was learned may weigh."""
    return max(0.0, min(weights["learned"], weights["hold"] - LEAST_BELOW))


@dataclass(frozen=True)
class Learned:
    """The counts that this process has read; `moment` is the clock at which it did."""

    moment: tuple[int, int] = (0, 0)
    spam: int = 0
    ham: int = 0
    counts: dict[int, tuple[int, int]] = field(default_factory=dict)

    def brought_to(self, era: int, lessons: int, spam: int, ham: int) -> "Learned":
        """Read what was learned since; everything, where features were deleted in between."""
        begun = era == self.moment[0] and lessons >= self.moment[1]
        changed = LearnedFeature.objects.filter(changed__gt=self.moment[1] if begun else -1)
        counts = self.counts if begun else {}
        counts.update((feature, (s, h)) for feature, s, h in changed.values_list("feature", "spam", "ham").iterator())
        return Learned((era, lessons), spam, ham, counts)

    @property
    def is_silent(self) -> bool:
        """Whether too little was seen of either kind."""
        return min(self.spam, self.ham) < ENOUGH

    def log_odds(self, features: Mapping[int, str]) -> list[tuple[float, str]]:
        """Give the log-odds of the features that say most, the strongest first, with their names."""
        found = []
        for feature, name in features.items():
            if counts := self.counts.get(feature):
                spam, ham = counts
                odds = math.log((spam + SMOOTHING) / (self.spam + 2 * SMOOTHING))
                odds -= math.log((ham + SMOOTHING) / (self.ham + 2 * SMOOTHING))
                found.append((odds * (spam + ham) / (spam + ham + DOUBT), name))
        return sorted(found, key=lambda each: -abs(each[0]))[:STRONGEST]

    def raw(self, features: Mapping[int, str]) -> float:
        """Give the sum of the log-odds: above 0 a comment is more like spam."""
        return sum(odds for odds, _ in self.log_odds(features))

    def weigh(self, features: Mapping[int, str], most: float, excused: float) -> tuple[str, float]:
        """Give what was learned of a comment, in words, and its points: from -2 to `most`.

        Args:
            excused: points of the rules of which up to two are taken back where the sum speaks for the comment.
        """
        if self.is_silent or most <= 0:
            return "", 0.0
        strongest = self.log_odds(features)
        total = sum(odds for odds, _ in strongest)
        least_or_most = most if total > 0 else min(MOST_FOR, excused)
        if not (points := round(least_or_most * total / (abs(total) + HALFWAY), 1)):
            return "", 0.0
        named = [f"“{name}”" for odds, name in strongest if odds * total > 0 and name][:NAMED]
        says = "reads like spam" if points > 0 else "reads like what was approved"
        return f"{says}{': ' if named else ''}{', '.join(named)}", min(points, most)
