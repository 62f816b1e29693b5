"""The gate in front of the form: so many posts at once, and the words go back to everybody else."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comments.models import Attack, attack
from comments.writing.gate import CommentGate
from tests import make
from tests.test_comment_posting import address, filled

pytestmark = pytest.mark.django_db
PATH = "/articles/a-story/comments/"


class Slow:
    """An application that answers when it is told to."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.entered = threading.Semaphore(0)
        self.at_once = self.most = 0
        self._lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        with self._lock:
            self.at_once += 1
            self.most = max(self.most, self.at_once)
        self.entered.release()
        self.go.wait(10)
        with self._lock:
            self.at_once -= 1
        start_response("200 OK", [])
        return [b"done"]


def ask(gate: CommentGate, method: str = "POST", path: str = PATH, body: bytes = b"", **more: Any) -> tuple[str, str]:
    """Send a request through the gate; give status and page."""
    said: list[str] = []
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
        **more,
    }
    parts = gate(environ, lambda status, headers, exc_info=None: said.append(status))
    return said[0], b"".join(parts).decode()


@pytest.fixture
def full() -> Any:
    """A gate with one post at work and one that waits."""
    slow = Slow()
    gate = CommentGate(slow, working=1, waiting=1)
    with ThreadPoolExecutor(2) as pool:
        pool.submit(ask, gate)
        slow.entered.acquire(timeout=5)
        pool.submit(ask, gate)
        while not gate.waiting:
            threading.Event().wait(0.005)
        yield gate
        slow.go.set()
    assert slow.most == 1


def test_who_finds_no_place_gets_the_words_back_at_once(full: CommentGate, django_assert_num_queries: Any) -> None:
    typed = {"name": 'Gr"ace', "text": "I was there.\n\n<b>Loud</b> & ünïcode 🎈", "parent": "7", "opened": "1.2.3:x"}
    with django_assert_num_queries(0):
        status, html = ask(full, body=urlencode(typed).encode())
    assert status.startswith("503")
    assert "I was there.\n\n&lt;b&gt;Loud&lt;/b&gt; &amp; ünïcode 🎈</textarea>" in html
    assert 'value="Gr&quot;ace"' in html and 'name="parent" value="7"' in html and 'value="1.2.3:x"' in html
    assert '<form class="write" method="post"' in html


@pytest.mark.parametrize(
    "body", [b"", b"text=" + b"x" * 200_000, b"\xff\xfe", b"&" * 500, b"text=%00%ff", b"text=%C3%28", b"=&=&="]
)
def test_nothing_that_is_sent_breaks_it(full: CommentGate, body: bytes) -> None:
    status, html = ask(full, body=body)
    assert status.startswith("503") and "Send again" in html
    assert ask(full, body=b"", CONTENT_LENGTH="many")[0].startswith("503")


def test_words_that_are_not_given_back_are_not_said_to_be_there(full: CommentGate) -> None:
    assert "Nothing is lost: your words are below" in ask(full, body=urlencode({"text": "🎈" * 5_000}).encode())[1]
    html = ask(full, body=urlencode({"text": "🎈" * 50_000}).encode())[1]
    assert "your words are below" not in html and "one step back in your browser" in html


def test_what_is_no_comment_passes_by(full: CommentGate) -> None:
    passed: list[str] = []

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        passed.append(environ["PATH_INFO"])
        start_response("200 OK", [])
        return []

    full.application = application
    for method, path in (("GET", PATH), ("POST", "/articles/a-story/comments/7/vote/"), ("POST", "/admin/login/")):
        assert ask(full, method, path)[0] == "200 OK"
    assert len(passed) == 3


def test_half_a_comment_is_none() -> None:
    """The connection broke off: what came of it would be taken for the whole."""
    slow, whole = Slow(), urlencode({"name": "Grace", "text": "I was there."}).encode()
    slow.go.set()
    gate = CommentGate(slow, working=1, waiting=1)
    status, html = ask(gate, body=whole[:-8], CONTENT_LENGTH=str(len(whole)))
    assert status.startswith("400") and "broke off" in html and "one step back in your browser" in html
    assert ask(gate, body=whole) == ("200 OK", "done") and gate.at_work == 0


def test_who_waits_gets_the_next_place() -> None:
    slow = Slow()
    gate = CommentGate(slow, working=1, waiting=3)
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(ask, gate) for _ in range(4)]
        slow.entered.acquire(timeout=5)
        while gate.waiting < 3:
            threading.Event().wait(0.005)
        slow.go.set()
        assert [each.result() for each in asked] == [("200 OK", "done")] * 4
    assert slow.most == 1 and gate.at_work == gate.waiting == 0


