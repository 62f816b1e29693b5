"""What a reporter who gave an address is written: that the notice came in, and what was decided.

Both letters are tasks of the worker, put there on commit, so that nobody waits for a mail server; the receipt tells the
same. An address that somebody typed into a form is written to at most twice an hour, whoever typed it.
"""

import logging
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from comments.budgets import OverBudget, spend
from comments.mail.letters import one_line, wrapped
from comments.mail.outbox import WAITS, CannotSend, hand_over
from comments.models import Decision, Report
from comments.models.letterbox import SECOND_THOUGHTS, hash_of, sealed
from comments.naming import named
from nuztrend.lib.tasks import task

logger = logging.getLogger("comments.mail")


def received(report: Report, receipt: str) -> None:
    """Have the reporter told that a notice came in, and where its receipt is."""
    if settings.LETTERS and report.address and _may_write_to(report.address):
        tell_reporter.enqueue(report.pk, "", sealed(receipt, -report.pk))


def decided(report: Report) -> None:
    """Have the reporter told what was decided, and why, unless it is taken back within two minutes."""
    if settings.LETTERS and report.address and report.decided_at:
        later = tell_reporter.using(run_after=timezone.now() + SECOND_THOUGHTS)
        later.enqueue(report.pk, report.decided_at.isoformat(), "")


def _may_write_to(address: str) -> bool:
    try:
        spend("addressee", hash_of(address)[:16])
    except OverBudget:
        return False
    return True


@task(priority=60)
def tell_reporter(report_id: int, decided_at: str, seal: str, failures: int = 0) -> str:
    """Write one letter to who reported a comment; when the mail server does not take it, another try is enqueued.

    Args:
        decided_at: the moment of the decision that is told, "" to tell that the notice came in.
        seal: the receipt, sealed; "" where only its hash is known.
        failures: how many tries in a row have failed.
    """
    report = Report.objects.select_related("comment__article").filter(pk=report_id).first()
    message = letter_about(report, decided_at, seal) if report and report.address and settings.LETTERS else None
    if message is None:
        return "there is nothing to tell any more"
    server = get_connection()
    try:
        hand_over(message, server)
    except CannotSend as error:
        if error.for_good or failures >= len(WAITS):
            logger.error("the letter about report %d was given up: %s.", report_id, error)
        else:
            later = timezone.now() + timedelta(minutes=WAITS[failures])
            tell_reporter.using(run_after=later).enqueue(report_id, decided_at, seal, failures + 1)
        return str(error)
    finally:
        server.close()
    return "sent"


def letter_about(report: Report, decided_at: str, seal: str) -> EmailMessage | None:
    """Give the letter, as things are now; None where the decision that it tells of is not the last word any more."""
    story = report.comment.article
    about = f"This is about your report on a comment under {one_line(named(story))}."
    if not decided_at:
        link = f"{settings.SITE_URL}{reverse('report', args=[sealed(seal, -report.pk)])}"
        subject = "your report has come in"
        told = [
            "People of the newsroom read reports and decide on them. Your private receipt tells what came of it:",
            link,
        ]
    elif report.is_open or not report.decided_at or report.decided_at.isoformat() != decided_at or report.was_undone:
        return None
    else:
        subject = "a decision on your report"
        upheld = report.decision == Decision.UPHELD
        told = [
            "The newsroom agrees with you." if upheld else "The newsroom does not agree: the comment stays as it is."
        ]
        if report.answer:
            told.append(f"The answer: “{one_line(report.answer)}”")
        told.append("Your receipt tells more" + ("." if upheld else ", and there you can ask once for a second look."))
    why = "You get this because your address was given with the report. The receipt has a button that erases it."
    mark = salted_hmac("comments.report-letter", f"{report.pk} {decided_at}", algorithm="sha256").hexdigest()[:16]
    return EmailMessage(
        subject=one_line(f"{settings.SITE_NAME}: {subject}"),
        body="\n\n".join([*map(wrapped, [about, *told]), f"-- \n{wrapped(why)}"]) + "\n",
        from_email=settings.MAIL_FROM,
        to=[report.address],
        headers={
            "Message-ID": f"<report-letter-{report.pk}.{mark}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>",
            "Auto-Submitted": "auto-generated",
        },
    )
