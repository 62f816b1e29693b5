"""What the portal has learned from the newsroom's decisions: counts of features, which name neither words nor people.

A decision teaches in its own transaction, and what it taught is unlearned when it is taken back.
"""

import secrets
import time
from collections import Counter
from collections.abc import Iterable
from operator import attrgetter
from typing import TYPE_CHECKING, ClassVar

from django.db import connection, models, transaction
from django.db.models import F

if TYPE_CHECKING:
    from comments.models.comment import Comment

MOST_FEATURES = 20_000
"""Features that are kept when the rare ones are forgotten: some 4 MB in each process."""


class JudgingClockManager(models.Manager["JudgingClock"]):
    def rules_changed(self) -> None:
        """Say that a weight or word list changed; call it in the transaction of the change."""
        self.row()
        self.update(rules=secrets.randbits(62))

    def row(self) -> "JudgingClock":
        """Give the one row, held by this transaction."""
        self.get_or_create(pk=1, defaults={"era": secrets.randbits(62)})
        return self.select_for_update().get(pk=1)

    def begin_anew(self) -> None:
        """Say that features were deleted, so that every process reads all of them again."""
        self.row()
        self.update(era=secrets.randbits(62), lessons=time.time_ns())


class JudgingClock(models.Model):
    """The one row that tells every process whether what it knows is still what holds; and how much was learned."""

    rules = models.BigIntegerField(default=0)
    lessons = models.BigIntegerField(default=0)
    era = models.BigIntegerField(default=0)
    spam = models.PositiveIntegerField(default=0)
    ham = models.PositiveIntegerField(default=0)

    objects = JudgingClockManager()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(pk=1), name="judging_has_one_clock")]

    def __str__(self) -> str:
        return f"{self.spam} spam, {self.ham} ham"


class LearnedFeatureManager(models.Manager["LearnedFeature"]):
    def note(self, features: Iterable[int], *, spam: int, ham: int, stamp: int) -> None:
        """Add to the counts of features; what falls to nothing is forgotten with the rare ones."""
        rows = [(feature, spam, ham, stamp) for feature in sorted(features)]
        for start in range(0, len(rows), 200):
            part = rows[start : start + 200]
            marks = ", ".join(["(%s, %s, %s, %s)"] * len(part))
            bounded = "CASE WHEN {0} + ({1}) < 0 THEN 0 ELSE {0} + ({1}) END"
            old = "comments_learnedfeature"
            statement = (
                f"INSERT INTO {old} (feature, spam, ham, changed) VALUES {marks} "  # noqa: S608  (numbers and constants of ours)
                f"ON CONFLICT (feature) DO UPDATE SET spam = {bounded.format(f'{old}.spam', int(spam))}, "
                f"ham = {bounded.format(f'{old}.ham', int(ham))}, changed = excluded.changed"
            )
            known = [(feature, max(0, spam), max(0, ham), stamp) for feature, spam, ham, stamp in part]
            with connection.cursor() as cursor:
                cursor.execute(statement, [value for row in known for value in row])

    @transaction.atomic
    def forget_rare(self, most: int = MOST_FEATURES) -> int:
        """Delete the features that were seen least, until at most `most` are left; give how many."""
        if (beyond := self.count() - most) <= most // 10:  # not at every step beyond it
            return 0
        rarest = self.annotate(seen=F("spam") + F("ham")).order_by("seen", "changed").values("pk")[:beyond]
        JudgingClock.objects.begin_anew()
        return self.filter(pk__in=rarest).delete()[0]


class LearnedFeature(models.Model):
    """In how many comments of either kind a feature stood. It is a hash: which word it was is not kept."""

    feature = models.BigIntegerField(primary_key=True)
    spam = models.PositiveIntegerField(default=0)
    ham = models.PositiveIntegerField(default=0)
    changed = models.BigIntegerField(db_index=True)

    objects = LearnedFeatureManager()

    def __str__(self) -> str:
        return f"{self.feature}: {self.spam} spam, {self.ham} ham"


