"""A service outside is asked about comments by the worker: nothing is shown before it answers, and no reader waits."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.core.management import call_command
from django.utils import timezone

from articles.models import Article
from comments.judging import explain, judge
from comments.judging.checking import MOST_FAILURES
from comments.models import Comment, SpamCheck
from tests import make
from tests.apis import Answer, Api, Asked, serving
from tests.worker import work

pytestmark = pytest.mark.django_db(transaction=True)
KEY = "0123456789ab"


def akismet(asked: Asked) -> Answer:
    """https://akismet.com/developers/detailed-docs/comment-check/"""
    told = {name: values[0] for name, values in parse_qs(asked.content.decode()).items()}
    needed = {"api_key", "blog", "user_ip"} <= told.keys() and asked.path == "/1.1/comment-check"
    if not needed or told["api_key"] != KEY:
        return Answer(200, "invalid", headers=(("X-akismet-debug-help", "We were unable to verify your key"),))
    return Answer(200, "true" if "viagra-test-123" in told["comment_content"] else "false")


@pytest.fixture
def service(settings: Any) -> Iterator[Api]:
    with serving(akismet) as api:
        settings.SITE_URL = "https://news.example.org"
        settings.SPAM_CHECK, settings.AKISMET_KEY, settings.AKISMET_URL = "akismet", KEY, f"{api.url}/"
        yield api


@pytest.fixture
def story(db: None) -> Article:
    return make.story("Tides")


def post(story: Article, text: str = "Well said, I think.") -> Comment:
    verdict = judge(story, "Grace", text, network="n")
    return Comment.objects.submit(story, "Grace", text, "", network="n", verdict=verdict)[0]


def state(comment: Comment) -> str:
    comment.refresh_from_db()
    return comment.state


def test_a_comment_waits_until_the_answer_is_good(service: Api, story: Article) -> None:
    comment = post(story)
    assert state(comment) == "held" and service.asked == [], "the request asked nobody"
    assert "being checked" in explain(comment)
    work()
    assert state(comment) == "visible" and "checked outside" in explain(comment)
    assert [(each.verb, each.by) for each in comment.moderations.order_by("pk")] == [
        ("submit", None),
        ("approve", None),
    ]


def test_a_bad_answer_puts_it_aside(service: Api, story: Article) -> None:
    comment = post(story, "viagra-test-123")
    work()
    assert state(comment) == "spam" and "checked outside: spam" in explain(comment)


def test_what_would_have_waited_goes_on_waiting(service: Api, settings: Any, story: Article) -> None:
    settings.NEW_COMMENTS = "held"
    comment = post(story)
    work()
    assert state(comment) == "held" and len(service.asked) == 1 and not SpamCheck.objects.exists()


def test_nobody_s_address_is_told(service: Api, story: Article) -> None:
    post(story)
    work()
    told = {name: values[0] for name, values in parse_qs(service.asked[0].content.decode()).items()}
    assert told.pop("user_ip") == "192.0.2.1" and "user_agent" not in told
    assert told.pop("comment_date_gmt").endswith("+00:00")
    assert told == {
        "api_key": KEY,
        "blog": "https://news.example.org",
        "comment_type": "comment",
        "comment_author": "Grace",
        "comment_content": "Well said, I think.",
        "permalink": "https://news.example.org/articles/tides/",
        "blog_charset": "UTF-8",
    }


@pytest.mark.parametrize("answer", [Answer(500, "oops"), Answer(200, "invalid"), Answer(200, ""), Answer(302)])
def test_a_service_that_is_down_is_asked_again(service: Api, story: Article, later: Any, answer: Answer) -> None:
    comment = post(story)
    service.answers = [answer]
    work()
    assert state(comment) == "held" and SpamCheck.objects.get().failures == 1
    call_command("tick")
    work()
    assert len(service.asked) == 1, "not before a minute is over"
    later(seconds=61)
    call_command("tick")
    work()
    assert state(comment) == "visible"


def test_what_nobody_answers_waits_for_a_person(service: Api, story: Article, settings: Any) -> None:
    comment = post(story)
    settings.AKISMET_KEY = "wrong"
    SpamCheck.objects.update(failures=MOST_FAILURES - 1)
    work()
    assert state(comment) == "held" and not SpamCheck.objects.exists()
    assert "could not be checked outside" in explain(comment)


def test_a_person_who_was_quicker_is_not_overruled(service: Api, story: Article) -> None:
    comment = post(story)
    comment.reject(by=None, reason="off the subject")
    work()
    assert state(comment) == "rejected" and service.asked == [] and not SpamCheck.objects.exists()


def test_other_words_are_asked_about_again(service: Api, story: Article) -> None:
    comment = post(story)
    comment.edit("viagra-test-123", judge(story, "Grace", "viagra-test-123", network="n"))
    work()
    assert state(comment) == "spam"


def test_a_door_that_is_closed_meanwhile_lets_it_wait_for_a_person(service: Api, story: Article, settings: Any) -> None:
    comment = post(story)
    settings.SPAM_CHECK = "none"
    work()
    assert state(comment) == "held" and service.asked == [] and not SpamCheck.objects.exists()


def test_a_lost_task_is_made_up_for(service: Api, story: Article) -> None:
    from django_tasks_db.models import DBTaskResult

    comment = post(story)
    DBTaskResult.objects.all().delete()
    SpamCheck.objects.update(due_at=timezone.now() - timedelta(days=1))
    call_command("tick")
    work()
    assert state(comment) == "visible"


def test_without_the_door_nobody_is_asked(story: Article) -> None:
    assert state(post(story)) == "visible" and not SpamCheck.objects.exists()
