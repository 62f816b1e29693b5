"""What pages of the newsroom cost in a large portal: `VAR=FOLDER python -m bench.newsroom`.

FOLDER holds a portal that `bench/growth.py fill` filled. Each page is asked for by a chief, in this process and without
the network; prints a Markdown table of medians. It adds what the fill leaves out: a few revisions.
"""

import os
import statistics
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nuztrend.settings")
os.environ.setdefault("LOG_LEVEL", "ERROR")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.models import Group, User  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from articles.models import Article, PendingRevision, Photo, Tag  # noqa: E402
from articles.models.content import content_of  # noqa: E402

sys.path.append(str(Path(__file__).parent))  # behind the others: bench/captcha.py is no match for the package captcha

from serving import machine  # noqa: E402

ROUNDS = 15
NAME = "bench-chief"


def chief() -> Client:
    """Sign a chief in."""
    user, _ = User.objects.get_or_create(username=NAME, defaults={"is_staff": True})
    user.groups.add(Group.objects.get(name="Chief"))
    client = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
    client.force_login(user)
    return client


def live_story() -> Article:
    """Give a public story with some work on it."""
    story = Article.objects.published().newest_first()[0]
    for number in range(5):
        content = content_of(story) | {"body": f"{story.body}\n\nChange {number}, {time.time()}."}
        pending = PendingRevision.objects.hold(story, content, by=None)
        assert pending
        if number < 4:
            pending.publish(None, "minor")
            story.refresh_from_db()
    return story


def pages() -> dict[str, str]:
    """Give the addresses, by what they are called in the table."""
    story = f"/admin/articles/article/{live_story().pk}"
    stories, tag = "/admin/articles/article/", Tag.objects.menu()[0].slug
    draft = Article.objects.in_state("draft").latest_begun()[0].pk
    week = (timezone.now() - timedelta(days=7)).strftime("%G-W%V")
    word = Article.objects.published().newest_first()[7].title.split()[0]
    fields = "app_label=articles&model_name=tagging&field_name=tag"
    return {
        "start page": "/admin/",
        "stories": stories,
        "stories, drafts": f"{stories}?state=draft",
        "stories, late": f"{stories}?due=late",
        "stories of a section": f"{stories}?tag={tag}",
        "stories, search": f"{stories}?q={word}",
        "autocomplete of tags": f"/admin/autocomplete/?term=a&{fields}",
        "form of a draft": f"{stories}{draft}/change/",
        "form of a live story": f"{story}/change/",
        "figures of a story": f"{story}/figures/",
        "revisions": f"{story}/revisions/",
        "preview": f"{story}/preview/",
        "front page": f"{stories}front/",
        "calendar, a week of work": f"/admin/calendar/?week={week}",
        "photos": "/admin/articles/photo/",
        "form of a photo": f"/admin/articles/photo/{Photo.objects.order_by('pk')[0].pk}/change/",
        "audit log": "/admin/nuztrend/auditentry/",
        "audit log, a verb": "/admin/nuztrend/auditentry/?verb=publish",
    }


def row(client: Client, name: str, path: str) -> str:
    """Measure one page and give its line."""
    client.get(path)
    asked: list[str] = []

    def count(execute: Any, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(count):
        answer = client.get(path)
    if answer.status_code != 200:
        return f"| {name} | answers {answer.status_code} | | | |"
    walls, works = [], []
    for _ in range(ROUNDS):
        wall, work = time.perf_counter(), time.process_time()
        client.get(path)
        walls.append((time.perf_counter() - wall) * 1000)
        works.append((time.process_time() - work) * 1000)
    walls.sort()
    figures = f"{statistics.median(walls):.0f} | {walls[-2]:.0f} | {statistics.median(works):.0f}"
    return f"| {name} | {figures} | {len(asked)} |"


def main() -> None:
    client = chief()
    print(machine())
    print(f"\n{Article.objects.count():,} stories on {connection.display_name}.\n")
    print("| page | median ms | slowest but one | of these processor | queries |\n| --- | --- | --- | --- | --- |")
    for name, path in pages().items():
        print(row(client, name, path), flush=True)


if __name__ == "__main__":
    main()
