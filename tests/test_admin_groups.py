"""Who may do what in the newsroom, asked through the admin's own addresses."""

import importlib
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.admin import taxonomy
from articles.models import Article
from comments.models import Comment
from nuztrend import newsroom
from nuztrend.models import AuditEntry
from tests import make
from tests.desks import seen

pytestmark = pytest.mark.django_db


def signed_in(client: Client, group: str | None) -> Client:
    client.force_login(make.user(f"a-{group}", group))
    return client


def post_story(client: Client, address: str, **fields: object) -> int:
    body = {"title": "Forged", "slug": "forged", "body": "x", "comments_policy": "open", "version": 9, **fields}
    return client.post(address, body).status_code


@pytest.mark.parametrize("name", newsroom.GROUPS)
def test_the_database_has_the_groups_of_the_table(name: str) -> None:
    rows = Group.objects.get(name=name).permissions.select_related("content_type")
    assert {f"{row.content_type.app_label}.{row.codename}" for row in rows} == set(newsroom.GROUPS[name])


def test_permissions_made_by_the_migration_have_their_usual_names() -> None:
    names = set(Group.objects.get(name="Editor").permissions.values_list("name", flat=True))
    assert {"Can add story", "Can retract stories", "Can decide on comments", "Can view audit entry"} <= names


def test_migrating_again_takes_nothing_from_a_group_that_an_operator_changed() -> None:
    migration = importlib.import_module("nuztrend.migrations.0001_initial")
    group = Group.objects.get(name="Moderator")
    extra = Group.objects.get(name="Editor").permissions.get(codename="add_tag")
    group.permissions.add(extra)
    group.permissions.remove(group.permissions.get(codename="moderate_comment"))
    migration.make_groups(apps, SimpleNamespace(connection=connection))
    assert {"add_tag", "moderate_comment"} <= set(group.permissions.values_list("codename", flat=True))


class TestReporter:
    @pytest.fixture(autouse=True)
    def _reporter(self, client: Client) -> None:
        signed_in(client, "Reporter")

    def test_it_sees_every_story_and_photo(self, client: Client) -> None:
        assert client.get(reverse("admin:articles_article_changelist")).status_code == 200
        assert client.get(reverse("admin:articles_photo_changelist")).status_code == 200

    def test_it_changes_drafts_and_stories_in_review(self, client: Client) -> None:
        story = make.draft("Mine")
        story.submit(by=None)
        page = reverse("admin:articles_article_change", args=[story.pk])
        assert post_story(client, page, title="Mine, better", slug="mine", version=story.version) == 302
        story.refresh_from_db()
        assert story.title == "Mine, better"

    @pytest.mark.parametrize("verb", ["publish", "retract", "delete", "nonsense"])
    def test_it_cannot_forge_a_verb(self, client: Client, verb: str) -> None:
        story = make.draft("Mine")
        page = reverse("admin:articles_article_change", args=[story.pk])
        assert post_story(client, page, slug="mine", version=story.version, _verb=verb) == 403
        assert post_story(client, reverse("admin:articles_article_add"), _verb=verb) == 403
        assert list(Article.objects.values_list("state", "title")) == [("draft", "Mine")]

    def test_it_reads_a_scheduled_story_and_cannot_change_it(self, client: Client) -> None:
        story = make.story("Out", at=timezone.now() + timedelta(days=1))
        page = reverse("admin:articles_article_change", args=[story.pk])
        shown = client.get(page).content.decode()
        assert "Out" in shown and 'name="title"' not in shown and 'name="_verb"' not in shown
        answer = client.post(page, {"title": "Forged", "body": "my <b>words</b>", "version": story.version})
        assert answer.status_code == 403
        assert "my &lt;b&gt;words&lt;/b&gt;" in answer.content.decode(), "what was sent is given back"
        story.refresh_from_db()
        assert story.title == "Out"

    def test_it_cannot_publish_from_the_list_or_retract(self, client: Client) -> None:
        draft, out = make.draft("Mine"), make.story("Out")
        listed = reverse("admin:articles_article_changelist")
        client.post(listed, {"action": "publish_chosen", "_selected_action": [draft.pk]})
        retract = reverse("admin:articles_article_retract", args=[out.pk])
        assert client.get(retract).status_code == client.post(retract, {"reason": "x"}).status_code == 403
        draft.refresh_from_db()
        out.refresh_from_db()
        assert (draft.state, out.state) == ("draft", "published")

    def test_it_cannot_submit_what_it_may_not_change(self, client: Client) -> None:
        out = make.story("Out")
        listed = reverse("admin:articles_article_changelist")
        ahead = make.story("Ahead", at=timezone.now() + timedelta(days=1))
        chosen = {"action": "submit_chosen", "_selected_action": [out.pk, ahead.pk]}
        shown = client.post(listed, chosen, follow=True).content.decode()
        assert "“Ahead”: you may not change it" in shown and "“Out” is published: it cannot be changed" in shown

    def test_it_does_not_place_stories_on_the_front_page(self, client: Client) -> None:
        assert post_story(client, reverse("admin:articles_article_add"), lead_position=1) == 302
        assert Article.objects.get().lead_position is None

    @pytest.mark.parametrize("kind", ["tag", "byline"])
    def test_it_looks_at_tags_and_bylines_only(self, client: Client, kind: str) -> None:
        assert client.get(reverse(f"admin:articles_{kind}_changelist")).status_code == 200
        assert client.post(reverse(f"admin:articles_{kind}_add"), {"name": "x", "slug": "x"}).status_code == 403

    @pytest.mark.parametrize(
        "page",
        [
            "comments_comment_changelist",
            "nuztrend_auditentry_changelist",
            "auth_user_changelist",
            "auth_group_changelist",
        ],
    )
    def test_the_rest_is_closed(self, client: Client, page: str) -> None:
        assert client.get(reverse(f"admin:{page}")).status_code == 403


