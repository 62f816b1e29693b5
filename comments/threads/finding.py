"""On which page a comment stands. Nothing is counted further than pages go."""

from django.db.models import QuerySet

from articles.models import Article
from comments.models import Comment
from comments.threads.opening import ANSWERS, ON_A_THREAD_PAGE, THREADS
from nuztrend.lib.addresses import address
from nuztrend.lib.paging import LAST_PAGE


def page_that_holds(comment: Comment, story: Article) -> str:
    """Give the address of the page that shows a visible comment: of the story, of its threads, or of one thread.

    Two short queries along indexes; an answer behind the first ones of its thread needs only one of them.
    """
    root = comment.root_id or comment.pk
    place = 0
    if comment.root_id:
        earlier = Comment.objects.answers_in(Comment(pk=root)).before(comment.pk)
        place = counted(earlier, ON_A_THREAD_PAGE * LAST_PAGE)
    if place < ANSWERS:
        newer = counted(Comment.objects.on(story).listed().beginnings().after(root), THREADS * LAST_PAGE)
        if newer < THREADS:
            return story.get_absolute_url()
        if newer < THREADS * LAST_PAGE:
            return paged(address("comments", story.slug), newer // THREADS)
    return paged(address("thread", story.slug, root), min(place // ON_A_THREAD_PAGE, LAST_PAGE - 1))


def counted(rows: QuerySet[Comment], most: int) -> int:
    """Give how many rows there are, `most` where there are more."""
    return rows.order_by().values("pk")[:most].count()


def paged(path: str, pages_before: int) -> str:
    """Give the address of a page of a list that has so many pages before it."""
    return f"{path}?page={pages_before + 1}" if pages_before else path
