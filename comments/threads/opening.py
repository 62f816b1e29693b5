"""How the threads under a story begin: so many of them in some order, each with its first answers, in one query."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, NamedTuple

from articles.models import Article
from comments.models import Comment, State
from comments.models.querysets import IS_SQLITE
from comments.threads.nesting import Place, nested
from nuztrend.lib.compiled import Handwritten
from nuztrend.lib.paging import LAST_PAGE, Page, page_of

THREADS = 20
"""Threads on a page."""
ANSWERS = 3
"""Answers shown under the beginning of a thread; the others have a page of their own."""
ON_A_THREAD_PAGE = 100
"""Answers on a page of one thread."""
NEAR = 10
"""The newest comments by which a page tells what is new. A comment may become visible after others that came later:
because an editor had to look at it, or its writer's line was slow."""


class Order(NamedTuple):
    """An order of threads: its name in addresses, in SQL along an index, and for the threads of one page."""

    name: str
    sql: str
    key: Callable[[Comment], Any]
    words: str
    before: str
    after: str

    @property
    def query(self) -> str:
        """What addresses say of it: nothing of the order that everybody gets who asks for none."""
        return f"sort={self.name}" if self.name else ""


NEWEST = Order("", "article_id, id DESC", lambda root: -root.pk, "newest first", "Newer", "Older")
OLDEST = Order("oldest", "article_id DESC, id", lambda root: root.pk, "oldest first", "Older", "Newer")
BEST = Order(
    "best", "article_id, votes DESC, id DESC", lambda root: (-root.votes, -root.pk), "best first", "Better", "Further"
)
ORDERS = {order.name: order for order in (NEWEST, OLDEST, BEST)}

COLUMNS = (
    *("id", "root_id", "parent_id", "state", "name", "text", "html", "from_newsroom"),
    *("created_at", "edited_at", "votes", "thread_count"),
)


def _columns(table: str) -> str:
    return ", ".join(f"{table}.{column}" for column in COLUMNS)


# Django's querysets join no rows to a few others each. Each answer is looked up by its id, whatever a database makes of
# its statistics (joined by the thread, SQLite built an index of the whole table where few threads were long), and all
# go along their index for the reason told in comments/models/querysets.py. A parent is older than its answers: with
# the first answers by id come all whom they answer.
_STORY = "article_id = %(story)s" if IS_SQLITE else "article_id BETWEEN %(story)s AND %(story)s"
_ANSWER = f"""
UNION ALL
SELECT 'answer', {_columns("answer")} FROM roots JOIN comments_comment answer ON answer.id = (
    SELECT id FROM comments_comment WHERE root_id = roots.id AND listed >= TRUE ORDER BY listed, id LIMIT 1 OFFSET {{}}
)
"""  # noqa: S608  (constants of this file)
_SQL = f"""
WITH roots AS (
    SELECT id FROM comments_comment root
    WHERE {_STORY} AND listed AND parent_id IS NULL
    ORDER BY {{order}} LIMIT %(size)s OFFSET %(start)s
)
SELECT 'root' AS part, {_columns("root")} FROM comments_comment root WHERE id IN (SELECT id FROM roots)
{"".join(_ANSWER.format(place) for place in range(ANSWERS))}
UNION ALL
SELECT 'newest', id{", NULL" * (len(COLUMNS) - 1)} FROM (
    SELECT id FROM comments_comment
    WHERE {_STORY} AND state = '{State.VISIBLE}'
    ORDER BY article_id, id DESC LIMIT %(near)s
) newest
"""  # noqa: S608  (constants of this file)
_ROWS = Handwritten(Comment, "part", *COLUMNS)


@dataclass(frozen=True)
class Talk:
    """What a page shows of the comments under a story.

    `known` are the newest comments when the page was made, shown or not; by them the page tells which ones are new.
    """

    page: Page[Place]
    known: Sequence[int] = ()

    @property
    def since(self) -> int:
        """The number of the comment after which all are either known or new."""
        return self.known[-1] if len(self.known) == NEAR else 0


def talk_under(article: Article, order: Order = NEWEST, number: int = 1) -> Talk:
    """Give a page of the threads under a story; one query.

    Raises:
        Http404: there is no such page.
    """
    known: list[int] = []

    def threads(part: slice) -> list[Place]:
        near = NEAR if order is NEWEST and number == 1 else 0
        asked = {"story": article.pk, "size": part.stop - part.start, "start": part.start, "near": near}
        rows: dict[str, list[Comment]] = {"root": [], "answer": [], "newest": []}
        for row in _ROWS.run(_SQL.format(order=order.sql), asked):
            rows[row.part].append(row)  # type: ignore[attr-defined]
        known.extend(sorted((row.pk for row in rows["newest"]), reverse=True))
        return _opened(sorted(rows["root"], key=order.key), sorted(rows["answer"], key=attrgetter("pk")))

    return Talk(page_of(threads, number, THREADS, LAST_PAGE), known)


def _opened(roots: list[Comment], answers: list[Comment]) -> list[Place]:
    """Give threads with the answers that are shown below their beginnings, and how many more there are."""
    told = Counter(answer.root_id for answer in answers if answer.is_visible)
    threads = nested([*roots, *answers])
    for thread in threads:
        thread.more = thread.comment.thread_count - told[thread.comment.pk]
    return threads
