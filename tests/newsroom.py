"""What tests/nginx.py has done in a process of the portal that is not the web server."""

import mmap
import os
import random
import sys
import time
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from captcha.models import CaptchaStore
from django.contrib.auth.models import User
from django.db import connection
from django.test import override_settings
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from articles.models import Article
from comments.models import Comment
from nuztrend.models import AuditEntry
from nuztrend.pagecache.files import begin
from tests import make


def story(title: str, slug: str, seconds: str = "-3600") -> str:
    """Publish a story so many seconds from now."""
    shown = {"tags": [make.tag("Science", menu=1)], "bylines": [make.byline()]}
    made = make.story(title, slug=slug, at=_in(seconds), **shown)
    return str(made.publish_at.timestamp() if made.publish_at else "")


def retitle(slug: str, title: str) -> None:
    found = Article.objects.get(slug=slug)
    found.title = title
    found.save_version(by=None)


def title(slug: str) -> str:
    return Article.objects.get(slug=slug).title


def audited(slug: str) -> int:
    """How many verbs were written down for a story."""
    return AuditEntry.objects.of(Article.objects.get(slug=slug)).count()


def comments(slug: str) -> int:
    return Comment.objects.on(Article.objects.get(slug=slug)).count()


def digits(key: str) -> str:
    """The right answer to a captcha."""
    return CaptchaStore.objects.get(hashkey=key).response


def editor(name: str) -> None:
    User.objects.create_superuser(name, password=make.PASSWORD)


def photo() -> str:
    """The address of a photo."""
    return make.photo().file.url


def begin_to_write(slug: str, told: str) -> int:
    """Fork a process that changes a story until it is killed, and writes each number that is committed to `told`."""
    connection.close()  # no two processes may have one
    getattr(connection, "close_pool", bool)()
    if pid := os.fork():
        return pid
    try:
        with Path(told).open("r+b") as file, mmap.mmap(file.fileno(), 8) as committed:
            number, dice = int(title(slug).split()[-1]), random.Random()
            while True:
                number += 1
                retitle(slug, f"Number {number}")
                committed[:8] = number.to_bytes(8, "little")
                make.comment(Article.objects.get(slug=slug), f"Comment {number}")
                time.sleep(dice.uniform(0, 0.15))  # pages are published between two changes
    finally:
        os._exit(1)


def rest() -> None:
    """Wait until the portal's worker has nothing to do, and so changes no page."""
    waiting = DBTaskResult.objects.filter(status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING])
    while waiting.exists():
        time.sleep(0.05)


def serve_elsewhere() -> None:
    """Begin as a second `serve` on this database does that publishes no files."""
    with override_settings(PAGES_DIR=None):
        begin()


def serve_here() -> None:
    """Begin as `serve` does."""
    begin()


def buried(pid: str) -> int:
    """Wait for a forked process that was killed; give how it ended."""
    return os.waitpid(int(pid), 0)[1]


def _in(seconds: str) -> datetime:
    return timezone.now() + timedelta(seconds=float(seconds))


READING = (audited, comments, digits, title)
CHANGING = (editor, photo, rest, retitle, serve_elsewhere, serve_here, story)
FORKING = (begin_to_write, buried)
VERBS: dict[str, Callable[..., object]] = {verb.__name__: verb for verb in (*READING, *CHANGING, *FORKING)}


def work() -> None:
    """Carry out one verb for each line, until there are no more; say `done` or `failed` and what came of it."""
    for line in sys.stdin:
        verb, *words = line.rstrip("\n").split("\t")
        try:
            print("done", VERBS[verb](*words), sep="\t", flush=True)
        except Exception as error:
            traceback.print_exc()
            print("failed", f"{type(error).__name__}: {error}".replace("\n", " "), sep="\t", flush=True)
