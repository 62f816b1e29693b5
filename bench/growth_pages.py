"""Time the pages of a filled portal, each kind over different stories, tags, bylines and months."""

import random
import time
from collections.abc import Callable, Iterable
from itertools import cycle, islice
from statistics import median
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import ArchiveCount, Article, ArticleStat, Byline, Credit, Tag, Tagging
from articles.views import PAGE_SIZE
from comments.models import Comment
from comments.threads.opening import THREADS
from nuztrend.lib.paging import LAST_PAGE

SEED = 7
CHOSEN = 200  # different paths of a kind, at most
DEEP = PAGE_SIZE * LAST_PAGE
LIST = "/admin/articles/article/"


def some_stories(dice: random.Random) -> list[Article]:
    """Give public stories of all ages."""
    newest = Article.objects.order_by("-pk").values_list("pk", flat=True)[0]
    ids = {dice.randint(1, newest) for _ in range(2 * CHOSEN)}
    return list(Article.objects.published().filter(pk__in=ids).only("slug")[:CHOSEN])


def largest(through: Any, name: str, rows: Iterable[Any], most: int) -> list[Any]:
    """Give those of the rows that stand on at least `most` public stories."""
    return [row for row in rows if len(through.objects.public().filter(**{name: row})[most - 1 : most])]


