"""What is typed and not saved: kept for its author, offered back, gone when it is saved; and who else is there."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Article, Autosave, PendingRevision, Presence
from articles.models.autosave import KEPT_SAVED, LARGEST, MOST
from articles.models.content import content_of
from tests import make

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef0123456789abcdef"
KEEP = "/admin/articles/article/writing/keep/"


@pytest.fixture
def ada() -> User:
    return make.user("ada", "Reporter")


@pytest.fixture
def desk(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


def door(name: str) -> str:
    return reverse(f"admin:articles_article_writing_{name}")


def keep(client: Client, user: User, story: Article | None = None, key: str = KEY, **words: Any) -> dict[str, Any]:
    """Send the words of a form as its page does."""
    sent = {"_user": user.pk, "_story": story.pk if story else "", "_key": key, "_words": "1", **words}
    answer = client.post(KEEP, sent)
    assert answer.status_code == 200, answer.content
    told: dict[str, Any] = answer.json()
    return told


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def fields_of(page: str) -> dict[str, Any]:
    """What a browser would send of a form's hidden fields that matter here."""
    names = ("_form_key", "_form_since")
    return {name: hidden(page, name) for name in names}


def save(client: Client, address: str, **words: Any) -> Any:
    """Save the form of a story as a browser does, with what its page holds."""
    form = client.get(address).context["adminform"].form
    sent: dict[str, Any] = {}
    for bound in form:
        value = bound.value()
        parts = bound.field.widget.decompress(value) if hasattr(bound.field.widget, "decompress") else None
        if parts is not None:
            sent |= {f"{bound.html_name}_{number}": part or "" for number, part in enumerate(parts)}
        elif value not in (None, False):
            sent[bound.html_name] = value
    return client.post(address, sent | words)


# Keeping


def test_words_are_kept_in_a_row_of_their_author_and_never_in_the_story(desk: Client, ada: User) -> None:
    story = make.draft("Harbour", body="Old words.")
    assert re.fullmatch(r"\d\d:\d\d:\d\d", keep(desk, ada, story, body="New words.", tags=["1", "2"])["kept"])
    row = Autosave.objects.get()
    assert (row.user, row.article, row.fields["body"], row.fields["tags"]) == (ada, story, ["New words."], ["1", "2"])
    story.refresh_from_db()
    assert (story.body, story.version) == ("Old words.", 1)


def test_the_token_and_what_the_page_adds_are_no_words(desk: Client, ada: User) -> None:
    keep(desk, ada, body="Words.", csrfmiddlewaretoken="secret", _verb="publish")
    assert list(Autosave.objects.get().fields) == ["body"]


def test_a_form_that_is_opened_again_offers_what_was_not_saved(desk: Client, ada: User) -> None:
    story = make.draft("Harbour", body="Old words.")
    keep(desk, ada, story, title="Harbour opens", body="New words.")
    address = f"/admin/articles/article/{story.pk}/change/"
    page = desk.get(address).content.decode()
    assert "You wrote this and did not save it" in page and "Harbour opens" in page
    row = Autosave.objects.get()
    assert f"{address}?unsaved={row.pk}" in page
    other = make.draft("Another")
    assert "did not save" not in desk.get(f"/admin/articles/article/{other.pk}/change/").content.decode()


def test_taking_over_fills_the_form_with_every_field_and_saves_nothing(desk: Client, ada: User) -> None:
    science, story = make.tag("Science"), make.draft("Harbour", body="Old words.")
    keep(desk, ada, story, title="Opens", body="New <words> &amp;", tags=[science.pk], version=1)
    before = Autosave.objects.get().at
    page = desk.get(f"/admin/articles/article/{story.pk}/change/?unsaved={Autosave.objects.get().pk}")
    form = page.context["adminform"].form
    assert form["body"].value() == "New <words> &amp;" and form["title"].value() == "Opens"
    assert "New &lt;words&gt; &amp;amp;" in page.content.decode()
    assert [str(pk) for pk in form["tags"].value()] == [str(science.pk)]
    assert "It is not in the story before you save" in page.content.decode()
    assert Autosave.objects.get().at == before
    assert Article.objects.get(pk=story.pk).title == "Harbour"


def test_a_new_story_never_saved_is_offered_on_the_start_page_and_on_the_form(desk: Client, ada: User) -> None:
    keep(desk, ada, title="Never saved", body="First words.")
    row = Autosave.objects.get()
    for address in ("/admin/", "/admin/articles/article/add/"):
        page = desk.get(address).content.decode()
        assert "Never saved" in page and f"/admin/articles/article/add/?unsaved={row.pk}" in page, address
    form = desk.get(f"/admin/articles/article/add/?unsaved={row.pk}").context["adminform"].form
    assert (form["title"].value(), form["body"].value()) == ("Never saved", "First words.")


