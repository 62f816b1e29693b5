"""What search knows of a story follows each verb, within its transaction, and answers as the words themselves do."""

import random
import re
import threading
from contextlib import suppress
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.utils import timezone

from articles.models import Article, SearchEntry, SearchWord
from articles.search import read, search
from articles.tasks import rerender_stories_with
from tests import make
from tests.test_search import found

pytestmark = pytest.mark.django_db


def test_a_change_of_any_kind_is_searched_for_at_once() -> None:
    story = make.story("First headline", slug="story", body="Alpha beta.")
    assert found("alpha") == ["story"]
    story.title, story.dek, story.body = "Second title", "Gamma", "Delta."
    story.save_version(by=None, tags=[make.tag("Space")], bylines=[make.byline("Ada")])
    assert (found("alpha"), found("headline"), found("first")) == ([], [], [])
    assert found("second gamma delta", tag="space", byline="ada") == ["story"]
    story.save_version(by=None, tags=[make.tag("Sea")], bylines=[])
    make.story("Keeps the tag", tags=[make.tag("Space")], bylines=[make.byline("Ada")])
    assert found("delta", tag="sea") == ["story"]
    assert (found("delta", tag="space"), found("delta", byline="ada")) == ([], [])
    story.retract(by=None, reason="Wrong.")
    assert found("delta") == []
    story.publish(by=None)
    assert found("delta") == ["story"]
    story.publish_at = timezone.now() + timedelta(days=1)
    story.save_version(by=None)
    assert found("delta") == []
    story.publish_at = timezone.now() - timedelta(days=400)
    story.save_version(by=None)
    assert found("delta", until=(timezone.now() - timedelta(days=300)).date()) == ["story"]
    story.delete()
    assert found("delta") == []
    assert SearchEntry.objects.count() == 1


def test_what_was_rolled_back_is_not_found() -> None:
    story = make.story("As it was", slug="story")
    with pytest.raises(RuntimeError), transaction.atomic():
        story.title = "As it never was"
        story.save_version(by=None)
        raise RuntimeError
    assert (found('"as it was"'), found("never")) == (["story"], [])


def test_publishing_indexes_what_is_stored_and_not_what_is_being_typed() -> None:
    story = make.draft("As stored", slug="story")
    story.title = "As typed"
    story.publish(by=None)
    assert (found("stored"), found("typed")) == (["story"], [])


def test_the_caption_of_a_photo_is_found_when_it_was_changed() -> None:
    photo = make.photo(caption="A lighthouse")
    make.story("Coast", slug="coast", body=f"![a view](photo:{photo.key})")
    assert found("lighthouse") == ["coast"]
    photo.caption = "A windmill"
    photo.save_version(by=None)
    rerender_stories_with.call(photo.key)
    assert (found("windmill"), found("lighthouse")) == (["coast"], [])


def test_the_index_can_be_made_anew_and_completed() -> None:
    for number in range(3):
        make.story(f"Story {number}", slug=f"story-{number}", tags=[make.tag("Space")])
    make.draft("Story to come")
    columns = ("article", "publish_at", "unpublish_at", "marks", "title", "lead", "body")
    before = list(SearchEntry.objects.order_by("article").values_list(*columns))
    SearchEntry.objects.filter(article__slug="story-1").delete()
    SearchWord.objects.all().delete()
    assert "story-1" not in found("story", tag="space")
    call_command("rebuild_search", "--missing", stdout=(said := StringIO()))
    assert "1 stories" in said.getvalue()
    assert set(found("stor", tag="space")) == {"story-0", "story-1", "story-2"}
    SearchEntry.objects.all().delete()
    call_command("rebuild_search", stdout=(said := StringIO()))
    assert "4 stories" in said.getvalue()
    assert list(SearchEntry.objects.order_by("article").values_list(*columns)) == before


def test_a_second_rebuild_changes_nothing() -> None:
    make.story("Story")
    before = list(SearchEntry.objects.values())
    call_command("rebuild_search", stdout=StringIO())
    assert list(SearchEntry.objects.values()) == before


def test_the_longest_story_is_saved_and_found_to_its_end() -> None:
    make.story("Long", slug="long", body=" ".join(f"слово{number:05}" for number in range(12_000)))
    for asked in ("слово00007", '"слово00007 слово00008"', '"слово11998 слово11999"'):
        assert found(asked) == ["long"], asked


