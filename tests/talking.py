"""Long talks under a story, made as fast as rows go in, with what the verbs would have counted."""

from collections.abc import Sequence

from django.core.management.color import no_style
from django.db import connection

from articles.models import Article, ArticleStat
from comments.models import Comment, receipt_hash
from comments.models.querysets import DEEPEST


def flat(story: Article, number: int) -> list[Comment]:
    """Threads of one comment each."""
    return _stored(story, [_written(story, place) for place in range(number)])


def chain(story: Article, number: int) -> list[Comment]:
    """One thread in which everybody answers the one before."""
    return _thread(story, [place - 1 for place in range(number)])


def bush(story: Article, number: int) -> list[Comment]:
    """One thread in which some answer the beginning and some each other."""
    return _thread(story, [-1, *(place // 3 for place in range(number - 1))])


def _thread(story: Article, answered: Sequence[int]) -> list[Comment]:
    """One thread; `answered` tells of each comment which one it answers, by their places."""
    (root,) = _stored(story, [_written(story, 0)], len(answered))
    made = [root]
    for place, to in enumerate(answered[1:], 1):
        answer = _written(story, place, pk=root.pk + place)
        answer.root, answer.parent = root, made[to]
        answer.depth = min(made[to].depth + 1, DEEPEST)
        made[to].answer_count += 1
        made.append(answer)
    Comment.objects.bulk_create(made[1:], batch_size=1_000)
    with connection.cursor() as cursor:  # on PostgreSQL the next number is one behind those given here
        for statement in connection.ops.sequence_reset_sql(no_style(), [Comment]):
            cursor.execute(statement)
    Comment.objects.filter(pk=root.pk).update(thread_count=len(made) - 1, answer_count=root.answer_count)
    return made


def _written(story: Article, place: int, **fields: int) -> Comment:
    made = Comment(article=story, name=f"Reader {place}", state="visible", listed=True, **fields)
    made.receipt_hash = receipt_hash(f"{story.pk} {place}")
    made.write(f"Words number {place:05}.")
    return made


def _stored(story: Article, rows: list[Comment], total: int | None = None) -> list[Comment]:
    ArticleStat.objects.filter(article=story).update(comments=total or len(rows))
    return Comment.objects.bulk_create(rows, batch_size=1_000)
