"""Writers that come through the doors of the portal: readers who comment, and an editor in the newsroom."""

import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from notes import Notes, mark, without_mark
from serving import Server
from visitor import Field, Visitor, fields_of

Written = tuple[int, int]
"""What was stored, and what the portal could not store."""


@dataclass(frozen=True)
class Stories:
    """The stories that are written about, by their place in the notes."""

    pks: list[int]
    slugs: list[str]

    def __len__(self) -> int:
        return len(self.pks)


class Digits:
    """Whoever may look into the database needs not read the picture of a captcha."""

    def __init__(self, database: str):
        self._ask: Callable[[str], str]
        if database.startswith("postgres"):
            import psycopg

            there = psycopg.connect(database, autocommit=True)
            statement = "SELECT response FROM captcha_captchastore WHERE hashkey = %s"
            self._ask = lambda key: str((there.execute(statement, [key]).fetchone() or [""])[0])
        else:
            here = sqlite3.connect(database, isolation_level=None, timeout=20)
            statement_here = "SELECT response FROM captcha_captchastore WHERE hashkey = ?"
            self._ask = lambda key: str((here.execute(statement_here, [key]).fetchone() or [""])[0])

    def of(self, key: str) -> str:
        """Give the six digits of a challenge."""
        return self._ask(key)


def beats(a_second: float, seconds: float, dice: random.Random) -> Iterator[int]:
    """Come at even moments for `seconds`, as often as said on average, each time with the number of the beat."""
    begin, number = time.monotonic(), 0
    while (at := begin + (number + dice.random()) / a_second) < begin + seconds:
        time.sleep(max(0.0, at - time.monotonic()))
        if time.monotonic() > begin + seconds:
            return  # too slow to keep the pace
        yield number
        number += 1


def comment(server: Server, stories: Stories, path: Path, database: str, a_second: float, seconds: float) -> Written:
    """Write comments through the form, digits included; give how many were accepted, and how many were not stored.

    Raises:
        RuntimeError: the form was answered in words that nobody expected.
    """
    visitor, digits, dice = Visitor(server), Digits(database), random.Random(str(path))
    notes, written, refused = Notes(path, len(stories)), 0, 0
    for _ in beats(a_second, seconds, dice):
        story = dice.randrange(len(stories))
        number = notes.next("c", story)
        form = f"/articles/{stories.slugs[story]}/comments/"
        _, fragment = visitor.get(f"{form}form/")
        fields = dict(fields_of(fragment.decode()))
        said = f"{mark('c', story, number)} {path.name} {'Well said. ' * dice.randrange(1, 20)}"
        words = {"name": "A reader", "text": said}
        digits_of_it = digits.of(fields["captcha_key"])
        answer, page = visitor.post(form, {**fields, **words, "captcha": digits_of_it}.items())
        if answer.status == 302:
            notes.acknowledged("c", story, number)
            written += 1
        elif answer.status >= 500:
            refused += 1
        else:
            raise RuntimeError(f"a comment was answered by {answer.status}: {page.decode()[:500]}")
    return written, refused


def sign_in(visitor: Visitor, login: Path) -> None:
    """Sign in with the name and the password that stand in a file.

    Raises:
        RuntimeError: the portal did not let them in.
    """
    username, password = login.read_text().split()
    _, page = visitor.get("/admin/login/")
    token = dict(fields_of(page.decode()))["csrfmiddlewaretoken"]
    signing_in = {"username": username, "password": password, "csrfmiddlewaretoken": token, "next": "/admin/"}
    answer, _ = visitor.post("/admin/login/", signing_in.items())
    if answer.status != 302:
        raise RuntimeError("the demo's editor could not sign in")


def story_form(visitor: Visitor, pk: int) -> tuple[str, list[Field]]:
    """Give the address and the fields of the newsroom's form of a story."""
    address = f"/admin/articles/article/{pk}/change/"
    _, page = visitor.get(address)
    return address, fields_of(page.decode(), "article_form")


def edit(server: Server, stories: Stories, path: Path, login: Path, a_second: float, seconds: float) -> Written:
    """Change headlines of live stories in the newsroom's form, and publish that; give how many were, and how many not.

    A change that somebody else's change came before counts as neither.

    Raises:
        RuntimeError: nobody could sign in, or the form was answered in words that nobody expected.
    """
    visitor, dice, notes = Visitor(server), random.Random(str(path)), Notes(path, len(stories))
    sign_in(visitor, login)
    saved, refused = 0, 0
    for _ in beats(a_second, seconds, dice):
        story = dice.randrange(len(stories))
        number = notes.next("t", story)
        form, fields = story_form(visitor, stories.pks[story])
        headline = f"{without_mark(dict(fields)['title'])} {mark('t', story, number)}"
        sent = [(name, headline if name == "title" else value) for name, value in fields]
        answer, page = visitor.post(form, [*sent, ("_verb", "publish changes"), ("kind", "minor")])
        if answer.status == 302:
            notes.acknowledged("t", story, number)
            saved += 1
        elif answer.status >= 500:
            refused += 1
        elif b"while you were writing" not in page:
            raise RuntimeError(f"a story was not saved ({answer.status})")
    return saved, refused
