"""Threads: in which order they stand, how answers are nested, what is not shown, and where a permalink leads."""

import re
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comments.models import Comment
from comments.threads.opening import ANSWERS, ON_A_THREAD_PAGE, THREADS
from tests import make, talking

pytestmark = pytest.mark.django_db

STORY = "/articles/a-story/"
ALL = f"{STORY}comments/"


class Outline(HTMLParser):
    """Collects the comments of a page, each with the number of lists in which it stands."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.lists = 0
        self.levels: dict[int, int] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.lists += tag == "ol"
        if (name := told.get("id") or "").startswith("comment-"):
            self.levels[int(name.removeprefix("comment-"))] = self.lists

    def handle_endtag(self, tag: str) -> None:
        self.lists -= tag == "ol"


def page(client: Client, path: str = ALL) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    html = answer.content.decode()
    return html[html.index('id="comments"') : html.index("</main>")]


def outline(client: Client, path: str = ALL) -> dict[int, int]:
    return Outline(page(client, path)).levels


def landing(client: Client, comment: Comment) -> str:
    """Where a permalink leads; the comment is on that page."""
    answer = client.get(f"{ALL}{comment.pk}/")
    assert answer.status_code == 302
    path, _, mark = answer["Location"].partition("#")
    assert mark == f"comment-{comment.pk}"
    assert f'id="{mark}"' in page(client, path)
    return path


def test_newest_threads_stand_first_and_the_oldest_answer_above_the_others(client: Client) -> None:
    story = make.story()
    old, new = make.comment(story), make.comment(story)
    first, second = make.comment(story, to=old), make.comment(story, to=old)
    for path in (STORY, ALL):
        assert list(outline(client, path)) == [new.pk, old.pk, first.pk, second.pk]
    assert list(outline(client, f"{ALL}?sort=oldest")) == [old.pk, first.pk, second.pk, new.pk]


def test_the_best_stand_first_and_of_equals_the_newest(client: Client) -> None:
    story = make.story()
    plain, good, best, other = (make.comment(story) for _ in range(4))
    Comment.objects.filter(pk=good.pk).update(votes=3)
    Comment.objects.filter(pk=best.pk).update(votes=9)
    assert list(outline(client, f"{ALL}?sort=best")) == [best.pk, good.pk, other.pk, plain.pk]


def test_answers_stand_in_lists_down_to_the_third_level_and_then_say_whom_they_answer(client: Client) -> None:
    story = make.story()
    root = make.comment(story, name="Ada")
    second = make.comment(story, name="Ben", to=root)
    third = make.comment(story, name="Cleo", to=second)
    fourth = make.comment(story, name="Dora", to=third)
    fifth = make.comment(story, name="Emil", to=fourth)
    path = f"{ALL}{root.pk}/thread/"
    assert outline(client, path) == {root.pk: 1, second.pk: 2, third.pk: 3, fourth.pk: 3, fifth.pk: 3}
    html = page(client, path)
    assert re.findall(r'in answer to <a href="#comment-(\d+)"[^>]*>(\w+)</a>', html) == [
        (str(third.pk), "Cleo"),
        (str(fourth.pk), "Dora"),
    ]


def test_an_empty_chair_keeps_the_place_but_neither_name_nor_words(client: Client) -> None:
    story = make.story()
    root = make.comment(story, "Dreadful words", name="Mallory")
    answer = make.comment(story, "Calm words", to=root)
    deep = make.comment(story, "More calm words", to=make.comment(story, "Bad words", name="Mallory", to=answer))
    below = make.comment(story, "To one who is gone", to=make.comment(story, "Bad again", name="Mallory", to=deep))
    for each in Comment.objects.filter(name="Mallory"):
        each.remove(by=None, reason="insult")
    for path in (STORY, ALL, f"{ALL}{root.pk}/thread/", f"{ALL}since/0/"):
        html = client.get(path).content.decode()
        assert "Mallory" not in html and "Dreadful" not in html and "Bad" not in html, path
    html = page(client, f"{ALL}{root.pk}/thread/")
    assert html.count("This comment is not shown.") == 3
    assert "Calm words" in html and "To one who is gone" in html
    assert html.count("a comment that is not shown") == 2
    assert client.get(f"{ALL}{root.pk}/").status_code == 404
    assert landing(client, below) == f"{ALL}{root.pk}/thread/"


def test_a_chair_without_answers_leaves(client: Client) -> None:
    story = make.story()
    root = make.comment(story)
    answer = make.comment(story, to=root)
    root.remove(by=None, reason="insult")
    assert list(outline(client)) == [root.pk, answer.pk]
    answer.remove(by=None, reason="insult")
    assert outline(client) == {}
    assert client.get(f"{ALL}{root.pk}/thread/").status_code == 404


def test_the_newsroom_wears_its_mark_in_words_and_an_edit_is_told(client: Client) -> None:
    story = make.story()
    comment = make.comment(story)
    assert "Newsroom" not in page(client) and "edited" not in page(client)
    Comment.objects.filter(pk=comment.pk).update(from_newsroom=True, edited_at=comment.created_at)
    assert "Newsroom" in page(client) and "edited" in page(client)


def test_the_first_answers_are_shown_and_the_others_lead_to_the_thread(client: Client) -> None:
    story = make.story()
    root = make.comment(story)
    answers = [make.comment(story, to=root) for _ in range(ANSWERS)]
    assert "more answer" not in page(client)
    hidden = [make.comment(story, to=answers[-1]) for _ in range(2)]
    for path in (STORY, ALL):
        html = page(client, path)
        assert f'href="{ALL}{root.pk}/thread/"' in html and "2 more answers" in html
        assert set(outline(client, path)) == {root.pk, *(each.pk for each in answers)}
    hidden[0].remove(by=None, reason="insult")
    assert "1 more answer<" in page(client)
    assert set(outline(client, f"{ALL}{root.pk}/thread/")) == {root.pk, hidden[1].pk, *(each.pk for each in answers)}


def test_threads_are_paged_in_every_order(client: Client) -> None:
    story = make.story()
    pks = [comment.pk for comment in talking.flat(story, THREADS * 2 + 1)]
    for order, expected in (("", pks[::-1]), ("oldest", pks), ("best", pks[::-1])):
        shown: list[int] = []
        for number in (1, 2, 3):
            query = "&".join(filter(None, [f"sort={order}" * bool(order), f"page={number}" * (number > 1)]))
            shown += outline(client, f"{ALL}?{query}")
        assert shown == expected, order
    assert f'href="{ALL}?sort=best&amp;page=2"' in page(client, f"{ALL}?sort=best")
    assert f'href="{ALL}?sort=best"' in page(client, f"{ALL}?sort=best&page=2")


@pytest.mark.parametrize("query", ["page=4", "page=501", "page=0", "page=x", "sort=worst", "sort=best&page=4"])
def test_what_is_no_page_is_not_found(client: Client, query: str) -> None:
    talking.flat(make.story(), THREADS * 2 + 1)
    assert client.get(f"{ALL}?{query}").status_code == 404


def test_the_first_page_has_one_address_in_each_order(client: Client) -> None:
    make.story()
    for asked, meant in (("page=1", ""), ("sort=best&page=1", "?sort=best"), ("sort=newest", "")):
        answer = client.get(f"{ALL}?{asked}")
        assert (answer.status_code, answer["Location"]) == (301, f"{ALL}{meant}")


def test_permalinks_find_threads_and_answers(client: Client) -> None:
    story = make.story()
    root = make.comment(story)
    answers = [make.comment(story, to=root) for _ in range(ANSWERS + 1)]
    assert landing(client, root) == landing(client, answers[0]) == STORY
    assert landing(client, answers[-1]) == f"{ALL}{root.pk}/thread/"
    talking.flat(story, THREADS)
    assert landing(client, root) == landing(client, answers[ANSWERS - 1]) == f"{ALL}?page=2"


def test_a_long_thread_is_paged_in_the_order_of_time_and_found(client: Client) -> None:
    story = make.story()
    made = talking.bush(story, 2 * ON_A_THREAD_PAGE + 2)
    path = f"{ALL}{made[0].pk}/thread/"
    shown = [list(outline(client, f"{path}{query}")) for query in ("", "?page=2", "?page=3")]
    assert [pks[0] for pks in shown] == [made[0].pk] * 3
    assert sorted(pk for pks in shown for pk in pks[1:]) == [answer.pk for answer in made[1:]]
    assert landing(client, made[ON_A_THREAD_PAGE]) == path
    assert landing(client, made[ON_A_THREAD_PAGE + 1]) == f"{path}?page=2"
    assert landing(client, made[-1]) == f"{path}?page=3"
    last = page(client, f"{path}?page=3")
    assert f'in answer to <a href="{ALL}{made[2 * ON_A_THREAD_PAGE // 3].pk}/"' in last


def test_a_chain_of_ten_thousand_answers_is_shown(client: Client) -> None:
    story = make.story()
    made = talking.chain(story, 10_000)
    assert "9996 more answers" in page(client)
    assert set(outline(client, STORY).values()) == {1, 2, 3}
    last = landing(client, made[-1])
    assert last == f"{ALL}{made[0].pk}/thread/?page={(10_000 - 2) // ON_A_THREAD_PAGE + 1}"
    assert f'in answer to <a href="#comment-{made[-2].pk}"' in page(client, last)


def test_a_thread_is_found_by_its_beginning_alone(client: Client) -> None:
    story = make.story()
    root = make.comment(story)
    answer = make.comment(story, to=root)
    make.story("Other")
    for path in (
        f"{ALL}{answer.pk}/thread/",
        f"/articles/other/comments/{root.pk}/thread/",
        f"{ALL}99999999999999999999/thread/",
        f"{ALL}{root.pk}/thread/?page=2",
        f"{ALL}{make.comment(story, state='held').pk}/thread/",
    ):
        assert client.get(path).status_code == 404, path
    answer_to_first = client.get(f"{ALL}{root.pk}/thread/?page=1")
    assert (answer_to_first.status_code, answer_to_first["Location"]) == (301, f"{ALL}{root.pk}/thread/")


def test_each_action_says_whose_comment_it_is_about(client: Client) -> None:
    story = make.story()
    comment = make.comment(story, name="Grace <b>&")
    html = page(client)
    for words in ("Answer", "Vote for", "Link to", "Report"):
        assert f'aria-label="{words} the comment by Grace &lt;b&gt;&amp;, ' in html
    assert f'formaction="{ALL}{comment.pk}/vote/"' in html
    assert f'href="{ALL}{comment.pk}/answer/"' in html
    story.comments_policy = story.CommentsPolicy.CLOSED
    story.save_version(by=None)
    html = page(client)
    assert "Answer the comment" not in html and "Report the comment" in html


def test_the_queries_do_not_grow_with_the_talk(client: Client) -> None:
    story = make.story()
    root = make.comment(story)
    make.comment(story, to=make.comment(story, to=root))

    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code in (200, 302)
        return len(queries)

    paths = [STORY, ALL, f"{ALL}?sort=best", f"{ALL}?sort=oldest", f"{ALL}{root.pk}/thread/", f"{ALL}{root.pk}/"]
    paths.append(f"{ALL}since/0/")
    small = [cost(path) for path in paths]
    talking.flat(story, 50)
    for number in range(30):
        make.comment(story, f"Answer {number}", to=root)
    assert [cost(path) for path in paths] == small
    assert max(small[1:]) <= 4
