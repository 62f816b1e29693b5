"""Writing and publishing stories in the admin."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import markdown
from articles.markdown import CannotRender
from articles.models import Article
from nuztrend.lib import paging
from nuztrend.models import AuditEntry
from tests import make

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/article/"
ADD = "/admin/articles/article/add/"


@pytest.fixture
def editor(client: Client) -> User:
    user = make.user("edith", "Editor")
    client.force_login(user)
    return user


def page_of(story: Article) -> str:
    return reverse("admin:articles_article_change", args=[story.pk])


def fields(story: Article | None = None, **changed: Any) -> dict[str, Any]:
    """What the browser sends when the form of a story is submitted."""
    sent: dict[str, Any] = {"title": "Tides", "slug": "tides", "body": "Water.", "comments_policy": "open"}
    if story:
        sent |= {"title": story.title, "slug": story.slug, "body": story.body, "version": story.version}
        for name in ("publish_at", "unpublish_at"):
            if at := getattr(story, name):
                sent |= moment(name, at)
        sent["tags"] = list(story.tags.values_list("pk", flat=True))
        sent["bylines"] = list(story.credits.values_list("byline", flat=True))
    return {**sent, **changed}


def opened(client: Client, story: Article) -> dict[str, Any]:
    """What the hidden fields of the form remember when it is opened now."""
    form = client.get(page_of(story)).context["adminform"].form
    return {name: form.initial[name] for name in ("version", "opened")}


def moment(name: str, at: Any) -> dict[str, str]:
    return {f"{name}_0": f"{at:%Y-%m-%d}", f"{name}_1": f"{at:%H:%M:%S}"}


def audited(story: Article) -> list[tuple[str, str, str]]:
    """The verbs on a story, oldest first: verb, who, note."""
    entries = AuditEntry.objects.of(story).select_related("by").order_by("pk")
    return [(entry.verb, str(entry.by or ""), entry.note) for entry in entries]


class TestWriting:
    def test_the_empty_form_is_there(self, client: Client, editor: User) -> None:
        shown = client.get(ADD).content.decode()
        for part in ('class="vLargeTextField story-body"', "Save and submit for review", "Publish", "Markdown:"):
            assert part in shown
        assert "Retract" not in shown and "Return to draft" not in shown

    def test_a_new_story_is_a_draft_with_tags_and_bylines_in_order(self, client: Client, editor: User) -> None:
        zoe, adam = make.byline("Zoe"), make.byline("Adam")
        tag = make.tag("Sea")
        sent = fields(body="  four\r\nlines", tags=[tag.pk], bylines=[zoe.pk, adam.pk], note="first try")
        answer = client.post(ADD, sent, follow=True)
        story = Article.objects.get()
        assert "“Tides” is saved as version 1." in answer.content.decode()
        assert (story.state, story.version, story.body) == ("draft", 1, "  four\nlines")
        assert [credit.byline.name for credit in story.credits.all()] == ["Zoe", "Adam"]
        assert [tag.name for tag in story.tags.all()] == ["Sea"]
        assert audited(story) == [("create", "edith", "first try")]

    def test_the_chosen_order_of_bylines_comes_back_and_can_be_turned(self, client: Client, editor: User) -> None:
        zoe, adam = make.byline("Zoe"), make.byline("Adam")
        story = make.draft("Tides", bylines=[zoe, adam])
        shown = client.get(page_of(story)).content.decode()
        assert 0 < shown.index(">Zoe</option>") < shown.index(">Adam</option>")
        client.post(page_of(story), fields(story, bylines=[adam.pk, zoe.pk]))
        assert [credit.byline.name for credit in story.credits.all()] == ["Adam", "Zoe"]

    def test_the_page_of_a_story_tells_its_state_and_history(self, client: Client, editor: User) -> None:
        story = make.story("Tides <b>high</b>", slug="tides", import_ref="old/77")
        shown = client.get(page_of(story)).content.decode()
        for part in ("old/77", "<strong>publish</strong> by the system", 'value="2" id="id_version"', "Retract…"):
            assert part in shown, part
        assert "<b>high</b>" not in shown
        history = client.get(reverse("admin:articles_article_history", args=[story.pk])).content.decode()
        assert "<strong>create</strong>" in history and "<b>high</b>" not in history

    def test_the_address_of_a_story_that_readers_have_may_change(self, client: Client, editor: User) -> None:
        story = make.story("Tides")
        client.post(page_of(story), fields(story, title="Tides again", slug="moved"))
        story.refresh_from_db()
        assert (story.title, story.slug) == ("Tides", "moved"), "the words wait until they are published"
        assert client.get("/articles/tides/").headers["Location"] == "/articles/moved/"

    @pytest.mark.parametrize("name", ["title", "tags", "lead_photo", "due_at", "lead_until", "embargo_until"])
    def test_an_address_that_says_what_the_form_shows_first_does_no_harm(
        self, client: Client, editor: User, name: str
    ) -> None:
        answer = client.get(ADD, {name: "x<b>"})
        assert answer.status_code == 200 and "x<b>" not in answer.content.decode()

    @pytest.mark.parametrize("name", ["publish_at", "unpublish_at", "embargo_until", "due_at", "lead_until"])
    def test_the_edges_of_the_calendar_are_refused(
        self, client: Client, editor: User, settings: Any, name: str
    ) -> None:
        for zone, day in (("Asia/Tokyo", "0001-01-01"), ("America/New_York", "9999-12-31")):
            settings.TIME_ZONE = zone
            sent = fields() | {f"{name}_0": day, f"{name}_1": "23:59" if day > "2" else "00:00"}
            assert "is not one that a story can carry" in client.post(ADD, sent).content.decode()

    def test_a_note_to_a_verb_alone_is_kept(self, client: Client, editor: User) -> None:
        story = make.draft("Tides")
        client.post(page_of(story), fields(story, _verb="submit", note="quotes checked") | opened(client, story))
        assert audited(story)[1:] == [("submit", "edith", "quotes checked")]

    def test_a_slug_in_use_is_refused_and_the_words_stay(self, client: Client, editor: User) -> None:
        make.draft("Tides")
        answer = client.post(ADD, fields(body="Other water."))
        assert "Story with this Slug already exists." in answer.content.decode()
        assert "Other water." in answer.content.decode()

    def test_a_story_cannot_leave_before_it_comes(self, client: Client, editor: User) -> None:
        now = timezone.now()
        sent = fields() | moment("publish_at", now) | moment("unpublish_at", now - timedelta(days=1))
        assert "would leave before it appears" in client.post(ADD, sent).content.decode()


class TestVerbs:
    def test_save_and_submit_does_both_and_says_so(self, client: Client, editor: User) -> None:
        answer = client.post(ADD, fields(_verb="submit"), follow=True)
        assert "waits for an editor now" in answer.content.decode()
        assert [verb for verb, _, _ in audited(Article.objects.get())] == ["create", "submit"]

    def test_return_to_draft_carries_the_note(self, client: Client, editor: User) -> None:
        story = make.draft("Tides")
        story.submit(by=None)
        client.post(page_of(story), fields(story, _verb="return", note="which moon?"))
        story.refresh_from_db()
        assert (story.state, story.version) == ("draft", 3), "nothing was edited, so no version was saved"
        assert audited(story)[-1] == ("return", "edith", "which moon?")

    def test_publish_without_a_time_makes_it_public_now(self, client: Client, editor: User) -> None:
        story = make.draft("Tides")
        answer = client.post(page_of(story), fields(story, _verb="publish"), follow=True)
        assert "“Tides” is public now." in answer.content.decode()
        assert client.get("/articles/tides/").status_code == 200

    def test_publish_with_a_time_to_come_schedules_it(self, client: Client, editor: User) -> None:
        at = timezone.now() + timedelta(days=2)
        answer = client.post(ADD, fields(_verb="publish") | moment("publish_at", at), follow=True)
        shown = answer.content.decode()
        assert "is scheduled: it will be public on" in shown
        assert '<div class="readonly">scheduled</div>' in shown
        assert client.get("/articles/tides/").status_code == 404

    def test_publish_says_when_the_time_of_leaving_has_passed(self, client: Client, editor: User) -> None:
        sent = fields(_verb="publish") | moment("unpublish_at", timezone.now() - timedelta(hours=1))
        assert "the story would be gone at once" in client.post(ADD, sent).content.decode()
        assert not Article.objects.exists()

    def test_a_verb_that_does_not_apply_is_an_error_on_the_form(self, client: Client, editor: User) -> None:
        story = make.story("Tides")
        answer = client.post(page_of(story), fields(story, _verb="submit", body="More water."))
        assert answer.status_code == 200
        assert "“submit” does not apply" in answer.content.decode() and "More water." in answer.content.decode()

    def test_retracting_asks_why_on_a_page_of_its_own(self, client: Client, editor: User) -> None:
        story = make.story("Tides")
        page = reverse("admin:articles_article_retract", args=[story.pk])
        assert "Readers see it in place of the story." in client.get(page).content.decode()
        story.refresh_from_db()
        assert story.state == "published", "asking changes nothing"
        assert "This field is required." in client.post(page, {"reason": "  "}).content.decode()
        client.post(page, {"reason": "The figures were wrong."})
        assert "The figures were wrong." in client.get("/articles/tides/").content.decode()
        assert audited(story)[-1] == ("retract", "edith", "The figures were wrong.")
        again = client.post(page, {"reason": "Twice"})
        assert "is retracted" in again.content.decode() and again.status_code == 200

    def test_no_verb_is_carried_out_by_a_link(self, client: Client, editor: User) -> None:
        story = make.draft("Tides")
        client.get(page_of(story), {"_verb": "publish"})
        client.get(LIST, {"action": "publish_chosen", "_selected_action": str(story.pk)})
        story.refresh_from_db()
        assert (story.state, story.version) == ("draft", 1)

    def test_the_list_publishes_what_it_can_and_reports_the_rest(self, client: Client, editor: User) -> None:
        draft, out = make.draft("Draft"), make.story("Out")
        late = make.draft("Late", unpublish_at=timezone.now() - timedelta(days=1))
        chosen = {"action": "publish_chosen", "_selected_action": [draft.pk, out.pk, late.pk]}
        shown = client.post(LIST, chosen, follow=True).content.decode()
        assert "“Draft” is public now." in shown
        assert "“Out” is published: it cannot be changed by “publish” any more." in shown
        assert "“Late”: the checklist stops it. It would leave before anybody reads it" in shown
        assert set(Article.objects.published().values_list("title", flat=True)) == {"Draft", "Out"}

    def test_the_list_submits_for_review(self, client: Client, editor: User) -> None:
        story = make.draft("Draft")
        client.post(LIST, {"action": "submit_chosen", "_selected_action": [story.pk]})
        assert audited(story)[-1] == ("submit", "edith", "")


class TestMarkdown:
    def test_a_text_that_does_not_render_comes_back_as_an_error(
        self, client: Client, editor: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        story = make.draft("Tides", body="Good.")
        depths: list[int] = []
        outside = len(connection.savepoint_ids)

        def refuse(text: str, photos: object = None) -> str:
            depths.append(len(connection.savepoint_ids) - outside)
            raise CannotRender("deep")

        monkeypatch.setattr(markdown, "render", refuse)
        answer = client.post(page_of(story), fields(story, body="> > > hostile & long"))
        shown = answer.content.decode()
        assert answer.status_code == 200
        assert "nested too deeply" in shown and "&gt; &gt; &gt; hostile &amp; long" in shown
        assert depths == [0], "rendered once, and not while other writers wait"
        story.refresh_from_db()
        assert (story.body, story.version) == ("Good.", 1)

    def test_a_text_that_is_too_long_is_refused_in_words(self, client: Client, editor: User) -> None:
        answer = client.post(ADD, fields(body="word " * 50_000))
        assert "Please split it." in answer.content.decode()

    @pytest.mark.django_db(transaction=True)
    def test_other_writers_do_not_wait_while_a_text_renders(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        client.force_login(make.user("root", is_superuser=True))
        states: list[bool] = []
        render = markdown.render

        def slow(text: str, photos: Any = None) -> str:
            states.append(connection.in_atomic_block)
            return render(text, photos)

        monkeypatch.setattr(markdown, "render", slow)
        assert client.post(ADD, fields(body=f"once {time.monotonic()}\r\ntwice")).status_code == 302
        assert states[0] is False
        info = markdown._rendered.cache_info()
        client.post(ADD, fields(slug="second", body="A text\r\nwith two lines"))
        after = markdown._rendered.cache_info()
        assert after.misses == info.misses + 1, "the text that is saved is the text that was rendered before"


class TestTheList:
    def test_it_says_what_became_of_each_story(self, client: Client, editor: User) -> None:
        now = timezone.now()
        make.draft("<script>alert(1)</script>", slug="hostile", tags=[make.tag("Sea & Air")])
        out = make.story("Out")
        make.comment(out)
        make.story("Later", at=now + timedelta(days=1))
        make.story("Left", at=now - timedelta(days=2), unpublish_at=now - timedelta(days=1))
        shown = client.get(LIST).content.decode()
        for part in ("&lt;script&gt;alert(1)", "Sea &amp; Air", ">scheduled<", ">published, has left<", ">preview</a>"):
            assert part in shown, part
        assert "<script>alert(1)" not in shown
        assert shown.count("view on site") == 1 and 'href="/articles/out/"' in shown
        assert '<td class="field-comments">1</td>' in shown

    @pytest.mark.parametrize(
        ("state", "titles"),
        [
            ("draft", {"Draft"}),
            ("scheduled", {"Later"}),
            ("published", {"Out"}),
            ("retracted", {"Back"}),
            ("odd", None),
        ],
    )
    def test_it_filters_by_state(self, client: Client, editor: User, state: str, titles: set[str] | None) -> None:
        make.draft("Draft")
        make.story("Out")
        make.story("Later", at=timezone.now() + timedelta(days=1))
        make.story("Back").retract(by=None, reason="wrong")
        found = {story.title for story in client.get(LIST, {"state": state}).context["cl"].queryset}
        assert found == (titles or {"Draft", "Out", "Later", "Back"})

    def test_it_filters_by_tag_and_byline_and_searches(self, client: Client, editor: User) -> None:
        make.story("Waves", tags=[make.tag("Sea")], bylines=[make.byline("Zoe")], keywords="moon, tide")
        make.story("Clouds", tags=[make.tag("Air")])
        for query in ({"tag": "sea"}, {"byline": "zoe"}, {"q": "moon"}, {"q": "waves"}):
            assert [story.title for story in client.get(LIST, query).context["cl"].queryset] == ["Waves"], query
        assert not client.get(LIST, {"tag": "none"}).context["cl"].queryset

    @pytest.mark.parametrize("query", [{}, {"state": "published"}, {"tag": "sea"}, {"byline": "zoe"}, {"q": "story"}])
    def test_it_counts_no_further_than_its_last_page(
        self, client: Client, editor: User, monkeypatch: pytest.MonkeyPatch, query: dict[str, str]
    ) -> None:
        monkeypatch.setattr(paging, "COUNTED", 3)
        for number in range(4):
            make.story(f"Story {number}", tags=[make.tag("Sea")], bylines=[make.byline("Zoe")])
        with CaptureQueriesContext(connection) as captured:
            shown = client.get(LIST, query).content.decode()
        assert "Only the first 3 are counted and paged" in shown
        counts = [query["sql"] for query in captured if "COUNT(" in query["sql"] and "subquery" in query["sql"]]
        assert len(counts) == 1 and "LIMIT 3" in counts[0]

    def test_filters_combine(self, client: Client, editor: User) -> None:
        sea, zoe, now = make.tag("Sea"), make.byline("Zoe"), timezone.now()
        for number in range(3):
            make.story(f"Out {number}", tags=[sea], bylines=[zoe], at=now - timedelta(days=number * 3 + 1, hours=1))
        make.draft("Draft", tags=[sea], bylines=[zoe])
        make.story("Other", tags=[make.tag("Air")], bylines=[zoe])
        make.story("Ahead", tags=[sea], at=now + timedelta(days=1))
        for query, titles in (
            ({"tag": "sea"}, ["Ahead", "Draft", "Out 2", "Out 1", "Out 0"]),
            ({"tag": "sea", "byline": "zoe"}, ["Draft", "Out 2", "Out 1", "Out 0"]),
            ({"tag": "sea", "state": "draft"}, ["Draft"]),
            ({"tag": "sea", "state": "published", "byline": "zoe"}, ["Out 2", "Out 1", "Out 0"]),
            ({"byline": "zoe", "since": "7"}, ["Other", "Out 0", "Out 1"]),
            ({"since": "7"}, ["Other", "Out 0", "Out 1"]),
            ({"state": "published"}, ["Other", "Out 0", "Out 1", "Out 2"]),
            ({"since": "odd"}, ["Ahead", "Other", "Draft", "Out 2", "Out 1", "Out 0"]),
        ):
            found = client.get(LIST, query).context["cl"].queryset
            assert [story.title for story in found] == titles, query

    def test_twenty_stories_cost_as_many_queries_as_one(self, client: Client, editor: User) -> None:
        def queries() -> list[str]:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(LIST).status_code == 200
            return [query["sql"] for query in captured]

        def add(number: int) -> None:
            tags = [make.tag("Sea"), make.tag(f"Tag {number}")]
            make.comment(
                make.story(f"Story {number}", tags=tags, bylines=[make.byline("Zoe"), make.byline(f"N{number}")])
            )

        add(0)
        one = queries()
        for number in range(1, 20):
            add(number)
        twenty = queries()
        assert len(one) == len(twenty)
        assert not any('"articles_article"."body"' in sql for sql in twenty), "lists never load bodies"


@pytest.mark.parametrize("forged", ["abc", "\x00", "9" * 23, "-1"])
def test_a_forged_choice_is_a_fault_of_the_form_and_not_of_ours(client: Client, editor: User, forged: str) -> None:
    story = make.draft("Tides")
    for name in ("lead_photo", "tags", "bylines"):
        sent = {
            "title": "Tides",
            "slug": "tides",
            "body": "Kept.",
            "version": "1",
            "comments_policy": "open",
            name: forged,
        }
        response = client.post(page_of(story), sent)
        assert response.status_code == 200 and "Kept." in response.content.decode()
        assert client.get(f"{LIST}add/", {name: forged}).status_code == (400 if forged == "\0" else 200)


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("articles/article/?tag=%00", 400),
        ("articles/article/?byline=%00", 400),
        ("articles/byline/?kind__exact=%00", 400),
        ("articles/photo/choices/?term=%00&app_label=articles&model_name=article&field_name=lead_photo", 400),
        ("autocomplete/?term=%00&app_label=articles&model_name=tagging&field_name=tag", 400),
        ("articles/article/add/?title=Tides&publish_at=tomorrow&unpublish_at=2026-01-01", 200),
    ],
)
def test_a_strange_address_is_no_fault_of_ours(client: Client, editor: User, asked: str, status: int) -> None:
    assert client.get(f"/admin/{asked}").status_code == status
