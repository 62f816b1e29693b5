"""Decisions at the desk at the same moment: nobody waits in a circle, whatever rows each begins with.

On SQLite one writes after the other; the tests hold there too, and would show nothing.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from articles.models import ArticleStat
from articles.models.reader import Reading
from comments.models import Comment
from tests import make
from tests.desks import DESK, held, moderator, report, seen, state_of

pytestmark = pytest.mark.django_db(transaction=True)


def together(first: Callable[[], Any], table: str, second: Callable[[], Any]) -> list[Any]:
    """Do one thing, halt as soon as it has locked a row of a table, begin the other, and let both go on."""
    halted, seen_enough = threading.Event(), threading.Event()

    def halt(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found = execute(sql, params, many, context)
        if table in sql and " UPDATE" in sql and sql.startswith("SELECT") and not halted.is_set():
            halted.set()
            seen_enough.wait(0.5)
        return found

    def run(job: Callable[[], Any], *wrappers: Any) -> Any:
        try:
            if not wrappers:
                return job()
            with connection.execute_wrapper(wrappers[0]):
                return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        jobs: list[Future[Any]] = [pool.submit(run, first, halt)]
        while not halted.wait(0.02) and not jobs[0].done():
            pass
        jobs.append(pool.submit(run, second))
        wait(jobs, 5)
        return [job.result() for job in jobs]


@pytest.fixture
def mona(client: Client) -> Any:
    return moderator(client, group=None, is_superuser=True)


@pytest.fixture
def answered() -> Comment:
    """An answer that readers see."""
    story = make.story()
    return make.comment(story, "Hm.", to=make.comment(story))


def taking_down(client: Client, comment: Comment) -> Callable[[], Any]:
    sent = {"decision": "remove insult", "seen": seen(comment), "then": ""}
    return lambda: client.post(reverse("desk_decide", args=[comment.pk]), sent).status_code


def test_one_report_is_upheld_while_all_are(client: Client, mona: Any, answered: Comment) -> None:
    alone = reverse("desk_report", args=[report(answered).pk])
    statuses = together(
        lambda: client.post(alone, {"decision": "uphold"}).status_code,
        "comments_report",
        taking_down(client, answered),
    )
    assert sorted(statuses) == [302, 409] and state_of(answered) == "removed"


def test_many_are_approved_while_readers_of_their_stories_are_counted(client: Client, mona: Any) -> None:
    older, newer = make.story("Tides"), make.story("Winds")
    first, second = held(newer, likeness="aaaa"), held(older, likeness="aaaa")
    sent = {"decision": "approve", "until": second.pk, "sure": "1"}
    read = [Reading(story.pk, 1_700_000_000, 1, 1.0, 1_700_000_000.0) for story in (older, newer)]
    status, counted = together(
        lambda: client.post(f"{DESK}many/alike/aaaa/", sent).status_code,
        "articles_articlestat",
        lambda: ArticleStat.objects.count_readers(read),
    )
    assert status == 302 and len(counted) == 2
    assert state_of(first) == state_of(second) == "visible"


def test_many_are_taken_down_while_one_is_approved(client: Client, mona: Any) -> None:
    """Taking down takes back what the second one taught; approving teaches before the story counts."""
    story = make.story()
    first, second, single = make.comment(story), held(story), held(story)
    second.approve(mona)
    sent = {"decision": "reject insult", "ticked": [first.pk, second.pk], "sure": "1"}
    one = {"decision": "approve", "seen": seen(single), "then": ""}
    statuses = together(
        lambda: client.post(f"{DESK}many/ticked/", sent).status_code,
        "articles_articlestat",
        lambda: client.post(reverse("desk_decide", args=[single.pk]), one).status_code,
    )
    assert statuses == [302, 302]
    assert [state_of(each) for each in (first, second, single)] == ["removed", "removed", "visible"]
