"""What can never be taken back: the audit log, and what readers were told of changes."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from articles.models import Amendment, Article, PendingRevision, Revision
from articles.models.content import content_of
from comments.models import ModerationEntry
from nuztrend.models import AuditEntry
from tests import make


def corrected() -> Article:
    """A story with a correction."""
    story = make.story("First", body="It was nine.")
    pending = PendingRevision.objects.hold(story, content_of(story) | {"body": "It was ten."}, by=None)
    assert pending
    pending.publish(None, "correction", "We said nine; it was ten.")
    make.comment(story)
    return story


ATTEMPTS: dict[str, Callable[[Any], Any]] = {
    "change": lambda model: model.objects.update(id=7),
    "change by hand": lambda model: run(f"UPDATE {model._meta.db_table} SET at = '1999-01-01'"),  # noqa: S608
    "delete": lambda model: model.objects.all()._raw_delete("default"),
    "delete by hand": lambda model: run(f"DELETE FROM {model._meta.db_table}"),  # noqa: S608
}


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
@pytest.mark.parametrize("attempt", ATTEMPTS)
@pytest.mark.parametrize("model", [Amendment, AuditEntry, ModerationEntry])
def test_the_database_refuses(model: Any, attempt: str) -> None:
    corrected()
    before = list(model.objects.values())
    assert before
    with pytest.raises(DatabaseError, match="can be neither changed nor deleted"), transaction.atomic():
        ATTEMPTS[attempt](model)
    assert list(model.objects.values()) == before


@pytest.mark.django_db
def test_what_was_corrected_stays_with_its_story_and_both_texts() -> None:
    story = corrected()
    with pytest.raises(ProtectedError):
        story.delete()
    with pytest.raises(ProtectedError):
        Revision.objects.of(story).first().delete()  # type: ignore[union-attr]
    assert Article.objects.filter(pk=story.pk).exists()


@pytest.mark.django_db
def test_an_account_can_go_and_its_entries_stay() -> None:
    who = make.user("ada", "Editor")
    story = make.draft("First")
    story.submit(by=who)
    who.delete()
    assert AuditEntry.objects.of(story).get(verb="submit").by is None


@pytest.mark.django_db(transaction=True)
def test_the_operator_can_empty_the_database_and_the_next_rows_are_as_safe() -> None:
    corrected()
    call_command("flush", interactive=False, verbosity=0)
    assert not Amendment.objects.exists() and not AuditEntry.objects.exists()
    corrected()
    with pytest.raises(DatabaseError, match="can be neither changed nor deleted"):
        AuditEntry.objects.update(note="forged")
