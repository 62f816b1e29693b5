"""The newsroom's start page: what waits, what is due, how the last days went, and for whom."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, PendingRevision, SiteHour
from articles.models.content import content_of
from comments.models import Comment, receipt_hash
from tests import make

pytestmark = pytest.mark.django_db
NOON = datetime(2025, 6, 6, 12, tzinfo=UTC)


def start_page(client: Client, group: str | None = "Editor") -> str:
    """What a member of the newsroom sees after signing in."""
    client.force_login(make.user(f"member-{group}", group))
    return unescape(client.get(reverse("admin:index")).content.decode())


def section(page: str, heading: str) -> str:
    """The words of one section, by its heading; tags are dropped and blanks are one."""
    found = re.search(rf"<section(?:(?!<section).)*?<h2[^>]*>{heading}.*?</section>", page, re.S)
    return plain(found[0]) if found else ""


def pile(page: str, heading: str) -> str:
    """The words of one pile of stories: its number, its name and its newest."""
    found = re.search(rf'<div class="pile">(?:(?!<div class="pile">).)*?</span> {heading}</a>.*?</ul>', page, re.S)
    assert found, heading
    return plain(found[0])


def chart(page: str, name: str) -> dict[str, str]:
    """The table beside one chart: day and figure."""
    found = re.search(rf'id="chart-{name}-title".*?</figure>', page, re.S)
    assert found, name
    return dict(re.findall(r'<th scope="row">(.*?)</th><td>(.*?)</td>', found[0]))


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.fixture
def noon() -> object:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def test_each_pile_says_how_many_stories_stand_there_and_names_the_newest(client: Client, noon: object) -> None:
    for number in range(5):
        make.draft(f"Draft {number}")
    make.draft("Planned", publish_at=NOON + timedelta(days=9))
    make.draft("Handed over").submit(by=None)
    make.story("Next week", at=NOON + timedelta(days=7))
    make.story("Of midnight", at=NOON.replace(hour=0))
    make.story("Of yesterday", at=NOON.replace(hour=0) - timedelta(seconds=1))
    make.story("A mistake").retract(by=None, reason="It was wrong.")
    page = start_page(client)
    assert pile(page, "Drafts").startswith("6 Drafts Planned changed 06-jun-2025, 12:00 UTC Draft 4 changed")
    assert "Draft 3" in pile(page, "Drafts") and "Draft 2" not in pile(page, "Drafts")
    assert pile(page, "In review") == "1 In review Handed over changed 06-jun-2025, 12:00 UTC"
    assert pile(page, "Scheduled") == "1 Scheduled Next week appears 13-jun-2025, 12:00 UTC"
    assert pile(page, "Published today") == "1 Published today Of midnight appeared 06-jun-2025, 00:00 UTC"
    assert pile(page, "Retracted") == "1 Retracted A mistake changed 06-jun-2025, 12:00 UTC"


def test_an_empty_desk_says_so(client: Client) -> None:
    page = start_page(client)
    assert pile(page, "Drafts") == "0 Drafts None."
    assert "No story appears or leaves." in section(page, "Due in the next 24 hours")
    assert "No comment waits for a decision." in section(page, "Comments waiting")


def test_each_pile_leads_to_the_list_that_holds_just_its_stories(client: Client, noon: object) -> None:
    make.draft("Drafted")
    make.draft("Handed over").submit(by=None)
    make.story("Next week", at=NOON + timedelta(days=7))
    make.story("Of today", at=NOON)
    make.story("Of yesterday evening", at=NOON - timedelta(hours=13))
    make.story("A mistake", at=NOON - timedelta(days=2)).retract(by=None, reason="It was wrong.")
    page = start_page(client)
    addresses = re.findall(r'<h3><a href="([^"]+)"', page)
    listed = [re.findall(r"<th.*?/change/[^>]*>(.*?)</a>", client.get(each).content.decode()) for each in addresses]
    assert listed == [["Drafted"], ["Handed over"], ["Next week"], ["Of today"], ["A mistake"]]


def test_what_is_due_is_told_by_the_second_and_ends_after_24_hours(client: Client, noon: object) -> None:
    day = timedelta(hours=24)
    make.story("Now out", at=NOON)
    make.story("In a second", at=NOON + timedelta(seconds=1))
    make.story("This time tomorrow", at=NOON + day)
    make.story("A second too late", at=NOON + day + timedelta(seconds=1))
    make.story("Leaves tonight", unpublish_at=NOON + timedelta(hours=9))
    make.story("Comes and leaves", at=NOON + timedelta(hours=1), unpublish_at=NOON + timedelta(hours=2))
    make.draft("Nobody published it", unpublish_at=NOON + timedelta(hours=9))
    due = section(start_page(client), "Due in the next 24 hours")
    assert due == (
        "Due in the next 24 hours 5 "
        "12:00:01 UTC in less than a minute appears In a second "
        "13:00 UTC in 1 hour appears Comes and leaves "
        "14:00 UTC in 2 hours leaves Comes and leaves "
        "21:00 UTC in 9 hours leaves Leaves tonight "
        "tomorrow, 12:00 UTC in 1 day appears This time tomorrow"
    )


def test_times_are_those_of_the_site(client: Client, noon: object, settings: object) -> None:
    settings.TIME_ZONE = "America/New_York"  # type: ignore[attr-defined]
    make.story("Late show", at=NOON + timedelta(hours=15, minutes=59))
    make.story("After midnight", at=NOON + timedelta(hours=16, minutes=1))
    make.story("Yesterday there", at=NOON.replace(hour=3, minute=59))
    make.story("Today there", at=NOON.replace(hour=4))
    page = start_page(client)
    due = section(page, "Due in the next 24 hours")
    assert "2 23:59 EDT in 15 hours, 59 minutes appears Late show tomorrow, 00:01 EDT" in due
    assert pile(page, "Published today") == "1 Published today Today there appeared 06-jun-2025, 00:00 EDT"


def test_comments_that_wait_are_shown_the_oldest_first_with_their_age(client: Client, noon: object) -> None:
    story = make.story("Harbour", at=NOON - timedelta(days=9))
    for hours in (30, 5, 4, 3, 2, 1):
        Comment.objects.hold(story, f"Reader {hours}", f"Words <b>{hours}</b>", at=NOON - timedelta(hours=hours))
    make.comment(story, "Seen already")
    page = start_page(client)
    assert "Words <b>30" in unescape(client.get(reverse("admin:index")).content.decode())
    assert "Words &lt;b&gt;30" in client.get(reverse("admin:index")).content.decode(), "a reader's words are no HTML"
    waiting = section(page, "Comments waiting")
    assert waiting.startswith("Comments waiting 6 1 day, 6 hours Reader 30 Words 30 on Harbour 5 hours Reader 5")
    assert "Reader 2" in waiting and "Reader 1 " not in waiting and "Seen already" not in waiting
    assert "/admin/comments/desk/" in page


def test_charts_count_each_day_of_the_last_fourteen(client: Client, noon: object) -> None:
    midnight = NOON.replace(hour=0)
    make.story("Of the first moment", at=midnight - timedelta(days=13))
    make.story("A moment too early", at=midnight - timedelta(days=13, seconds=1))
    make.story("To come", at=NOON + timedelta(hours=1))
    story = make.story("Left again", at=NOON - timedelta(hours=2), unpublish_at=NOON - timedelta(hours=1))
    for at in (midnight, midnight - timedelta(seconds=1), midnight - timedelta(days=14)):
        Comment.objects.hold(story, "Grace", "Well said.", at=at)[0].approve(by=None)
    Comment.objects.hold(story, "Grace", "Waits.", at=midnight)
    SiteHour.objects.create(hour=NOON.replace(hour=11), readers=12_345)
    page = start_page(client)
    stories, comments, readers = chart(page, "stories"), chart(page, "comments"), chart(page, "readers")
    days = [f"{day}-may-2025" for day in range(24, 32)] + [f"0{day}-jun-2025" for day in range(1, 7)]
    assert list(stories) == list(comments) == list(readers) == days
    assert [day for day in days if stories[day] != "0"] == ["24-may-2025", "06-jun-2025"]
    assert (stories["24-may-2025"], stories["06-jun-2025"]) == ("1", "1 so far")
    assert {day: n for day, n in comments.items() if n != "0"} == {"05-jun-2025": "1", "06-jun-2025": "1 so far"}
    assert readers["06-jun-2025"] == "12,345 so far"
    assert "From 24-may-2025 to 06-jun-2025: 2 in all, at most 1 a day, on 24-may-2025; 1 today so far." in page


def test_the_bars_are_as_high_as_their_figures(client: Client, noon: object) -> None:
    for number in range(6):
        make.story(f"Yesterday {number}", at=NOON - timedelta(days=1))
    for number in range(3):
        make.story(f"Today {number}", at=NOON)
    drawn = re.search(r'aria-labelledby="chart-stories-title.*?</svg>', start_page(client), re.S)
    assert drawn
    bars = re.findall(r'class="bar" x="([\d.]+)" y="([\d.]+)" width="[\d.]+" height="([\d.]+)"', drawn[0])
    (left, top, height), (right, lower, less) = [tuple(map(float, bar)) for bar in bars]
    assert height == pytest.approx(2 * less, abs=0.1) and left < right
    assert top + height == pytest.approx(lower + less), "both stand on the same floor"


def test_counts_are_exact_to_a_limit_and_say_when_they_stop(client: Client) -> None:
    made = [Article(title=f"Draft {number}", slug=f"draft-{number}") for number in range(1_000)]
    Article.objects.bulk_create(made[:999])
    client.force_login(make.user(group="Editor"))
    assert "999 Drafts" in pile(client.get(reverse("admin:index")).content.decode(), "Drafts")
    Article.objects.bulk_create(made[999:])
    assert "1,000+ Drafts" in pile(client.get(reverse("admin:index")).content.decode(), "Drafts")


@pytest.mark.parametrize(
    ("group", "sections", "charts", "tools"),
    [
        ("Reporter", ["Stories on the desk", "Due in the next 24 hours"], ["readers", "stories"], 2),
        (
            "Editor",
            ["Stories on the desk", "Due in the next 24 hours", "Comments waiting"],
            ["readers", "comments", "stories"],
            2,
        ),
        (
            "Moderator",
            ["Stories on the desk", "Due in the next 24 hours", "Comments waiting"],
            ["readers", "comments", "stories"],
            0,
        ),
        (None, [], [], 0),
    ],
)
def test_it_shows_what_the_permissions_allow(
    client: Client, group: str | None, sections: list[str], charts: list[str], tools: int
) -> None:
    make.comment(make.story("Harbour", at=timezone.now()), "A secret comment", state="held")
    page = start_page(client, group)
    known = ["Stories on the desk", "Due in the next 24 hours", "Comments waiting"]
    assert [heading for heading in known if section(page, heading)] == sections
    assert re.findall(r'id="chart-(\w+)-title"', page) == charts
    assert page.count("Write a story") + page.count("Add a photo") == tools
    assert ("A secret comment" in page) == ("Comments waiting" in sections)
    assert ("Harbour" in page) == bool(sections)


# session, account, whether it owes a code, permissions of the account, those of its groups; what waits, in the head;
# counts of stories, keys of those shown, their rows; pending changes; number of comments, reports and appeals that
# wait, the oldest of each; readers; the days; what this member wrote and did not save
BUDGET = 17


def test_it_costs_the_same_queries_however_much_there_is(client: Client) -> None:
    client.force_login(make.user(group="Editor"))
    first = make.story("First")
    make.draft("Draft")

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("admin:index")).status_code == 200
        return len(queries)

    assert cost() == BUDGET
    now = first.publish_at
    assert now
    for state in ("draft", "in review", "published", "retracted"):
        Article.objects.bulk_create(
            Article(title="x", slug=f"{state}-{n}".replace(" ", "-"), state=state, publish_at=now + timedelta(hours=n))
            for n in range(30)
        )
    Comment.objects.bulk_create(
        Comment(
            article=first, name="A", text="b", html="<p>b</p>", state=state, receipt_hash=receipt_hash(f"{state}{n}")
        )
        for state in ("held", "visible")
        for n in range(50)
    )
    assert cost() == BUDGET


def test_what_waits_for_me_stands_first_and_apart(client: Client, noon: object) -> None:
    me, ben = make.user("member-Editor", "Editor"), make.user("ben", "Editor")
    for title, reviewer in (("For me", me), ("For Ben", ben), ("For anybody", None)):
        make.draft(title, reviewer=reviewer).submit(by=None)
    make.draft("Not handed over", reviewer=me)
    client.force_login(me)
    page = unescape(client.get(reverse("admin:index")).content.decode())
    assert section(page, '<a href="[^"]*">Waiting for you').endswith(
        "Waiting for you 1 changed 06-jun-2025, 12:00 UTC For me"
    )
    assert page.index("Waiting for you") < page.index("Stories on the desk")
    listed = client.get(re.findall(r'href="([^"]+)">Waiting for you', page)[0]).content.decode()
    assert re.findall(r"<th.*?/change/[^>]*>(.*?)</a>", listed) == ["For me"]
    client.force_login(make.user("nobody-waits", "Editor"))
    assert "Waiting for you" not in client.get(reverse("admin:index")).content.decode()


def test_late_is_what_was_due_and_is_not_out(client: Client, noon: object) -> None:
    make.draft("Late by a second", due_at=NOON - timedelta(seconds=1))
    make.draft("Late by a day", due_at=NOON - timedelta(days=1)).submit(by=None)
    make.draft("Out in time", due_at=NOON - timedelta(days=1)).publish(by=None, at=NOON - timedelta(days=2))
    make.draft("In three days", due_at=NOON + timedelta(days=3))
    make.draft("In an hour", due_at=NOON + timedelta(hours=1))
    make.draft("Later", due_at=NOON + timedelta(days=3, seconds=1))
    page = start_page(client)
    late = section(page, '<a href="[^"]*">Late')
    assert late.startswith("Late 2 was due 05-jun-2025, 12:00 UTC Late by a day was due 06-jun-2025")
    assert "Out in time" not in late
    planned = section(page, "To be ready in the next 3 days")
    assert planned == (
        "To be ready in the next 3 days 2 06-jun-2025, 13:00 UTC in 1 hour In an hour draft "
        "09-jun-2025, 12:00 UTC in 3 days In three days draft"
    )
    listed = client.get(re.findall(r'href="([^"]+)">Late<', page)[0]).content.decode()
    assert sorted(re.findall(r"<th.*?/change/[^>]*>(.*?)</a>", listed)) == ["Late by a day", "Late by a second"]


def test_changes_that_readers_do_not_see_are_told_with_their_time(client: Client, noon: object) -> None:
    for title in ("Waits", "Scheduled"):
        live = make.story(title, at=NOON - timedelta(days=1))
        PendingRevision.objects.hold(live, {**content_of(live), "dek": "Other."}, None)
    PendingRevision.objects.get(article__title="Scheduled").schedule(None, NOON + timedelta(hours=3), "minor")
    page = start_page(client)
    changes = section(page, '<a href="[^"]*">Changes not yet published')
    assert "saved 06-jun-2025, 12:00 UTC Waits" in changes
    assert "will be published 06-jun-2025, 15:00 UTC Scheduled" in changes
    listed = client.get(re.findall(r'href="([^"]+)">Changes not yet', page)[0]).content.decode()
    assert sorted(re.findall(r"<th.*?/change/[^>]*>(.*?)</a>", listed)) == ["Scheduled", "Waits"]
    listed = client.get(reverse("admin:articles_article_changelist"), {"changes": "scheduled"}).content.decode()
    assert re.findall(r"<th.*?/change/[^>]*>(.*?)</a>", listed) == ["Scheduled"]


def test_the_newsroom_writes_dates_as_the_site_does(client: Client, noon: object) -> None:
    client.force_login(make.user(group="Editor"))
    story = make.story("Harbour", at=NOON)
    page = client.get(reverse("admin:articles_article_change", args=[story.pk])).content.decode()
    assert "06-jun-2025, 12:00 UTC" in re.sub(r"\s+", " ", page[page.index("First published at") :])[:200]


def test_a_filter_that_nobody_offers_hides_no_story(client: Client) -> None:
    client.force_login(make.user("edith", "Editor"))
    make.draft("Tides")
    for asked, listed in (("pending", False), ("scheduled", False), ("nonsense", True), ("", True)):
        shown = client.get(reverse("admin:articles_article_changelist"), {"changes": asked}).content.decode()
        assert ("Tides</a>" in shown) == listed, asked