def test_a_story_of_more_words_than_are_indexed_is_saved() -> None:
    make.story("Short words", slug="short", body="я " * 60_000)
    assert found('"я я" short') == ["short"]


VOCABULARY = ["ash", "bay", "cob", "dew", "elm", "fir", "cobalt", "fire", "elms"]


def test_every_question_is_answered_as_by_reading_all_stories() -> None:
    """Against a search that reads every story: it knows the words, and nothing of an index."""
    dice = random.Random(7)
    texts = {}
    for number in range(40):
        title, dek, body = (" ".join(dice.choices(VOCABULARY, k=dice.randint(1, 5))) for _ in range(3))
        story = make.draft(title, slug=f"s{number}", dek=dek, body=body)
        story.publish(by=None, at=timezone.now() - timedelta(hours=number + 1))
        texts[story.pk] = (title, dek, body)
    for _ in range(300):
        wanted = [dice.sample(VOCABULARY, dice.choice([1, 1, 1, 2])) for _ in range(dice.randint(1, 3))]
        without = [dice.sample(VOCABULARY, dice.choice([1, 2])) for _ in range(dice.randint(0, 2))]
        quoted = [f'"{" ".join(words)}"' for words in wanted]
        unwanted = [f'-"{" ".join(words)}"' for words in without]
        asked = " ".join([*quoted, *unwanted])
        answer = {
            pk
            for pk, fields in texts.items()
            if all(any(holds(field, words) for field in fields) for words in wanted)
            and not any(holds(field, words) for field in fields for words in without)
        }
        assert set(search(read(asked)).ids) == answer, asked
        beginning = dice.choice(["cob", "fir", "elm", "ash"])
        begun = {pk for pk in answer if any(re.search(rf"\b{beginning}", field) for field in texts[pk])}
        assert set(search(read(f"{asked} {beginning}")).ids) == begun, f"{asked} {beginning}"


def holds(field: str, words: list[str]) -> bool:
    return f" {' '.join(words)} " in f" {field} "


def test_the_newsroom_finds_every_story_by_the_same_words(admin_client: Client) -> None:
    make.draft("Secret merger", slug="draft", body="Nobody knows of the **takeover**.")
    make.story("Tomorrow's news", slug="ahead", at=timezone.now() + timedelta(days=1), body="A takeover.")
    make.story("Wrong", slug="wrong", body="Takeover!").retract(by=None, reason="It was.")
    make.story("Something else", slug="else-where")

    def listed(asked: str) -> set[str]:
        response = admin_client.get("/admin/articles/article/", {"q": asked})
        assert response.status_code == 200
        return {story.slug for story in response.context["cl"].result_list}

    assert listed("takeov") == {"draft", "ahead", "wrong"}
    assert listed("takeover -secret") == {"ahead", "wrong"}
    assert listed('"nobody knows"') == {"draft"}
    assert listed("else-where") == {"else-where"}
    assert listed("***") == set()
    assert listed('" OR NEAR(') == set()
    assert len(listed("")) == Article.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_two_stories_that_bring_each_other_s_words_wait_in_no_circle() -> None:
    both = threading.Barrier(2)
    failed: list[Exception] = []

    def save(title: str, body: str) -> None:
        first = [True]

        def meet(execute: Any, sql: str, *rest: Any) -> Any:
            done = execute(sql, *rest)
            if first and 'INTO "articles_searchword"' in sql:
                first.clear()
                with suppress(threading.BrokenBarrierError):  # SQLite has one writer at a time
                    both.wait(timeout=1)
            return done

        try:
            with connection.execute_wrapper(meet):
                Article(title=title, slug=title, body=body).save_version(by=None)
        except OperationalError as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=words) for words in (("zebra", "apple"), ("apple", "zebra"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert failed == []
    assert set(SearchWord.objects.filter(in_headline=True).values_list("word", flat=True)) == {"apple", "zebra"}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite compresses nothing")
def test_postgresql_reads_the_words_in_the_quicker_of_its_compressions() -> None:
    make.story("A long story", body=" ".join(f"word{number} again" for number in range(500)))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_column_compression(body) FROM articles_searchentry")
        assert cursor.fetchall() == [("lz4",)]
