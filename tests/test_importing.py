"""`manage.py import_stories`: whole stories or none, a report, and a second run that changes nothing."""

from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from articles import markdown
from articles.models import Article, Photo
from nuztrend.models import AuditEntry
from tests import make

pytestmark = pytest.mark.django_db

STORY = """---
title: "Lander lost"
date: 2025-06-06 09:30
bylines: [Nuztrend Team, Ada Byron]
tags: [Science, Space]
keywords: "moon, lander"
photo:
  file: lander.jpg
  alt: "A lander"
  credit: "Illustration: Nuztrend"
  source: illustration
  illustrative: true
---
It **fell**.

![The path](pictures/path.png "Down and down")
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pictures").mkdir()
    (tmp_path / "lander.jpg").write_bytes(make.picture_bytes())
    (tmp_path / "pictures" / "path.png").write_bytes(make.picture_bytes(form="PNG", colour="navy"))
    (tmp_path / "lander.md").write_text(STORY)
    return tmp_path


def run(folder: Path, **options: Any) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("import_stories", folder, stdout=out, stderr=err, **options)
    return out.getvalue().strip(), err.getvalue().strip()


def test_a_folder_becomes_stories_that_readers_see(folder: Path, client: Client) -> None:
    assert run(folder) == ("1 created, 0 updated, 0 unchanged, 0 skipped", "")
    html = client.get("/articles/lander-lost/").content.decode()
    assert "<strong>fell</strong>" in html
    assert "Down and down</figcaption>" in html
    assert "Ada Byron" in html and "/tags/space/" in html
    assert Photo.objects.count() == 2


def test_a_second_run_changes_nothing(folder: Path) -> None:
    run(folder)
    before = (list(Article.objects.values()), list(Photo.objects.values()), AuditEntry.objects.count())
    assert run(folder)[0] == "0 created, 0 updated, 1 unchanged, 0 skipped"
    assert (list(Article.objects.values()), list(Photo.objects.values()), AuditEntry.objects.count()) == before


def test_a_changed_file_updates_its_story(folder: Path, client: Client) -> None:
    run(folder)
    (folder / "lander.md").write_text(STORY.replace("**fell**", "*hovered*").replace("Space]", "Moon]"))
    assert run(folder)[0] == "0 created, 1 updated, 0 unchanged, 0 skipped"
    html = client.get("/articles/lander-lost/").content.decode()
    assert "<em>hovered</em>" in html
    assert "/tags/moon/" in html and 'href="/tags/space/"' not in html
    assert Photo.objects.count() == 2


def test_an_editor_s_work_is_not_overwritten_unless_asked(folder: Path) -> None:
    run(folder)
    story = Article.objects.get()
    story.title = "Changed by an editor"
    story.save_version(by=make.user())
    (folder / "lander.md").write_text(STORY.replace("fell", "hovered"))
    out, err = run(folder)
    assert out.endswith("1 skipped") and "changed in the portal" in err
    assert Article.objects.get().title == "Changed by an editor"
    assert run(folder, overwrite=True)[0] == "0 created, 1 updated, 0 unchanged, 0 skipped"


def test_a_mended_title_keeps_the_address_that_readers_have(folder: Path, client: Client) -> None:
    run(folder)
    (folder / "lander.md").write_text(STORY.replace("Lander lost", "Lander lost for good"))
    run(folder)
    assert "Lander lost for good" in client.get("/articles/lander-lost/").content.decode()


def test_a_description_that_changes_again_and_again_makes_no_new_photo_each_time(folder: Path) -> None:
    run(folder)
    for body in ("Changed.", "Changed twice.", "Changed thrice."):
        (folder / "lander.md").write_text(STORY.replace('"A lander"', '"A lost lander"') + body)
        run(folder)
    assert Photo.objects.filter(upload_digest=Photo.objects.latest("pk").upload_digest).count() <= 2
    assert Photo.objects.count() == 3


def test_a_retraction_during_an_import_is_not_undone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(folder)
    (folder / "lander.md").write_text(STORY.replace("fell", "hovered"))
    render = markdown.render

    def retract_meanwhile(*arguments: Any) -> str:
        story = Article.objects.get()
        if story.state == "published":
            story.retract(by=None, reason="wrong")
        return render(*arguments)

    monkeypatch.setattr("articles.importer.markdown.render", retract_meanwhile)
    out, err = run(folder)
    assert out.endswith("1 skipped") and "at this very moment" in err
    assert Article.objects.get().state == "retracted"


def test_every_key_of_the_front_matter_arrives(folder: Path) -> None:
    keys = "ref: moon-1\nunpublish: 2025-07-01\nplace: 2\ncomments: closed\nslug: other-address\n"
    (folder / "lander.md").write_text(STORY.replace("date:", keys + "date:"))
    run(folder)
    story = Article.objects.get(import_ref="moon-1")
    assert (story.slug, story.lead_position, story.comments_policy) == ("other-address", 2, "closed")
    assert story.unpublish_at == datetime(2025, 7, 1, tzinfo=UTC)
    assert story.publish_at == datetime(2025, 6, 6, 9, 30, tzinfo=UTC)


def test_a_state_that_cannot_be_reached_is_said(folder: Path) -> None:
    run(folder)
    (folder / "lander.md").write_text(STORY.replace("date:", "state: draft\ndate:"))
    out, err = run(folder)
    assert out.endswith("1 skipped") and "cannot become draft again" in err
    assert Article.objects.get().state == "published"


def test_a_state_in_the_file_is_reached_by_its_verbs(folder: Path, client: Client) -> None:
    (folder / "lander.md").write_text(STORY.replace("date:", "state: retracted\nretraction_reason: Wrong.\ndate:"))
    run(folder)
    assert client.get("/articles/lander-lost/").status_code == 410
    assert [entry.verb for entry in AuditEntry.objects.of(Article.objects.get()).order_by("id")] == [
        "create",
        "publish",
        "retract",
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("no front matter", "does not begin with front matter"),
        ("---\ntitle: [unclosed\n---\ntext", "not YAML (line"),
        ("---\n- a\n- b\n---\ntext", "not a list of keys"),
        ("---\ntitle: x\n\ttab: y\n---\n", "not YAML"),
        ("---\n!!python/object/apply:os.system ['true']\n---\n", "not YAML"),
        ("---\ntitle: A\ntittle: B\n---\n", "did you mean “title”"),
        ("---\ndek: no title\n---\n", "it has no title"),
        ("---\ntitle: A\ndate: yesterday\n---\n", "is not a time such as"),
        ("---\ntitle: A\ndate: 2025-02-30\n---\n", "not "),
        ("---\ntitle: A\nstate: half\n---\n", "choose one of draft, in review"),
        ("---\ntitle: A\nstate: published\n---\n", "needs its date"),
        ("---\ntitle: A\ntags: one\n---\n", "tags is not a list"),
        ("---\ntitle: A\ntitle: {}\n---\n", "title is not a text"),
        ("---\ntitle: A\nphoto: picture.jpg\n---\n", "photo is not a list of keys"),
        ("---\ntitle: A\nphoto:\n  file: nowhere.jpg\n  alt: x\n---\n", "nowhere.jpg is not there"),
        ("---\ntitle: A\nphoto:\n  file: fake.jpg\n  alt: x\n---\n", "fake.jpg"),
        ("---\ntitle: A\nphoto:\n  file: good.jpg\n---\n", "alternative text"),
        ("---\ntitle: A\n---\n" + "1. " * 3_000 + "x", "deep"),
        ("---\ntitle: A\n---\n" + "word " * 60_000, "at most 200 kB"),
        (f"---\ntitle: {'x' * 161}\n---\n", "at most 160"),
        ("---\ntitle: A\ndate: 2025-06-06\nunpublish: 2025-06-05\n---\n", "before it appears"),
        ("---\ntitle: A\nslug: Not A Slug\n---\n", "small letters"),
        ("---\ntitle: A\n---\nNUL \0 byte", "NUL"),
        (b"---\ntitle: caf\xe9\n---\n", "not UTF-8"),
        ("", "does not begin with front matter"),
    ],
)
def test_a_file_that_is_no_story_is_skipped_with_its_reason(
    folder: Path, content: str | bytes, said: str, client: Client
) -> None:
    (folder / "fake.jpg").write_text("this is not a picture")
    (folder / "good.jpg").write_bytes(make.picture_bytes(colour="red"))
    (folder / "bad.md").write_bytes(content if isinstance(content, bytes) else content.encode())
    out, err = run(folder)
    assert out == "1 created, 0 updated, 0 unchanged, 1 skipped"
    assert err.startswith("skipped bad.md:") and said in err
    assert Article.objects.count() == 1
    assert Photo.objects.count() == 2


def test_a_story_with_a_taken_slug_is_skipped_whole(folder: Path) -> None:
    make.story("Lander lost")
    out, err = run(folder)
    assert out.endswith("1 skipped") and "Slug" in err
    assert Article.objects.count() == 1
    assert not Photo.objects.exists()


def test_what_cannot_be_imported_at_all_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="not a folder"):
        run(tmp_path / "nowhere")
    with pytest.raises(CommandError, match="no user"):
        run(tmp_path, by="nobody")


def test_rerender_brings_old_html_up_to_date(folder: Path) -> None:
    run(folder)
    Article.objects.update(body_html="<p>old</p>", renderer_version=0)
    out = StringIO()
    call_command("rerender", stdout=out)
    assert "1 stories rendered again" in out.getvalue()
    assert "<strong>fell</strong>" in Article.objects.get().body_html
    call_command("rerender", stdout=(out := StringIO()))
    assert "0 stories rendered again" in out.getvalue()
