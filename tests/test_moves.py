"""What had another address once is found there still."""

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, OldPath, Tag
from articles.search import index
from articles.tasks import index_stories_of
from nuztrend.models import AuditEntry
from tests import make
from tests.front import Front

pytestmark = pytest.mark.django_db


def move(story: Article, slug: str) -> None:
    story.slug = slug
    story.save_version(by=None)


def leads_to(client: Client, path: str) -> str | int:
    """The address that a permanent redirect leads to, else the status."""
    answer = client.get(path)
    return answer.headers["Location"] if answer.status_code == 301 else answer.status_code


def test_an_old_address_of_a_story_leads_to_the_new_one_with_what_lies_below_it(client: Client) -> None:
    story = make.story("Tides")
    move(story, "high-tides")
    assert leads_to(client, "/articles/tides/") == "/articles/high-tides/"
    assert leads_to(client, "/articles/tides/comments/?page=2") == "/articles/high-tides/comments/?page=2"
    assert client.get("/articles/high-tides/").status_code == 200


def test_chains_are_flattened_and_a_way_back_is_no_loop(client: Client) -> None:
    story = make.story("One")
    for slug in ("two", "three", "one"):
        move(story, slug)
    assert client.get("/articles/one/").status_code == 200
    assert [leads_to(client, f"/articles/{slug}/") for slug in ("two", "three")] == ["/articles/one/"] * 2


def test_a_new_story_that_takes_an_old_address_has_it(client: Client) -> None:
    story = make.story("Tides")
    move(story, "high-tides")
    taking = make.draft("Other tides", slug="tides")
    assert leads_to(client, "/articles/tides/") == "/articles/high-tides/"  # nobody sees the draft
    taking.publish(by=None)
    assert "Other tides" in client.get("/articles/tides/").content.decode()
    assert not OldPath.objects.exists()
    move(taking, "other-tides")
    assert leads_to(client, "/articles/tides/") == "/articles/other-tides/"


def test_two_stories_may_swap_addresses(client: Client) -> None:
    first, second = make.story("First"), make.story("Second")
    move(first, "elsewhere")
    move(second, "first")
    move(first, "second")
    assert "Second" in client.get("/articles/first/").content.decode()
    assert "First" in client.get("/articles/second/").content.decode()
    assert leads_to(client, "/articles/elsewhere/") == "/articles/second/"


def test_an_old_address_of_a_retracted_story_leads_to_the_reason(client: Client) -> None:
    story = make.story("Tides")
    move(story, "high-tides")
    story.retract(by=None, reason="It was low.")
    assert leads_to(client, "/articles/tides/") == "/articles/high-tides/"
    assert client.get("/articles/tides/", follow=True).status_code == 410


def test_what_nobody_saw_leaves_no_trace(client: Client) -> None:
    story = make.draft("Tides")
    move(story, "high-tides")
    ahead = make.story("Ahead", at=timezone.now() + timedelta(days=1))
    move(ahead, "far-ahead")
    secret = make.tag("Secret")
    secret.slug = "secret-merger"
    secret.save()
    assert [leads_to(client, path) for path in ("/articles/tides/", "/articles/ahead/", "/tags/secret/")] == [404] * 3


def test_words_sent_to_an_old_address_arrive(client: Client) -> None:
    move(make.story("Tides"), "high-tides")
    answer = client.post("/articles/tides/comments/", {"text": "Well said."})
    assert (answer.status_code, answer.headers["Location"]) == (308, "/articles/high-tides/comments/")


def test_tags_and_bylines_lead_on_with_page_and_feeds(client: Client) -> None:
    moon, ada = make.tag("Moon"), make.byline("Ada")
    make.story("Tides", tags=[moon], bylines=[ada])
    moon.slug, ada.slug = "the-moon", "ada-lovelace"
    moon.save()
    ada.save()
    assert leads_to(client, "/tags/moon/?page=2") == "/tags/the-moon/?page=2"
    assert leads_to(client, "/bylines/ada/") == "/bylines/ada-lovelace/"
    assert leads_to(client, "/feeds/tags/moon.rss") == "/feeds/tags/the-moon.rss"
    assert client.get("/feeds/tags/moon.rss", follow=True).status_code == 200


@pytest.mark.parametrize(
    "path", ["/articles/a%00b/", "/%00", "/tags/" + "x" * 900 + "/", "/articles/\udcff/", "/tags//"]
)
def test_a_strange_address_is_not_found(client: Client, path: str) -> None:
    assert client.get(path.encode(errors="replace").decode()).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_redirect_is_kept_and_ends_with_the_next_move() -> None:
    story = make.story("Tides")
    front = Front()
    assert front.get("/articles/tides/").status == 200
    move(story, "high-tides")
    assert front.get("/articles/tides/").status == 301
    assert front.get("/articles/tides/").how == "hit"
    make.story("New tides", slug="tides")
    assert front.get("/articles/tides/").status == 200


