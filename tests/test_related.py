"""Read More: what the worker finds, what editors choose, and `manage.py rebuild_related`."""

import os
import random
import re
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles import related, tasks
from articles.management.commands import rebuild_related
from articles.models import Article, Lexicon, Related, StoryTerm, Term
from articles.related import rebuild, relate_alone
from articles.related.words import words_of
from tests import corpus, make
from tests.test_admin_stories import fields, page_of

pytestmark = pytest.mark.django_db
CORPUS = Path(os.environ.get("CORPORA", "corpora")) / "bbc-2004.jsonl.xz"

MOON = (
    "The lunar probe left its orbit and landed near a crater, where the rover will drill for ice beneath the regolith."
)
TIDE = "Spring tides follow the syzygy of moon and sun; harbours publish tables so that pilots know the depth at noon."
BREAD = (
    "A sourdough starter of rye flour ferments overnight; bakers fold the dough, let it prove and bake it with steam."
)


def work() -> None:
    """Do what the worker has to do about stories that were published."""
    for story in Article.objects.in_public_life().order_by("pk"):
        tasks.relate.call(story.pk)


def read_more(client: Client, story: Article) -> list[str]:
    """The headlines under “Read More”."""
    html = client.get(story.get_absolute_url()).content.decode()
    part = html.partition('id="related"')[2].partition("</section>")[0]
    return [
        Article.objects.get(slug=slug).title for slug in dict.fromkeys(re.findall(r'href="/articles/([\w-]+)/"', part))
    ]


def told(subject: str, number: int) -> str:
    """A text on a subject that is not quite like the others on it."""
    return f"{subject} {' '.join(f'{subject.split()[1]}{number}x{word}' for word in range(12))}."


def test_stories_go_on_to_stories_on_the_same_subject_without_any_tag(client: Client) -> None:
    stories = {
        subject: [make.story(f"{name} {number}", body=told(subject, number)) for number in range(3)]
        for name, subject in (("Moon", MOON), ("Tide", TIDE), ("Bread", BREAD))
    }
    work()
    assert set(read_more(client, stories[BREAD][0])) == {"Bread 1", "Bread 2"}
    assert set(read_more(client, stories[MOON][0])[:2]) == {"Moon 1", "Moon 2"}


def test_neighbours_learn_of_a_new_story_and_of_its_retraction(client: Client) -> None:
    first = make.story("First", body=told(BREAD, 1))
    for number in range(5):
        make.story(f"Other {number}", body=told(TIDE, number))
    work()
    assert read_more(client, first) == []
    second = make.story("Second", body=told(BREAD, 2))
    assert tasks.relate.call(second.pk)
    assert read_more(client, first) == ["Second"] and read_more(client, second) == ["First"]
    assert not tasks.relate.call(second.pk)  # twice without harm, and no page is rendered again
    second.retract(by=None, reason="wrong")
    tasks.relate.call(second.pk)
    assert read_more(client, first) == []
    assert not StoryTerm.objects.filter(article=second).exists()


def test_a_copy_of_a_story_does_not_go_on_from_it_nor_stand_there_twice(client: Client) -> None:
    story = make.story("Story", body=told(BREAD, 1))
    make.story("Story again", body=told(BREAD, 1))
    for number in range(2):
        make.story(f"Wire {number}", body=told(BREAD, 2))
    for number in range(16):
        make.story(f"Other {number}", body=told(TIDE, number))
    call_command("rebuild_related", stdout=StringIO())
    assert read_more(client, story) == ["Wire 1"]
    tasks.relate.call(make.story("Wire 2", body=told(BREAD, 2)).pk)
    assert len(read_more(client, story)) == 1


def test_too_few_good_ones_are_filled_with_the_newest_of_the_section_and_never_with_noise(client: Client) -> None:
    science, food = make.tag("Science", menu=1), make.tag("Food", menu=2)
    now = timezone.now()
    for number in range(6):
        make.story(f"Food {number}", tags=[food], body=told(BREAD, number), at=now - timedelta(days=number + 1))
    for number in range(7):
        make.story(
            f"Science {number}",
            tags=[science],
            body=f"{'abcdefghij'[number] * 5} " * 20,
            at=now - timedelta(hours=number),
        )
    alone = make.story("Tide", tags=[science], body=told(TIDE, 1))
    untagged = make.story("Nothing", body="Qwertz uiop asdf.")
    work()
    assert read_more(client, alone) == [f"Science {number}" for number in range(related.SHOWN)]
    assert read_more(client, untagged) == []
    three = [make.story(f"Tide {number}", tags=[science], body=told(TIDE, number)) for number in range(2, 5)]
    work()
    assert set(read_more(client, alone)) == {story.title for story in three}


