"""Who writes to SQLite waits for a turn: threads of a process in a queue, processes by looking again and again."""

import gc
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from articles.models import Tag
from tests import make

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has as many writers as come"),
]
HOLD = """
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.execute("BEGIN IMMEDIATE")
print("writing", flush=True)
sys.stdin.read()
database.execute("COMMIT")
"""


@contextmanager
def another_process_writing() -> Iterator[Any]:
    """Have another process write; give its standard input, by the end of which it ends."""
    command = [sys.executable, "-c", HOLD, connection.settings_dict["NAME"]]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin and process.stdout
        assert process.stdout.readline() == "writing\n"
        yield process.stdin
        process.stdin.close()


class Writer(threading.Thread):
    """Writes in a thread of its own, a new tag if nothing else, and notes what it said to the database."""

    def __init__(self, name: str, write: Callable[[], Any] | None = None):
        super().__init__()
        self.write = write or transaction.atomic(partial(make.tag, name))
        self.said, self.trouble = list[str](), ""
        self.is_coming = threading.Event()

    def run(self) -> None:
        def note(execute: Any, sql: str, *rest: Any) -> Any:
            self.said.append(sql.partition(" ")[0])
            return execute(sql, *rest)

        try:
            connection.ensure_connection()
            with connection.execute_wrapper(note):
                self.is_coming.set()
                self.write()
        except OperationalError as error:
            self.trouble = str(error)
        finally:
            connection.close()


def names() -> set[str]:
    return set(Tag.objects.values_list("name", flat=True))


def test_threads_stand_in_a_queue() -> None:
    second = Writer("Second")
    with transaction.atomic():
        make.tag("First")
        second.start()
        assert second.is_coming.wait(10)
        second.join(0.1)
        assert second.said == [], "it asked the database although somebody was at work"
    second.join(10)
    assert second.said[0] == "BEGIN" and names() == {"First", "Second"}


def test_a_writer_waits_for_another_process() -> None:
    writer = Writer("Patient")
    with another_process_writing() as other:
        writer.start()
        assert writer.is_coming.wait(10)
        writer.join(0.1)
        assert writer.is_alive()
        other.close()
        writer.join(10)
    assert not writer.trouble and names() == {"Patient"}


def test_who_waited_too_long_is_told_and_lets_the_next_one_write(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.2)
    connection.close()  # the next one has less patience
    with another_process_writing(), pytest.raises(OperationalError, match="locked"), transaction.atomic():
        pass
    next_one = Writer("Next")
    next_one.start()
    next_one.join(10)
    assert names() == {"Next"}


def test_who_waited_too_long_for_a_thread_is_told_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.2)
    late = Writer("Late")
    with transaction.atomic():
        make.tag("First")
        late.start()
        late.join(10)
    assert "locked" in late.trouble and names() == {"First"}


@pytest.mark.parametrize("other", ["thread", "process"])
def test_a_writer_without_a_transaction_waits_as_well(other: str) -> None:
    make.tag("Old")
    writer = Writer("New", lambda: Tag.objects.update(name="New"))
    with another_process_writing() if other == "process" else transaction.atomic():
        writer.start()
        assert writer.is_coming.wait(10)
        writer.join(0.1)
        assert writer.is_alive() and names() == {"Old"}
    writer.join(10)
    assert not writer.trouble and names() == {"New"}


def test_who_waits_without_a_transaction_is_told_too(monkeypatch: pytest.MonkeyPatch) -> None:
    make.tag("Old")
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.2)
    writer = Writer("New", lambda: Tag.objects.update(name="New"))
    with transaction.atomic():
        writer.start()
        writer.join(10)
    assert "locked" in writer.trouble and names() == {"Old"}


def test_who_is_at_work_may_meanwhile_clear_away_what_a_waiting_one_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """To clear away a cursor takes the lock of its connection, which a writer who sleeps inside SQLite holds."""
    make.tag("Old")
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 10)

    def leave_and_write() -> None:
        left: list[Any] = [connection.connection.execute("SELECT 1 UNION SELECT 2")]
        left.append(left)  # so that the garbage collector alone finds it
        del left
        Tag.objects.update(name="New")

    writer = Writer("New", leave_and_write)
    with transaction.atomic():
        writer.start()
        assert writer.is_coming.wait(10)
        writer.join(0.1)
        (clearing := threading.Thread(target=gc.collect)).start()
        clearing.join(5)
        assert not clearing.is_alive()
    writer.join(10)
    assert not writer.trouble and names() == {"New"}


@pytest.mark.parametrize("end", ["failed", "closed"])
def test_a_transaction_that_came_to_nothing_gives_its_turn_back(end: str) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        make.tag("Lost")
        if end == "closed":
            connection.close()
        raise ZeroDivisionError
    next_one = Writer("Next")
    next_one.start()
    next_one.join(10)
    assert names() == {"Next"}
