"""Preview links: somebody outside the newsroom reads a story before, or beside, what the public sees."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, PendingRevision, PreviewLink, PreviewOpening
from articles.models.content import content_of
from articles.models.previewlink import OPENINGS_A_DAY
from nuztrend.models import AuditEntry
from tests import make
from tests.front import Front

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client: Client) -> User:
    user = make.user("edith", "Editor")
    client.force_login(user)
    return user


def link_to(story: Article, days: int = 3, note: str = "Dr. Byron") -> PreviewLink:
    return PreviewLink.objects.make(story, None, note, days)


def read(link: PreviewLink) -> str:
    """What an outsider, whom the newsroom does not know, reads under a link."""
    return unescape(Client().get(link.get_absolute_url()).content.decode())


def links_page(story: Article) -> str:
    return reverse("admin:articles_article_links", args=[story.pk])


class TestReading:
    def test_a_draft_is_read_as_its_page_will_be(self) -> None:
        story = make.draft("Tides", body="**Deep** water.", tags=[make.tag("Sea")], bylines=[make.byline("Ada")])
        shown = read(link_to(story))
        for part in ("<h1>Tides</h1>", "<strong>Deep</strong> water.", "Sea", "Ada", "Preview: draft, version 1."):
            assert part in shown, part

    def test_the_band_says_which_version_it_is_and_until_when_the_link_works(self) -> None:
        story = make.draft("Tides")
        link = link_to(story, days=5)
        until = f"{link.expires_at:%H:%M} UTC"
        assert "Preview: draft, version 1." in read(link) and f", {until}." in read(link)
        story.publish(by=None, at=timezone.now() + timedelta(days=1))
        assert "version 2, which everybody will read from" in read(link)
        story.publish_at = timezone.now() - timedelta(minutes=1)
        story.save_version(by=None)
        assert "version 3, which everybody reads now" in read(link)
        PendingRevision.objects.hold(story, {**content_of(story), "title": "Tides, corrected"}, None)
        shown = read(link)
        assert "pending changes, version 1, saved on" in shown and "<h1>Tides, corrected</h1>" in shown
        assert "Tides, corrected" not in Client().get("/articles/tides/").content.decode()

    def test_pending_tags_and_bylines_are_shown(self) -> None:
        story, mars, grace = make.story("Tides", tags=[make.tag("Sea")]), make.tag("Mars"), make.byline("Grace")
        PendingRevision.objects.hold(story, content_of(story, tags=[mars], bylines=[grace]), None)
        shown = read(link_to(story))
        assert "Mars" in shown and "Grace" in shown

    def test_an_embargo_stands_in_the_band(self) -> None:
        story = make.draft("Tides", embargo_until=timezone.now() + timedelta(days=2))
        assert "Embargo: not to be published before" in read(link_to(story))
        assert "Embargo" not in read(link_to(make.draft("Free")))

    def test_it_has_no_comment_form_no_beacon_and_no_address_for_sharing(self) -> None:
        story = make.story("Tides")
        make.comment(story, "Well said.")
        shown = read(link_to(story))
        for part in ("data-read", 'name="captcha', "Leave a Comment", "og:url", "canonical", "ld+json", "NewsArticle"):
            assert part not in shown, part

    def test_nobody_keeps_it_lists_it_or_learns_where_it_was_read(self) -> None:
        link = link_to(make.draft())
        for answer in (Client().get(link.get_absolute_url()), Client().head(link.get_absolute_url())):
            assert answer.status_code == 200
            assert answer["Cache-Control"] == "no-store, private"
            assert answer["Referrer-Policy"] == "no-referrer"
            assert "noindex" in answer["X-Robots-Tag"]
            assert not answer.cookies
        shown = read(link)
        assert '<meta name="robots" content="noindex, nofollow">' in shown
        assert '<meta name="referrer" content="no-referrer">' in shown

    @pytest.mark.django_db(transaction=True)
    def test_the_page_cache_leaves_it_alone(self) -> None:
        story = make.draft("Tides")
        path, front = link_to(story).get_absolute_url(), Front()
        assert "Tides" in front.get(path).text
        Article.objects.filter(pk=story.pk).update(title="Other tides")
        again = front.get(path)
        assert "Other tides" in again.text and again.how not in ("hit", "stored")

    @pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
    def test_it_can_only_be_read(self, method: str) -> None:
        link = link_to(make.draft())
        assert getattr(Client(), method)(link.get_absolute_url()).status_code == 405

    def test_its_address_stands_in_no_log(self, caplog: pytest.LogCaptureFixture) -> None:
        from nuztrend.requestlog import RequestIdFilter

        caplog.set_level("INFO", "nuztrend.request")
        link = link_to(make.draft())
        Client().get(link.get_absolute_url())
        (record,) = [each for each in caplog.records if each.name == "nuztrend.request"]
        RequestIdFilter().filter(record)
        assert link.token not in record.getMessage() and "/preview/…" in record.getMessage()


class TestEnding:
    def test_a_link_ends_at_its_second(self, time_machine: Any) -> None:
        link = link_to(make.draft("Tides"), days=2)
        time_machine.move_to(link.expires_at - timedelta(seconds=1), tick=False)
        assert "<h1>Tides</h1>" in read(link)
        time_machine.move_to(link.expires_at, tick=False)
        answer = Client().get(link.get_absolute_url())
        assert answer.status_code == 410 and "Tides" not in answer.content.decode()
        assert "This link has ended" in answer.content.decode() and answer["Cache-Control"] == "no-store, private"

    def test_a_revoked_link_shows_nothing_of_the_story(self) -> None:
        link = link_to(make.draft("Tides"))
        assert link.revoke(by=None) and not link.revoke(by=None)
        answer = Client().get(link.get_absolute_url())
        assert answer.status_code == 410 and "The newsroom took it back." in answer.content.decode()
        assert "Tides" not in answer.content.decode()

    def test_a_link_dies_with_its_row(self) -> None:
        link = link_to(make.draft())
        address = link.get_absolute_url()
        link.delete()
        assert Client().get(address).status_code == 404

    def test_forged_addresses_lead_nowhere_and_tell_nothing(self, settings: Any) -> None:
        link = link_to(make.draft())
        key, signature = link.token.split(".")
        forged = [f"{link.pk}.{signature}", f"{key}.{'a' * 43}", key, f"{key}.", f".{signature}", "x", "x" * 5_000]
        forged += ["%00", "é" * 20, f"{key}x.{signature}", f"{link.token}."]
        assert {Client().get(f"/preview/{token}/").status_code for token in forged} <= {400, 404}
        assert str(link.article_id) != key and str(link.pk) != key
        assert re.fullmatch(r"[\w-]{22}\.[\w-]{43}", link.token)

    def test_it_works_thirty_days_at_most(self) -> None:
        story = make.draft()
        for days in (0, -1, 31, 10**9):
            with pytest.raises(ValidationError, match="1 to 30 days"):
                link_to(story, days=days)
        now = timezone.now()
        with pytest.raises(IntegrityError), transaction.atomic():
            PreviewLink.objects.create(article=story, note="x", days=31, expires_at=now + timedelta(days=31))


class TestOpenings:
    def test_each_opening_is_written_down_without_an_address(self) -> None:
        link = link_to(make.draft())
        read(link)
        read(link)
        Client().head(link.get_absolute_url())
        assert PreviewOpening.objects.filter(link=link).count() == 2
        assert {field.name for field in PreviewOpening._meta.fields} == {"id", "link", "at"}

    def test_a_link_that_has_ended_counts_no_more(self) -> None:
        link = link_to(make.draft())
        link.revoke(by=None)
        Client().get(link.get_absolute_url())
        assert not PreviewOpening.objects.exists()

    def test_somebody_who_reloads_for_ever_fills_no_table(self, later: Callable[..., None]) -> None:
        link = link_to(make.draft())
        PreviewOpening.objects.bulk_create(PreviewOpening(link=link) for _ in range(OPENINGS_A_DAY - 1))
        read(link)
        read(link)
        assert PreviewOpening.objects.count() == OPENINGS_A_DAY
        later(days=1, minutes=1)
        read(link)
        assert PreviewOpening.objects.count() == OPENINGS_A_DAY + 1

    def test_a_database_that_takes_no_writes_keeps_nobody_from_reading(self, caplog: pytest.LogCaptureFixture) -> None:
        link = link_to(make.draft("Tides"))

        def full(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if sql.startswith("INSERT"):
                raise OperationalError("database or disk is full")
            return execute(sql, params, many, context)

        with connection.execute_wrapper(full):
            assert "<h1>Tides</h1>" in read(link)
        assert "could not be written down" in caplog.text and not PreviewOpening.objects.exists()


class TestNewsroom:
    def test_a_link_is_made_copied_and_revoked(self, client: Client, editor: User) -> None:
        story = make.draft("Tides")
        answer = client.post(links_page(story), {"note": "Dr. <b>Byron</b>", "days": "7"}, follow=True)
        shown = answer.content.decode()
        (link,) = PreviewLink.objects.all()
        assert f'value="http://127.0.0.1:8000{link.get_absolute_url()}"' in shown
        assert "Not opened yet." in shown and "Dr. &lt;b&gt;Byron" in shown and "Made by edith" in shown
        assert timedelta(days=6, hours=23) < link.expires_at - timezone.now() <= timedelta(days=7)
        read(link)
        assert "Opened 1 time, last" in client.get(links_page(story)).content.decode()
        shown = client.post(links_page(story), {"revoke": link.pk}, follow=True).content.decode()
        assert "does not work any more" in shown and link.token not in shown and "Revoked" in shown
        verbs = AuditEntry.objects.of(story).order_by("pk").values_list("verb", "by__username")
        assert list(verbs)[1:] == [("make a preview link", "edith"), ("revoke a preview link", "edith")]

    @pytest.mark.parametrize(
        "sent",
        [
            {},
            {"note": "  ", "days": "3"},
            {"note": "x" * 201, "days": "3"},
            *({"note": "Byron", "days": days} for days in ("", "0", "31", "-1", "9" * 400, "x", "1.5")),
        ],
    )
    def test_what_cannot_be_is_given_back_with_the_reason(
        self, client: Client, editor: User, sent: dict[str, str]
    ) -> None:
        answer = client.post(links_page(make.draft()), sent)
        assert answer.status_code == 200 and "errorlist" in answer.content.decode()
        assert sent.get("note", "") in answer.content.decode() and not PreviewLink.objects.exists()

    @pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 400, "²", ""])
    def test_a_forged_number_revokes_nothing(self, client: Client, editor: User, number: str) -> None:
        story, link = make.draft("Mine"), link_to(make.draft("Other"))
        shown = client.post(links_page(story), {"revoke": number}, follow=True).content.decode()
        assert "There is no such link." in shown
        client.post(links_page(story), {"revoke": link.pk})
        link.refresh_from_db()
        assert link.works, "it belongs to another story"

    @pytest.mark.parametrize("group", ["Reporter", "Moderator"])
    def test_who_may_not_share_gets_no_page_and_makes_no_link(self, client: Client, group: str) -> None:
        client.force_login(make.user("rep", group))
        story = make.draft()
        assert client.get(links_page(story)).status_code == 403
        assert client.post(links_page(story), {"note": "x", "days": "3"}).status_code == 403
        link = link_to(story)
        assert client.post(links_page(story), {"revoke": link.pk}).status_code == 403
        assert PreviewLink.objects.get().works

    def test_many_links_cost_as_many_queries_as_one(self, client: Client, editor: User) -> None:
        story = make.draft()

        def cost() -> int:
            with CaptureQueriesContext(connection) as queries:
                client.get(links_page(story))
            return len(queries)

        link_to(story)
        first = cost()
        for number in range(12):
            link_to(story, note=f"Reader {number}").note_opening()
        assert cost() == first


def test_retracting_a_story_ends_its_links(client: Client) -> None:
    story = make.story("First")
    link = PreviewLink.objects.make(story, None, "Counsel", 3)
    assert client.get(link.get_absolute_url()).status_code == 200
    story.retract(by=None, reason="Wrong.")
    assert client.get(link.get_absolute_url()).status_code == 410
