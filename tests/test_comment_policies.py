"""Who may write where: the site's way with new comments, that of a story, and the day on which they close."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from comments.judging import judge
from comments.models import Comment
from tests import make
from tests.front import Front

pytestmark = pytest.mark.django_db


def state(story: Article, network: str = "n") -> str:
    return judge(story, "Grace", "Well said, I think.", network=network).state


@pytest.mark.parametrize(
    ("site", "policy", "stands"),
    [
        ("shown", "open", "visible"),
        ("first", "open", "held"),
        ("held", "open", "held"),
        ("held", "shown", "visible"),
        ("held", "first", "held"),
        ("shown", "first", "held"),
        ("shown", "held", "held"),
    ],
)
def test_the_story_decides_else_the_site(settings: Any, site: str, policy: str, stands: str) -> None:
    settings.NEW_COMMENTS = site
    assert state(make.story(comments_policy=policy)) == stands


def test_a_network_of_which_a_comment_was_shown_today_does_not_wait(settings: Any) -> None:
    settings.NEW_COMMENTS = "first"
    story = make.story()
    comment, _ = Comment.objects.hold(story, "Grace", "Well said.", network="n")
    assert state(story) == "held", "it waits itself"
    comment.approve(by=None)
    assert state(story) == "visible" and state(story, "m") == "held"
    comment.remove(by=None, reason="insult")
    assert state(story) == "held"


def test_whose_network_nobody_knows_is_always_first(settings: Any) -> None:
    settings.NEW_COMMENTS = "first"
    story = make.story()
    make.comment(story)
    assert state(story, network="") == "held"


def test_the_verdict_says_that_the_policy_holds() -> None:
    verdict = judge(make.story(comments_policy="held"), "Grace", "Well said.")
    assert ("policy", "here every comment waits for an editor", 0.0) in verdict.reasons


def test_the_database_knows_the_policies() -> None:
    story = make.story()
    for policy in Article.CommentsPolicy.values:
        Article.objects.filter(pk=story.pk).update(comments_policy=policy)
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=story.pk).update(comments_policy="maybe")


@pytest.mark.parametrize("policy", ["open", "shown", "first", "held", "closed"])
def test_an_imported_story_may_name_its_policy(tmp_path: Path, policy: str) -> None:
    (tmp_path / "one.md").write_text(f"---\ntitle: One\ndate: 2025-06-06\ncomments: {policy}\n---\nText.\n")
    call_command("import_stories", str(tmp_path), verbosity=0)
    assert Article.objects.get().comments_policy == policy


def test_comments_close_after_their_days(client: Client, settings: Any) -> None:
    settings.COMMENTS_CLOSE_DAYS = 14
    young = make.story("Young", at=timezone.now() - timedelta(days=13, hours=23))
    old = make.story("Old", at=timezone.now() - timedelta(days=14, hours=1))
    assert 'name="text"' in client.get(young.get_absolute_url()).content.decode()
    page = client.get(old.get_absolute_url()).content.decode()
    assert "Comments are closed" in page and 'name="text"' not in page
    sent = client.post(reverse("comments", args=["old"]), {"name": "Grace", "text": "Too late?"})
    assert sent.status_code == 403 and "Too late?" in sent.content.decode()
    settings.COMMENTS_CLOSE_DAYS = 0
    assert 'name="text"' in client.get(old.get_absolute_url()).content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["article", "comments"])
def test_a_kept_page_ends_in_the_second_in_which_comments_close(settings: Any, time_machine: Any, name: str) -> None:
    settings.COMMENTS_CLOSE_DAYS = 7
    out = datetime(2030, 1, 1, 12, tzinfo=UTC)
    time_machine.move_to(out, tick=False)
    make.story("Tides", at=out)
    front, address = Front(), reverse(name, args=["tides"])
    time_machine.move_to(out + timedelta(days=7, seconds=-9), tick=False)
    assert "Comments are closed" not in front.get(address).text
    time_machine.move_to(out + timedelta(days=7, seconds=-1), tick=False)
    assert front.get(address).how == "hit"
    time_machine.move_to(out + timedelta(days=7), tick=False)
    assert "Comments are closed" in front.get(address).text
