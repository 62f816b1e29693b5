"""The checklist that a story passes before readers get it."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.gate import CHECKS, Candidate, report_of
from articles.models import Article, PendingRevision
from articles.models.content import content_of
from nuztrend import env
from nuztrend.models import AuditEntry
from tests import make

pytestmark = pytest.mark.django_db

ADD = "/admin/articles/article/add/"
CHECK = "/admin/articles/article/add/checklist/"


@pytest.fixture
def chief(client: Client) -> User:
    user = make.user("cleo", "Chief")
    client.force_login(user)
    return user


@pytest.fixture
def editor(client: Client) -> User:
    user = make.user("edith", "Editor")
    client.force_login(user)
    return user


def page_of(story: Article) -> str:
    return reverse("admin:articles_article_change", args=[story.pk])


def fields(**changed: Any) -> dict[str, Any]:
    return {"title": "Tides", "slug": "tides", "body": "Water.", "comments_policy": "open", **changed}


def lines(html: str) -> dict[str, str]:
    """The checklist of a page: what each line says, and whether it blocks, warns or passes."""
    part = html[html.index('id="checklist"') :].partition("</section>")[0]
    found = re.findall(r'<li class="(\w+)">(.*?)</li>', part, re.S)
    return {" ".join(unescape(re.sub(r"<[^>]+>", " ", words)).split()[1:]): level for level, words in found}


def faults_of(**said: Any) -> set[str]:
    """The checks that a story with everything in order does not pass when this is changed."""
    whole: dict[str, Any] = {
        "title": "The harbour opens again after the storm",
        "dek": "Eleven days later.",
        "body": "Words.",
        "lead_photo": make.photo(),
        "tags": [make.tag()],
        "bylines": [make.byline()],
        "source_type": "own",
        "ai_use": "none",
        "slug": "harbour",
    }
    return {line.check.key for line in report_of(Candidate(**(whole | said))).open}


def test_a_story_with_everything_in_order_passes() -> None:
    assert faults_of() == set()


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"title": "x" * 19}, "headline"),
        ({"title": "x" * 111}, "headline"),
        ({"dek": " "}, "dek"),
        ({"body": " \n"}, "text"),
        ({"body": "1. " * 3_000 + "x"}, "text"),
        ({"lead_photo": None}, "picture"),
        ({"bylines": []}, "byline"),
        ({"tags": []}, "tag"),
        ({"source_type": ""}, "source"),
        ({"ai_use": ""}, "ai"),
        ({"kind": ""}, "kind"),
        ({"kind": "forged"}, "kind"),
        ({"body": "![A boat](photo:nobody-has-it)"}, "photos"),
    ],
)
def test_each_check_finds_its_fault_and_no_other(said: dict[str, Any], fault: str) -> None:
    assert faults_of(**said) == {fault}


@pytest.mark.parametrize("title", ["x" * 20, "x" * 110, f"  {'x' * 20}  "])
def test_a_headline_has_20_to_110_signs(title: str) -> None:
    assert faults_of(title=title) == set()


def test_pictures_have_a_credit_in_the_text_too() -> None:
    lead, inside = make.photo("red", credit=""), make.photo("blue", credit="")
    assert faults_of(lead_photo=lead) == {"credit"}
    assert faults_of(body=f"![A boat](photo:{inside.key})") == {"credit"}


def test_a_decorative_picture_needs_no_description() -> None:
    assert faults_of(lead_photo=make.photo("red", alt="", decorative=True)) == set()


def test_times_must_agree_with_each_other_and_with_the_embargo() -> None:
    now, hour = timezone.now(), timedelta(hours=1)
    assert faults_of(embargo_until=now + hour) == {"times"}
    assert faults_of(embargo_until=now + hour, publish_at=now + hour) == set()
    assert faults_of(publish_at=now + hour, unpublish_at=now + hour) == {"times"}
    assert faults_of(unpublish_at=now - hour) == {"times"}
    assert faults_of(publish_at=now - 48 * hour) == {"times"}, "told, because it may be a slip"


class TestDoor:
    def test_what_blocks_stops_a_story_and_every_word_stays(self, client: Client, editor: User) -> None:
        answer = client.post(ADD, fields(body="See [this](/articles/never/).", _verb="publish"))
        shown = unescape(answer.content.decode())
        assert answer.status_code == 200 and not Article.objects.exists()
        assert "The checklist stops this. 1 link would lead readers nowhere: “/articles/never/”." in shown
        assert "See [this](/articles/never/)." in shown
        assert lines(shown)["Stops it: 1 link would lead readers nowhere: “/articles/never/”."] == "blocks"

    def test_what_only_warns_stops_nothing_and_is_told(self, client: Client, editor: User) -> None:
        answer = client.post(ADD, fields(_verb="publish"), follow=True)
        assert Article.objects.get().state == "published"
        assert "The checklist notes: The headline has 5 signs" in answer.content.decode()

    def test_saving_a_draft_is_never_stopped(self, client: Client, editor: User) -> None:
        client.post(ADD, fields(body="See [this](/articles/never/)."))
        assert Article.objects.get().state == "draft"

    def test_the_action_on_the_list_stops_and_says_why(self, client: Client, editor: User) -> None:
        bad, good = make.draft("Bad", body="[x](/articles/never/)"), make.draft("Good")
        chosen = {"action": "publish_chosen", "_selected_action": [bad.pk, good.pk]}
        shown = client.post("/admin/articles/article/", chosen, follow=True).content.decode()
        assert "“Bad”: the checklist stops it. 1 link would lead readers nowhere" in unescape(shown)
        states = dict(Article.objects.values_list("title", "state"))
        assert states == {"Bad": "draft", "Good": "published"}

    def test_a_chief_overrules_with_a_reason_that_is_logged(self, client: Client, chief: User) -> None:
        sent = fields(body="See [this](/articles/never/).", _verb="publish")
        assert not Article.objects.exists() and client.post(ADD, sent | {"overrule": "  "}).status_code == 200
        assert client.post(ADD, sent | {"overrule": "It follows at noon."}).status_code == 302
        story = Article.objects.get()
        entry = AuditEntry.objects.of(story).get(verb="overrule the checklist")
        assert (story.state, entry.by, entry.note) == ("published", chief, "It follows at noon. (links)")

    def test_a_reason_that_is_too_long_is_given_back(self, client: Client, chief: User) -> None:
        sent = fields(body="See [this](/articles/never/).", _verb="publish", overrule="y" * 501)
        shown = client.post(ADD, sent).content.decode()
        assert "Say in 500 signs at most" in shown and "y" * 501 in shown and not Article.objects.exists()

    def test_a_reason_that_no_database_takes_is_refused_in_words(self, client: Client, chief: User) -> None:
        sent = fields(body="See [this](/articles/never/).", _verb="publish", overrule="At\0noon.")
        assert "no NUL among them" in client.post(ADD, sent).content.decode() and not Article.objects.exists()

    def test_an_editor_cannot_forge_the_overruling(self, client: Client, editor: User) -> None:
        sent = fields(body="See [this](/articles/never/).", _verb="publish", overrule="I may.")
        assert "ask a chief" in client.post(ADD, sent).content.decode()
        assert not Article.objects.exists()
        assert 'name="overrule"' not in client.post(ADD, sent).content.decode()

    def test_nothing_is_logged_as_overruled_where_everything_passes(self, client: Client, chief: User) -> None:
        client.post(ADD, fields(_verb="publish", overrule="Why not."))
        assert not AuditEntry.objects.filter(verb="overrule the checklist").exists()

    @pytest.mark.parametrize("name", ["headline", "dek", "picture", "credit", "byline", "tag", "source", "ai"])
    def test_the_settings_say_what_stops_a_story(self, client: Client, editor: User, settings: Any, name: str) -> None:
        settings.GATE_BLOCKS, settings.GATE_WARNS = [name], []
        sent = fields(_verb="publish")
        if name == "credit":
            sent["lead_photo"] = make.photo(credit="").pk
        shown = client.post(ADD, sent).content.decode()
        assert list(lines(shown).values()) == ["blocks"] and not Article.objects.exists()
        settings.GATE_BLOCKS = []
        assert client.post(ADD, sent).status_code == 302
        assert Article.objects.get().state == "published"

    def test_imported_stories_are_not_held_against_it(self) -> None:
        assert make.story("x", body="[y](/articles/never/)").is_public, "the verb of the model knows no checklist"


def sent(client: Client, story: Article, **changed: Any) -> dict[str, Any]:
    """What the browser sends of the story's form, whatever fields that has."""
    form = client.get(page_of(story)).context["adminform"].form
    filled: dict[str, Any] = {name: form[name].value() for name in form.fields}
    filled = {name: value for name, value in filled.items() if value not in (None, "", [])}
    for name in ("publish_at",):
        if at := filled.pop(name, None):
            filled |= {f"{name}_0": f"{at:%Y-%m-%d}", f"{name}_1": f"{at:%H:%M:%S}"}
    return {**filled, **changed}


