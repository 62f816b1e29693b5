"""Budgets of networks: exact when many ask at once, and nobody waits for long, whatever the clock does."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from comments import budgets
from comments.budgets import OverBudget, Rule, check, count, spend
from comments.models import Attack, Budget
from nuztrend.models import AuditEntry

pytestmark = pytest.mark.django_db
HERE, THERE = "a" * 16, "b" * 16


@pytest.fixture(autouse=True)
def _rules(monkeypatch: pytest.MonkeyPatch, time_machine: Any) -> None:
    time_machine.move_to("2030-01-01T12:00:00+00:00", tick=False)
    monkeypatch.setattr(budgets, "RULES", {"comment": [Rule(3, 60), Rule(5, 3600)]})


def spent(times: int, network: str = HERE) -> int:
    """How many of so many tries a network could pay."""
    paid = 0
    for _ in range(times):
        try:
            spend("comment", network)
            paid += 1
        except OverBudget as over:
            assert 0 < over.seconds <= 3600
    return paid


def test_a_network_gets_its_share_and_no_more() -> None:
    assert spent(5) == 3
    assert spent(5, THERE) == 3


def test_the_next_minute_brings_more_until_the_hour_is_used_up(later: Callable[..., None]) -> None:
    assert spent(5) == 3
    later(seconds=60)
    assert spent(5) == 2
    later(seconds=60)
    assert spent(5) == 0
    later(hours=1)
    assert spent(5) == 3


def test_it_says_after_how_long_another_try_makes_sense(later: Callable[..., None]) -> None:
    spent(3)
    with pytest.raises(OverBudget) as over:
        spend("comment", HERE)
    later(seconds=over.value.seconds)
    spend("comment", HERE)


def test_who_is_refused_writes_nothing() -> None:
    spent(3)
    with (
        CaptureQueriesContext(
            connection,
        ) as asked,
        pytest.raises(OverBudget),
    ):
        spend("comment", HERE)
    assert [query["sql"].split()[0] for query in asked.captured_queries if "budget" in query["sql"]] == ["SELECT"]


@pytest.mark.parametrize("jump", [{"days": 400}, {"days": -400}, {"hours": 1}, {"hours": -1}])
def test_a_clock_that_jumps_locks_nobody_out(later: Callable[..., None], jump: dict[str, int]) -> None:
    assert spent(9) == 3
    later(**jump)
    assert spent(9) == 3
    later(**{unit: -amount for unit, amount in jump.items()})
    assert spent(9) == 3


def test_without_an_address_nothing_is_counted() -> None:
    assert spent(20, "") == 20


def test_looking_takes_nothing_and_counting_asks_nobody() -> None:
    for _ in range(9):
        check(("comment", HERE))
    for _ in range(9):
        count("comment", HERE)
    with pytest.raises(OverBudget):
        check(("comment", HERE))


def test_a_site_may_widen_the_budgets(settings: Any) -> None:
    settings.NETWORK_BUDGET = 200
    assert spent(20) == 6


def test_under_attack_a_third_is_left(settings: Any) -> None:
    settings.UNDER_ATTACK = "1"
    assert spent(20) == 1


def test_what_is_rolled_back_was_not_spent() -> None:
    from django.db import transaction

    with transaction.atomic():
        spent(3)
        transaction.set_rollback(True)
    assert spent(5) == 3


def test_windows_that_are_over_are_deleted(later: Callable[..., None]) -> None:
    spent(3)
    later(minutes=2)
    call_command("tick")
    assert [row.key.split()[1] for row in Budget.objects.all()] == ["3600"]
    later(days=-30)
    call_command("tick")
    assert not Budget.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_exactly_what_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budgets, "RULES", {"comment": [Rule(20, 60), Rule(13, 3600), Rule(30, 86_400)]})

    def ask(number: int) -> int:
        try:
            return spent(5)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(ask, range(8))) == 13
    assert set(Budget.objects.values_list("taken", flat=True)) == {13}


@pytest.mark.django_db(transaction=True)
def test_who_spends_while_old_windows_are_deleted_waits_in_no_circle(
    monkeypatch: pytest.MonkeyPatch, later: Callable[..., None]
) -> None:
    monkeypatch.setattr(budgets, "RULES", {kind: [Rule(9, 60)] for kind in "cab"})
    for kind in "cab":
        spend(kind, HERE)
    later(hours=1)

    def beside(work: Callable[[], Any]) -> Any:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            Budget.objects.filter(pk__startswith="b ").update(taken=1)  # keeps both waiting in the middle of their work
            spending = pool.submit(beside, lambda: transaction.atomic(budgets.take)(*((kind, HERE) for kind in "abc")))
            threading.Event().wait(0.3)
            deleting = pool.submit(beside, Budget.objects.forget_old)
            threading.Event().wait(0.3)
        spending.result(20)
        assert deleting.result(20) <= 3


def run_against_it(faults: int) -> None:
    from comments.models import attack

    for _ in range(faults):
        attack._here.report_at = attack._here.look_at = 0
        Attack.objects.fault()


def test_many_faults_begin_an_attack_which_ends_by_itself(
    later: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    run_against_it(119)
    assert not Attack.objects.is_on()
    run_against_it(1)
    assert Attack.objects.is_on()
    assert spent(9) == 1
    run_against_it(100)
    later(minutes=9)
    call_command("tick")
    run_against_it(0)
    assert [entry.verb for entry in AuditEntry.objects.all()] == ["attack begin"]
    later(minutes=2)
    assert not Attack.objects.is_on()
    call_command("tick")
    assert [entry.verb for entry in AuditEntry.objects.all()] == ["attack end", "attack begin"]
    assert caplog.text.count("an attack on the comments begins") == caplog.text.count("is over") == 1


def test_faults_that_come_slowly_are_no_attack(later: Callable[..., None]) -> None:
    for _ in range(6):
        run_against_it(55)
        later(minutes=1)
    assert not Attack.objects.is_on()


def test_a_clock_that_was_wrong_leaves_no_attack_behind(later: Callable[..., None]) -> None:
    run_against_it(120)
    assert Attack.objects.is_on()
    later(days=-3)
    assert not Attack.objects.is_on()
    call_command("tick")
    assert AuditEntry.objects.first().verb == "attack end"  # type: ignore[union-attr]


def test_an_operator_may_forbid_it_to_begin(settings: Any) -> None:
    settings.UNDER_ATTACK = "0"
    run_against_it(500)
    assert not Attack.objects.is_on()
