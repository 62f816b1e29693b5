"""A merger of two tags is undone: who took the wrong tag loses nothing."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from articles.models import Article, Tag, TagMerge
from nuztrend.models import AuditEntry
from tests import make

pytestmark = pytest.mark.django_db


def tags_of(story: Article) -> list[str]:
    return [tag.name for tag in Article.objects.get(pk=story.pk).subjects]


def facts() -> dict[str, Any]:
    """All that a merger changes, and readers see."""
    client = Client()
    addresses = ("/tags/moon/", "/tags/space/", "/tags/luna/", "/feeds/tags/moon.rss", "/search/?q=tag:moon", "/")
    return {
        "tags": list(Tag.objects.order_by("name").values_list("name", "slug", "description", "menu")),
        "stories": [(story.title, tags_of(story)) for story in Article.objects.order_by("pk")],
        "answers": [(path, client.get(path).status_code, client.get(path).get("Location")) for path in addresses],
        "river": [story.title for story in Article.objects.filter(taggings__tag__slug="moon").order_by("title")],
    }


@pytest.fixture
def newsroom() -> dict[str, Article]:
    moon, space = make.tag("Luna", menu=2, description="The Moon"), make.tag("Space")
    moon.name, moon.slug = "Moon", "moon"
    moon.save()  # /tags/luna/ leads to it
    return {
        "moon": make.story("Of the Moon", tags=[make.tag("Rock"), moon]),
        "both": make.story("Of both", tags=[moon, make.tag("Rock"), space]),
        "space": make.story("Of space", tags=[space]),
        "draft": make.draft("A draft", tags=[moon]),
    }


def merge() -> TagMerge:
    Tag.objects.get(slug="moon").merge_into(Tag.objects.get(slug="space"), by=None)
    return TagMerge.objects.get(undone_at=None)


def test_undone_at_once_all_is_as_before(newsroom: dict[str, Article]) -> None:
    before = facts()
    merger = merge()
    assert facts() != before
    merger.undo(by=None)
    assert facts() == before
    with pytest.raises(ValidationError, match="undone already"):
        merger.undo(by=None)


def test_what_editors_decided_meanwhile_stays(newsroom: dict[str, Article]) -> None:
    merger = merge()
    space = Tag.objects.get(slug="space")
    space.description = "Written later"
    space.save()
    newsroom["moon"].save_version(by=None, tags=[make.tag("Rock")])
    later = make.story("Later", tags=[space])
    newsroom["draft"].delete()
    merger.undo(by=None)
    assert (tags_of(newsroom["moon"]), tags_of(later)) == (["Rock"], ["Space"])
    assert tags_of(newsroom["both"]) == ["Moon", "Rock", "Space"]
    assert Tag.objects.get(slug="space").description == "Written later"


def test_it_is_refused_while_another_tag_has_its_name(newsroom: dict[str, Article]) -> None:
    merger = merge()
    make.tag("Moon")
    with pytest.raises(ValidationError, match="rename it first"):
        merger.undo(by=None)
    assert tags_of(newsroom["both"]) == ["Space", "Rock"]


def test_of_three_merged_in_turn_the_first_can_come_back(newsroom: dict[str, Article]) -> None:
    merger = merge()
    Tag.objects.get(slug="space").merge_into(make.tag("Sky"), by=None)
    merger.refresh_from_db()
    merger.undo(by=None)
    assert tags_of(newsroom["moon"]) == ["Rock", "Moon"]
    assert tags_of(newsroom["space"]) == ["Sky"]


def test_the_page_of_the_tag_has_the_button(client: Client, newsroom: dict[str, Article]) -> None:
    client.force_login(editor := make.user("eva", "Editor"))
    merger = merge()
    page = client.get(reverse("admin:articles_tag_change", args=[merger.into_id])).content.decode()
    undo = reverse("admin:articles_tag_undo", args=[merger.into_id, merger.pk])
    assert f'href="{undo}"' in page
    assert "come back" in client.get(undo).content.decode().replace("comes back", "come back")
    answer = client.post(undo)
    assert answer.status_code == 302 and Tag.objects.filter(slug="moon").exists()
    assert AuditEntry.objects.filter(verb="undo merge", by=editor).count() == 2
    assert client.get(undo).status_code == 404


@pytest.mark.parametrize("group", ["Reporter", "Moderator"])
def test_who_may_not_merge_may_not_undo(client: Client, newsroom: dict[str, Article], group: str) -> None:
    merger = merge()
    client.force_login(make.user("rita", group))
    assert client.post(reverse("admin:articles_tag_undo", args=[merger.into_id, merger.pk])).status_code == 403
    assert not Tag.objects.filter(slug="moon").exists()
