"""Queries that are compiled once give the objects that Django's querysets give."""

from datetime import datetime
from typing import Any

import pytest
from django.db.models import Model
from django.utils import timezone

from articles.models import Article, Photo, Tagging
from nuztrend.lib.compiled import Compiled, Handwritten
from tests import make

pytestmark = pytest.mark.django_db


def facts(row: Model) -> dict[str, Any]:
    """Everything that an object holds, and everything that the objects hold that were read beside it."""
    held = {name: value for name, value in vars(row).items() if name != "_state"}
    beside = {
        name: facts(found) if found and name != "article" else found for name, found in row._state.fields_cache.items()
    }
    return {"": (type(row), row._state.adding, row._state.db), **held, **beside}


def test_the_objects_are_those_of_the_queryset() -> None:
    make.story("Mars", at=timezone.now(), tags=[make.tag("Science")])
    make.story("Moon", lead_photo=make.photo(), tags=[make.tag("Science")])
    now = timezone.now()

    def rows(now: datetime) -> Any:
        return Article.objects.published(at=now).for_article_page().order_by("slug")

    compiled = Compiled(rows, now=datetime)
    for _ in range(2):
        found, plain = compiled.run(now=now), list(rows(now))
        assert [facts(row) for row in found] == [facts(row) for row in plain]
        assert [row.get_deferred_fields() for row in found] == [row.get_deferred_fields() for row in plain]
        assert [bool(row.lead_photo) for row in found] == [False, True]
        assert found[1].lead_photo.url == plain[1].lead_photo.url
        assert found[1].stat.article is found[1]
        assert found[1].body == plain[1].body  # read when it is asked for


def test_values_that_were_annotated_stand_on_the_objects() -> None:
    science = make.tag("Science")
    make.story("Mars", tags=[science])
    story = make.story("Moon", tags=[science], at=timezone.now())

    def rows(story: int, now: datetime) -> Any:
        return Tagging.objects.filter(article_id=story).with_older(at=now)

    (found,) = Compiled(rows, story=int, now=datetime).run(story=story.pk, now=timezone.now())
    assert found.older["title"] == "Mars"


def test_rows_of_sql_are_those_of_djangos_raw() -> None:
    story = make.story("Moon")
    story.save_version(by=None)
    columns = ["more", "id", "slug", "publish_at", "parts", "last"]
    sql = "SELECT 7 AS more, id, slug, publish_at, parts, 'x' AS last FROM articles_article WHERE slug = %s"
    written = Handwritten(Article, *columns)
    for _ in range(2):
        (found,), (plain,) = written.run(sql, ["moon"]), Article.objects.raw(sql, ["moon"])
        assert facts(found) == facts(plain)
        assert (found.more, found.last) == (7, "x")  # type: ignore[attr-defined]
        assert found.title == "Moon"  # read when it is asked for


def test_a_model_with_a_way_of_its_own_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Photo, "__init__", lambda self: None)
    compiled: Compiled[Photo] = Compiled(lambda key: Photo.objects.filter(key=key), key=str)
    with pytest.raises(TypeError, match="its own way"):
        compiled.run(key="moon")
