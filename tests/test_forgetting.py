"""What is kept about people ends when it was promised to, by the chores of the minute."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection

from comments.models import Appeal, Comment, ModerationEntry, NetworkKey, Report
from nuztrend.privacy import Holding, Whose, registry
from nuztrend.privacy.registry import forget_what_is_old, holdings
from tests import make

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)
FROM_THERE = {"REMOTE_ADDR": "203.0.113.7"}


@pytest.fixture(autouse=True)
def clock(time_machine: Any) -> Callable[..., None]:
    """The clock stands at noon of a day; `clock(hours=3)` sets it to so long after."""

    def stand(**after: float) -> None:
        time_machine.move_to(NOON + timedelta(**after), tick=False)

    stand()
    return stand


def tick() -> None:
    call_command("tick")


def reported(comment: Comment, **fields: str) -> Report:
    network = NetworkKey.objects.network(FROM_THERE)
    told = {"name": "Ada", "address": "ada@example.org", **fields}
    receipt = f"{comment.pk:032}"
    return Report.objects.submit(comment, "insult", "My words", receipt, in_good_faith=True, network=network, **told)


def test_networks_are_gone_after_72_hours_and_not_before(clock: Callable[..., None]) -> None:
    network = NetworkKey.objects.network(FROM_THERE)
    comment, _ = Comment.objects.submit(make.story(), "Grace", "Hm.", "a" * 32, network=network)
    reported(comment)
    clock(hours=71)
    tick()
    assert Comment.objects.get().network and Report.objects.get().network and NetworkKey.objects.exists()
    clock(hours=73)
    tick()
    assert Comment.objects.get().network is None and Report.objects.get().network is None
    assert NetworkKey.objects.exists(), "the key of a day ends 72 hours after that day"
    clock(hours=12 + 72)
    tick()
    assert not NetworkKey.objects.exists()


def test_a_clock_that_was_ahead_leaves_no_key_behind(clock: Callable[..., None]) -> None:
    clock(days=400)
    NetworkKey.objects.network(FROM_THERE)
    clock(days=-400)
    NetworkKey.objects.network(FROM_THERE)
    tick()
    assert NetworkKey.objects.count() == 1


@pytest.mark.parametrize("state", ["rejected", "spam", "removed"])
def test_words_that_are_not_shown_end_90_days_after_the_last_decision(clock: Callable[..., None], state: str) -> None:
    comment = make.comment(make.story(), "Shameful words.", state=state)
    Appeal.objects.create(comment=comment, text="Not shameful.", answer="They are.", decision="dismissed")
    kept = [make.comment(make.story(f"With one {each}"), "Kept.", state=each) for each in ("visible", "held")]
    entries = ModerationEntry.objects.count()
    clock(days=60)
    comment.note("appeal", None)
    clock(days=149)
    tick()
    assert Comment.objects.get(pk=comment.pk).text == "Shameful words."
    clock(days=151)
    tick()
    comment.refresh_from_db()
    assert (comment.name, comment.text, comment.html, comment.state) == ("", "", "", state)
    assert (Appeal.objects.get().text, Appeal.objects.get().answer) == ("", "")
    assert {row.text for row in Comment.objects.filter(pk__in=[each.pk for each in kept])} == {"Kept."}
    assert ModerationEntry.objects.count() == entries + 1, "the record of what was decided stays"
    with pytest.raises(ValidationError, match="erased"):
        comment.approve(by=None)


def test_words_stay_while_an_appeal_waits_however_long(clock: Callable[..., None]) -> None:
    comment = make.comment(make.story(), "Not shameful.", state="rejected")
    appeal = Appeal.objects.lodge(comment, "Look again.")
    clock(days=200)
    tick()
    comment.refresh_from_db()
    appeal.refresh_from_db()
    assert (comment.text, appeal.text) == ("Not shameful.", "Look again.")
    appeal.dismiss(by=None, answer="It is.")
    clock(days=289)
    tick()
    assert Comment.objects.get().text
    clock(days=291)
    tick()
    assert (Comment.objects.get().text, Appeal.objects.get().text) == ("", "")


def test_reporters_are_forgotten_180_days_after_the_decision(clock: Callable[..., None]) -> None:
    comment = make.comment(make.story())
    report = reported(comment)
    clock(days=300)
    tick()
    assert Report.objects.get().address, "who waits for a decision is not forgotten"
    report.dismiss(by=None, answer="No.")
    clock(days=310)
    report.contest_dismissal("Look again.")
    clock(days=500)
    tick()
    assert Report.objects.get().contest, "it waits again"
    report.dismiss(by=None, answer="No.")
    clock(days=500 + 181)
    tick()
    row = Report.objects.get()
    assert (row.name, row.address, row.text, row.contest, row.answer) == ("", "", "", "", "No.")


def test_everything_that_promises_an_end_and_is_forgotten_here_is_tested_here() -> None:
    tested = {"forget_networks", "forget_words", "forget_reporters"}
    elsewhere = {"forget_old"}  # of letters: tests of mail
    assert {holding.forget.__name__ for holding in holdings() if holding.forget} <= tested | elsewhere


def test_where_there_is_nothing_to_forget_little_is_asked(django_assert_max_num_queries: Any) -> None:
    make.comment(make.story())
    duties = {holding.forget for holding in holdings() if holding.forget}
    with django_assert_max_num_queries(3 * len(duties)):  # one for each table and age, and the transaction around some
        assert forget_what_is_old() == 0


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads a small table without its indexes")
def test_what_is_old_is_found_by_age_and_not_by_reading_all_comments() -> None:
    """SQLite finds no partial index by a list of bound values; each minute would walk through all that is put aside."""
    assert "comment_words_age" in Comment.objects.put_aside_before(NOON).explain()
    networks = Comment.objects.filter(network__isnull=False, created_at__lt=NOON).order_by("created_at")
    assert "comment_network_age" in networks.explain()


def test_one_failure_keeps_nothing_else_from_being_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> int:
        raise OSError("gone")

    done: list[str] = []

    def forget() -> int:
        done.append("forgotten")
        return 1

    rows = [
        Holding(whose=Whose.WRITER, what="x", why="x", kept="x", ends="x", forget=each) for each in (broken, forget)
    ]
    monkeypatch.setattr(registry, "_holdings", rows)
    with pytest.raises(ExceptionGroup):
        forget_what_is_old()
    assert done == ["forgotten"]
