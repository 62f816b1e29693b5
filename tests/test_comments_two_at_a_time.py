"""A moderator decides on an answer at the moment at which something else happens to it: none waits in a circle."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from comments.admin.desk.decisions import hold
from comments.judging.checking import CHECKED, settle
from comments.models import Comment, SpamCheck
from tests import make
from tests.test_comment_posting import address, filled
from tests.test_reporting import send
from tests.two_at_once import beside

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def answer(settings: Any) -> Comment:
    settings.COMMENT_MIN_SECONDS = 0
    story = make.story()
    return make.comment(story, to=make.comment(story))


def decided_meanwhile(pk: int, verb: str, work: Callable[[], Any]) -> Any:
    """Decide on a comment while `work` is under way on another connection; give what that gave or raised."""

    def decide() -> Callable[[], Any]:
        comment = hold(pk)
        reason = {"reason": "Off topic."} if verb == "remove" else {}
        return lambda: getattr(comment, verb)(make.user("mia"), **reason)

    return beside(work, decide)


def test_an_answer_that_will_be_held_is_stored(answer: Comment, settings: Any) -> None:
    settings.NEW_COMMENTS = "held"
    reader, story = Client(), answer.article
    fields = filled(reader, story, parent=str(answer.pk))
    page = decided_meanwhile(answer.pk, "remove", lambda: reader.post(address(story), fields))
    assert page.status_code == 302 and Comment.objects.waiting().get().parent_id == answer.pk


def test_a_report_that_hides_waits_its_turn(answer: Comment, settings: Any) -> None:
    settings.REPORTS_TO_HOLD = 1
    page = decided_meanwhile(answer.pk, "mark_spam", lambda: send(Client(), answer))
    assert page.status_code == 410


def test_what_a_service_outside_answers_waits_its_turn(answer: Comment) -> None:
    answer.hold(None)
    check = SpamCheck.objects.create(comment=answer, shows=True)
    assert decided_meanwhile(answer.pk, "reject", lambda: settle(check, True, CHECKED, shows=False)) is None
    answer.refresh_from_db()
    assert answer.state == "rejected" and not SpamCheck.objects.exists()
