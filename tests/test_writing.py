"""What the editor asks the server for: a preview, Markdown of what was pasted, stories, photos, players."""

import re
from html import escape

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.markdown.renderer import to_html
from articles.models import Article, Autosave, Presence
from tests import make
from tests.test_unsaved_words import save

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make.user("ada", "Reporter"))
    return client


def door(name: str) -> str:
    return reverse(f"admin:articles_article_writing_{name}")


def test_the_preview_is_made_by_the_renderer_of_the_site(desk: Client) -> None:
    photo = make.photo(alt="The harbour")
    body = f"## The night\r\n\r\n![](photo:{photo.key})\n\n<script>alert(1)</script>"
    html = desk.post(door("preview-text"), {"body": body}).json()["html"]
    assert '<h2 id="s-the-night">The night</h2>' in html and "The harbour" in html and "script" not in html


def test_a_text_that_cannot_be_rendered_says_why(desk: Client) -> None:
    answer = desk.post(door("preview-text"), {"body": "x" * 300_000})
    assert answer.status_code == 422 and "at most 200 kB" in answer.json()["error"]


def test_a_text_that_names_more_photos_than_fit_looks_none_of_them_up(desk: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        answer = desk.post(door("preview-text"), {"body": " ".join(f"photo:{number:x}" for number in range(100_000))})
    assert answer.status_code == 422 and not [query for query in queries if "articles_photo" in query["sql"]]


def test_pasted_html_becomes_markdown_behind_the_door(desk: Client) -> None:
    answer = desk.post(door("pasted"), {"html": "<h1>One</h1><p>It is <b>bold</b>.</p><script>alert(1)</script>"})
    assert answer.json() == {"markdown": "## One\n\nIt is **bold**."}
    deep = desk.post(door("pasted"), {"html": "<div>" * 5_000 + "x"})
    assert deep.status_code in (200, 422) and (deep.json().get("error") or deep.json().get("markdown"))


def test_the_methods_of_the_doors_are_theirs_alone(desk: Client) -> None:
    assert [desk.get(door(name)).status_code for name in ("keep", "preview-text", "pasted")] == [405] * 3
    assert [desk.post(door(name)).status_code for name in ("find-stories", "embed")] == [405] * 2


def test_stories_are_found_for_links_drafts_included(desk: Client) -> None:
    make.story("Harbour [opens] again")
    make.draft("Harbour in winter")
    make.story("Bridge")
    found = desk.get(door("find-stories"), {"q": "harbour"}).json()["found"]
    assert [(one["label"], one["detail"]) for one in found] == [
        ("Harbour in winter", "draft"),
        ("Harbour [opens] again", "published"),
    ]
    assert found[1]["markdown"] == "[Harbour \\[opens\\] again](/articles/harbour-opens-again/)"
    assert (
        to_html(found[1]["markdown"], {}) == '<p><a href="/articles/harbour-opens-again/">Harbour [opens] again</a></p>'
    )
    assert len(desk.get(door("find-stories")).json()["found"]) == 3


@pytest.mark.parametrize("title", ["Use <b>", "The `end`", "*Stars* and _lines_", "AT&T, &amp; more", "a ] b [", "\\"])
def test_a_link_to_a_story_says_its_headline_as_it_is(desk: Client, title: str) -> None:
    story = make.draft(title, slug="a-story")
    (one,) = desk.get(door("find-stories")).json()["found"]
    html = to_html(f"First `code`. {one['markdown']} *last*", {})
    assert f'<a href="{story.get_absolute_url()}">{escape(title)}</a>' in html and "<em>last</em>" in html


def test_photos_are_found_with_the_markdown_that_shows_them(desk: Client) -> None:
    photo = make.photo(alt="A crane", caption="The last crane")
    make.photo("navy", alt="The sea")
    found = desk.get(door("find-photos"), {"q": "crane"}).json()["found"]
    assert [one["markdown"] for one in found] == [f'![A crane](photo:{photo.key} "The last crane")']
    assert found[0]["thumbnail"].startswith("/media/")


def with_one_right(client: Client, name: str) -> User:
    """Sign somebody in who has a single permission."""
    user = make.user("one-right")
    user.user_permissions.add(Permission.objects.get(codename=name))
    client.force_login(user)
    return user


def test_who_may_not_see_the_library_finds_no_photo(client: Client) -> None:
    make.photo(alt="A crane")
    with_one_right(client, "change_article")
    answer = client.get(door("find-photos"), {"q": "crane"})
    assert answer.status_code == 403 and "library" in answer.json()["error"]
    assert client.get(door("find-stories")).status_code == 200


def test_who_may_begin_stories_alone_learns_nothing_of_those_of_others(client: Client) -> None:
    story, user = make.draft("Harbour"), with_one_right(client, "add_article")
    sent = {"_user": user.pk, "_open": "1", "_words": "1", "_key": "a" * 32, "body": "x"}
    make.story("Public harbour")
    found = client.get(door("find-stories"), {"q": "harbour"}).json()["found"]
    assert [one["label"] for one in found] == ["Public harbour"]
    answer = client.post(door("keep"), sent | {"_story": story.pk})
    assert answer.status_code == 403 and "Harbour" not in answer.content.decode()
    assert not Presence.objects.exists() and not Autosave.objects.exists()
    assert client.post(door("keep"), sent | {"_story": ""}).json()["kept"]


def test_nothing_that_a_door_answers_is_kept_by_a_cache(desk: Client) -> None:
    answers = [
        desk.get(door("find-stories")),
        desk.post(door("preview-text"), {"body": "x"}),
        desk.get(door("unsaved")),
    ]
    assert [answer["Cache-Control"] for answer in answers] == ["no-store, private"] * 3


def test_the_door_of_players_gives_markdown_or_says_whose_players_there_are(desk: Client) -> None:
    asked = {"address": "youtu.be/dQw4w9WgXcQ", "title": "The [night]"}
    assert desk.get(door("embed"), asked).json() == {
        "markdown": "![The \\[night\\]](embed:https://youtu.be/dQw4w9WgXcQ)"
    }
    for address in ("https://evil.example/x", "javascript:alert(1)", "", "https://youtu.be/dQw4w9WgXcQ x", "[", "//["):
        answer = desk.get(door("embed"), {"address": address})
        assert answer.status_code == 422 and "YouTube" in answer.json()["error"], address


def test_the_form_works_without_scripts(desk: Client) -> None:
    page = desk.get("/admin/articles/article/add/").content.decode()
    assert re.search(r'<textarea name="body"[^>]*spellcheck="true"', page)
    assert re.search(r'role="toolbar"[^>]* hidden>', page)
    assert " onclick" not in page and " style=" not in page
    saved = save(desk, "/admin/articles/article/add/", title="Plain", slug="plain", body="Words.\r\nMore.")
    assert saved.status_code == 302
    assert Article.objects.get().body == "Words.\nMore."