def test_saving_ends_what_was_kept_of_that_form_alone(desk: Client, ada: User) -> None:
    story = make.draft("Harbour")
    address = f"/admin/articles/article/{story.pk}/change/"
    keep(desk, ada, story, body="Of this form.")
    keep(desk, ada, story, key=KEY[::-1], body="Of another window.")
    answer = save(desk, address, body="Saved.", _form_key=KEY, _form_since="")
    assert answer.status_code == 302, answer.content.decode()[:2000]
    assert [row.fields["body"] for row in Autosave.objects.unsaved(ada)] == [["Of another window."]]


def test_what_arrives_after_the_save_is_not_taken_for_something_new(desk: Client, ada: User) -> None:
    story = make.draft("Harbour")
    save(desk, f"/admin/articles/article/{story.pk}/change/", body="Saved.", _form_key=KEY, _form_since="")
    assert keep(desk, ada, story, body="Sent before, arrived after.") == {"saved": True}
    assert not Autosave.objects.unsaved(ada).exists()


def test_a_form_with_errors_keeps_its_key_and_its_row(desk: Client, ada: User) -> None:
    story = make.draft("Harbour")
    keep(desk, ada, story, body="Kept.")
    answer = save(desk, f"/admin/articles/article/{story.pk}/change/", title="", _form_key=KEY, _form_since="")
    page = answer.content.decode()
    assert answer.status_code == 200 and fields_of(page)["_form_key"] == KEY and "data-unsaved>" in page
    assert Autosave.objects.unsaved(ada).count() == 1


def test_words_that_were_taken_over_move_to_the_form_that_took_them(desk: Client, ada: User) -> None:
    story = make.draft("Harbour")
    keep(desk, ada, story, body="Before the crash.")
    old = Autosave.objects.get()
    page = desk.get(f"/admin/articles/article/{story.pk}/change/?unsaved={old.pk}").content.decode()
    taken = fields_of(page)
    keep(desk, ada, story, key=taken["_form_key"], _since=taken["_form_since"], body="Before the crash. And after.")
    assert [row.fields["body"] for row in Autosave.objects.unsaved(ada)] == [["Before the crash. And after."]]


def test_words_written_meanwhile_in_the_first_window_stay_when_another_takes_them_over(
    desk: Client, ada: User, later: Callable[..., None]
) -> None:
    story = make.draft("Harbour")
    keep(desk, ada, story, body="First.")
    page = desk.get(f"/admin/articles/article/{story.pk}/change/?unsaved={Autosave.objects.get().pk}").content.decode()
    later(seconds=7)
    keep(desk, ada, story, body="First. Second.")
    taken = fields_of(page)
    keep(desk, ada, story, key=taken["_form_key"], _since=taken["_form_since"], body="First. Third.")
    assert {row.fields["body"][0] for row in Autosave.objects.unsaved(ada)} == {"First. Second.", "First. Third."}


def test_the_difference_is_shown_and_words_are_thrown_away_by_a_post_alone(desk: Client, ada: User) -> None:
    story = make.draft("Harbour", body="The harbour opens today.")
    keep(desk, ada, story, title="Harbour", body="The harbour opens tomorrow.")
    address = reverse("admin:articles_article_unsaved", args=[Autosave.objects.get().pk])
    page = desk.get(address).content.decode()
    assert "tomorrow" in page and "<del>" in page and "<ins>" in page
    assert Autosave.objects.count() == 1
    assert desk.post(address).status_code == 302
    assert not Autosave.objects.exists()
    assert desk.get(address).status_code == 404


def test_nobody_sees_takes_or_ends_what_another_wrote(desk: Client, ada: User) -> None:
    keep(desk, ada, title="Mine alone")
    row = Autosave.objects.get()
    ben = make.user("ben", "Chief")
    desk.force_login(ben)
    address = reverse("admin:articles_article_unsaved", args=[row.pk])
    assert desk.get(address).status_code == desk.post(address).status_code == 404
    page = desk.get(f"/admin/articles/article/add/?unsaved={row.pk}")
    assert page.context["adminform"].form["title"].value() in (None, "")
    assert "Mine alone" not in desk.get("/admin/").content.decode()
    keep(desk, ben, title="Of Ben")  # the same key, by chance or forged
    row.refresh_from_db()
    assert row.fields["title"] == ["Mine alone"] and Autosave.objects.count() == 2


