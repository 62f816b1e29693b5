"""Reporting a comment: the form, the receipt, the second look, and crowds that report what they do not like."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import OperationalError
from django.test import Client

from comments import budgets
from comments.models import Comment, ModerationEntry, Report, ReportQuerySet
from comments.reports import telling
from comments.reports.form import opened_token
from tests import make
from tests.receipts import main

pytestmark = pytest.mark.django_db
WORDS = "Third line: he lives in <b>Mill Lane</b>."


@pytest.fixture(autouse=True)
def _unhurried(settings: Any) -> None:
    settings.COMMENT_MIN_SECONDS = 0


@pytest.fixture
def comment() -> Comment:
    return make.comment(make.story(), "He lives in Mill Lane.")


def address(comment: Comment) -> str:
    return f"/articles/{comment.article.slug}/comments/{comment.pk}/report/"


def filled(comment: Comment, **fields: str) -> dict[str, str]:
    typed = {"code": "privacy", "text": WORDS, "in_good_faith": "on", "opened": opened_token(comment), **fields}
    return {name: value for name, value in typed.items() if value != "-"}


def send(client: Client, comment: Comment, network: int = 1, **fields: str) -> Any:
    return client.post(address(comment), filled(comment, **fields), REMOTE_ADDR=f"203.0.{network}.7")


def verbs(comment: Comment) -> list[str]:
    return [entry.verb for entry in comment.moderations.order_by("pk")]


def test_a_report_comes_in_and_its_receipt_tells_so(client: Client, comment: Comment) -> None:
    page = client.get(address(comment))
    assert "He lives in Mill Lane." in page.content.decode() and not page.cookies
    assert page.headers["X-Robots-Tag"] == "noindex" and "no-store" in page.headers["Cache-Control"]
    answer = send(client, comment, name="Ada", address="ada@example.org")
    assert answer.status_code == 302 and re.fullmatch(r"/comments/reports/[\w-]{32}/", answer.headers["Location"])
    receipt = client.get(answer.headers["Location"])
    html = receipt.content.decode()
    assert "Your report has come in" in html and "&lt;b&gt;Mill Lane&lt;/b&gt;" in html
    assert "It tells something private about somebody." in html and "people read reports and decide" in html
    assert receipt.headers["X-Robots-Tag"] == "noindex" and "no-store" in receipt.headers["Cache-Control"]
    made = Report.objects.get()
    assert (made.code, made.name, made.address, made.in_good_faith) == ("privacy", "Ada", "ada@example.org", True)
    assert made.network and "203" not in made.network
    assert answer.headers["Location"].split("/")[3] not in made.receipt_hash
    entry = ModerationEntry.objects.get(verb="report")
    assert (entry.code, entry.reason, entry.by, entry.state_after) == ("privacy", "", None, "visible")


def test_a_second_click_leads_to_the_same_receipt(client: Client, comment: Comment) -> None:
    fields = filled(comment)
    first, second = (client.post(address(comment), fields) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Report.objects.count() == 1 and verbs(comment).count("report") == 1
    comment.remove(by=None, reason="told")
    assert client.post(address(comment), fields).headers["Location"] == first.headers["Location"]


def test_other_words_from_the_same_form_are_kept_and_can_be_sent(client: Client, comment: Comment) -> None:
    fields = filled(comment)
    client.post(address(comment), fields)
    html = client.post(address(comment), {**fields, "text": "One more thing."}).content.decode()
    assert "already" in html and "One more thing." in html
    token = re.search(r'name="opened" value="([^"]+)"', html)
    assert token and token[1] != fields["opened"]
    client.post(address(comment), {**fields, "text": "One more thing.", "opened": token[1]})
    assert Report.objects.count() == 2


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"code": "-"}, "choose what is wrong"),
        ({"code": "ugly"}, "choose what is wrong"),
        ({"in_good_faith": "-"}, "tick the box"),
        ({"code": "illegal", "text": "  "}, "in a few words"),
        ({"text": "x" * 2_001}, "2,001 characters"),
        ({"name": "x" * 101}, "101 characters"),
        ({"address": "ada at home"}, "e-mail address"),
        ({"address": "ada@example.org\x00"}, "report-address-error"),
        ({"website": "spam"}, "do not see"),
        ({"opened": "-"}, "open for very long"),
        ({"opened": "1:a:b"}, "open for very long"),
    ],
)
def test_a_slip_is_told_and_nothing_typed_is_lost(
    client: Client, comment: Comment, fields: dict[str, str], words: str
) -> None:
    page = send(client, comment, 1, **{"name": "Ada Byron", "text": "What I typed", **fields})
    html = page.content.decode()
    assert page.status_code == 200 and words in html
    assert ("Ada Byron" in html or "name" in fields) and ("What I typed" in html or "text" in fields)
    assert not Report.objects.exists()


def test_a_token_of_another_comment_or_of_yesterday_is_refused(client: Client, comment: Comment, later: Any) -> None:
    other = make.comment(comment.article, "Another.")
    assert "open for very long" in send(client, comment, opened=opened_token(other)).content.decode()
    old = opened_token(comment)
    later(hours=25)
    assert "open for very long" in send(client, comment, opened=old).content.decode()
    assert not Report.objects.exists()


def test_who_is_very_quick_is_asked_to_wait(client: Client, comment: Comment, settings: Any) -> None:
    settings.COMMENT_MIN_SECONDS = 3
    assert "very quick" in send(client, comment).content.decode()


def test_a_form_from_another_site_is_not_taken(client: Client, comment: Comment) -> None:
    page = client.post(address(comment), filled(comment), headers={"Sec-Fetch-Site": "cross-site"})
    assert page.status_code == 403 and "another site" in page.content.decode()
    assert not Report.objects.exists()


def test_a_network_that_sends_many_is_asked_to_wait(
    client: Client, comment: Comment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spend(kind: str, network: str) -> None:
        assert kind == "report" and network
        raise budgets.OverBudget(90)

    monkeypatch.setattr(budgets, "spend", spend)
    page = send(client, comment)
    assert page.status_code == 429 and "in 2 minutes" in page.content.decode() and "Mill Lane" in page.content.decode()


def test_a_full_disk_costs_no_word(client: Client, comment: Comment, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any, **options: Any) -> None:
        raise OperationalError("disk full")

    monkeypatch.setattr(ReportQuerySet, "submit", broken)
    page = send(client, comment)
    assert page.status_code == 503 and "Mill Lane" in page.content.decode()


def test_a_comment_that_is_gone_gives_the_words_back(client: Client, comment: Comment) -> None:
    comment.remove(by=None, reason="told")
    page = send(client, comment)
    html = page.content.decode()
    assert page.status_code == 410 and "not shown any more" in html and "&lt;b&gt;Mill Lane" in html
    assert "He lives in" not in html
    comment.article.retract(by=None, reason="All wrong.")
    page = send(client, comment)
    assert page.status_code == 410 and "&lt;b&gt;Mill Lane" in page.content.decode()
    assert not Report.objects.exists()


@pytest.mark.parametrize("state", ["held", "rejected", "spam"])
def test_nobody_learns_of_comments_that_were_never_shown(client: Client, state: str) -> None:
    never = make.comment(make.story(), state=state)
    assert client.get(address(never)).status_code == 404


def test_strange_addresses_are_not_found(client: Client, comment: Comment) -> None:
    story = comment.article.get_absolute_url()
    for path in (
        f"{story}comments/{'9' * 40}/report/",
        "/articles/none/comments/1/report/",
        f"/comments/reports/{'a' * 32}/",
    ):
        assert client.get(path).status_code == 404, path


def test_a_decision_stands_on_the_receipt(client: Client, comment: Comment) -> None:
    receipt = send(client, comment).headers["Location"]
    moderator = make.user()
    Report.objects.get().uphold(by=moderator, answer="An address is nobody’s business.")
    html = client.get(receipt).content.decode()
    assert "We agree with your report" in html and "nobody’s business" in html and "He lives in" not in html
    assert moderator.username not in html
    assert verbs(comment)[-3:] == ["report", "uphold report", "remove"]


def test_a_removal_that_was_undone_is_not_said_to_last(client: Client, comment: Comment) -> None:
    receipt = send(client, comment).headers["Location"]
    Report.objects.get().uphold(make.user("mia"))
    assert "The comment is not shown any more" in main(client.get(receipt))
    comment.refresh_from_db()
    comment.undo(make.user("max"))
    html = main(client.get(receipt))
    assert "not shown any more" not in html and "A later decision took that back" in html
    assert f'href="/articles/{comment.article.slug}/comments/{comment.pk}/"' in html


@pytest.mark.parametrize("gone", ["draft", "retracted"])
def test_a_headline_that_is_not_public_stands_on_no_receipt(client: Client, comment: Comment, gone: str) -> None:
    receipt = send(client, comment).headers["Location"]
    story = comment.article
    assert story.title in main(client.get(receipt)) and story.get_absolute_url() in main(client.get(receipt))
    type(story).objects.filter(pk=story.pk).update(state=gone, title="Secret headline", first_published_at=None)
    html = main(client.get(receipt))
    assert "Secret" not in html and story.slug not in html and "a story that is not public now" in html


def test_a_dismissal_can_be_contested_once(client: Client, comment: Comment) -> None:
    receipt = send(client, comment).headers["Location"]
    assert "once" in client.post(receipt, {"text": "Too slow."}).content.decode()
    assert not Report.objects.get().contested_at
    Report.objects.get().dismiss(by=None, answer="A lane is long.")
    assert "A lane is long." in client.get(receipt).content.decode()
    empty = client.post(receipt, {"text": " "})
    assert "in a few words" in empty.content.decode()
    assert "2,001" in client.post(receipt, {"text": "x" * 2_001}).content.decode()
    assert client.post(receipt, {"text": "Number <7>."}).status_code == 302
    html = client.get(receipt).content.decode()
    assert "look at it again" in html and "Number &lt;7&gt;." in html and "A lane is long." in html
    assert Report.objects.open().count() == 1
    assert "once" in client.post(receipt, {"text": "Again."}).content.decode()
    Report.objects.get().dismiss(by=None, answer="Still long.")
    assert "Contest the decision" not in client.get(receipt).content.decode()
    assert "Number" not in "".join(entry.reason for entry in comment.moderations.all())
    assert verbs(comment)[-3:] == ["dismiss report", "contest report", "dismiss report"]


def test_the_reporter_may_erase_name_and_address(client: Client, comment: Comment) -> None:
    receipt = send(client, comment, name="Ada Byron", address="ada@example.org").headers["Location"]
    assert "ada@example.org" in client.get(receipt).content.decode()
    foreign = client.post(receipt, {"forget": "1"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403 and Report.objects.get().name
    client.post(receipt, {"forget": "1"})
    made = Report.objects.get()
    assert (made.name, made.address, made.text) == ("", "", WORDS)


def test_who_gave_an_address_is_told_when_it_is_committed(
    client: Client, comment: Comment, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    told: list[str] = []
    monkeypatch.setattr(telling, "received", lambda report, receipt: told.append(receipt))
    monkeypatch.setattr(telling, "decided", lambda report: told.append(report.answer))
    with django_capture_on_commit_callbacks(execute=True):
        receipt = send(client, comment).headers["Location"]
    with django_capture_on_commit_callbacks(execute=True):
        Report.objects.get().dismiss(by=None, answer="No.")
    assert told == [receipt.split("/")[3], "No."]


def test_reports_alone_hide_nothing_unless_asked_to(client: Client, comment: Comment) -> None:
    for network in range(20):
        send(client, comment, network)
    assert Comment.objects.visible().exists()


NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)


def test_three_networks_in_a_day_hide_a_comment_until_somebody_decides(
    client: Client, settings: Any, time_machine: Any
) -> None:
    settings.REPORTS_TO_HOLD = 3
    time_machine.move_to(NOON)
    comment = make.comment(make.story())
    for network in (1, 1, 1, 2):  # one network counts once
        send(client, comment, network)
    time_machine.move_to(NOON + timedelta(days=1))
    for network in (1, 2):  # the same two networks of yesterday have other hashes today
        send(client, comment, network)
    comment.refresh_from_db()
    assert comment.is_visible
    receipt = send(client, comment, 3).headers["Location"]
    comment.refresh_from_db()
    assert comment.state == "held"
    entry = comment.moderations.first()
    assert entry and (entry.verb, entry.by) == ("hold", None)
    assert "3 networks" in entry.reason and "not shown at present" in client.get(receipt).content.decode()
    comment.approve(by=make.user())
    for network in range(9):
        send(client, comment, network)
    comment.refresh_from_db()
    assert comment.is_visible, "a crowd hid what the newsroom has approved"


@pytest.mark.parametrize("path", ["GET", "HEAD"])
def test_looking_at_the_form_writes_nothing(client: Client, comment: Comment, path: str) -> None:
    with time_machine.travel(NOON):
        client.generic(path, address(comment))
    assert not Report.objects.exists() and verbs(comment) == ["submit", "approve"]


def test_a_receipt_is_a_secret_that_no_log_repeats(
    client: Client, comment: Comment, caplog: pytest.LogCaptureFixture
) -> None:
    receipt = send(client, comment).headers["Location"]
    caplog.set_level("INFO", "nuztrend.request")
    for path in (receipt, receipt.rstrip("/"), receipt + "more/"):
        client.get(path)
    assert caplog.text.count("/comments/…") == 3
    assert receipt.split("/")[3] not in caplog.text
