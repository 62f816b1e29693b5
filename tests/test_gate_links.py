"""The check of links: whether what a story names in the portal leads readers somewhere when the story appears."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.gate import Candidate, report_of
from tests import make
from tests.test_gate import faults_of

pytestmark = pytest.mark.django_db


class TestLinks:
    def faults(self, link: str, **said: Any) -> set[str]:
        return faults_of(body=f"Read [this]({link}).", **said)

    @pytest.fixture(autouse=True)
    def _portal(self) -> None:
        make.story("Out", tags=[make.tag("Moon")], bylines=[make.byline("Ada")])
        make.draft("Not out", tags=[make.tag("Mars")])
        make.story("Taken back").retract(by=None, reason="It was wrong.")
        make.story("Tomorrow", at=timezone.now() + timedelta(days=1))

    @pytest.mark.parametrize(
        "link",
        [
            *("/articles/out/", "/articles/out/#s-part", "/articles/out/comments/", "/articles/out", "../out/"),
            *("http://127.0.0.1:8000/articles/out/", "//127.0.0.1:8000/articles/out/?utm=1", "/tags/moon/"),
            *("/bylines/ada/", "/feeds/tags/moon.atom", "/search/?q=moon", "/", "/archive/2025/06/", "#s-here"),
            *(
                "/media/ab/cd.jpg",
                "https://example.org/articles/never/",
                "mailto:ada@example.org",
                "/articles/harbour/",
            ),
        ],
    )
    def test_what_readers_can_open_is_alive(self, link: str) -> None:
        assert self.faults(link) == set()

    @pytest.mark.parametrize(
        "link",
        [
            *("/articles/not-out/", "/articles/never/", "/articles/taken-back/", "/articles/tomorrow/", "/nowhere/"),
            *("/tags/mars/", "/tags/never/", "/bylines/grace/", "/admin/articles/article/", "/preview/x/", "out"),
            *("http://127.0.0.1:8000/articles/not-out/", "/articles/out/no/such/page/", "/articles/%00/"),
            *("/admin", "/preview"),
        ],
    )
    def test_what_readers_cannot_open_is_dead(self, link: str) -> None:
        assert self.faults(link) == {"links"}

    def test_a_story_scheduled_for_later_may_link_to_what_is_public_then(self) -> None:
        later = timezone.now() + timedelta(days=2)
        assert self.faults("/articles/tomorrow/", publish_at=later) == set()

    def test_its_own_tag_becomes_public_with_it(self) -> None:
        assert self.faults("/tags/mars/", tags=[make.tag("Mars")]) == set()

    def test_an_old_address_counts_as_alive_and_is_told(self) -> None:
        story = make.story("First name")
        story.slug = "second-name"
        story.save_version(by=None)
        report = report_of(Candidate("T" * 30, "d", "[a](/articles/first-name/)", None, [], [], "own", "none"))
        (line,) = [line for line in report.lines if line.check.key == "links"]
        assert line.level == "warns" and "old address" in line.says and "/articles/first-name/" in line.says

    def test_a_story_that_was_taken_back_and_leads_to_another_counts_as_moved(self) -> None:
        story, other = make.story("Wrong"), make.story("Right")
        story.retract(by=None, reason="It was wrong.", moved_to=other)
        assert self.faults_in("[a](/articles/wrong/) [b](/articles/wrong)") == set()
        assert self.faults_in("[a](/articles/wrong/comments/)") == {"links"}, "only the page itself leads on"
        other.retract(by=None, reason="Wrong too.")
        assert self.faults_in("[a](/articles/wrong/)") == {"links"}

    def test_many_links_cost_as_many_queries_as_few(self) -> None:
        def cost(number: int) -> int:
            body = " ".join(f"[a](/articles/a{n}/) [b](/tags/b{n}/) [c](/bylines/c{n}/)" for n in range(number))
            with CaptureQueriesContext(connection) as queries:
                assert self.faults_in(body) == {"links"}
            return len(queries)

        assert cost(1) == cost(60)

    def faults_in(self, body: str) -> set[str]:
        report = report_of(Candidate("T" * 30, "d", body, None, [], [], "own", "none"))
        return {line.check.key for line in report.blocks}