def test_who_is_signed_out_is_told_in_json_and_nothing_is_kept(client: Client, ada: User) -> None:
    for name in ("keep", "preview-text", "pasted"):
        answer = client.post(door(name), {"_user": ada.pk, "_key": KEY, "_words": "1", "body": "x"})
        assert answer.status_code == 401 and "signed out" in answer.json()["error"], name
    for name in ("find-stories", "find-photos", "embed", "unsaved"):
        assert client.get(door(name)).status_code == 401, name
    assert not Autosave.objects.exists()


def test_words_of_one_account_are_not_kept_for_another_that_signed_in_meanwhile(desk: Client, ada: User) -> None:
    ben = make.user("ben", "Reporter")
    answer = desk.post(KEEP, {"_user": ben.pk, "_key": KEY, "_words": "1", "body": "Words of Ben"})
    assert answer.status_code == 409 and "Another account" in answer.json()["error"]
    assert not Autosave.objects.exists()


def test_a_moderator_may_keep_and_preview_nothing(client: Client) -> None:
    mod = make.user("mod", "Moderator")
    client.force_login(mod)
    sent = {"_user": mod.pk, "_key": KEY, "_words": "1", "body": "x"}
    assert [client.post(door(name), sent).status_code for name in ("keep", "preview-text", "pasted")] == [403] * 3
    assert not Autosave.objects.exists()


def test_a_request_without_token_is_refused(ada: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    assert client.post(KEEP, {"_user": ada.pk, "_key": KEY, "_words": "1", "body": "x"}).status_code == 403
    assert not Autosave.objects.exists()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"_key": ""}, 400),
        ({"_key": "x" * 500}, 400),
        ({"_key": "ключ-ключ-ключ-ключ"}, 400),
        ({"_key": "../../../etc/passwd"}, 400),
        ({"_story": "9" * 40}, 200),
        ({"_story": "-1"}, 200),
        ({"_story": "²"}, 200),
        ({"_since": "nonsense@2026-99-99"}, 200),
        ({"_since": "@@@"}, 200),
        ({"_since": f"{KEY}@2026-01-01"}, 200),
        ({"_version": "x", "_revision": "9" * 99, "_open": "1"}, 200),
        ({"body": "with \0 NUL"}, 200),
        ({"n" * 300: "a long name"}, 200),
        ({"body": "x" * (LARGEST + 1)}, 413),
    ],
)
def test_odd_requests_are_answered(desk: Client, ada: User, sent: dict[str, str], status: int) -> None:
    answer = desk.post(KEEP, {"_user": str(ada.pk), "_key": KEY, "_words": "1", "title": "x", **sent})
    assert answer.status_code == status, answer.content
    if status != 200:
        assert answer.json()["error"]
        assert not Autosave.objects.exists()


def test_five_megabytes_are_refused_and_nothing_is_kept(desk: Client, ada: User) -> None:
    answer = desk.post(KEEP, {"_user": ada.pk, "_key": KEY, "_words": "1", "body": "x" * 5_000_000})
    assert answer.status_code == 400
    assert not Autosave.objects.exists()


def test_a_form_kept_with_nonsense_in_its_fields_still_opens(desk: Client, ada: User) -> None:
    odd = ["x", "9" * 30, "", "🦊", "-1"]
    names = ("lead_photo", "tags", "bylines", "picks", "reviewer", "comments_policy", "lead_position", "version")
    words: dict[str, Any] = {**dict.fromkeys(names, odd), "publish_at_0": "yesterday", "opened": "{", "kind": "x"}
    keep(desk, ada, None, KEY, **words)
    assert desk.get(f"/admin/articles/article/add/?unsaved={Autosave.objects.get().pk}").status_code == 200
    for number in ("x", "9" * 40, "-1", ""):
        assert desk.get(f"/admin/articles/article/add/?unsaved={number}").status_code == 200


def test_only_so_many_forms_of_one_person_are_kept(desk: Client, ada: User) -> None:
    for number in range(MOST + 3):
        Autosave.objects.keep(ada, f"{number:032}", None, {"title": [f"Story {number}"]})
    kept = Autosave.objects.unsaved(ada)
    assert kept.count() == MOST and kept[0].title == f"Story {MOST + 2}"


def test_old_rows_are_forgotten_by_the_chore_and_young_ones_stay(
    ada: User, later: Callable[..., None], settings: Any
) -> None:
    settings.REVISION_DAYS = 30
    story = make.draft("Harbour")
    Autosave.objects.keep(ada, "a" * 32, None, {"title": ["Old"]})
    Autosave.objects.finish(ada, "b" * 32)
    Presence.objects.note(story, ada)
    call_command("tick")
    assert (Autosave.objects.count(), Presence.objects.count()) == (2, 1)
    later(seconds=(KEPT_SAVED + timedelta(minutes=1)).total_seconds())
    call_command("tick")
    assert [row.title for row in Autosave.objects.all()] == ["Old"] and not Presence.objects.exists()
    later(days=30)
    call_command("tick")
    assert not Autosave.objects.exists()


