"""The portal learns from the newsroom's decisions what spam reads like, unlearns what is taken back, and says why."""

import random
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

from articles.models import Article
from comments.judging import judge, known
from comments.judging.learned import ENOUGH
from comments.models import Comment, JudgingClock, LearnedFeature, Lesson, Verdict, Weight, WordList
from tests import make

pytestmark = pytest.mark.django_db
SPAM = "Cheap pills and roulette bonus for you my friend, order the discount package today"
HONEST = "I walked along the river on Sunday and the council has not mended the bridge yet"


@pytest.fixture(autouse=True)
def _a_worker_that_has_just_begun(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("comments.judging.mirror", known.Mirror())
    yield


@pytest.fixture
def story() -> Article:
    return make.story()


@pytest.fixture
def ada() -> User:
    return make.user("ada", "Moderator")


def mixed(text: str, seed: int) -> str:
    words = text.split()
    random.Random(seed).shuffle(words)
    return " ".join(words[:9])


def decided(story: Article, by: User, count: int = ENOUGH) -> None:
    """Let somebody decide on so many comments of each kind."""
    for number in range(count):
        for text, verb in ((SPAM, "mark_spam"), (HONEST, "approve")):
            comment, _ = Comment.objects.hold(story, "Grace", mixed(text, number))
            getattr(comment, verb)(by)


def learned(verdict: Verdict) -> Any:
    return next((reason for reason in verdict.reasons if reason.code == "learned"), None)


def counts() -> tuple[int, int]:
    clock = JudgingClock.objects.first()
    return (clock.spam, clock.ham) if clock else (0, 0)


def test_nothing_is_said_before_enough_was_seen_of_both_kinds(story: Article, ada: User) -> None:
    decided(story, ada, ENOUGH - 1)
    assert learned(judge(story, "Grace", SPAM)) is None
    decided(story, ada, 1)
    assert learned(judge(story, "Grace", SPAM)).weight > 3


def test_what_reads_like_spam_says_by_which_words_and_never_waits_for_that_alone(story: Article, ada: User) -> None:
    decided(story, ada)
    Weight.objects.change({"first": 0}, by=None)
    verdict = judge(story, "Grace", SPAM)
    reason = learned(verdict)
    assert reason.words.startswith("reads like spam: “") and 3 < reason.weight < 6
    assert verdict.state == "visible", "what was learned alone holds nothing back"
    Weight.objects.change({"first": 1}, by=None)
    assert judge(story, "Grace", SPAM).state == "held", "with another reason it does"
    Weight.objects.change({"hold": 2}, by=None)
    assert learned(judge(story, "Grace", SPAM)).weight < 2


def test_honest_words_take_back_what_the_rules_found_and_nothing_of_the_lists(story: Article, ada: User) -> None:
    decided(story, ada)
    WordList(name="x", weight=5, entries="bridge").keep(by=None)
    verdict = judge(story, "Grace", HONEST)
    assert learned(verdict) is None and verdict.score == 6
    linked = judge(story, "Grace", f"{HONEST} https://a.example")
    assert learned(linked).words.startswith("reads like what was approved") and -1 <= learned(linked).weight < 0


def test_a_decision_that_is_taken_back_is_unlearned(story: Article, ada: User) -> None:
    comment, _ = Comment.objects.hold(story, "Grace", SPAM)
    comment.mark_spam(ada)
    assert counts() == (1, 0) and LearnedFeature.objects.filter(spam=1).exists()
    comment.undo(ada)
    assert counts() == (0, 0) and not LearnedFeature.objects.filter(spam__gt=0).exists()
    assert not Lesson.objects.exists()


def test_another_decision_replaces_the_first(story: Article, ada: User) -> None:
    comment, _ = Comment.objects.hold(story, "Grace", SPAM)
    comment.mark_spam(ada)
    comment.approve(ada)
    assert counts() == (0, 1) and not LearnedFeature.objects.filter(spam__gt=0).exists()
    comment.remove(ada, reason="insult")
    assert counts() == (0, 0), "an insult is no advertising, and no example of what is welcome"


def test_rejecting_and_what_the_portal_does_by_itself_teach_nothing(story: Article, ada: User) -> None:
    for verb in ("approve", "mark_spam"):
        comment, _ = Comment.objects.hold(story, "Grace", SPAM)
        getattr(comment, verb)(None)
    comment, _ = Comment.objects.hold(story, "Grace", SPAM)
    comment.reject(ada, reason="off the subject")
    Comment.objects.submit(story, "Grace", SPAM, "")
    assert counts() == (0, 0)


def test_what_its_writer_takes_back_is_unlearned(story: Article, ada: User) -> None:
    comment, _ = Comment.objects.hold(story, "Grace", HONEST)
    comment.approve(ada)
    comment.withdraw()
    assert counts() == (0, 0) and not LearnedFeature.objects.filter(ham__gt=0).exists()


def test_words_that_the_writer_changes_are_unlearned_and_the_new_ones_teach_nothing(story: Article, ada: User) -> None:
    comment, _ = Comment.objects.hold(story, "Grace", HONEST)
    comment.approve(ada)
    comment.edit(SPAM, Verdict(Comment.State.VISIBLE))
    assert counts() == (0, 0) and not LearnedFeature.objects.filter(ham__gt=0).exists()
    Lesson.objects.learn_anew()
    assert counts() == (0, 0), "nobody of the newsroom approved these words"
    comment.mark_spam(ada)
    assert counts() == (1, 0)
    comment.undo(ada)
    assert counts() == (0, 0) and not LearnedFeature.objects.exclude(spam=0, ham=0).exists()


def test_no_word_is_stored_only_what_it_hashes_to(story: Article, ada: User) -> None:
    comment, _ = Comment.objects.hold(story, "Grace Hopper", "Call me, Grace, at home")
    comment.approve(ada)
    row = LearnedFeature.objects.first()
    assert row and {type(value) for value in row.__dict__.values() if value is not row._state} == {int}


def test_the_rare_is_forgotten_when_there_is_too_much(story: Article, ada: User) -> None:
    decided(story, ada)
    before = LearnedFeature.objects.all().count()
    assert LearnedFeature.objects.forget_rare(most=before) == 0
    assert LearnedFeature.objects.forget_rare(most=20) == before - 20
    assert all(row.spam + row.ham >= 20 for row in LearnedFeature.objects.all())
    assert learned(judge(story, "Grace", SPAM)).weight > 2, "what is left is what was seen most"


def test_training_anew_gives_what_the_record_tells(story: Article, ada: User) -> None:
    decided(story, ada, 3)
    undone, _ = Comment.objects.hold(story, "Grace", SPAM)
    undone.mark_spam(ada)
    undone.undo(ada)
    stood = sorted(LearnedFeature.objects.exclude(spam=0, ham=0).values_list("feature", "spam", "ham"))
    LearnedFeature.objects.update(spam=77)
    out = StringIO()
    call_command("train_comments", stdout=out)
    assert sorted(LearnedFeature.objects.values_list("feature", "spam", "ham")) == stood and counts() == (3, 3)
    assert "3 comments marked as spam and 3 approved ones" in out.getvalue() and "before there are 40" in out.getvalue()


def test_another_worker_learns_what_this_one_was_taught(story: Article, ada: User) -> None:
    decided(story, ada)
    other = known.Mirror()
    assert other.now().learned.spam == ENOUGH
    comment, _ = Comment.objects.hold(story, "Grace", "zeppelin tickets")
    comment.mark_spam(ada)
    fresh = other.now().learned
    assert fresh.spam == ENOUGH + 1 and len(fresh.counts) == LearnedFeature.objects.all().count()
    LearnedFeature.objects.forget_rare(most=10)
    assert len(other.now().learned.counts) == 10
