"""The calendar, the figures of a story, who may do what, and the audit log."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Article, PendingRevision, ReaderHour
from articles.models.content import content_of
from nuztrend import admin as log
from nuztrend import newsroom
from nuztrend.dashboard.calendar import AT_MOST
from nuztrend.models import AuditEntry
from tests import make

pytestmark = pytest.mark.django_db
NOON = datetime(2025, 6, 4, 12, tzinfo=UTC)  # a Wednesday, in week 23
WEEK = "/admin/calendar/2025-W23/"
LOG = "/admin/nuztrend/auditentry/"


@pytest.fixture
def editor(client: Client) -> User:
    user = make.user("edith", "Editor")
    client.force_login(user)
    return user


@pytest.fixture
def noon() -> Any:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def days(page: str) -> dict[str, str]:
    """The words of each day of the calendar, by its date."""
    found = re.findall(r'<time datetime="(\d{4}-\d\d-\d\d)">[^<]*</time>(.*?)(?=<li class="day|</ol>)', page, re.S)
    return {day: plain(words.partition("</h3>")[2]) for day, words in found}


class TestCalendar:
    def test_a_week_shows_what_is_planned_scheduled_and_published(
        self, client: Client, editor: User, noon: object
    ) -> None:
        hour, day = timedelta(hours=1), timedelta(days=1)
        make.draft("Planned", due_at=NOON + day)
        make.draft("Belated", due_at=NOON - day)
        make.draft("Ready and out", due_at=NOON - day).publish(by=None, at=NOON - 2 * day)
        make.story("Scheduled", at=NOON + 2 * hour, unpublish_at=NOON + 4 * day)
        live = make.story("Live", at=NOON - 30 * day)
        PendingRevision.objects.hold(live, {**content_of(live), "title": "Changed"}, None)
        pending = PendingRevision.objects.get()
        pending.schedule(None, NOON + 2 * day, "minor")
        make.story("Of last week", at=NOON - 3 * day)
        shown = days(client.get("/admin/calendar/").content.decode())
        assert shown == days(client.get(WEEK).content.decode())
        assert list(shown) == [str(date(2025, 6, 2) + timedelta(days=n)) for n in range(7)]
        assert shown["2025-06-02"] == "12:00 appeared Ready and out"
        assert shown["2025-06-03"] == "12:00 was to be ready late Belated draft"
        assert shown["2025-06-04"] == "14:00 appears Scheduled"
        assert shown["2025-06-05"] == "12:00 to be ready Planned draft"
        assert shown["2025-06-06"] == "12:00 changes come out Live"
        assert shown["2025-06-07"] == "Nothing."
        assert shown["2025-06-08"] == "12:00 leaves Scheduled"

    def test_days_are_those_of_the_site_when_clocks_change_too(
        self, client: Client, editor: User, noon: object, settings: Any
    ) -> None:
        settings.TIME_ZONE = "Europe/Berlin"
        at = datetime(2025, 3, 30, 21, 59, 59, tzinfo=UTC)  # the last second of the Sunday on which clocks went ahead
        make.story("Still Sunday", at=at)
        make.story("Monday", at=at + timedelta(seconds=1))
        make.story("In the gap", at=datetime(2025, 3, 30, 1, 0, tzinfo=UTC))
        make.story("Before the week", at=datetime(2025, 3, 23, 22, 59, 59, tzinfo=UTC))
        shown = days(client.get("/admin/calendar/2025-W13/").content.decode())
        assert shown["2025-03-30"] == "03:00 appeared In the gap 23:59 appeared Still Sunday"
        assert "Before the week" not in str(shown) and "Monday" not in str(shown)
        assert "00:00 appeared Monday" in days(client.get("/admin/calendar/2025-W14/").content.decode())["2025-03-31"]

    def test_weeks_lead_to_each_other_over_the_end_of_a_year(self, client: Client, editor: User) -> None:
        shown = client.get("/admin/calendar/2026-W53/").content.decode()
        assert 'href="/admin/calendar/2026-W52/"' in shown and 'href="/admin/calendar/2027-W01/"' in shown
        assert "Week 53 of 2026, 28 Dec to 3 Jan" in shown

    @pytest.mark.parametrize(
        "week",
        [
            *("2025-W54", "2025-W00", "2025-W53", "0000-W01", "9999-W52", "2025-W1", "2025", "x", "2025-W٢٣"),
            *("1899-W10", "2200-W02", "2025-W23x", "%00", "2025-W23%0A"),
        ],
    )
    def test_a_week_that_cannot_be_is_not_found(self, client: Client, editor: User, week: str) -> None:
        assert client.get(f"/admin/calendar/{week}/").status_code in {400, 404}

    @pytest.mark.parametrize("week", ["1901-W01", "2198-W52"])
    def test_the_edges_of_time_are_empty_weeks(self, client: Client, editor: User, week: str) -> None:
        assert set(days(client.get(f"/admin/calendar/{week}/").content.decode()).values()) == {"Nothing."}

    def test_it_can_show_the_stories_of_one_reviewer_tag_or_byline(
        self, client: Client, editor: User, noon: object
    ) -> None:
        sea, ada = make.tag("Sea"), make.byline("Ada")
        make.draft("Mine", due_at=NOON, reviewer=editor)
        make.story("Wet", at=NOON, tags=[sea])
        make.story("Hers", at=NOON, bylines=[ada])
        for name, value, title in (("reviewer", "edith", "Mine"), ("tag", "sea", "Wet"), ("byline", "ada", "Hers")):
            page = client.get(WEEK, {name: value}).content.decode()
            shown = days(page)["2025-06-04"]
            assert [each for each in ("Mine", "Wet", "Hers") if each in shown] == [title]
            assert f"/admin/calendar/2025-W24/?{name}={value}" in page, "the choice goes along"
        nobody = client.get(WEEK, {"reviewer": "<b>nobody", "tag": "x" * 9_000, "byline": "'"})
        assert set(days(nobody.content.decode()).values()) == {"Nothing."}
        assert "<b>nobody" not in nobody.content.decode()

    def test_a_full_week_costs_as_many_queries_as_an_empty_one_and_says_where_it_ends(
        self, client: Client, editor: User, noon: object
    ) -> None:
        def cost() -> int:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(WEEK).status_code == 200
            return len(queries)

        make.story("One", at=NOON, bylines=[make.byline()])
        first = cost()
        Article.objects.bulk_create(
            Article(title=f"Imported {number}", slug=f"i-{number}", state="published", publish_at=NOON)
            for number in range(AT_MOST + 1)
        )
        assert cost() == first
        assert f"Only the first {AT_MOST} stories of a kind are shown." in client.get(WEEK).content.decode()

    def test_who_may_not_see_stories_sees_no_calendar(self, client: Client) -> None:
        assert client.get(WEEK).status_code == 302
        client.force_login(make.user())
        assert client.get(WEEK).status_code == 403


class TestFigures:
    def page(self, client: Client, story: Article) -> str:
        return unescape(client.get(reverse("story_figures", args=[story.pk])).content.decode())

    def test_readers_by_hour_stand_in_the_drawing_and_in_the_table(
        self, client: Client, editor: User, noon: object
    ) -> None:
        story, other = make.story("Tides", at=NOON - timedelta(days=20)), make.story("Other")
        for back, readers in ((1, 40), (2, 8), (24 * 13, 3), (24 * 15, 99)):
            ReaderHour.objects.create(article=story, hour=NOON - timedelta(hours=back), readers=readers)
        ReaderHour.objects.create(article=other, hour=NOON - timedelta(hours=1), readers=1_000)
        page = self.page(client, story)
        table = re.findall(r'<tr><th scope="row">([^<]*)</th><td>(\d+)</td></tr>', page)
        assert table[:3] == [("22-may-2025, 12:00", "3"), ("04-jun-2025, 10:00", "8"), ("04-jun-2025, 11:00", "40")]
        assert "51 readers in 3 hours; at most 40, from 04-jun-2025, 11:00." in page
        bars = re.findall(r'class="bar" x="([\d.]+)" y="[\d.]+" width="1.0" height="([\d.]+)"', page)
        assert [float(height) for _, height in bars] == pytest.approx([96 * n / 40 for n in (3, 8, 40)], abs=0.1)
        assert float(bars[2][0]) - float(bars[1][0]) == pytest.approx(1), "an hour is a unit"

    def test_comments_revisions_links_and_amendments_are_counted(
        self, client: Client, editor: User, noon: object
    ) -> None:
        story = make.story("Tides", at=NOON - timedelta(days=20))
        make.comment(story)
        make.comment(story, state="held")
        PendingRevision.objects.hold(story, {**content_of(story), "title": "Tides, corrected"}, None)
        PendingRevision.objects.get().publish(None, "correction", "It was <b>high</b> water.")
        page = client.get(reverse("story_figures", args=[story.pk])).content.decode()
        facts = {words: int(count) for words, count in re.findall(r"<dt>([^<]*)</dt><dd>(\d+)</dd>", page)}
        assert facts["comments that readers see"] == facts["comments waiting for a decision"] == 1
        assert facts["revisions"] == 3 and facts["revisions that readers saw"] == 2
        assert "<strong>Correction</strong>: It was &lt;b&gt;high&lt;/b&gt; water." in page

    def test_who_decides_on_no_comments_sees_no_figures_of_them(self, client: Client) -> None:
        client.force_login(make.user("rep", "Reporter"))
        page = self.page(client, make.story("Tides"))
        assert "Readers by hour" in page and "comments that readers see" not in page

    def test_a_story_with_much_costs_as_many_queries_as_one_with_nothing(self, client: Client, editor: User) -> None:
        def cost(story: Article) -> int:
            with CaptureQueriesContext(connection) as queries:
                assert self.page(client, story)
            return len(queries)

        quiet, loud = make.story("Quiet"), make.story("Loud")
        for _ in range(6):
            make.comment(loud)
        hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
        for back in range(200):
            ReaderHour.objects.create(article=loud, hour=hour - timedelta(hours=back), readers=back)
        assert cost(quiet) == cost(loud)

    def test_it_is_for_those_who_may_see_the_story(self, client: Client) -> None:
        page = reverse("story_figures", args=[make.draft().pk])
        assert client.get(page).status_code == 302
        client.force_login(make.user())
        assert client.get(page).status_code == 403
        client.force_login(make.user("rep", "Reporter"))
        assert client.get(reverse("story_figures", args=[99_999])).status_code == 404
        assert client.get(f"/admin/articles/article/{'9' * 30}/figures/").status_code == 404


class TestWhoMay:
    def rows(self, client: Client) -> dict[str, list[str]]:
        page = client.get(reverse("who_may")).content.decode()
        found = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', page, re.S)
        head = re.findall(r'<th scope="col">(.*?)</th>', page.partition('class="wide-table"')[2])
        return {"": head} | {
            unescape(words): [plain(cell) for cell in re.findall(r"<td.*?</td>", cells, re.S)] for words, cells in found
        }

    def test_the_table_says_what_each_group_may_and_what_you_may(self, client: Client) -> None:
        client.force_login(make.user("rep", "Reporter"))
        rows = self.rows(client)
        assert rows[""] == ["What", "Reporter", "Editor", "Chief", "Moderator", "You"]
        assert rows["Write stories"] == ["yes", "yes", "yes", "– no", "yes"]
        assert rows["Retract stories"] == ["– no", "yes", "yes", "– no", "– no"]
        assert rows["Publish against the checklist, with a reason"] == ["– no", "– no", "yes", "– no", "– no"]

    def test_it_shows_what_holds_where_an_operator_changed_a_group(self, client: Client) -> None:
        client.force_login(make.user("mod", "Moderator"))
        moderators = Group.objects.get(name="Moderator")
        moderators.permissions.remove(moderators.permissions.get(codename="moderate_comment"))
        interns = Group.objects.create(name="Interns <b>")
        interns.permissions.add(Group.objects.get(name="Editor").permissions.get(codename="add_tag"))
        rows = self.rows(client)
        assert rows[""][-2] == "Interns &lt;b&gt;"
        assert rows["Decide on comments"] == ["– no", "yes", "yes", "– no *", "– no", "– no"]
        assert rows["Add tags"] == ["– no", "yes", "yes", "– no", "yes", "– no"]

    def test_every_permission_of_the_groups_stands_in_the_table(self) -> None:
        told = {permission for _, permission in newsroom.VERBS}
        assert {each for group in newsroom.GROUPS.values() for each in group} - told == {
            "articles.view_tag",
            "articles.view_byline",
        }


class TestAuditLog:
    def listed(self, client: Client, **asked: str) -> list[str]:
        page = client.get(LOG, asked).content.decode()
        return re.findall(r'class="field-verb">([^<]*)<', page)

    def test_it_is_filtered_by_verb_kind_who_and_time(self, client: Client, editor: User) -> None:
        ben = make.user("ben", "Editor")
        with time_machine.travel(datetime.now(UTC) - timedelta(days=3)):
            story = make.draft("Old")
        story.submit(by=ben)
        make.photo()
        assert self.listed(client, verb="submit") == ["submit"]
        assert self.listed(client, kind="articles.photo") == ["create"]
        assert self.listed(client, by__username="ben") == ["submit"]
        assert set(self.listed(client, since="1", kind="articles.article")) == {"submit"}
        assert set(self.listed(client, since="7", kind="articles.article")) == {"submit", "create"}
        assert self.listed(client, q="Old", verb="submit") == ["submit"]

    @pytest.mark.parametrize("asked", [{"since": "x"}, {"verb": "'"}, {"kind": "9" * 5_000}, {"by__username": "%00"}])
    def test_nonsense_is_no_fault(self, client: Client, editor: User, asked: dict[str, str]) -> None:
        assert client.get(LOG, asked).status_code in {200, 302, 400}

    def test_every_verb_that_is_written_can_be_filtered(self) -> None:
        root = Path(__file__).parent.parent
        sources = [path.read_text() for app in ("articles", "nuztrend") for path in (root / app).rglob("*.py")]
        written = {
            verb for text in sources for verb in re.findall(r'AuditEntry\.objects\.record\([^"()]*?, "([^"]+)"', text)
        }
        written |= {verb for text in sources for verb in re.findall(r'(?:self\._move\(|\bverb=)"([^"]+)"', text)}
        assert len(written) > 15
        assert written - set(log.VERBS) == set()

    def test_a_log_of_any_length_costs_the_same_queries(self, client: Client, editor: User) -> None:
        def cost(**asked: str) -> int:
            with CaptureQueriesContext(connection) as queries:
                client.get(LOG, asked)
            return len(queries)

        make.draft()
        first = cost(), cost(q="story", since="7")
        AuditEntry.objects.bulk_create(
            AuditEntry(kind="articles.article", object_id=1, object_name="A story", verb="change", by=editor)
            for _ in range(150)
        )
        assert (cost(), cost(q="story", since="7")) == first