class TestScheduled:
    """A story that comes out by itself: what passed the checklist is what comes."""

    BAD = "[x](/articles/never/)"

    @pytest.fixture
    def story(self) -> Article:
        story = make.draft("The harbour opens tomorrow", body=self.BAD)
        story.body = "Water."
        story.save_version(by=None)
        story.publish(by=None, at=timezone.now() + timedelta(days=1))
        return story

    def test_other_words_pass_it_before_they_are_saved(self, client: Client, editor: User, story: Article) -> None:
        shown = unescape(client.post(page_of(story), sent(client, story, body=self.BAD)).content.decode())
        assert "The checklist stops this. 1 link would lead readers nowhere" in shown and self.BAD in shown
        story.refresh_from_db()
        assert story.body == "Water."
        assert client.post(page_of(story), sent(client, story, body="Salt water.")).status_code == 302

    def test_a_chief_overrules_it(self, client: Client, chief: User, story: Article) -> None:
        bad = sent(client, story, body=self.BAD, overrule="At noon.")
        assert client.post(page_of(story), bad).status_code == 302
        story.refresh_from_db()
        assert story.body == self.BAD
        assert AuditEntry.objects.get(verb="overrule the checklist").note == "At noon. (links)"

    def test_what_readers_do_not_read_is_saved_all_the_same(self, client: Client, editor: User, story: Article) -> None:
        story.body = self.BAD
        story.save_version(by=None)
        assert client.post(page_of(story), sent(client, story, reviewer=editor.pk)).status_code == 302
        story.refresh_from_db()
        assert story.reviewer == editor

    def test_going_back_to_words_that_do_not_pass_is_stopped(
        self, client: Client, editor: User, story: Article
    ) -> None:
        page = reverse("admin:articles_article_restore", args=[story.pk, 1])
        seen = re.search(r'name="seen" value="([^"]*)"', client.get(page).content.decode())
        assert seen
        shown = client.post(page, {"seen": unescape(seen[1])}).content.decode()
        assert "the checklist stops it" in shown
        story.refresh_from_db()
        assert story.body == "Water."