class TestEditor:
    @pytest.fixture(autouse=True)
    def _editor(self, client: Client) -> None:
        signed_in(client, "Editor")

    def test_it_changes_a_published_story(self, client: Client) -> None:
        story = make.story("Out")
        page = reverse("admin:articles_article_change", args=[story.pk])
        time = {"publish_at_0": f"{story.publish_at:%Y-%m-%d}", "publish_at_1": f"{story.publish_at:%H:%M:%S}"}
        change = {"kind": "minor", "_verb": "publish changes"}
        assert post_story(client, page, title="Out, mended", version=story.version, **time, **change) == 302
        story.refresh_from_db()
        assert (story.title, story.slug, story.state) == ("Out, mended", "forged", "published")
        assert client.get("/articles/out/").status_code == 301

    def test_it_cannot_delete_stories(self, client: Client) -> None:
        story = make.story("Out")
        assert (
            client.post(reverse("admin:articles_article_delete", args=[story.pk]), {"post": "yes"}).status_code == 403
        )
        listed = reverse("admin:articles_article_changelist")
        client.post(listed, {"action": "delete_selected", "_selected_action": [story.pk], "post": "yes"})
        assert Article.objects.filter(pk=story.pk).exists()

    def test_it_keeps_tags_and_bylines(self, client: Client) -> None:
        assert client.post(reverse("admin:articles_tag_add"), {"name": "Space", "slug": "space"}).status_code == 302
        byline = {"name": "Ada", "slug": "ada", "kind": "person"}
        assert client.post(reverse("admin:articles_byline_add"), byline).status_code == 302
        assert set(AuditEntry.objects.values_list("kind", "verb")) == {
            ("articles.tag", "create"),
            ("articles.byline", "create"),
        }

    def test_a_tag_in_use_is_not_deleted_and_the_page_says_why(self, client: Client) -> None:
        tag = make.tag("Space")
        make.story("Orbit", tags=[tag])
        answer = client.post(reverse("admin:articles_tag_delete", args=[tag.pk]), {"post": "yes"})
        shown = answer.content.decode()
        assert '<a href="/admin/articles/article/?tag=space">Stories: 1 with “Space”</a>' in shown
        tag.refresh_from_db()

    def test_stories_of_a_large_section_are_not_counted_to_the_end(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(taxonomy, "COUNTED", 2)
        space, moon, empty = make.tag("Space"), make.tag("Moon"), make.tag("Empty")
        for number in range(4):
            make.story(f"Orbit {number}", tags=[space, moon] if number < 2 else [space])
        listed = client.get(reverse("admin:articles_tag_changelist")).content.decode()
        for tag, told in ((space, "more than 2"), (moon, "2"), (empty, "0")):
            assert f'<a href="/admin/articles/article/?tag={tag.slug}">{told}</a>' in listed

    def test_it_reads_the_audit_log_and_cannot_change_it(self, client: Client) -> None:
        make.story("Out <script>alert(1)</script>", slug="out")
        listed = client.get(reverse("admin:nuztrend_auditentry_changelist"), {"verb": "publish", "q": "out"})
        assert "<script>alert(1)" not in listed.content.decode() and "Out &lt;script&gt;" in listed.content.decode()
        entry = AuditEntry.objects.first()
        assert entry
        page = reverse("admin:nuztrend_auditentry_change", args=[entry.pk])
        assert client.get(page).status_code == 200
        assert client.post(page, {"verb": "forged"}).status_code == 403
        assert client.post(reverse("admin:nuztrend_auditentry_delete", args=[entry.pk])).status_code == 403
        assert client.get(reverse("admin:nuztrend_auditentry_add")).status_code == 403

    def test_it_has_no_way_to_accounts(self, client: Client) -> None:
        assert client.get(reverse("admin:auth_user_changelist")).status_code == 403
        assert "auth/user" not in client.get(reverse("admin:articles_byline_add")).content.decode()


class TestModerator:
    @pytest.fixture(autouse=True)
    def _moderator(self, client: Client) -> None:
        signed_in(client, "Moderator")

    def test_it_decides_on_comments(self, client: Client) -> None:
        comment = make.comment(make.story(), state="held")
        decide = reverse("admin:comments_comment_decide", args=[comment.pk])
        assert client.post(decide, {"verb": "approve", "seen": seen(comment)}).status_code == 302
        assert Comment.objects.visible().filter(pk=comment.pk).exists()

    def test_it_reads_stories_and_writes_none(self, client: Client) -> None:
        story = make.draft("Draft")
        page = reverse("admin:articles_article_change", args=[story.pk])
        assert client.get(page).status_code == 200
        assert post_story(client, page, version=story.version) == 403
        assert post_story(client, reverse("admin:articles_article_add")) == 403
        assert client.get(reverse("admin:articles_photo_changelist")).status_code == 403


def test_a_member_without_a_group_sees_nothing(client: Client) -> None:
    client.force_login(make.user())
    assert client.get(reverse("admin:articles_article_changelist")).status_code == 403
    assert client.get(reverse("admin:comments_comment_changelist")).status_code == 403
    assert client.get(reverse("admin:index")).status_code == 200


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    for page in ("articles_article_changelist", "comments_comment_changelist", "articles_photo_choices"):
        answer = client.get(reverse(f"admin:{page}"))
        assert answer.status_code == 302 and "/admin/login/" in answer["Location"]


def test_a_superuser_deletes_a_story_with_its_comments(client: Client) -> None:
    client.force_login(make.user(is_superuser=True))
    story = make.story("Gone")
    make.comment(story)
    assert client.post(reverse("admin:articles_article_delete", args=[story.pk]), {"post": "yes"}).status_code == 302
    assert not Article.objects.filter(pk=story.pk).exists()
    assert AuditEntry.objects.filter(verb="delete", object_name="Gone").exists()
