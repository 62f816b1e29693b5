"""Private notes on a story: the newsroom talks, and readers never hear it."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Article, Note
from tests import make
from tests.changes import Portal

pytestmark = pytest.mark.django_db


def page_of(story: Article) -> str:
    return reverse("admin:articles_article_notes", args=[story.pk])


def form_of(story: Article) -> str:
    return reverse("admin:articles_article_change", args=[story.pk])


@pytest.mark.parametrize("group", ["Reporter", "Editor", "Chief"])
def test_who_writes_stories_writes_notes_on_all_of_them(client: Client, group: str) -> None:
    client.force_login(make.user("wanda", group))
    for story in (make.draft("Draft"), make.story("Live")):
        answer = client.post(page_of(story), {"text": "Call the\r\nharbour <b>again</b>"}, follow=True)
        shown = answer.content.decode()
        assert "Call the\nharbour &lt;b&gt;again&lt;/b&gt;" in shown and "wanda" in shown
        assert "harbour &lt;b&gt;again" in client.get(form_of(story)).content.decode()


def test_the_newest_note_stands_first_and_the_form_shows_five(client: Client) -> None:
    client.force_login(make.user("edith", "Editor"))
    story = make.draft()
    for number in range(7):
        Note.objects.write(story, f"Note number {number}.", None)
    shown = client.get(form_of(story)).content.decode()
    places = [shown.find(f"Note number {number}.") for number in range(7)]
    assert places[:2] == [-1, -1] and places[2:] == sorted(places[2:], reverse=True) and -1 not in places[2:]
    assert "Note number 0." in client.get(page_of(story)).content.decode()


def test_a_script_sends_a_note_and_gets_the_newest_as_html(client: Client) -> None:
    client.force_login(make.user("edith", "Editor"))
    story = make.draft()
    answer = client.post(page_of(story), {"text": "Done.", "fragment": "1"})
    assert answer.status_code == 200 and "Done." in answer.content.decode() and "<html" not in answer.content.decode()
    refused = client.post(page_of(story), {"text": " ", "fragment": "1"})
    assert (refused.status_code, refused.content.decode()) == (422, "Write something first.")


def test_what_is_too_long_is_given_back_whole(client: Client) -> None:
    client.force_login(make.user("edith", "Editor"))
    story, text = make.draft(), "word " * 500
    shown = client.post(page_of(story), {"text": text}).content.decode()
    assert text.strip() in shown and "2,000 signs at most" in shown and not Note.objects.exists()
    with pytest.raises(ValidationError):
        Note.objects.write(story, "", None)


def test_a_note_that_no_database_takes_is_refused_in_words(client: Client) -> None:
    client.force_login(make.user("edith", "Editor"))
    answer = client.post(page_of(make.draft()), {"text": "Call\0her"})
    assert answer.status_code == 200 and "cannot hold the character NUL" in answer.content.decode()
    assert not Note.objects.exists()


class TestBesideTheStory:
    """The note that stands in the story's own form: who saves the story has not lost it."""

    @pytest.fixture(autouse=True)
    def _edith(self, client: Client) -> None:
        client.force_login(make.user("edith", "Editor"))

    def sent(self, story: Article, note: str, **changed: str) -> dict[str, str]:
        fields = {"title": story.title, "slug": story.slug, "body": story.body, "comments_policy": "open"}
        return fields | {"version": str(story.version), "private_note": note} | changed

    def test_saving_the_story_writes_it(self, client: Client) -> None:
        story = make.draft()
        answer = client.post(form_of(story), self.sent(story, "Call <b>her</b> back.", title="Changed"), follow=True)
        assert [str(note.by) for note in Note.objects.filter(text="Call <b>her</b> back.")] == ["edith"]
        assert "Call &lt;b&gt;her" in answer.content.decode()
        assert answer.context["adminform"].form["private_note"].value() is None, "it is not offered again"

    def test_so_does_saving_changes_of_a_live_one(self, client: Client) -> None:
        story = make.story()
        at = {"publish_at_0": f"{story.publish_at:%Y-%m-%d}", "publish_at_1": f"{story.publish_at:%H:%M:%S}"}
        assert client.post(form_of(story), self.sent(story, "Mine.", body="Other.", **at)).status_code == 302
        assert Note.objects.get().text == "Mine."

    @pytest.mark.parametrize("note", ["word " * 500, "Call\0her"])
    def test_what_cannot_be_a_note_stops_the_saving_and_stays(self, client: Client, note: str) -> None:
        story = make.draft()
        answer = client.post(form_of(story), self.sent(story, note, title="Changed"))
        assert answer.status_code == 200 and note in answer.content.decode()
        story.refresh_from_db()
        assert story.title == "A story" and not Note.objects.exists()

    def test_it_stays_where_the_story_cannot_be_saved(self, client: Client) -> None:
        story = make.draft()
        answer = client.post(form_of(story), self.sent(story, "Not lost.", title=""))
        assert "Not lost.</textarea>" in answer.content.decode() and not Note.objects.exists()


def test_a_moderator_reads_notes_and_writes_none(client: Client) -> None:
    client.force_login(make.user("mod", "Moderator"))
    story = make.draft()
    Note.objects.write(story, "For all of us.", None)
    assert "For all of us." in client.get(page_of(story)).content.decode()
    assert client.post(page_of(story), {"text": "Mine"}).status_code == 403
    assert Note.objects.count() == 1
    client.force_login(make.user("nobody"))
    assert client.get(page_of(story)).status_code == 403


@pytest.mark.parametrize("page", ["0", "x", "9", "99999"])
def test_pages_that_are_not_there_are_404(client: Client, page: str) -> None:
    client.force_login(make.user("edith", "Editor"))
    assert client.get(page_of(make.draft()), {"page": page}).status_code == 404


def test_a_long_thread_is_paged_at_the_same_cost(client: Client) -> None:
    client.force_login(make.user("edith", "Editor"))
    story = make.draft()

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(page_of(story))
        return len(queries)

    Note.objects.write(story, "One.", None)
    first = cost()
    Note.objects.bulk_create(Note(article=story, text=f"Number {number}.") for number in range(60))
    assert cost() == first
    assert "Number 3." in client.get(page_of(story), {"page": "2"}).content.decode()


def test_no_note_stands_on_any_public_page() -> None:
    portal = Portal()
    for story in Article.objects.all():
        Note.objects.write(story, "The-mayor-is-our-source", None)
    stranger = Client(headers={"host": "localhost"})
    for address in [*portal.addresses(), "/search/?q=mayor", "/search/suggest/?q=The-mayor"]:
        assert b"The-mayor-is-our-source" not in stranger.get(address).content, address
