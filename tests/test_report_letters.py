"""Letters to who reported a comment and gave an address: what they tell, and that they are true when they go."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.models import Article
from comments.models import Comment, Report
from comments.reports.telling import tell_reporter
from tests import make
from tests.letters import mail_server  # noqa: F401
from tests.smtp import MailServer, Said
from tests.test_reporting import send

pytestmark = pytest.mark.django_db
ADDRESS = "ada@example.org"


@pytest.fixture(autouse=True)
def _unhurried(settings: Any) -> None:
    settings.COMMENT_MIN_SECONDS = 0


@pytest.fixture
def comment() -> Comment:
    return make.comment(make.story("Mill Lane\nBcc: all@example.org"), "He lives in Mill Lane.")


@pytest.fixture
def report(client: Client, comment: Comment, django_capture_on_commit_callbacks: Any) -> Callable[..., str]:
    """Report the comment with an address; gives the address of the receipt."""

    def sent(network: int = 1, address: str = ADDRESS) -> str:
        with django_capture_on_commit_callbacks(execute=True):
            return str(send(client, comment, network, address=address).headers["Location"])

    return sent


@pytest.fixture
def dismiss(django_capture_on_commit_callbacks: Any) -> Callable[..., None]:
    def done(answer: str = "A lane is long.") -> None:
        with django_capture_on_commit_callbacks(execute=True):
            Report.objects.get().dismiss(by=None, answer=answer)

    return done


def work() -> None:
    """Do what the worker does: the tasks whose time has come, each once."""
    waiting = DBTaskResult.objects.filter(task_path=tell_reporter.module_path, status="READY")
    for row in waiting.exclude(run_after__gt=timezone.now(), run_after__lt=timezone.now() + timedelta(days=9)):
        row.delete()
        tell_reporter.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])


def test_a_report_is_acknowledged_with_the_address_of_its_receipt(mail: MailServer, report: Callable[..., str]) -> None:
    receipt = report()
    assert mail.letters == [], "a reader waited for the mail server"
    assert receipt.split("/")[3] not in str(DBTaskResult.objects.values_list("args_kwargs"))
    work()
    letter, body = mail.letters[0], mail.bodies()[0]
    assert letter["To"] == ADDRESS and letter["Subject"] == "Nuztrend: your report has come in"
    assert f"http://127.0.0.1:8000{receipt}" in body and "Mill Lane Bcc: all@example.org" in " ".join(body.split())
    assert letter["Bcc"] is None and letter["Auto-Submitted"] == "auto-generated"


def test_the_decision_is_told_two_minutes_later(
    mail: MailServer, report: Callable[..., str], dismiss: Callable[..., None], later: Callable[..., None]
) -> None:
    report()
    work()
    dismiss()
    work()
    assert len(mail.letters) == 1
    later(minutes=2, seconds=1)
    work()
    assert mail.letters[1]["Subject"] == "Nuztrend: a decision on your report"
    assert "A lane is long." in mail.bodies()[1] and "does not agree" in mail.bodies()[1]


def test_a_decision_that_was_contested_meanwhile_is_not_told(
    mail: MailServer, report: Callable[..., str], dismiss: Callable[..., None], later: Callable[..., None]
) -> None:
    report()
    work()
    dismiss("First answer.")
    Report.objects.get().contest_dismissal("Look again.")
    later(seconds=60)
    dismiss("Second answer.")
    later(minutes=2, seconds=1)
    work()
    assert len(mail.letters) == 2 and "Second answer." in mail.bodies()[1]


def test_a_removal_that_was_taken_back_at_once_is_not_told(
    mail: MailServer, report: Callable[..., str], later: Callable[..., None], django_capture_on_commit_callbacks: Any
) -> None:
    report()
    work()
    with django_capture_on_commit_callbacks(execute=True):
        Report.objects.get().uphold(by=None)
    Comment.objects.get().undo(by=None)
    later(minutes=2, seconds=1)
    work()
    assert len(mail.letters) == 1


def test_no_letter_has_a_headline_that_is_not_public(mail: MailServer, report: Callable[..., str]) -> None:
    report()
    Article.objects.update(state="draft", title="Secret headline", first_published_at=None)
    work()
    assert "Secret" not in mail.bodies()[0] and "a story that is not public now" in " ".join(mail.bodies()[0].split())


def test_who_erased_the_address_hears_nothing_more(
    mail: MailServer, report: Callable[..., str], dismiss: Callable[..., None], later: Callable[..., None]
) -> None:
    report()
    work()
    dismiss()
    Report.objects.get().forget_reporter()
    later(minutes=3)
    work()
    assert len(mail.letters) == 1


def test_one_address_is_not_flooded(mail: MailServer, report: Callable[..., str]) -> None:
    for network in range(5):
        report(network, "Ada+1@Example.org" if network % 2 else ADDRESS)
    work()
    assert Report.objects.count() == 5 and len(mail.letters) == 2


def test_a_mail_server_that_is_busy_is_asked_again_later(
    mail: MailServer, report: Callable[..., str], later: Callable[..., None]
) -> None:
    mail.instead = [Said("DATA", 451)]
    report()
    work()
    assert mail.letters == []
    later(seconds=61)
    work()
    assert len(mail.letters) == 1


def test_an_address_that_is_refused_for_good_is_given_up(
    mail: MailServer, report: Callable[..., str], later: Callable[..., None]
) -> None:
    mail.instead = [Said("RCPT", 550)]
    report()
    work()
    later(hours=3)
    work()
    assert mail.letters == []
    assert timezone.now() - Report.objects.get().created_at > timedelta(hours=2)


def test_without_a_mail_server_or_an_address_nothing_is_queued(
    client: Client, comment: Comment, mail: MailServer, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        send(client, comment)
    settings.LETTERS = False
    with django_capture_on_commit_callbacks(execute=True):
        send(client, comment, address=ADDRESS)
    assert not DBTaskResult.objects.filter(task_path=tell_reporter.module_path).exists()