class LessonManager(models.Manager["Lesson"]):
    def follow(self, comment: "Comment") -> None:
        """Learn what the newsroom's last decision on a comment teaches; call it in the transaction of the decision."""
        wanted = lesson_of(comment)
        known = self.filter(pk=comment.pk).first()
        if (known.is_spam if known else None) == wanted:
            return
        if known:
            self._count(comment, known.is_spam, -1)
            known.delete()
        if wanted is not None:
            self._count(comment, wanted, +1)
            self.create(comment=comment, is_spam=wanted)

    def forget(self, comment: "Comment") -> None:
        """Unlearn what a comment taught, before its writer changes the words; call it in the transaction of that."""
        if known := self.filter(pk=comment.pk).first():
            self._count(comment, known.is_spam, -1)
            known.delete()

    @transaction.atomic
    def learn_anew(self) -> None:
        """Forget everything, and learn it from the record of decisions."""
        from comments.judging.features import features_of
        from comments.judging.rules import Reading
        from comments.models.comment import Comment

        clock = JudgingClock.objects.row()
        self.all().delete()
        LearnedFeature.objects.all().delete()
        seen: dict[bool, Counter[int]] = {True: Counter(), False: Counter()}
        taught: list[Lesson] = []
        decided = Comment.objects.exclude(text="").filter(moderations__by__isnull=False).distinct().order_by("pk")
        for comment in decided.only("name", "text").prefetch_related("moderations").iterator(500):
            entries = sorted(comment.moderations.all(), key=attrgetter("pk"))
            lesson = taught_by([(each.verb, each.by_id, each.state_before, each.state_after) for each in entries])
            if lesson is not None:
                taught.append(Lesson(comment=comment, is_spam=lesson))
                seen[lesson].update(features_of(Reading(comment.name, comment.text)).keys())
        self.bulk_create(taught, batch_size=500)
        stamp = max(clock.lessons + 1, time.time_ns())
        common = (seen[True] + seen[False]).most_common(MOST_FEATURES)
        LearnedFeature.objects.bulk_create(
            [
                LearnedFeature(feature=key, spam=seen[True][key], ham=seen[False][key], changed=stamp)
                for key, _ in common
            ],
            batch_size=200,
        )
        spam = sum(lesson.is_spam for lesson in taught)
        clock.lessons, clock.era, clock.spam, clock.ham = stamp, secrets.randbits(62), spam, len(taught) - spam
        clock.save(update_fields=["lessons", "era", "spam", "ham"])

    def _count(self, comment: "Comment", is_spam: bool, difference: int) -> None:
        from comments.judging.features import features_of
        from comments.judging.rules import Reading

        clock = JudgingClock.objects.row()
        stamp = max(clock.lessons + 1, time.time_ns())
        spam, ham = (difference, 0) if is_spam else (0, difference)
        features = features_of(Reading(comment.name, comment.text))
        LearnedFeature.objects.note(features, spam=spam, ham=ham, stamp=stamp)
        clock.lessons, clock.spam, clock.ham = stamp, max(0, clock.spam + spam), max(0, clock.ham + ham)
        clock.save(update_fields=["lessons", "spam", "ham"])


class Lesson(models.Model):
    """A comment from which something was learned, so that it can be unlearned."""

    comment = models.OneToOneField("comments.Comment", models.CASCADE, primary_key=True, related_name="lesson")
    is_spam = models.BooleanField()

    objects = LessonManager()

    def __str__(self) -> str:
        return f"#{self.comment_id}: {'spam' if self.is_spam else 'ham'}"


TEACHES = {"spam": True, "approve": False}
"""What a person's decision teaches: whether the comment is spam. Rejecting and removing teach nothing: insults and
errors are no advertising, and who learned from them would hold back what the newsroom disagrees with."""


def lesson_of(comment: "Comment") -> bool | None:
    """Give what the record of a comment teaches: whether it is spam, None for nothing."""
    return taught_by(comment.moderations.order_by("pk").values_list("verb", "by", "state_before", "state_after"))


def taught_by(entries: Iterable[tuple[str, int | None, str, str]]) -> bool | None:
    """Give what a record teaches, the oldest entry first: the last decision, unless it was taken back.

    Words that their writer changed since are others than those that were decided on, and teach nothing.
    """
    standing: list[bool | None] = []
    for verb, by, before, after in entries:
        if verb == "undo":
            standing = standing[:-1]
        elif verb == "edit":
            standing = [None] * (len(standing) + (before != after))
        elif before and before != after:
            standing.append(TEACHES.get(verb) if by else None)
    return standing[-1] if standing else None