def test_under_attack_one_is_worked_on_and_nobody_waits(settings: Any) -> None:
    settings.UNDER_ATTACK = "1"
    slow = Slow()
    gate = CommentGate(slow, working=3, waiting=3)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(ask, gate)
        slow.entered.acquire(timeout=5)
        assert ask(gate, body=b"text=Kept.")[0].startswith("503")
        slow.go.set()
        assert first.result() == ("200 OK", "done")


def test_under_attack_readers_get_half_of_the_time(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_000.0
    monkeypatch.setattr("comments.writing.gate.monotonic", lambda: now)

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        nonlocal now
        now += environ.get("took", 0.004)
        start_response("200 OK", [])
        return [b"done"]

    gate = CommentGate(application, working=1, waiting=1)
    assert [ask(gate)[0][:3] for _ in range(2)] == ["200", "200"], "while nobody attacks"
    settings.UNDER_ATTACK = "1"
    now += 1
    assert ask(gate)[0] == "200 OK"
    now += 0.003
    assert ask(gate, body=b"text=Kept.")[0].startswith("503")
    now += 0.002
    assert ask(gate, took=60.0)[0] == "200 OK"
    now += 0.06
    assert ask(gate)[0] == "200 OK", "a body that came slowly keeps nobody out for long"


def test_refused_posts_are_told_to_the_watch(full: CommentGate) -> None:
    before = attack._here.faults
    ask(full)
    assert attack._here.faults == before + 1


def test_posts_that_are_only_refused_begin_an_attack_too(full: CommentGate, client: Client) -> None:
    for _ in range(130):
        ask(full)
    client.post(address(make.story()), {"name": "Grace", "text": "I was there."})  # one that got through
    attack._here.look_at = 0
    assert Attack.objects.is_on()


def test_one_network_alone_begins_no_attack(client: Client, settings: Any) -> None:
    settings.CAPTCHA, settings.COMMENT_MIN_SECONDS, settings.NETWORK_BUDGET = "never", 0, 1
    story = make.story()
    fields = filled(client, story)
    assert client.post(address(story), fields).status_code == 302
    for number in range(150):
        assert client.post(address(story), {**fields, "text": f"Number {number}"}).status_code == 429
    attack._here.report_at = attack._here.look_at = 0
    client.post(address(story), {**fields, "text": "Once more."})
    assert not Attack.objects.is_on()


def test_what_was_refused_long_ago_begins_none(full: CommentGate, client: Client) -> None:
    story = make.story()
    for _ in range(130):
        ask(full)
    attack._here.since -= 3_600
    client.post(address(story), filled(client, story, captcha="000000x"))
    attack._here.look_at = 0
    assert not Attack.objects.is_on()


def test_a_failing_application_gives_its_place_back() -> None:
    def broken(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        raise RuntimeError("broken")

    gate = CommentGate(broken, working=1)
    for _ in range(3):
        with pytest.raises(RuntimeError):
            ask(gate)


def test_too_many_comments_of_a_network_are_refused_with_the_words_in_a_form(client: Client, settings: Any) -> None:
    settings.COMMENT_MIN_SECONDS = 0
    story = make.story()
    for number in range(6):
        assert client.post(address(story), filled(client, story, text=f"Number {number}.")).status_code == 302
    fields = filled(client, story, text="One <more>.")
    page = client.post(address(story), fields)
    html = page.content.decode()
    assert page.status_code == 429 and 0 < int(page.headers["Retry-After"]) <= 60
    assert "One &lt;more&gt;.</textarea>" in html and "which you may share with others" in html
    assert client.post(address(story), fields, REMOTE_ADDR="198.51.100.7").status_code == 302  # others may


def test_refusing_costs_few_queries_and_no_write(client: Client, settings: Any) -> None:
    from django.db import connection

    settings.COMMENT_MIN_SECONDS = 0
    story = make.story()
    for number in range(6):
        client.post(address(story), filled(client, story, text=f"Number {number}."))
    fields = filled(client, story)
    client.post(address(story), fields)
    with CaptureQueriesContext(connection) as asked:
        assert client.post(address(story), fields).status_code == 429
    assert {query["sql"].split()[0] for query in asked.captured_queries} == {"SELECT"}


def test_a_network_that_asks_for_too_many_digits_keeps_its_words(client: Client) -> None:
    story = make.story()
    for _ in range(30):
        client.get(address(story) + "form/")
    html = client.get(address(story) + "form/").content.decode()
    assert "Very many digits" in html and "captcha_key" not in html
    page = client.post(address(story), {"name": "Grace", "text": "I was there."}).content.decode()
    assert "Very many digits" in page and "I was there." in page
    page = client.post(address(story), {"name": "Grace", "text": "I was there.", "refresh": "1"}).content.decode()
    assert "Very many digits" in page and "I was there." in page and "new six digits" not in page
    assert "captcha_key" in client.get(address(story) + "form/", REMOTE_ADDR="198.51.100.7").content.decode()
