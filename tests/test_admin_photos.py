"""The picture library in the admin."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.admin.photos import forms as library
from articles.admin.photos import in_a_story
from articles.markdown import render
from articles.models import Article, Photo
from nuztrend.models import AuditEntry
from tests import make

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/photo/"
ADD = "/admin/articles/photo/add/"


@pytest.fixture(autouse=True)
def editor(client: Client) -> User:
    user = make.user("edith", "Editor")
    client.force_login(user)
    return user


def page_of(photo: Photo) -> str:
    return reverse("admin:articles_photo_change", args=[photo.pk])


def upload(colour: str = "teal", **options: Any) -> SimpleUploadedFile:
    return SimpleUploadedFile("beach.jpg", make.picture_bytes(colour=colour, **options), "image/jpeg")


def fields(**changed: Any) -> dict[str, Any]:
    return {"alt": "A beach", "source_type": "photo", "focal_x": 50, "focal_y": 50, **changed}


def test_an_upload_becomes_a_photo_with_its_widths(client: Client) -> None:
    answer = client.post(ADD, fields(upload=upload(), caption="Noon", credit="Ada"))
    assert answer.status_code == 302
    photo = Photo.objects.get()
    assert (photo.alt, photo.caption, photo.credit, photo.width, photo.height) == ("A beach", "Noon", "Ada", 640, 360)
    assert photo.renditions["jpeg"] and photo.renditions["webp"]
    assert list(AuditEntry.objects.of(photo).values_list("verb", "by__username")) == [("create", "edith")]


def test_a_text_file_named_jpg_is_refused_in_words(client: Client) -> None:
    pretender = SimpleUploadedFile("beach.jpg", b"Dear reader, I am a letter.", "image/jpeg")
    answer = client.post(ADD, fields(upload=pretender))
    errors = answer.context["adminform"].form.errors
    assert list(errors) == ["upload"], "the error stands at the field, once"
    assert errors["upload"][0].endswith(".") and "JPEG" in errors["upload"][0]
    assert not Photo.objects.exists()


def test_a_new_photo_needs_a_picture(client: Client) -> None:
    assert client.post(ADD, fields()).context["adminform"].form.errors == {"upload": ["Choose a picture."]}


def test_alternative_text_is_required_unless_the_picture_decorates(client: Client) -> None:
    answer = client.post(ADD, fields(upload=upload(), alt=""))
    errors = answer.context["adminform"].form.errors
    assert list(errors) == ["alt"] and "mark it as decorative" in errors["alt"][0]
    assert client.post(ADD, fields(upload=upload(), alt="", decorative="on")).status_code == 302


def test_a_form_that_comes_back_keeps_the_picture(client: Client) -> None:
    answer = client.post(ADD, fields(upload=upload(), alt=""))
    assert "The picture that you sent is kept" in answer.content.decode()
    form = answer.context["adminform"].form
    assert client.post(ADD, fields(kept=form["kept"].value())).status_code == 302
    assert Photo.objects.get().width == 640


def test_a_forged_kept_picture_is_refused(client: Client) -> None:
    answer = client.post(ADD, fields(kept='{"name": "/etc/passwd"}'))
    assert "Choose it again." in answer.context["adminform"].form.errors["upload"][0]
    assert not Photo.objects.exists()


def test_the_same_picture_twice_is_taken_with_a_warning(client: Client) -> None:
    client.post(ADD, fields(upload=upload()))
    first = Photo.objects.get()
    answer = client.post(ADD, fields(upload=upload(), alt="The same beach"), follow=True)
    assert f'already here as <a href="{page_of(first)}">A beach</a>' in answer.content.decode()
    assert Photo.objects.count() == 2


def test_replacing_a_picture_keeps_the_key_and_the_words(client: Client) -> None:
    photo = make.photo("teal", caption="Noon")
    before = photo.file.name
    answer = client.post(page_of(photo), fields(caption="Noon", credit=photo.credit, upload=upload("red", width=800)))
    assert answer.status_code == 302
    after = Photo.objects.get()
    assert after.key == photo.key and after.file.name != before and after.width == 800
    assert AuditEntry.objects.of(photo)[0].note == "the picture was replaced: 640 × 360 → 800 × 360 pixels"


def test_changing_words_leaves_the_picture(client: Client) -> None:
    photo = make.photo()
    client.post(page_of(photo), fields(alt="Another text"))
    after = Photo.objects.get()
    assert (after.alt, after.file.name) == ("Another text", photo.file.name)


def test_the_upload_is_taken_before_the_transaction(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    depths: list[int] = []
    outside = len(connection.savepoint_ids)

    def take(*args: Any) -> Any:
        depths.append(len(connection.savepoint_ids) - outside)
        return store(*args)

    store = library.store_upload
    monkeypatch.setattr(library, "store_upload", take)
    client.post(ADD, fields(upload=upload()))
    assert depths == [0]


def test_a_forged_upload_costs_nothing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.force_login(make.user("mod", "Moderator"))
    monkeypatch.setattr(library, "store_upload", lambda *args: pytest.fail("the upload was taken"))
    assert client.post(ADD, fields(upload=upload())).status_code == 403


def test_the_page_of_a_photo_says_how_and_where_it_is_used(client: Client) -> None:
    photo = make.photo(caption='The "old" pier', alt="A pier [left]")
    story = make.draft("Pier <1>", slug="pier", lead_photo=photo)
    shown = client.get(page_of(photo)).content.decode()
    for part in (
        f"![A pier \\[left\\]](photo:{photo.key} &quot;The \\&quot;old\\&quot; pier&quot;)",
        f'<a href="/admin/articles/article/{story.pk}/change/">Pier &lt;1&gt;</a>',
        "640 × 360 pixels",
        "WEBP: ",
        f'src="{photo.small_url}"',
    ):
        assert part in shown, part


@pytest.mark.parametrize(
    ("alt", "caption"), [("A pier", ""), ("[left] \\ right]", 'Said "yes" \\'), ("", "Only <b>this</b>"), ("*", "'")]
)
def test_the_text_to_paste_shows_the_photo(alt: str, caption: str) -> None:
    photo = make.photo(alt=alt, caption=caption, decorative=not alt)
    html = render(in_a_story(photo), Photo.objects.sources([photo.key]))
    assert html.startswith("<figure>") and photo.small_url in html


def test_a_photo_that_a_story_shows_is_not_deleted(client: Client) -> None:
    lead, inside, unused = make.photo("red"), make.photo("green"), make.photo("blue")
    make.draft("Lead", lead_photo=lead)
    make.draft("Inside", body=f"![A](photo:{inside.key})")
    for photo, words in ((lead, "Lead"), (inside, "in its text")):
        answer = client.post(reverse("admin:articles_photo_delete", args=[photo.pk]), {"post": "yes"})
        assert answer.status_code == 200 and words in answer.content.decode()
    client.post(reverse("admin:articles_photo_delete", args=[unused.pk]), {"post": "yes"})
    assert set(Photo.objects.all()) == {lead, inside}


def test_the_list_shows_thumbnails_at_a_constant_cost(client: Client) -> None:
    def look() -> tuple[int, str]:
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(LIST)
        return len(captured), answer.content.decode()

    first = make.photo("red", caption="<script>alert(1)</script>")
    one, shown = look()
    assert f'src="{first.small_url}"' in shown and "<script>alert(1)" not in shown
    for shade in ("green", "blue", "navy"):
        make.photo(shade)
    assert look()[0] == one


def test_stories_choose_their_lead_photo_by_its_thumbnail(client: Client) -> None:
    photo = make.photo(caption="Noon")
    query = {"app_label": "articles", "model_name": "article", "field_name": "lead_photo", "term": "noo"}
    found = client.get(reverse("admin:articles_photo_choices"), query).json()["results"]
    assert found == [{"id": str(photo.pk), "text": "Noon", "thumbnail": photo.small_url}]
    query["field_name"] = "tags"
    assert client.get(reverse("admin:articles_photo_choices"), query).status_code == 403
    story = make.draft("Noon story", lead_photo=photo)
    form = client.get(reverse("admin:articles_article_change", args=[story.pk])).content.decode()
    assert f'data-thumbnail="{photo.small_url}"' in form
    assert Article.objects.get().lead_photo == photo
