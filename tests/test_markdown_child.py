"""Markdown for editors: the process that renders comes, goes and is replaced."""

import os
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import articles.markdown as markdown
from articles.markdown import PhotoSource, render
from tests.bodies import CAT, PHOTOS, nothing_remembered, refusal  # noqa: F401  (the fixture is autouse)

pytestmark = pytest.mark.pure


def in_a_server(code: str) -> subprocess.CompletedProcess[str]:
    """Run `code` as a server process of its own, with a secret in its environment."""
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(markdown.__file__).parents[2],
        env={**os.environ, "SECRET_KEY": "hush"},
        stdout=subprocess.PIPE,  # but not stderr: the child holds it too, and run() would wait for its end
        text=True,
    )


def assert_it_ends(pid: int) -> None:
    """Wait for a process that is not ours; one that only waits to be collected has ended too."""
    deadline = time.monotonic() + 60
    while Path(f"/proc/{pid}").exists():
        if " Z " in Path(f"/proc/{pid}/stat").read_text():
            return
        assert time.monotonic() < deadline, "the child outlives its server"
        time.sleep(0.05)


def child_pid() -> int:
    child = markdown._worker._child
    assert child
    return child.pid


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGTERM])
def test_a_child_killed_between_two_texts_is_replaced(sign: signal.Signals) -> None:
    render("one")
    killed = child_pid()
    os.kill(killed, sign)
    os.waitid(os.P_PID, killed, os.WEXITED | os.WNOWAIT)
    assert render("two") == "<p>two</p>"
    assert child_pid() != killed


def test_ctrl_c_is_left_to_the_server() -> None:
    render("one")
    kept = child_pid()
    os.kill(kept, signal.SIGINT)
    time.sleep(0.1)
    assert render("two") == "<p>two</p>" and child_pid() == kept


def test_a_child_that_reads_nothing_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    render("one")
    os.kill(child_pid(), signal.SIGSTOP)
    with monkeypatch.context() as hurried:
        hurried.setattr(markdown, "LIMIT_SECONDS", 0.3)
        assert refusal("three " * 30_000) == "slow"  # more than a pipe holds: writing must not block for ever
    assert render("two") == "<p>two</p>"


def test_a_child_that_cannot_start_is_our_fault(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    markdown._worker.stop()
    with monkeypatch.context() as broken:
        broken.setattr(sys, "executable", "/nonexistent/python")
        assert refusal("one") == "failed"
        broken.setattr(sys, "executable", "/bin/false")
        assert refusal("one") == "failed"
    assert "died twice" in caplog.text
    assert render("one") == "<p>one</p>"


def test_an_answer_is_never_read_as_that_to_the_next_text(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    render("warm")
    with monkeypatch.context() as patch:
        patch.setattr("articles.markdown.worker._read", interrupted)
        with pytest.raises(KeyboardInterrupt):
            render("abandoned")
    assert render("wanted") == "<p>wanted</p>"


def test_a_forked_process_gets_a_child_of_its_own() -> None:
    render("one")
    ours = child_pid()
    answer, question = os.pipe()
    with markdown._worker._turn:  # another thread is at it while we fork
        forked = os.fork()
        if not forked:
            try:
                html = render("theirs")
                os.write(question, f"{child_pid()} {html}".encode())
            finally:
                os._exit(0)  # or a second pytest would go on from here
    assert select.select([answer], [], [], 60)[0], "the forked process hangs"
    theirs, html = os.read(answer, 200).decode().split(" ", 1)
    os.waitpid(forked, 0)
    os.close(answer)
    os.close(question)
    assert html == "<p>theirs</p>" and int(theirs) != ours
    assert render("two") == "<p>two</p>" and child_pid() == ours


def test_the_child_ends_with_its_server() -> None:
    code = (
        "import os, articles.markdown as m; m.render('a'); print(m._worker._child.pid, flush=True); "
        "os.kill(os.getpid(), 9)"
    )
    assert_it_ends(int(in_a_server(code).stdout))


def test_a_child_that_nobody_asks_ends_by_itself() -> None:
    code = "import articles.markdown.child as child; child.IDLE_SECONDS = 0.05; child.main()"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE) as child:
        assert child.wait(timeout=60) == 0  # though nobody has closed the pipe


def test_a_busy_child_ends_by_itself_when_its_server_is_gone() -> None:
    code = (
        "import os, threading, time, articles.markdown as m; m.render('a'); m.LIMIT_SECONDS = 0.5\n"
        "threading.Timer(0.2, lambda: (print(m._worker._child.pid, flush=True), os.kill(os.getpid(), 9))).start()\n"
        "m.render('*[' * 100_000)"
    )
    assert_it_ends(int(in_a_server(code).stdout))


def test_neither_process_carries_the_other_s_load() -> None:
    code = (
        "import sys, articles.markdown as m; m.render('a'); "
        "assert not {'markdown', 'nh3', 'django'} & set(sys.modules); "
        "pid = m._worker._child.pid; print(open(f'/proc/{pid}/environ').read(), open(f'/proc/{pid}/maps').read()); "
        "print(open(f'/proc/{pid}/limits').read(), 'nice', open(f'/proc/{pid}/stat').read().rsplit(')')[1].split()[16])"
    )
    run = in_a_server(code)
    assert run.returncode == 0
    assert "hush" not in run.stdout and "nh3" in run.stdout
    assert re.search(r"Max address space +1073741824 ", run.stdout) and run.stdout.strip().endswith(
        f"nice {min(19, os.nice(0) + 5)}"
    )


def test_the_same_text_with_the_same_photos_costs_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first = render("![](photo:cat-1)", PHOTOS)
    monkeypatch.setattr(markdown._worker, "ask", lambda *_, **__: pytest.fail("rendered twice"))
    assert render("![](photo:cat-1)", {**PHOTOS, "unused": CAT}) == first


def test_another_caption_is_rendered_anew() -> None:
    assert render("![](photo:cat-1)", PHOTOS) != render("![](photo:cat-1)", {"cat-1": PhotoSource("/x.jpg")})
