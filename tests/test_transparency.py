"""The public report on moderation: its figures are those that one counts by hand, and the page is exact and cheap."""

import csv
import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import pairwise
from statistics import median
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client

from comments.models import Appeal, Comment, ModerationEntry, ModerationMonth, Reason, Report
from comments.transparency.counting import figures_between
from comments.transparency.figures import FIGURES
from nuztrend.lib.dates import span_words
from tests import make
from tests.front import Front

pytestmark = pytest.mark.django_db
START = datetime(2026, 1, 28, 12, tzinfo=UTC)


class History:
    """Readers who write, report and appeal, and moderators who decide, at random."""

    def __init__(self, seed: int, time_machine: Any):
        self.dice = random.Random(seed)
        self.machine = time_machine
        self.now = START
        self.story = make.story()
        self.moderators: list[User] = [make.user("ada"), make.user("bob")]
        self.receipts = iter(f"{number:032}" for number in range(10_000))

    def live(self, steps: int) -> None:
        for _ in range(steps):
            self.now += timedelta(minutes=self.dice.choice([1, 7, 50, 600, 1_500]))
            self.machine.move_to(self.now, tick=False)
            try:
                self.dice.choices([self.write, self.decide, self.report, self.answer], [2, 4, 1, 2])[0]()
            except ValidationError:
                continue  # the verb does not apply: nothing happened

    def comment(self) -> Comment:
        return self.dice.choice(list(Comment.objects.order_by("pk")[:40]) or [self.write()])

    def by(self) -> User | None:
        return self.dice.choice([*self.moderators, None])

    def write(self) -> Comment:
        made, _ = Comment.objects.hold(self.story, "Grace", "Hm.", receipt=next(self.receipts))
        return made

    def decide(self) -> None:
        comment, by, code = self.comment(), self.by(), self.dice.choice(["", *Reason.values])
        verbs: list[Callable[[], None]] = [
            lambda: comment.approve(by),
            lambda: comment.hold(by),
            lambda: comment.reject(by, code=code),
            lambda: comment.remove(by, "why", code),
            lambda: comment.mark_spam(by),
            lambda: comment.undo(by),
            lambda: comment.withdraw(),
        ]
        self.dice.choices(verbs, [5, 3, 3, 3, 2, 2, 1])[0]()

    def report(self) -> None:
        Report.objects.submit(self.comment(), "hate", "", next(self.receipts), in_good_faith=True)

    def answer(self) -> None:
        row = self.dice.choice([*Report.objects.order_by("pk"), None])
        if row is None:
            self.comment().note("appeal", None)
        elif row.can_be_contested:
            row.contest_dismissal("Look again.")
        else:
            self.dice.choice([row.uphold, row.dismiss])(self.dice.choice(self.moderators))


NAMES = {
    "submit": "received",
    "withdraw": "withdrawn",
    "report": "reports",
    "contest report": "reports_contested",
    "uphold report": "reports_upheld",
    "dismiss report": "reports_dismissed",
    "appeal": "appeals",
    "uphold appeal": "appeals_upheld",
}


def by_hand(start: datetime, end: datetime) -> dict[str, Any]:
    """The figures, counted by walking through the whole record once."""
    told: Counter[str] = Counter()
    held: dict[int, datetime] = {}
    reports: dict[int, list[datetime]] = {}
    waits, report_waits = [], []
    for entry in ModerationEntry.objects.order_by("pk"):
        if entry.at >= end:
            break
        counts = entry.at >= start
        moved, who = entry.state_before != entry.state_after, "people" if entry.by_id else "rules"
        names = [NAMES.get(entry.verb, "")]
        if moved and entry.verb != "withdraw":
            names.append(f"{who}_{entry.state_after}")
        if moved and entry.state_after in ("rejected", "removed", "spam"):
            names.append(f"reason_{entry.code or 'none'}")
        if counts:
            told.update(name for name in names if name)
        if moved and entry.state_after == "held":
            held[entry.comment_id] = entry.at
        elif moved and entry.state_before == "held" and counts and entry.by_id:
            waits.append((entry.at - held[entry.comment_id]).total_seconds())
        queue = reports.setdefault(entry.comment_id, [])
        if entry.verb in ("report", "contest report"):
            queue.append(entry.at)
        elif entry.verb in ("uphold report", "dismiss report"):
            since = queue.pop(0)
            if counts:
                report_waits.append((entry.at - since).total_seconds())
    figures: dict[str, Any] = {figure.key: told[figure.key] for figure in FIGURES}
    figures["wait"] = round(median(waits)) if waits else None
    figures["report_wait"] = round(median(report_waits)) if report_waits else None
    return figures


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_figures_are_those_that_one_counts_by_hand(seed: int, time_machine: Any) -> None:
    history = History(seed, time_machine)
    history.live(200)
    months = [datetime(2026, number, 1, tzinfo=UTC) for number in range(1, 13)]
    seen: Counter[str] = Counter()
    for start, end in pairwise(months):
        found = figures_between(start, end)
        assert found == by_hand(start, end), start
        seen.update({key: 1 for key, value in found.items() if value})
    assert {"received", "wait", "report_wait", "reports_contested"} <= set(seen), "the history holds too little"


