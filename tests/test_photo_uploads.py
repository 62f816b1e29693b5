"""Sending pictures: many at once, which then get their words, and one with its words for the story editor."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from time_machine import travel

from articles.admin.photos import in_a_story, uploads
from articles.markdown import render
from articles.models import Photo
from nuztrend.models import AuditEntry
from tests import make

pytestmark = pytest.mark.django_db

UPLOAD = "/admin/articles/photo/upload/"
LIST = "/admin/articles/photo/"
JSON = {"accept": "application/json"}
ROW = {"source_type": "photo"}


@pytest.fixture(autouse=True)
def reporter(client: Client) -> User:
    user = make.user("rita", "Reporter")
    client.force_login(user)
    return user


def picture(colour: str = "teal", name: str = "") -> SimpleUploadedFile:
    return SimpleUploadedFile(name or f"{colour}.jpg", make.picture_bytes(colour=colour), "image/jpeg")


def letter(name: str = "letter.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"Dear reader, I am a letter.", "image/jpeg")


def send(client: Client, *files: SimpleUploadedFile, **fields: Any) -> list[Any]:
    """Send files as the page does and give the rows that it then shows."""
    answer = client.post(UPLOAD, {"file": list(files), "_upload": "1", **fields})
    assert answer.status_code == 200
    rows: list[Any] = answer.context["batch"].rows
    return rows


def filled(rows: list[Any], *words: dict[str, Any]) -> dict[str, Any]:
    """What a browser sends of rows, with what was typed into each."""
    sent: dict[str, Any] = {"_save": "1"}
    for row, typed in zip(rows, words, strict=True):
        kept = {"kept": row["kept"].value(), "credit": row["credit"].value() or "", "licence": row["licence"].value()}
        sent |= {f"{row.prefix}-{name}": value for name, value in (kept | ROW | typed).items()}
    return sent


def test_each_picture_gets_a_row_and_is_no_photo_until_it_is_described(client: Client) -> None:
    rows = send(client, picture("red"), picture("green"), credit="Ada", licence="CC0 1.0")
    assert len(rows) == 2 and not Photo.objects.exists()
    answer = client.post(UPLOAD, filled(rows, {"alt": "Red", "caption": "Noon"}, {"decorative": "on"}))
    assert answer.status_code == 302 and answer.headers["Location"] == LIST
    green, red = Photo.objects.all()
    assert (red.alt, red.caption, red.credit, red.licence, red.width) == ("Red", "Noon", "Ada", "CC0 1.0", 640)
    assert green.decorative and green.renditions["jpeg"] and green.renditions["webp"]
    assert list(AuditEntry.objects.of(red).values_list("verb", "by__username")) == [("create", "rita")]


def test_a_file_that_is_refused_is_named_with_the_reason_and_costs_no_other(client: Client) -> None:
    answer = client.post(UPLOAD, {"file": [picture("red"), letter(), picture("green")], "_upload": "1"})
    assert len(answer.context["batch"].rows) == 2
    (refused,) = answer.context["batch"].refused
    assert refused.startswith("letter.jpg: ") and refused in answer.content.decode()


def test_rows_that_lack_words_stay_with_all_that_was_typed_and_the_others_are_saved(client: Client) -> None:
    rows = send(client, picture("red"), picture("green"), picture("blue"))
    typed = ({"alt": "Red"}, {"alt": "", "caption": "Green <noon>"}, {"alt": "Blue"})
    answer = client.post(UPLOAD, filled(rows, *typed))
    assert {photo.alt for photo in Photo.objects.all()} == {"Red", "Blue"}
    (left,) = answer.context["batch"].rows
    shown = answer.content.decode()
    assert "Describe the picture for those who cannot see it" in shown and 'value="Green &lt;noon&gt;"' in shown
    assert client.post(UPLOAD, filled([left], {"alt": "Green"})).status_code == 302
    assert Photo.objects.count() == 3


def test_more_files_leave_the_words_of_the_first_as_they_are(client: Client) -> None:
    rows = send(client, picture("red"))
    sent = filled(rows, {"alt": "Red at", "illustrative": "on"}) | {"file": [picture("green"), picture("red")]}
    del sent["_save"]
    answer = client.post(UPLOAD, sent)
    first, second = answer.context["batch"].rows
    assert (
        first["alt"].value() == "Red at"
        and first["illustrative"].value()
        and first["kept"].value() == sent["row-0-kept"]
    )
    assert (
        second.prefix == "row-1"
        and "errorlist" not in answer.content.decode().split("data-rows")[1].split("<fieldset")[1]
    )
    assert answer.context["batch"].refused == ["red.jpg: the same picture stands below already."]


def test_rows_that_are_sent_twice_make_their_photos_once(client: Client) -> None:
    sent = filled(send(client, picture("red")), {"alt": "Red"})
    for _ in range(2):
        assert client.post(UPLOAD, sent).status_code == 302
    assert Photo.objects.count() == 1


def test_a_picture_that_is_here_already_is_shown_and_left_out_unless_somebody_says(client: Client) -> None:
    sent = filled(send(client, picture("red")), {"alt": "Red"})
    client.post(UPLOAD, sent)
    first = Photo.objects.get()
    answer = client.post(UPLOAD, {"file": picture("red"), "_upload": "1"})
    (row,) = answer.context["batch"].rows
    assert f'<a href="{LIST}{first.pk}/change/" target="_blank">Red</a> is the same file' in answer.content.decode()
    assert row["leave_out"].value() is True
    assert client.post(UPLOAD, filled([row], {"alt": "", "leave_out": "on"})).status_code == 302
    assert Photo.objects.count() == 1
    client.post(UPLOAD, filled([row], {"alt": "Red again"}))
    assert Photo.objects.count() == 2


@pytest.mark.parametrize("token", ["", "x", '{"name": "/etc/passwd"}', "a:b:c", "é" * 50])
def test_a_forged_token_is_refused_and_the_words_stay(client: Client, token: str) -> None:
    answer = client.post(UPLOAD, {"_save": "1", "row-3-kept": token, "row-3-alt": "My words", "row-3-source_type": "x"})
    shown = answer.content.decode()
    assert answer.status_code == 200 and "Choose it again." in shown and "My words" in shown
    assert not Photo.objects.exists()


def test_a_token_of_the_day_before_yesterday_is_refused_and_the_words_stay(client: Client) -> None:
    sent = filled(send(client, picture("red")), {"alt": "My words"})
    with travel(timezone.now().timestamp() + 2 * 24 * 3600, tick=False):
        client.force_login(User.objects.get(username="rita"))
        answer = client.post(UPLOAD, sent)
    assert "Choose it again." in answer.content.decode() and "My words" in answer.content.decode()


def test_no_more_rows_are_taken_than_a_form_can_hold(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST", 2)
    answer = client.post(UPLOAD, {"file": [picture(shade) for shade in ("red", "green", "blue")], "_upload": "1"})
    batch = answer.context["batch"]
    assert len(batch.rows) == 2 and batch.refused[0].startswith("blue.jpg: 2 pictures wait")


def test_the_rows_of_one_file_come_alone_for_a_page_that_has_others(client: Client) -> None:
    answer = client.post(UPLOAD, {"file": picture("red"), "at": "7", "credit": "Ada"})
    part = answer.content.decode()
    assert 'name="row-7-alt"' in part and 'value="Ada"' in part and "<html" not in part
    for at in ("", "x", "-1", "9" * 400, "²"):
        assert 'name="row-0-alt"' in client.post(UPLOAD, {"file": picture("red"), "at": at}).content.decode()


def test_an_upload_of_nothing_is_told(client: Client) -> None:
    assert "Choose the files of some pictures first." in client.post(UPLOAD, {"_upload": "1"}).content.decode()
    assert client.get(UPLOAD).status_code == 200
    assert client.post(UPLOAD, {"_save": "1"}).status_code == 302


def test_only_those_who_may_add_photos_send_any(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "take", lambda upload: pytest.fail("the upload was taken"))
    client.force_login(make.user("mod", "Moderator"))
    assert client.get(UPLOAD).status_code == client.post(UPLOAD, {"file": picture()}).status_code == 403
    answer = client.post(UPLOAD, {"file": picture(), "alt": "x"}, headers=JSON)
    assert answer.status_code == 403 and answer.json()["errors"]
    client.logout()
    assert client.post(UPLOAD, {"file": picture()}).status_code == 403
    answer = client.post(UPLOAD, {"file": picture(), "alt": "x"}, headers=JSON)
    assert answer.status_code == 401 and "signed out" in answer.json()["errors"]["__all__"][0]


def test_a_program_sends_one_picture_with_its_words_and_gets_its_markdown(client: Client) -> None:
    fields = {"file": picture("red"), "alt": "A [red] plain", "caption": "Noon", "credit": "Ada"}
    answer = client.post(UPLOAD, fields, headers=JSON)
    photo = Photo.objects.get()
    assert answer.status_code == 201 and answer.json() == {
        "key": photo.key,
        "markdown": f'![A \\[red\\] plain](photo:{photo.key} "Noon")',
        "thumbnail": photo.small_url,
        "alt": "A [red] plain",
    }
    assert photo.small_url in render(answer.json()["markdown"], Photo.objects.sources([photo.key]))
    assert (photo.credit, AuditEntry.objects.of(photo)[0].by.get_username()) == ("Ada", "rita")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("alt", "caption"), [("Two\n\nparagraphs", "One\nline"), ("A ` tick", "another ` tick"), ("**", "[x](")]
)
def test_whatever_is_said_of_a_picture_its_markdown_shows_it(alt: str, caption: str) -> None:
    photo = make.photo(alt=alt, caption=caption)
    html = render(in_a_story(photo), Photo.objects.sources([photo.key]))
    assert html.startswith(f'<figure><img alt="{" ".join(alt.split())}"') and " ".join(caption.split()) in html


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"alt": "x"}, ["file"]),
        ({"file": "red"}, ["alt"]),
        ({"file": "letter", "alt": "x"}, ["file"]),
        ({"file": "red", "alt": "x" * 301}, ["alt"]),
        ({"file": "red", "alt": "x", "source_type": "painting", "focal_x": "900"}, ["focal_x", "source_type"]),
        ({"file": "typed, not sent", "alt": "x"}, ["file"]),
    ],
)
def test_a_program_is_told_what_is_wrong(client: Client, fields: dict[str, Any], wrong: list[str]) -> None:
    files = {"red": picture("red"), "letter": letter()}
    sent = fields | ({"file": files.get(fields["file"], fields["file"])} if "file" in fields else {})
    answer = client.post(UPLOAD, sent, headers=JSON)
    assert answer.status_code == 400 and sorted(answer.json()["errors"]) == wrong
    assert not Photo.objects.exists()


def test_no_stranger_s_page_can_send_a_picture_for_an_editor() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(username="rita"))
    for headers in (JSON, {}):
        assert client.post(UPLOAD, {"file": picture(), "alt": "x"}, headers=headers).status_code == 403
    assert not Photo.objects.exists()
