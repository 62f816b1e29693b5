from typing import Any

from django.core.management.base import BaseCommand

from comments.judging.learned import ENOUGH
from comments.models import JudgingClock, LearnedFeature, Lesson


class Command(BaseCommand):
    help = (
        "Learn anew, from the record of decisions alone, what spam reads like here: after an update, or a bad lesson."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        Lesson.objects.learn_anew()
        clock = JudgingClock.objects.get(pk=1)
        words = f"Learned from {clock.spam:,} comments marked as spam and {clock.ham:,} approved ones: "
        words += f"{LearnedFeature.objects.all().count():,} features."
        if min(clock.spam, clock.ham) < ENOUGH:
            words += f" Nothing is said before there are {ENOUGH} of each kind."
        self.stdout.write(words)