class TestLive:
    """Changes to a live story, which are published by a verb of their own."""

    @pytest.fixture
    def live(self) -> Article:
        return make.story("The harbour opens again", body="Water.")

    def test_what_blocks_stops_the_changes_and_keeps_them(self, client: Client, editor: User, live: Article) -> None:
        bad = {"body": "[x](/articles/never/)", "kind": "minor", "_verb": "publish changes"}
        shown = unescape(client.post(page_of(live), sent(client, live, **bad)).content.decode())
        assert "The checklist stops this. 1 link would lead readers nowhere" in shown
        assert "[x](/articles/never/)" in shown
        live.refresh_from_db()
        assert live.body == "Water."

    def test_saving_them_is_never_stopped(self, client: Client, editor: User, live: Article) -> None:
        answer = client.post(page_of(live), sent(client, live, body="[x](/articles/never/)"))
        assert answer.status_code == 302
        assert PendingRevision.objects.get().content["body"] == "[x](/articles/never/)"
        shown = client.get(page_of(live)).content.decode()
        assert lines(shown)["Stops it: 1 link would lead readers nowhere: “/articles/never/”."] == "blocks"

    def test_a_chief_overrules_it(self, client: Client, chief: User, live: Article) -> None:
        bad = {"body": "[x](/articles/never/)", "kind": "minor", "_verb": "publish changes", "overrule": "At noon."}
        assert client.post(page_of(live), sent(client, live, **bad)).status_code == 302
        live.refresh_from_db()
        assert live.body == "[x](/articles/never/)"
        assert AuditEntry.objects.get(verb="overrule the checklist").note == "At noon. (links)"

    def test_published_now_it_may_not_link_to_what_comes_later(
        self, client: Client, editor: User, live: Article
    ) -> None:
        make.story("Tomorrow", at=timezone.now() + timedelta(days=1))
        at = timezone.localtime() + timedelta(days=2)
        later = {"change_at_0": f"{at:%Y-%m-%d}", "change_at_1": f"{at:%H:%M:%S}"}  # left in the form
        words = sent(client, live, body="[x](/articles/tomorrow/)", kind="minor", **later)
        now = client.post(page_of(live), words | {"_verb": "publish changes"})
        assert "1 link would lead readers nowhere" in now.content.decode()
        live.refresh_from_db()
        assert live.body == "Water."
        assert client.post(page_of(live), words | {"_verb": "schedule changes"}).status_code == 302

    def test_the_kind_of_change_is_asked_of_who_may_publish_it(self, client: Client, live: Article) -> None:
        PendingRevision.objects.hold(live, {**content_of(live), "dek": "Other."}, None)
        for group, asked in (("Editor", True), ("Reporter", False)):
            client.force_login(make.user(f"a-{group}", group))
            shown = client.get(page_of(live)).content.decode()
            assert ("Choose what kind of change it is" in str(lines(shown))) == asked