def test_the_page_of_a_new_story_shows_what_its_tags_say_until_the_worker_comes(client: Client) -> None:
    moon = make.tag("Moon")
    make.story("Older", tags=[moon])
    assert read_more(client, make.story("Newer", tags=[moon])) == ["Older"]


def test_a_story_to_come_enters_at_its_moment_without_any_verb(client: Client, time_machine: Any) -> None:
    story = make.story("Story", body=told(BREAD, 1))
    make.story("Ahead", body=told(BREAD, 2), at=timezone.now() + timedelta(days=3))
    for number in range(3):
        make.story(f"Other {number}", body=told(TIDE, number))
    work()
    assert read_more(client, story) == []
    time_machine.move_to(timezone.now() + timedelta(days=3, seconds=1))
    assert read_more(client, story) == ["Ahead"]


def test_many_stories_to_come_crowd_out_none_that_is_out(client: Client) -> None:
    story = make.story("Story", body=told(BREAD, 1))
    make.story("Out", body=told(BREAD, 2), at=timezone.now() - timedelta(days=900))
    for number in range(20):
        make.story(f"Ahead {number}", body=told(BREAD, number + 3), at=timezone.now() + timedelta(days=number + 1))
    work()
    assert read_more(client, story) == ["Out"]


def test_picks_stand_first_and_blocked_stories_nowhere(client: Client) -> None:
    client.force_login(make.user("zoe", "Editor"))
    science = make.tag()
    near = [make.story(f"Near {number}", tags=[science]) for number in range(2)]
    far = make.story("Far off", tags=[make.tag("Food")])
    story = make.story("Tides", tags=[science])
    sent = fields(story, picks=[far.pk, story.pk], blocks=[near[1].pk], tags=[science.pk])
    assert client.post(page_of(story), sent).status_code == 302
    assert read_more(client, story) == ["Far off", "Near 0"]
    shown = client.get(page_of(story)).content.decode()
    assert f'<option value="{far.pk}" selected' in shown and f'<option value="{near[1].pk}" selected' in shown
    story.refresh_from_db()
    client.post(page_of(story), fields(story, picks=[], blocks=[], tags=[science.pk]))
    assert "Far off" not in read_more(client, story)


def test_a_pick_that_is_a_draft_enters_when_it_is_published(client: Client) -> None:
    story, draft = make.story("Story"), make.draft("Draft")
    assert related.choose(story, [draft], [])
    assert not related.choose(story, [draft], [])
    assert read_more(client, story) == []
    draft.publish(by=None)
    assert read_more(client, story) == ["Draft"]


def test_a_blocked_story_stays_out_when_it_changes(client: Client) -> None:
    story, other = make.story("Story", body=told(BREAD, 1)), make.story("Other", body=told(BREAD, 2))
    work()
    assert read_more(client, story) == ["Other"]
    related.choose(story, [], [other])
    other.title = "Other, changed"
    other.save_version(by=None)
    work()
    assert read_more(client, story) == []


@pytest.mark.parametrize(
    ("body", "kept", "dropped"),
    [
        ("The minister said that she would not resign because of the inquiry", "minister", "because"),
        ("Die Ministerin sagte, dass sie nicht zurücktreten werde, aber die Untersuchung", "ministerin", "nicht"),
        ("La ministre a dit qu'elle ne démissionnerait pas dans les jours qui viennent", "ministre", "dans"),
        ("日本の首相は記者会見で辞任を表明した", "首相", "た"),
    ],
)
def test_stop_words_are_those_of_the_story_s_language(body: str, kept: str, dropped: str) -> None:
    words = words_of(Article(body_html=f"<p>{body}</p>"))
    assert kept in words and dropped not in words


def test_markup_is_no_word() -> None:
    words = words_of(Article(body_html='<p class="lead">Caf&eacute; <strong>clo</strong>sed</p><p>harbour</p>'))
    assert set(words) == {"cafe", "closed", "harbour"}