@pytest.mark.parametrize("title", ["x" * 5_000, "   ", ""])
def test_a_form_is_named_in_one_short_line(desk: Client, ada: User, title: str) -> None:
    keep(desk, ada, title=title, body=" \nWords\nof the body. " + "y" * 5_000)
    (offer,) = desk.get("/admin/articles/article/add/").context["writing"]["offers"]
    assert offer.said.startswith("xxx" if title.strip() else "Words of the body.") and len(offer.said) <= 80


def test_the_difference_is_that_to_what_the_form_shows(desk: Client, ada: User) -> None:
    story = make.story("Harbour", body="The public words.")
    PendingRevision.objects.hold(story, content_of(story) | {"body": "The waiting words."}, by=None)
    keep(desk, ada, story, title="Harbour", body="The waiting words, and mine.")
    page = desk.get(reverse("admin:articles_article_unsaved", args=[Autosave.objects.get().pk])).content.decode()
    assert "waiting" in page and "public" not in page.split("You wrote this until")[1]


def test_who_may_see_no_story_any_more_sees_none_beside_their_words(desk: Client, ada: User) -> None:
    story = make.draft("Harbour", body="Words of the newsroom.")
    keep(desk, ada, story, body="Mine.")
    ada.groups.clear()
    address = reverse("admin:articles_article_unsaved", args=[Autosave.objects.get().pk])
    assert desk.get(address).status_code == 403


def test_words_thrown_away_in_another_window_at_the_very_moment_are_kept_anew(desk: Client, ada: User) -> None:
    keep(desk, ada, body="First.")
    left = ['FROM "articles_autosave"']

    def throw_away(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found = execute(sql, params, many, context)
        if left and left[0] in sql:
            left.pop()
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM articles_autosave")
        return found

    with connection.execute_wrapper(throw_away):
        keep(desk, ada, body="Second.")
    assert not left and Autosave.objects.get().fields["body"] == ["Second."]


# Who else is there


def there(client: Client, user: User, story: Article, version: int = 1, revision: int = 1) -> dict[str, Any]:
    sent = {"_user": user.pk, "_story": story.pk, "_open": "1", "_version": version, "_revision": revision}
    told: dict[str, Any] = client.post(KEEP, sent).json()
    return told


def test_two_who_have_a_story_open_are_told_of_each_other_until_one_is_gone(
    desk: Client, ada: User, later: Callable[..., None]
) -> None:
    story, ben = make.draft("Harbour"), make.user("ben", "Reporter", first_name="Ben", last_name="Okri")
    ben_desk = Client()
    ben_desk.force_login(ben)
    assert there(desk, ada, story)["others"] == []
    assert [one.split(" since ")[0] for one in there(ben_desk, ben, story)["others"]] == ["ada"]
    assert [one.split(" since ")[0] for one in there(desk, ada, story)["others"]] == ["Ben Okri"]
    later(seconds=61)
    assert there(desk, ada, story)["others"] == []


def test_looking_at_a_form_tells_nobody_anything(desk: Client, ada: User) -> None:
    story = make.draft("Harbour")
    desk.get(f"/admin/articles/article/{story.pk}/change/")
    assert not Presence.objects.exists() and not Autosave.objects.exists()


def test_a_newer_version_is_told_with_its_author(desk: Client, ada: User) -> None:
    story = make.draft("Harbour")
    assert there(desk, ada, story)["newer"] is None
    story.body = "Other words."
    story.save_version(by=make.user("ben", "Editor"))
    assert there(desk, ada, story)["newer"]["words"].startswith("ben saved version 2 at ")
    assert there(desk, ada, story, version=2, revision=2)["newer"] is None


def test_keeping_and_telling_cost_the_same_however_many_stories_there_are(desk: Client, ada: User) -> None:
    story = make.draft("Harbour")
    sent = {"_user": ada.pk, "_story": story.pk, "_key": KEY, "_words": "1", "_open": "1", "body": "x"}

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.post(KEEP, sent).status_code == 200
        return len(queries)

    cost()
    few = cost()
    for number in range(20):
        Autosave.objects.keep(ada, f"{number:032}", make.draft(f"Story {number}"), {"title": ["x"]})
    assert cost() == few


def test_stored_words_are_json_that_both_databases_take(desk: Client, ada: User) -> None:
    keep(desk, ada, body="🦊 \u202e turned \ud83d".encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    assert "🦊" in json.dumps(Autosave.objects.get().fields, ensure_ascii=False)