def pages() -> dict[str, list[str]]:
    """Give the addresses of each kind of page."""
    dice = random.Random(SEED)
    stories = some_stories(dice)
    tags, bylines = list(Tag.objects.all()), list(Byline.objects.all())
    dice.shuffle(tags)
    dice.shuffle(bylines)
    full_tags = largest(Tagging, "tag", tags, PAGE_SIZE + 1)  # a short list is a cheap page
    full_bylines = largest(Credit, "byline", bylines, PAGE_SIZE + 1)
    months = [f"/archive/{day.year}/{day.month:02}/" for day, _ in ArchiveCount.objects.months()[1:-1]]
    talked = Comment.objects.visible().filter(article__in=[story.pk for story in stories])
    gone = Article.objects.gone().order_by("-pk").values_list("slug", flat=True)[:CHOSEN]
    busy = Comment.objects.listed().beginnings().filter(article_id=busiest()).select_related("article")
    found = {
        "home": ["/"],
        "story": [story.get_absolute_url() for story in stories],
        "retracted or gone story": [f"/articles/{slug}/" for slug in gone],
        "all stories": ["/?page=2"],
        "all stories, page 500": [f"/?page={LAST_PAGE}"] * bool(Article.objects.published()[DEEP - 1 : DEEP]),
        "tag": [tag.get_absolute_url() for tag in full_tags],
        "tag, page 500": [
            f"{tag.get_absolute_url()}?page={LAST_PAGE}" for tag in largest(Tagging, "tag", full_tags, DEEP)
        ],
        "byline": [byline.get_absolute_url() for byline in full_bylines],
        "byline, page 500": [
            f"{row.get_absolute_url()}?page={LAST_PAGE}" for row in largest(Credit, "byline", full_bylines, DEEP)
        ],
        "tags": ["/tags/"],
        "archive": ["/archive/"],
        "month": dice.sample(months, len(months)),
        "month, its end": [f"{path}?page={most}" for path in months[:20] if (most := full_pages(path)) > 1],
        "comments of a story": [f"{story.get_absolute_url()}comments/" for story in stories],
        "comments of the busiest story": [f"{busy[0].article.get_absolute_url()}comments/"],
        "comments of the busiest story, their end": [
            f"{busy[0].article.get_absolute_url()}comments/?page={most}"
            for most in [min(busy.count() // THREADS, LAST_PAGE)]
            if most > 1
        ],
        "address of one comment": [comment.get_absolute_url() for comment in talked.select_related("article")[:CHOSEN]],
    }
    return {name: paths for name, paths in found.items() if paths}


def newsroom() -> dict[str, list[str]]:
    """Give the addresses of the newsroom's lists."""
    sections = Tag.objects.menu()
    rare = Tag.objects.filter(menu=None).order_by("-pk")[:20]
    writers = Byline.objects.all()[:20]
    states = ["draft", "in review", "scheduled", "published", "retracted"]
    return {
        "admin: stories": [LIST],
        "admin: stories, page 200": [f"{LIST}?p=200"],
        **{f"admin: stories, {state}": [f"{LIST}?state={state}"] for state in states},
        "admin: stories of a section": [f"{LIST}?tag={tag.slug}" for tag in sections],
        "admin: stories of a rare tag": [f"{LIST}?tag={tag.slug}" for tag in rare],
        "admin: drafts of a section": [f"{LIST}?tag={tag.slug}&state=draft" for tag in sections],
        "admin: published, of a rare tag": [f"{LIST}?tag={tag.slug}&state=published" for tag in rare],
        "admin: stories by a byline": [f"{LIST}?byline={writer.slug}" for writer in writers],
        "admin: stories of a section by a byline": [
            f"{LIST}?byline={writer.slug}&tag={tag.slug}" for writer in writers[:5] for tag in sections[:2]
        ],
        "admin: stories of 7 days": [f"{LIST}?since=7"],
        "admin: search in stories": [f"{LIST}?q={word}" for word in ("shell", "senate")],
        "admin: one story": [f"{LIST}{pk}/change/" for pk in range(1, 100)],
        "admin: comments": ["/admin/comments/comment/"],
        "admin: comments, visible": ["/admin/comments/comment/?state=visible"],
        "admin: comments, waiting": ["/admin/comments/comment/?state=held"],
        "admin: comments, spam": ["/admin/comments/comment/?state=spam"],
        "admin: audit log": ["/admin/nuztrend/auditentry/"],
        "admin: audit log, retractions": ["/admin/nuztrend/auditentry/?verb=retract"],
        "admin: photos": ["/admin/articles/photo/"],
        "admin: tags": ["/admin/articles/tag/"],
        "admin: bylines": ["/admin/articles/byline/"],
    }


def busiest() -> int:
    """Give the id of the story with most comments."""
    return ArticleStat.objects.public().order_by("-comments").values_list("pk", flat=True)[0]


def full_pages(path: str) -> int:
    """Give how many pages of a month are full."""
    year, month = map(int, path.strip("/").split("/")[1:])
    return Article.objects.published_in_month(year, month).count() // PAGE_SIZE


def clients() -> tuple[Client, Client]:
    """Give a reader and an editor in chief."""
    editor = Client(headers={"host": "127.0.0.1"})
    editor.force_login(get_user_model().objects.get_or_create(username="bench", is_staff=True, is_superuser=True)[0])
    return Client(headers={"host": "127.0.0.1"}), editor


def every_page() -> list[tuple[str, Callable[[str], Any], list[str]]]:
    """Give each kind of page: its name, who asks, and the addresses."""
    reader, editor = clients()
    public = [(name, reader.get, paths) for name, paths in pages().items()]
    return public + [(name, editor.get, paths) for name, paths in newsroom().items()]


def took(get: Callable[[str], Any], path: str, clock: Callable[[], float] = time.perf_counter) -> float:
    """Give the milliseconds of one request.

    Raises:
        RuntimeError: the page is an error.
    """
    begin = clock()
    answer = get(path)
    milliseconds = (clock() - begin) * 1000
    if answer.status_code not in {200, 302, 410}:
        raise RuntimeError(f"{path} answers {answer.status_code}")
    return milliseconds


def measure(requests: int, clock: str) -> dict[str, float]:
    """Give the median time of each kind of page, in milliseconds; pages over a second are asked for three times."""
    found, timer = {}, {"wall": time.perf_counter, "cpu": time.process_time}[clock]
    for name, get, paths in every_page():
        if (first := max(took(get, paths[0]), took(get, paths[-1]))) > 1000:
            requests_now = 3
        else:
            requests_now = requests if first < 200 else 10
        found[name] = median(took(get, path, timer) for path in islice(cycle(paths), requests_now))
    return found


def explain(slower_than: float) -> None:
    """Print the queries that take longer, with the database's plan."""
    for name, get, paths in every_page():
        get(paths[0])
        with CaptureQueriesContext(connection) as captured:
            get(paths[-1])
        for query in captured:
            if float(query["time"]) * 1000 >= slower_than:
                print(f"\n{name}: {paths[-1]}: {query['time']} s\n{query['sql'][:1500]}")
                with connection.cursor() as cursor:
                    word = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN ANALYZE"
                    cursor.execute(f"{word} {query['sql']}".replace("%", "%%"))
                    for row in cursor.fetchall():
                        print("   ", row[-1])