class TestForm:
    def test_an_empty_form_shows_what_is_wanted_with_links_to_the_fields(self, client: Client, editor: User) -> None:
        shown = client.get(ADD).content.decode()
        assert lines(shown)["To consider: There is no lead picture."] == "warns"
        assert '<a href="#id_lead_photo">There is no lead picture.</a>' in shown
        assert 'id="id_lead_photo"' in shown

    def test_it_is_asked_again_with_the_fields_of_the_form_and_stores_nothing(
        self, client: Client, editor: User
    ) -> None:
        tag, photo = make.tag(), make.photo()
        sent = fields(title="The harbour opens again today", tags=[tag.pk], lead_photo=photo.pk, body="[x](/tags/no/)")
        answer = client.post(CHECK, sent)
        shown = answer.content.decode()
        found = lines(shown)
        assert "<html" not in shown
        assert found["Headline of 20 to 110 signs"] == found["At least one tag"] == found["Lead picture"] == "passes"
        assert found["Stops it: 1 link would lead readers nowhere: “/tags/no/”."] == "blocks"
        assert not Article.objects.exists() and not AuditEntry.objects.filter(kind="articles.article").exists()

    @pytest.mark.parametrize(
        "sent",
        [
            {},
            {"tags": ["x", "9" * 40], "lead_photo": "'", "publish_at_0": "never", "publish_at_1": "25:99"},
            {"bylines": "-1", "kind": "x" * 5_000, "source_type": "forged", "title": "x" * 100_000},
            {"body": "[" * 100_000},
        ],
    )
    def test_nonsense_is_answered_with_a_checklist(self, client: Client, editor: User, sent: dict[str, Any]) -> None:
        assert 'id="checklist"' in client.post(CHECK, sent).content.decode()

    def test_words_in_it_are_no_html(self, client: Client, editor: User) -> None:
        shown = client.post(CHECK, fields(body="[x](</articles/'><script>alert(1)</script>/>)")).content.decode()
        assert "<script" not in shown

    def test_it_takes_the_right_to_write_the_story(self, client: Client) -> None:
        story = make.draft()
        page = reverse("admin:articles_article_checklist", args=[story.pk])
        assert client.post(page, fields()).status_code != 200, "a stranger"
        client.force_login(make.user("mod", "Moderator"))
        assert client.post(page, fields()).status_code == client.post(CHECK, fields()).status_code == 403
        client.force_login(make.user("rep", "Reporter"))
        assert client.post(page, fields()).status_code == 200
        assert client.get(page).status_code == 405
        assert client.post("/admin/articles/article/99999/checklist/", fields()).status_code == 404


def test_every_check_has_a_name_in_the_settings_and_a_line_in_the_table() -> None:
    from django.conf import settings

    assert {*settings.GATE_BLOCKS, *settings.GATE_WARNS} == {check.key for check in CHECKS}


def test_a_check_that_nobody_knows_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATE_BLOCKS", "links,colour")
    with pytest.raises(ImproperlyConfigured, match=r"colour.*Choose some of: links"):
        env.some_of("GATE_BLOCKS", ["links"], [])
    monkeypatch.setenv("GATE_BLOCKS", "none")
    assert env.some_of("GATE_BLOCKS", ["links"], ["links"]) == []
