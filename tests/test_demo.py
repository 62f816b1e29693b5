"""The demo that the first run shows: every story reads, renders and has its picture."""

import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.contrib.auth.models import User
from django.core.management import call_command

from articles import frontmatter, markdown
from articles.importer import _pictures
from articles.models import Article
from comments.models import Comment
from nuztrend import demo
from tests import make

STORIES = sorted((demo.FOLDER / "stories").glob("*.md"))
SITE: dict[str, list[dict[str, Any]]] = yaml.safe_load((demo.FOLDER / "site.yaml").read_text("utf-8"))


@pytest.mark.pure
def test_there_are_enough_stories_of_the_right_length_in_enough_sections() -> None:
    stories = [frontmatter.read(path, path.stem) for path in STORIES]
    sections = {tag["name"] for tag in SITE["tags"] if "menu" in tag}
    assert len(stories) >= 24
    assert len(sections & {story.tags[0] for story in stories}) >= 5
    assert all(300 <= len(story.body.split()) <= 900 for story in stories)
    assert {story.state for story in stories} == {"draft", "in review", "published", "retracted"}
    assert {tag for story in stories for tag in story.tags} <= {tag["name"] for tag in SITE["tags"]}
    assert {name for story in stories for name in story.bylines} <= {byline["name"] for byline in SITE["bylines"]}
    states = Counter(comment["state"] for comment in SITE["comments"])
    assert set(states) == {"visible", "held", "rejected", "spam"}
    assert {comment["story"] for comment in SITE["comments"]} <= {story.ref for story in stories}


@pytest.mark.pure
@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_a_story_of_the_demo_renders_and_has_its_pictures(path: Path) -> None:
    story = frontmatter.read(path, path.stem)
    assert _pictures(path, story)
    assert story.photo and story.photo.alt and story.photo.illustrative and story.photo.source == "illustration"
    html = markdown.render(story.body)
    assert "<h2" in html and "<h1" not in html


@pytest.fixture
def small_demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A demo of two stories, kept apart from the account of a portal that runs here."""
    (tmp_path / "stories").mkdir()
    (tmp_path / "pictures").mkdir()
    for name in ("resilience-lander", "rss-feeds"):
        shutil.copy(demo.FOLDER / "stories" / f"{name}.md", tmp_path / "stories")
        for picture in (demo.FOLDER / "pictures").glob(f"{name}*.jpg"):
            shutil.copy(picture, tmp_path / "pictures")
    (tmp_path / "site.yaml").write_text((demo.FOLDER / "site.yaml").read_text())
    monkeypatch.setattr(demo, "FOLDER", tmp_path)
    monkeypatch.setattr(demo, "LOGIN_FILE", tmp_path / "demo-login.txt")
    monkeypatch.setattr(demo, "UNFINISHED", tmp_path / "demo-unfinished")
    monkeypatch.setattr("nuztrend.management.commands.prepare.Command.collect_static", lambda self: None)


@pytest.mark.django_db
def test_the_first_start_loads_it_and_tells_the_login_once(
    small_demo: None, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("prepare")
    first = capsys.readouterr().out
    username, password = demo.LOGIN_FILE.read_text().split()
    assert password in first and "http://127.0.0.1" in first
    assert demo.LOGIN_FILE.stat().st_mode & 0o077 == 0
    assert User.objects.get(username=username).check_password(password)
    counts = Article.objects.count(), Comment.objects.count()
    assert counts[0] == 2 and counts[1] > 8
    call_command("prepare")
    assert password not in capsys.readouterr().out
    assert (Article.objects.count(), Comment.objects.count()) == counts


@pytest.mark.django_db
def test_a_load_that_was_broken_off_is_finished_by_the_next_start(small_demo: None) -> None:
    call_command("prepare")
    Comment.objects.all().delete()
    demo.UNFINISHED.touch()
    call_command("prepare")
    assert Comment.objects.count() > 8
    assert not demo.UNFINISHED.exists()


@pytest.mark.django_db
def test_a_portal_with_stories_gets_neither_demo_nor_account(small_demo: None) -> None:
    make.story("Our own")
    make.user("editor")
    call_command("prepare")
    assert Article.objects.count() == 1
    assert User.objects.get(username="editor").check_password(make.PASSWORD)
    assert not demo.LOGIN_FILE.exists()


@pytest.mark.django_db
def test_an_account_of_that_name_is_not_taken_over(small_demo: None, capsys: pytest.CaptureFixture[str]) -> None:
    make.user("editor")
    call_command("prepare")
    assert User.objects.get(username="editor").check_password(make.PASSWORD)
    assert "Demo password" not in capsys.readouterr().out


@pytest.mark.django_db
def test_no_demo_means_an_empty_portal(small_demo: None, settings: Any) -> None:
    settings.DEMO = False
    call_command("prepare")
    assert not Article.objects.exists()
    assert not User.objects.exists()
