"""The verbs of stories and comments: what they allow, and that each writes its line."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from articles.attention import HALF_LIFE, PUBLISHED, T0, heat, warmer
from articles.models import Article
from articles.models.article import WrongState
from articles.trending import trending
from comments.models import WrongState as CommentWrongState
from nuztrend.models import AuditEntry
from tests import make
from tests.amending import amend
from tests.worker import work

pytestmark = pytest.mark.django_db


def verbs(story: Article) -> list[str]:
    return [entry.verb for entry in AuditEntry.objects.of(story).order_by("id")]


def test_every_verb_writes_who_did_it() -> None:
    ada = make.user()
    story = make.draft()
    story.submit(by=ada)
    story.return_to_draft(by=ada, note="Who says so?")
    story.submit(by=ada)
    story.publish(by=ada)
    story.retract(by=ada, reason="It was wrong.")
    assert verbs(story) == ["create", "submit", "return", "submit", "publish", "retract"]
    entries = list(AuditEntry.objects.of(story))
    assert {entry.by_id for entry in entries[:-1]} == {ada.pk}
    assert entries[0].note == "It was wrong."
    assert story.version == 6


@pytest.mark.parametrize(
    ("state", "refused"),
    [
        ("draft", ["retract", "return_to_draft"]),
        ("in review", ["submit", "retract"]),
        ("published", ["submit", "publish", "return_to_draft"]),
        ("retracted", ["submit", "retract", "return_to_draft"]),
    ],
)
def test_a_verb_that_does_not_apply_changes_nothing(state: str, refused: list[str]) -> None:
    story = make.draft()
    if state == "in review":
        story.submit(by=None)
    elif state != "draft":
        story.publish(by=None)
    if state == "retracted":
        story.retract(by=None, reason="wrong")
    before = Article.objects.values().get()
    for verb in refused:
        with pytest.raises(WrongState):
            getattr(story, verb)(by=None, **({"reason": "x"} if verb == "retract" else {}))
    assert Article.objects.values().get() == before


def test_two_editors_who_publish_at_once_do_it_once() -> None:
    story = make.draft()
    same = Article.objects.get(pk=story.pk)
    story.publish(by=None)
    with pytest.raises(WrongState):
        same.publish(by=None)
    assert verbs(story) == ["create", "publish"]


def test_a_retraction_needs_its_reason() -> None:
    story = make.story()
    with pytest.raises(ValidationError):
        story.retract(by=None, reason="  ")
    assert story.is_public


def test_the_river_of_a_tag_follows_a_changed_time() -> None:
    science = make.tag()
    first = make.story("First", tags=[science], at=datetime(2025, 6, 1, tzinfo=UTC))
    make.story("Second", tags=[science], at=datetime(2025, 6, 2, tzinfo=UTC))
    first.publish_at = datetime(2025, 6, 3, tzinfo=UTC)
    first.save_version(by=None)
    rows = science.taggings.public().newest_first()
    assert [row.article.title for row in rows] == ["First", "Second"]


def test_a_comment_s_verbs_apply_or_say_why_not() -> None:
    story = make.story()
    comment = make.comment(story, state="held")
    comment.reject(by=None, reason="off the subject")
    with pytest.raises(CommentWrongState):
        comment.remove(by=None, reason="x")
    comment.approve(by=None)
    with pytest.raises(ValidationError):
        comment.remove(by=None, reason=" ")
    comment.remove(by=None, reason="insult")
    entries = list(comment.moderations.order_by("id").values_list("verb", "state_before", "state_after", "reason"))
    assert entries == [
        ("submit", "", "held", ""),
        ("reject", "held", "rejected", "off the subject"),
        ("approve", "rejected", "visible", ""),
        ("remove", "visible", "removed", "insult"),
    ]


def test_heat_is_the_logarithm_of_decayed_attention() -> None:
    now = T0 + timedelta(days=300)
    hot = heat(now, PUBLISHED)
    for hours in (1, 5, 12):
        hot = warmer(hot, heat(now + timedelta(hours=hours), 5.0))
    seen_from = (now + timedelta(hours=24) - T0).total_seconds() / HALF_LIFE
    brute = 3 * 2 ** (-24 / 12) + sum(5 * 2 ** (-(24 - hours) / 12) for hours in (1, 5, 12))
    assert 2 ** (hot - seen_from) == pytest.approx(brute, rel=1e-9)


@pytest.mark.django_db(transaction=True)
def test_a_photo_s_avif_widths_are_made_by_the_worker() -> None:
    photo = make.photo()
    assert "avif" not in photo.renditions
    work()
    photo.refresh_from_db()
    assert [width for width, _ in photo.renditions["avif"]] == [320, 640]
    assert photo.srcset("avif").endswith(".avif 640w")


@pytest.mark.django_db(transaction=True)
def test_a_photo_s_new_credit_reaches_the_stories_that_show_it() -> None:
    photo = make.photo(credit="Photo: Somebody")
    story = make.story(body=f'![](photo:{photo.key} "There")')
    assert "Photo: Somebody" in story.body_html
    photo.credit = "Photo: Vera Right"
    photo.save_version(by=None)
    work()
    assert "Photo: Vera Right" in Article.objects.get(pk=story.pk).body_html


def test_the_minute_frees_tasks_of_a_killed_worker_and_forgets_what_expired(time_machine: Any) -> None:
    from captcha.models import CaptchaStore

    from comments.captcha import challenge

    time_machine.move_to(timezone.now())
    make.photo()
    challenge.issue()
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=timezone.now())
    call_command("tick")
    assert DBTaskResult.objects.running().count() == 1
    assert CaptchaStore.objects.count() == 1
    time_machine.shift(timedelta(minutes=31))
    call_command("tick")
    assert DBTaskResult.objects.running().count() == 0
    assert DBTaskResult.objects.ready().count() == 1
    assert CaptchaStore.objects.count() == 0


def test_a_story_rescheduled_before_it_appears_ranks_and_counts_from_its_new_time() -> None:
    now = timezone.now()
    story = make.story("Far ahead", at=now + timedelta(days=700))
    make.story("Of today", at=now)
    story.publish_at = now - timedelta(days=2)
    story.save_version(by=None)
    assert story.first_published_at == now - timedelta(days=2)
    assert [found.title for found in trending()] == ["Of today", "Far ahead"]


def test_a_story_cannot_be_published_after_its_end() -> None:
    story = make.draft(unpublish_at=timezone.now() - timedelta(days=1))
    with pytest.raises(ValidationError, match="before it appears"):
        story.publish(by=None)
    assert story.state == "draft"


def test_a_verb_goes_by_what_is_stored_and_not_by_what_was_read_before() -> None:
    """As the action on the list does: another may have set a time or an embargo since it was read."""
    for name in ("publish_at", "embargo_until"):
        story = make.draft(slug=name.replace("_", "-"))
        stale = Article.objects.get(pk=story.pk)
        setattr(story, name, timezone.now() + timedelta(days=1))
        story.save_version(by=None)
        try:
            stale.publish(by=None)
        except ValidationError as error:
            assert "under embargo" in str(error)
        assert not stale.is_public


def test_what_readers_were_told_meanwhile_is_kept_by_whoever_read_the_story_before() -> None:
    story = make.story(body="It was nine.")
    told = amend(story)
    story.retract(by=None, reason="Wrong.")
    stale = Article.objects.get(pk=story.pk)
    later = told.supersede("It was half past nine.", by=None)
    stale.save_version(by=None)
    story.refresh_from_db()
    assert [row["by"] for row in story.amendments] == [later.pk, None]