def test_months_that_are_over_are_kept_and_told_the_same(client: Client, time_machine: Any) -> None:
    history = History(4, time_machine)
    history.live(120)
    time_machine.move_to(history.now + timedelta(hours=2), tick=False)
    before = client.get("/comments/transparency.json").json()["months"]
    call_command("tick")
    assert ModerationMonth.objects.count() >= 1
    after = {month["month"]: month for month in client.get("/comments/transparency.json").json()["months"]}
    for month in before:
        assert {**month, "is_over": True} == {**after[month["month"]], "is_over": True}
    assert [month["is_over"] for month in after.values()].count(False) == 1
    assert not [chore for chore in [call_command("tick")] if chore]
    ModerationMonth.objects.update(figures={})
    call_command("count_moderation", "--anew", stdout=StringIO())
    recounted = {month["month"]: month for month in client.get("/comments/transparency.json").json()["months"]}
    assert recounted == after


def test_a_month_is_counted_when_it_is_over_for_an_hour(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 1, 31, 23, 59, tzinfo=UTC), tick=False)
    make.comment(make.story())
    for moment, stored in ((datetime(2026, 2, 1, 0, 59, tzinfo=UTC), 0), (datetime(2026, 2, 1, 1, tzinfo=UTC), 1)):
        time_machine.move_to(moment, tick=False)
        call_command("tick")
        assert ModerationMonth.objects.count() == stored
    assert ModerationMonth.objects.get().figures["received"] == 1


def test_months_that_a_clock_ahead_of_time_has_counted_are_counted_again(client: Client, time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 1, 10, tzinfo=UTC), tick=False)
    story = make.story()
    make.comment(story)
    time_machine.move_to(datetime(2026, 4, 2, tzinfo=UTC), tick=False)
    call_command("tick")
    time_machine.move_to(datetime(2026, 1, 11, tzinfo=UTC), tick=False)
    make.comment(story)
    time_machine.move_to(datetime(2026, 1, 11, 1, tzinfo=UTC), tick=False)
    [month] = client.get("/comments/transparency.json").json()["months"]
    assert (month["month"], month["received"], month["is_over"]) == ("2026-01", 2, False)
    call_command("tick")
    time_machine.move_to(datetime(2026, 2, 2, tzinfo=UTC), tick=False)
    call_command("tick")
    newest, oldest = client.get("/comments/transparency.json").json()["months"]
    assert (newest["month"], oldest["month"], oldest["received"], oldest["is_over"]) == ("2026-02", "2026-01", 2, True)


def test_the_page_tells_the_figures_in_words(client: Client, time_machine: Any, settings: Any) -> None:
    time_machine.move_to(START, tick=False)
    assert "Nobody has written a comment yet" in client.get("/comments/transparency/").content.decode()
    ada = make.user("ada")
    comment = make.comment(make.story(), state="held")
    time_machine.move_to(START + timedelta(minutes=90), tick=False)
    comment.reject(by=ada, code="insult")
    Appeal.objects.create(comment=comment, text="It does not.").uphold(by=ada)
    time_machine.move_to(START + timedelta(minutes=95), tick=False)
    html = client.get("/comments/transparency/").content.decode()
    assert "January 2026" in html and "so far" in html and "<caption" in html and 'scope="row"' in html
    assert "90 minutes" in html and "Rejected by people" in html and "It insults somebody" in html
    assert "Removed by people" not in html.partition("<tbody>")[0], "a column of noughts"
    assert "ada" not in html.partition("<main")[2].partition("</main>")[0]
    lines = list(csv.DictReader(StringIO(client.get("/comments/transparency.csv").content.decode())))
    assert (lines[0]["month"], lines[0]["people_rejected"], lines[0]["wait"]) == ("2026-01", "1", "5400")
    settings.REPORTS_TO_HOLD = 3
    assert "3 networks" in client.get("/comments/transparency/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_page_is_kept_until_the_next_five_minutes_are_full(time_machine: Any) -> None:
    time_machine.move_to(START + timedelta(minutes=1), tick=False)
    story = make.story()
    make.comment(story)
    front = Front()
    time_machine.move_to(START + timedelta(minutes=6), tick=False)
    first = front.get("/comments/transparency/")
    make.comment(story, "Another.")
    again = front.get("/comments/transparency/")
    assert (first.how, again.how) == ("stored", "hit") and first.text == again.text
    assert front.get("/comments/transparency.csv").how == "stored"
    time_machine.move_to(START + timedelta(minutes=11), tick=False)
    later = front.get("/comments/transparency/")
    assert later.how == "stored" and later.text != first.text


def test_it_costs_the_same_however_much_was_decided(
    client: Client, time_machine: Any, django_assert_max_num_queries: Any
) -> None:
    history = History(5, time_machine)
    history.live(80)
    time_machine.move_to(history.now + timedelta(hours=3), tick=False)
    call_command("tick")
    client.get("/comments/transparency/")
    with django_assert_max_num_queries(9):  # months stored, first entry; counts and two waits of the month; the frame
        client.get("/comments/transparency/")


@pytest.mark.pure
def test_times_are_told_in_plain_words() -> None:
    told = [span_words(seconds) for seconds in (0, 1, 119, 120, 5_400, 7_200, 12_600, 172_800, 200_000)]
    assert told[:5] == ["0 seconds", "1 second", "119 seconds", "2 minutes", "90 minutes"]
    assert told[5:] == ["2 hours", "3.5 hours", "2 days", "2.3 days"]
