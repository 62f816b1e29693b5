"""The captcha's challenges: six digits that count once."""

import random
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from captcha.models import CaptchaStore
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments.captcha import challenge
from tests.captchas import GARBAGE, age, answer_of, wrong_answer


def test_answers_are_six_digits_from_the_whole_range() -> None:
    answers = [challenge.six_digits() for _ in range(6000)]
    assert all(
        shown == answer and len(answer) == 6 and answer.isascii() and answer.isdigit() for shown, answer in answers
    )
    # 6000 of a million: about 18 repeats; the stock challenge under threads gave 377 different ones of 3000.
    assert len({answer for _, answer in answers}) > 5900
    for place in range(6):
        counts = Counter(answer[place] for _, answer in answers)
        assert len(counts) == 10 and min(counts.values()) > 450  # 600 expected, sigma 23


def test_seeding_the_global_generator_does_not_repeat_an_answer(db: None) -> None:
    seen = set()
    for _ in range(5):
        random.seed("a key that everybody knows")
        key = challenge.issue()
        seen.add((key, answer_of(key)))
    assert len({key for key, _ in seen}) == 5 and len({answer for _, answer in seen}) > 1


def test_a_key_is_plain_chance(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(challenge, "six_digits", lambda: ("123456", "123456"))
    keys = {challenge.issue() for _ in range(20)}
    assert len(keys) == 20 and all(len(key) == 40 and int(key, 16) for key in keys)
    monkeypatch.setattr(challenge.secrets, "token_hex", lambda size: "ab" * size)
    assert challenge.issue() == "ab" * 20  # nothing else goes into it, least of all the answer


def test_a_right_answer_counts_once(db: None) -> None:
    key = challenge.issue()
    answer = answer_of(key)
    assert challenge.digits_of(key) == answer
    assert challenge.spend(key, answer) is True
    assert challenge.spend(key, answer) is False
    assert challenge.digits_of(key) is None


def test_a_wrong_answer_uses_the_challenge_up_and_no_other(db: None) -> None:
    key, other = challenge.issue(), challenge.issue()
    right = answer_of(key)
    assert challenge.spend(key, wrong_answer(key)) is False
    assert challenge.spend(key, right) is False
    assert challenge.spend(other, answer_of(other)) is True


@pytest.mark.parametrize("right", [True, False])
def test_one_statement_decides(db: None, right: bool) -> None:
    """Two would leave a moment in which parallel posts each get a guess."""
    key = challenge.issue()
    answer = answer_of(key) if right else wrong_answer(key)
    with CaptureQueriesContext(connection) as queries:
        challenge.spend(key, answer)
    assert [query["sql"].split()[0] for query in queries] == ["DELETE"]


def test_an_answer_is_kept_when_the_comment_cannot_be_stored(db: None) -> None:
    key = challenge.issue()
    answer = answer_of(key)
    with pytest.raises(RuntimeError), transaction.atomic():
        assert challenge.spend(key, answer)
        raise RuntimeError("the disk is full")
    assert challenge.spend(key, answer) is True


@pytest.mark.parametrize("delta", [{"hours": -1}, {"days": 2}], ids=["expired", "clock set back by two days"])
def test_a_challenge_out_of_its_time_is_refused(db: None, delta: dict[str, float]) -> None:
    key = challenge.issue()
    answer = answer_of(key)
    age(key, **delta)
    assert challenge.digits_of(key) is None
    assert challenge.spend(key, answer) is False


def test_a_challenge_lives_as_long_as_the_setting_says(db: None) -> None:
    key = challenge.issue()
    left = CaptchaStore.objects.get(hashkey=key).expiration - timezone.now()
    minutes = challenge.captcha_settings.CAPTCHA_TIMEOUT
    assert timedelta(minutes=minutes) - timedelta(seconds=10) < left <= timedelta(minutes=minutes)


@pytest.mark.parametrize("garbage", GARBAGE, ids=range(len(GARBAGE)))
def test_garbage_keys_are_refused_without_asking_the_database(db: None, garbage: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert challenge.digits_of(garbage) is None
        assert challenge.spend(garbage, "123456") is False
    assert len(queries) == 0


@pytest.mark.parametrize(
    "typed",
    [
        "012345",
        " 012 345 ",
        "0-1-2-3-4-5",
        "\uff10\uff11\uff12\uff13\uff14\uff15",  # full width
        "٠١٢٣٤٥",
        "۰۱۲۳۴۵",
        "०१२३४५",
        "\u200f012345\u200e",
        "012\u00a0345",
    ],
)
def test_digits_of_any_script_are_understood(db: None, monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    monkeypatch.setattr(challenge, "six_digits", lambda: ("012345", "012345"))
    assert challenge.spend(challenge.issue(), typed) is True


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "12345",
        "0123450",
        "012345x",
        "O12345",
        "012345\0",
        "\ud800",
        "012345" + " " * 100,
        "9" * 10_000,
        "' OR 1=1 --",
    ],
)
def test_anything_else_is_wrong(db: None, monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    monkeypatch.setattr(challenge, "six_digits", lambda: ("012345", "012345"))
    assert challenge.spend(challenge.issue(), typed) is False


def test_pruning_deletes_what_is_over_in_one_statement(db: None) -> None:
    keys = [challenge.issue() for _ in range(4)]
    age(keys[0], hours=-1)
    age(keys[1], days=2)
    with CaptureQueriesContext(connection) as queries:
        assert challenge.prune() == 2
    assert [query["sql"].split()[0] for query in queries] == ["DELETE"]
    assert set(CaptchaStore.objects.values_list("hashkey", flat=True)) == set(keys[2:])


def test_issuing_alone_bounds_the_table(db: None) -> None:
    for _ in range(5):
        CaptchaStore.objects.update(expiration=timezone.now() - timedelta(seconds=1))
        for _ in range(challenge.PRUNE_EVERY):
            challenge.issue()
    assert CaptchaStore.objects.count() < 2 * challenge.PRUNE_EVERY


# Many at once


def at_once(jobs: Sequence[Callable[[], bool]]) -> list[bool]:
    """What the jobs give, each run in a thread and database connection of its own, all let go together."""
    start = threading.Barrier(len(jobs))

    def run(job: Callable[[], bool]) -> bool:
        start.wait()
        try:
            with transaction.atomic():
                return job()
        finally:
            connections.close_all()  # the pool for PostgreSQL is smaller than sixteen

    with ThreadPoolExecutor(len(jobs)) as threads:
        return list(threads.map(run, jobs))


def test_sixteen_posts_of_one_right_answer_are_one_success(transactional_db: None) -> None:
    for _ in range(8):
        key = challenge.issue()
        answer = answer_of(key)
        assert sorted(at_once([partial(challenge.spend, key, answer)] * 16)) == [False] * 15 + [True]


def test_sixteen_guesses_at_once_are_one_attempt(transactional_db: None) -> None:
    """One of sixteen parallel guesses is right; most often another one comes first and ends the challenge."""
    successes = 0
    for _ in range(12):
        key = challenge.issue()
        answer = answer_of(key)
        guesses = [f"{(int(answer) + step) % 10**6:06d}" for step in range(1, 16)] + [answer]
        random.shuffle(guesses)
        successes += sum(at_once([partial(challenge.spend, key, guess) for guess in guesses]))
    assert successes <= 6  # 0.75 expected; every round succeeds if each guess is tried
