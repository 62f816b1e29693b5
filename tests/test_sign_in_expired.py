"""A form of the newsroom that arrives signed out or without its token: its words come back, and nothing happens."""

import re
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Article
from tests import make
from tests.test_sign_in import sign_in

pytestmark = pytest.mark.django_db
BODY = "\n\nThe *first* line.\n<script>alert(1)</script></textarea><b>bold</b>\n" + "word " * 2000


def sent(**more: str) -> dict[str, str]:
    return {"title": "A headline “of mine”", "body": BODY, "slug": "mine", "version": "0", "_verb": "publish", **more}


def fields(html: str) -> dict[str, str]:
    """The words that a page gives back, by their labels, as a browser shows them."""
    labels = dict(re.findall(r'<label for="(kept-\d+)">(.*?)</label>', html))
    areas = re.findall(r'<textarea id="(kept-\d+)"[^>]*readonly>\n(.*?)</textarea>', html, re.DOTALL)
    lines = re.findall(r'<input id="(kept-\d+)" type="text" class="vTextField" value="(.*?)" readonly>', html)
    return {labels[name]: unescape(text) for name, text in areas + lines}


@pytest.mark.parametrize("page", ["articles_article_add", "articles_photo_add", "articles_tag_add"])
def test_a_form_that_arrives_signed_out_is_answered_with_its_words(client: Client, page: str) -> None:
    answer = client.post(reverse(f"admin:{page}"), sent())
    html = answer.content.decode()
    assert answer.status_code == 403
    assert fields(html) == {"Title": "A headline “of mine”", "Body": BODY, "Slug": "mine"}
    assert "<script>alert" not in html and "<b>bold" not in html
    assert f'href="/admin/login/?next={reverse(f"admin:{page}").replace("/", "%2F")}" target="_blank"' in html
    assert "no-store" in answer["Cache-Control"]
    assert not Article.objects.exists()


def test_of_a_live_story_nothing_comes_back_but_what_was_written(client: Client) -> None:
    live, editor = make.story("Harbour"), Client()
    editor.force_login(make.user("edith", "Editor"))
    form = editor.get(reverse("admin:articles_article_change", args=[live.pk])).context["adminform"].form
    hidden = {name: form[name].value() for name in ("version", "opened")}
    answer = client.post(reverse("admin:articles_article_change", args=[live.pk]), hidden | {"title": "Harbours"})
    assert fields(answer.content.decode()) == {"Title": "Harbours"}


def test_passwords_codes_and_tokens_are_not_given_back(client: Client) -> None:
    secrets = {
        "old_password": "very-secret-1",
        "new_password1": "very-secret-2",
        "password": "very-secret-3",
        "csrfmiddlewaretoken": "very-secret-4",
        "code": "very-secret-5",
        "key": "very-secret-6",
    }
    for page in ("admin:password_change", "admin:remove_codes"):
        assert "very-secret" not in client.post(reverse(page), secrets).content.decode()
    strict = Client(enforce_csrf_checks=True)
    assert "very-secret" not in strict.post("/admin/login/", secrets).content.decode()


def test_a_lost_token_costs_no_word(client: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make.user("edith", "Editor"))
    answer = strict.post(reverse("admin:articles_article_add"), sent(csrfmiddlewaretoken="x" * 64))
    html = answer.content.decode()
    assert answer.status_code == 403
    assert fields(html)["Body"] == BODY
    assert "Open the form anew" in html and "admin/login" not in html
    assert 'name="csrfmiddlewaretoken"' not in html.split('id="content-main"')[1], "there is no button to send it again"
    assert not Article.objects.exists()


def test_a_file_that_was_chosen_is_named_as_lost(client: Client) -> None:
    with Path(__file__).open("rb") as file:
        answer = client.post(reverse("admin:articles_photo_add"), {"caption": "Harbour", "file": file})
    html = answer.content.decode()
    assert fields(html) == {"Caption": "Harbour"} and "Choose your files again" in html


def test_a_form_without_words_and_signing_out_twice_say_so_plainly(client: Client) -> None:
    answer = client.post(reverse("admin:articles_article_changelist"), {"action": "publish_chosen"})
    assert answer.status_code == 403 and "What you wrote" not in answer.content.decode()
    assert client.post(reverse("admin:logout")).status_code == 302


def test_forms_too_large_or_broken_are_refused_and_break_nothing(client: Client) -> None:
    page = reverse("admin:articles_article_add")
    assert client.post(page, sent(body="x" * 5_000_000)).status_code == 400
    assert client.post(page, b"\xff\xfe", content_type="multipart/form-data").status_code == 400
    assert client.post(page, b"{}", content_type="application/json").status_code == 403
    assert client.put(page, b"x").status_code in {302, 403, 405}


def test_after_signing_in_anew_the_form_is_there(client: Client) -> None:
    make.user("ada", "Editor")
    answer = sign_in(client, password=make.PASSWORD, next="/admin/articles/article/add/")
    assert client.get(answer["Location"]).status_code == 200