def test_the_stories_of_the_last_days_are_looked_at_once_a_day(client: Client, time_machine: Any) -> None:
    make.story("Long ago", body=told(BREAD, 1), at=timezone.now() - timedelta(days=30))
    stories = [make.story(f"New {number}", body=told(BREAD, number)) for number in range(2, 4)]
    tasks.relate.call(stories[0].pk)
    DBTaskResult.objects.all().delete()
    for _ in range(2):
        call_command("tick")
    due = DBTaskResult.objects.filter(task_path="articles.tasks.refresh_related")
    assert due.count() == 1
    assert tasks.refresh_related.call(0) == 2
    assert read_more(client, stories[0]) == ["New 3"]
    time_machine.move_to(timezone.now() + timedelta(days=1))
    call_command("tick")
    assert due.count() == 2


def test_a_superuser_deletes_a_story_with_all_that_is_known_of_it(admin_client: Client) -> None:
    stories = [make.story(f"Bread {number}", body=told(BREAD, number)) for number in range(2)]
    work()
    assert related.choose(stories[0], [stories[1]], [])
    page = reverse("admin:articles_article_delete", args=[stories[1].pk])
    assert admin_client.get(page).status_code == 200
    assert admin_client.post(page, {"post": "yes"}).status_code == 302
    assert not StoryTerm.objects.filter(article=stories[1].pk).exists()
    assert read_more(admin_client, stories[0]) == []


class TestRebuild:
    @pytest.fixture(autouse=True)
    def _stories(self) -> None:
        for number in range(6):
            make.story(f"Bread {number}", body=told(BREAD, number))
            make.story(f"Tide {number}", body=told(TIDE, number))
        make.draft("Draft", body=BREAD)

    def kept(self) -> list[Any]:
        return list(Related.objects.order_by("article_id", "position").values_list("article_id", "other_id"))

    def run(self, **options: Any) -> str:
        call_command("rebuild_related", stdout=(out := StringIO()), **options)
        return out.getvalue()

    def test_it_finds_for_all_stories_what_goes_on_and_says_how_far_it_is(self, client: Client) -> None:
        out = self.run()
        for words in rebuild_related.WORDS.values():
            assert f"{words}: 12 of 12 stories (100 %)" in out
        assert {title.split()[0] for title in read_more(client, Article.objects.get(slug="bread-0"))} == {"Bread"}
        assert Lexicon.objects.get().stories == 12
        assert Term.objects.get(text="sourdough").stories == 6
        before = self.kept()
        assert self.run() and self.kept() == before

    @pytest.mark.parametrize("batches", range(1, 40, 4))
    def test_one_that_is_stopped_goes_on_where_it_was_and_ends_the_same(
        self, monkeypatch: pytest.MonkeyPatch, batches: int
    ) -> None:
        self.run()
        whole, terms = self.kept(), list(Term.objects.order_by("pk").values_list("text", "stories", "counted"))
        Related.objects.all().delete()
        monkeypatch.setattr(rebuild, "BATCH", dict.fromkeys(rebuild.STEPS, 1))
        going = rebuild.rebuild()
        for _ in range(batches):
            at = next(going)
        going.close()
        again = next(rebuild.rebuild())
        assert again.step != at.step or again.done == at.done
        self.run()
        assert list(Term.objects.order_by("pk").values_list("text", "stories", "counted")) == terms
        assert self.kept() == whole

    def test_two_at_the_same_time_count_no_word_twice(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(rebuild, "BATCH", dict.fromkeys(rebuild.STEPS, 1))
        first, second = rebuild.rebuild(), rebuild.rebuild()
        next(first), next(second)
        for _ in range(3):
            next(first)
        with pytest.raises(rebuild.AnotherRebuild):
            next(second)
        list(first)
        assert Term.objects.get(text="sourdough").stories == 6

    def test_anew_begins_at_the_first_story(self) -> None:
        going = rebuild.rebuild()
        list(zip(range(3), going, strict=False))
        going.close()
        assert next(rebuild.rebuild(anew=True)) == rebuild.Progress("count", 0, 12)


@pytest.mark.skipif(not CORPUS.exists(), reason="CORPORA names no folder with the BBC's stories")
def test_nine_of_ten_that_go_on_are_of_the_same_section_of_the_corpus() -> None:
    """Precision at five over a seeded sample of 300 of 2,095 stories: no tags, no keywords, all of the same moment."""
    section = corpus.publish(CORPUS)
    for at in rebuild.rebuild():
        if at.step == rebuild.RELATE:
            break
    right = 0
    for story in (sample := random.Random(2026).sample(list(Article.objects.order_by("pk")), 300)):
        relate_alone(story)
        shown = Related.objects.filter(article=story).values_list("other_id", flat=True)[: related.SHOWN]
        right += sum(section[other] == section[story.pk] for other in shown)
    assert right / (5 * len(sample)) >= 0.90