def test_the_importer_moves_a_story_only_where_the_file_names_a_slug(client: Client, tmp_path: Path) -> None:
    file = tmp_path / "lander.md"
    for head in ("title: Lander lost", "title: Lander found", "title: Lander found\nslug: lander"):
        file.write_text(f"---\n{head}\ndate: 2025-06-06\n---\nText.\n")
        call_command("import_stories", str(tmp_path), stdout=StringIO())
    assert Article.objects.get().slug == "lander"
    assert leads_to(client, "/articles/lander-lost/") == "/articles/lander/"
    assert client.get("/articles/lander-found/").status_code == 404


class TestMerging:
    @pytest.fixture
    def editor(self, client: Client) -> Iterator[User]:
        user = make.user("zoe", "Editor")
        client.force_login(user)
        yield user

    def page(self, tag: Tag) -> str:
        return reverse("admin:articles_tag_merge", args=[tag.pk])

    def test_a_merger_is_shown_before_it_is_done(self, client: Client, editor: User) -> None:
        luna, moon = make.tag("Luna", menu=3), make.tag("Moon")
        make.story("Both", tags=[luna, moon])
        make.story("One", tags=[luna])
        shown = client.get(self.page(luna), {"into": moon.pk}).content.decode()
        for line in ("in its place: 2.", "will carry “Moon” once: 1.", "/tags/luna/", "number 3"):
            assert line in shown, line
        assert Tag.objects.count() == 2

    def test_stories_keep_the_order_of_their_tags_and_carry_none_twice(self, client: Client, editor: User) -> None:
        sea, luna, moon = make.tag("Sea"), make.tag("Luna", menu=3), make.tag("Moon")
        both = make.story("Both", tags=[luna, sea, moon])
        other_way = make.story("Other way", tags=[moon, sea, luna])
        one = make.story("One", tags=[sea, luna])
        answer = client.post(self.page(luna), {"into": moon.pk}, follow=True)
        assert "took in “Luna” with its 3 stories" in answer.content.decode()
        carried = [[tag.name for tag in Article.objects.get(pk=story.pk).subjects] for story in (both, other_way, one)]
        assert carried == [["Moon", "Sea"], ["Moon", "Sea"], ["Sea", "Moon"]]
        moon.refresh_from_db()
        assert moon.menu == 3
        assert leads_to(client, "/tags/luna/") == "/tags/moon/"
        assert "One" in client.get("/tags/moon/").content.decode()
        verbs = AuditEntry.objects.filter(verb="merge").order_by("pk")
        assert [(entry.object_name, entry.by) for entry in verbs] == [("Luna", editor), ("Moon", editor)]

    def test_old_addresses_of_a_merged_tag_lead_to_the_one_that_stays(self, client: Client, editor: User) -> None:
        luna, moon, sky = make.tag("Luna"), make.tag("Moon"), make.tag("Sky")
        make.story("Tides", tags=[luna])
        luna.merge_into(moon, by=None)
        moon.merge_into(sky, by=None)
        assert [leads_to(client, f"/tags/{slug}/") for slug in ("luna", "moon")] == ["/tags/sky/"] * 2

    def test_search_by_tag_finds_the_stories_of_a_merged_one(self, client: Client, editor: User) -> None:
        luna, moon = make.tag("Luna"), make.tag("Moon")
        story = make.story("Tides", tags=[luna])
        index(story.pk)
        luna.merge_into(moon, by=None)
        assert index_stories_of.call(moon.pk, 0) == 1
        assert (
            "Tides" in client.get("/search/", {"q": "tides", "tag": "moon"}).content.decode().partition("Trending")[0]
        )

    @pytest.mark.parametrize("into", ["", "0", "999999", "abc", "9" * 30, "itself"])
    def test_a_merger_with_nothing_is_refused(self, client: Client, editor: User, into: str) -> None:
        tag = make.tag("Luna")
        answer = client.post(self.page(tag), {"into": tag.pk if into == "itself" else into})
        assert answer.status_code == 200 and "errorlist" in answer.content.decode()
        assert Tag.objects.count() == 1

    def test_it_takes_the_right_to_delete_tags(self, client: Client) -> None:
        client.force_login(make.user("rita", "Reporter"))
        luna, moon = make.tag("Luna"), make.tag("Moon")
        assert client.post(self.page(luna), {"into": moon.pk}).status_code == 403
        assert "Merge…" not in client.get(reverse("admin:articles_tag_change", args=[luna.pk])).content.decode()
        assert Tag.objects.count() == 2

    def test_a_new_name_and_address_stand_in_the_audit_log(self, client: Client, editor: User) -> None:
        moon = make.tag("Moon")
        make.story("Tides", tags=[moon])
        sent = {"name": "The Moon", "slug": "the-moon", "description": "", "menu": ""}
        client.post(reverse("admin:articles_tag_change", args=[moon.pk]), sent)
        entry = AuditEntry.objects.of(moon).first()
        assert entry and (entry.verb, entry.by) == ("rename", editor)
        assert "name: “Moon” → “The Moon”; slug: “moon” → “the-moon”" in entry.note
        assert leads_to(client, "/tags/moon/") == "/tags/the-moon/"
