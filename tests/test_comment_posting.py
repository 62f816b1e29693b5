"""Writing a comment: the form, its hurdles, and that nothing typed is ever lost."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from captcha.models import CaptchaStore
from django.db import OperationalError, connection
from django.test import Client, RequestFactory

from articles.models import Article
from comments.models import Comment
from comments.writing import views
from tests import make

pytestmark = pytest.mark.django_db
WORDS = "I was there.\n\nIt was loud & <b>bright</b>."


@pytest.fixture(autouse=True)
def _unhurried(settings: Any) -> None:
    settings.COMMENT_MIN_SECONDS = 0


@pytest.fixture
def story() -> Article:
    return make.story()


def address(story: Article) -> str:
    return f"/articles/{story.slug}/comments/"


def hidden(html: str, name: str) -> str:
    """The value of a field of the form."""
    field = re.search(rf'<input[^>]*\bname="{name}"[^>]*>', html)
    assert field, f"no field {name}"
    value = re.search(r'\bvalue="([^"]*)"', field[0])
    return value[1] if value else ""


def asked(client: Client, story: Article) -> dict[str, str]:
    """The captcha's fields with their right answer, as a reader with JavaScript sends them; none who is spared it."""
    html = client.get(address(story) + "form/").content.decode()
    if "captcha_key" not in html:
        return {"opened": hidden(html, "opened")}
    key = hidden(html, "captcha_key")
    return {
        "captcha_key": key,
        "opened": hidden(html, "opened"),
        "captcha": CaptchaStore.objects.get(hashkey=key).response,
    }


def filled(client: Client, story: Article, **fields: str) -> dict[str, str]:
    return {"name": "Grace", "text": WORDS, "website": "", **asked(client, story), **fields}


def test_a_right_answer_stands_under_the_story(client: Client, story: Article) -> None:
    response = client.post(address(story), filled(client, story))
    assert response.status_code == 302
    assert "Your comment stands" in client.get(response.headers["Location"]).content.decode()
    html = client.get(story.get_absolute_url()).content.decode()
    assert "<p>I was there.</p><p>It was loud &amp; &lt;b&gt;bright&lt;/b&gt;.</p>" in html
    assert "No comments yet!" not in html
    comment = Comment.objects.get()
    assert [(entry.verb, entry.state_after) for entry in comment.moderations.all()] == [("submit", "visible")]
    assert response.headers["Location"].strip("/").split("/")[1] not in comment.receipt_hash


def test_without_javascript_the_digits_are_asked_on_the_next_page(client: Client, story: Article) -> None:
    page = client.post(address(story), {"name": "Grace", "text": WORDS})
    html = page.content.decode()
    assert page.status_code == 200
    assert "I was there." in html and "&lt;b&gt;bright" in html
    assert 'value="Grace"' in html
    key = hidden(html, "captcha_key")
    fields = {
        "name": "Grace",
        "text": WORDS,
        "captcha_key": key,
        "opened": hidden(html, "opened"),
        "captcha": CaptchaStore.objects.get(hashkey=key).response,
    }
    assert client.post(address(story), fields).status_code == 302
    assert Comment.objects.visible().count() == 1


def test_held_first_comments_say_so_and_are_not_shown(client: Client, story: Article, settings: Any) -> None:
    settings.NEW_COMMENTS = "held"
    response = client.post(address(story), filled(client, story))
    assert "waits for an editor" in client.get(response.headers["Location"]).content.decode()
    assert "I was there." not in client.get(story.get_absolute_url()).content.decode()
    Comment.objects.get().approve(by=None)
    assert "I was there." in client.get(story.get_absolute_url()).content.decode()


@pytest.mark.parametrize("answer", ["000000", "", "12345", "abcdef", "1" * 5000, "\x00", "٠٠٠٠٠٠"])
def test_a_wrong_answer_keeps_every_word_and_asks_anew(client: Client, story: Article, answer: str) -> None:
    fields = filled(client, story)
    CaptchaStore.objects.filter(hashkey=fields["captcha_key"]).update(response="918273")
    page = client.post(address(story), {**fields, "captcha": answer})
    html = page.content.decode()
    assert page.status_code == 200
    assert "I was there." in html and 'value="Grace"' in html
    assert "still here" in html or "at most 40" in html
    assert not Comment.objects.exists()


def test_a_wrong_answer_uses_the_digits_up(client: Client, story: Article) -> None:
    fields = filled(client, story)
    right = fields["captcha"]
    page = client.post(address(story), {**fields, "captcha": "000000" if right != "000000" else "111111"})
    assert hidden(page.content.decode(), "captcha_key") != fields["captcha_key"]
    assert client.post(address(story), fields).status_code == 200
    assert not Comment.objects.exists()


def test_a_slip_in_another_field_does_not_cost_new_digits(client: Client, story: Article) -> None:
    fields = filled(client, story)
    page = client.post(address(story), {**fields, "name": "  "})
    html = page.content.decode()
    assert "Please give a name" in html and "I was there." in html
    assert hidden(html, "captcha_key") == fields["captcha_key"]
    assert hidden(html, "captcha") == fields["captcha"]
    assert client.post(address(story), fields).status_code == 302


def test_an_expired_answer_is_refused_with_the_words_kept(client: Client, story: Article, time_machine: Any) -> None:
    import datetime as dt

    time_machine.move_to(dt.datetime(2025, 7, 1, 12, tzinfo=dt.UTC))
    story = make.story("Of July", at=dt.datetime(2025, 7, 1, 11, tzinfo=dt.UTC))
    fields = filled(client, story)
    time_machine.move_to(dt.datetime(2025, 7, 1, 12, 31, tzinfo=dt.UTC))
    page = client.post(address(story), fields)
    assert "have expired" in page.content.decode() and "I was there." in page.content.decode()
    assert not Comment.objects.exists()


def test_new_digits_on_request_keep_every_word(client: Client, story: Article) -> None:
    fields = filled(client, story)
    html = client.post(address(story), {**fields, "refresh": "1"}).content.decode()
    assert hidden(html, "captcha_key") != fields["captcha_key"]
    assert "I was there." in html
    assert not Comment.objects.exists()


def test_machines_stumble_over_the_field_that_nobody_sees(client: Client, story: Article) -> None:
    page = client.post(address(story), filled(client, story, website="https://spam.example"))
    assert page.status_code == 200 and "I was there." in page.content.decode()
    assert not Comment.objects.exists()


def test_who_is_quicker_than_a_human_waits_and_keeps_the_digits(
    client: Client, story: Article, settings: Any, time_machine: Any
) -> None:
    settings.COMMENT_MIN_SECONDS = 3
    time_machine.move_to("2030-01-01T12:00:00+00:00", tick=False)
    fields = filled(client, story)
    page = client.post(address(story), fields)
    assert "very quick" in page.content.decode() and "I was there." in page.content.decode()
    assert hidden(page.content.decode(), "captcha_key") == fields["captcha_key"]
    time_machine.move_to("2030-01-01T12:00:04+00:00", tick=False)
    assert client.post(address(story), fields).status_code == 302


@pytest.mark.parametrize("opened", ["", "1", "forged:abc:def", "\x00", "x" * 5000])
def test_a_forged_opening_time_is_replaced_by_a_true_one(client: Client, story: Article, opened: str) -> None:
    page = client.post(address(story), filled(client, story, opened=opened))
    html = page.content.decode()
    assert page.status_code == 200 and "I was there." in html
    assert not Comment.objects.exists()
    assert len(hidden(html, "opened")) > 20


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Please write your comment."),
        (" \n\t ", "Please write your comment."),
        ("x" * 5001, "5,001 characters"),
        ("word " * 200_000, "999,999 characters"),
        ("\u200b\u202e", "Please write your comment."),
        ("\u3164 \u2800\uffa0", "Please write your comment."),
    ],
)
def test_a_text_that_cannot_stand_is_refused_in_words_and_kept(
    client: Client, story: Article, text: str, said: str
) -> None:
    page = client.post(address(story), filled(client, story, text=text))
    html = page.content.decode()
    assert page.status_code == 200
    assert said in html
    assert text.strip()[:4000].replace("\x00", "") in html.replace("\x00", "")
    assert not Comment.objects.exists()


def test_a_name_that_nobody_sees_is_none(client: Client, story: Article) -> None:
    page = client.post(address(story), filled(client, story, name="\u3164\u3164"))
    assert "Please give a name" in page.content.decode() and not Comment.objects.exists()


def test_marks_of_a_quote_without_words_are_no_comment(client: Client, story: Article) -> None:
    page = client.post(address(story), filled(client, story, text="> \n>"))
    assert "Please write your comment." in page.content.decode() and not Comment.objects.exists()


def test_a_stray_nul_costs_nobody_a_comment(client: Client, story: Article) -> None:
    fields = filled(client, story, text="NUL\x00byte", name="Gr\x00ace")
    assert client.post(address(story), {**fields, "captcha": fields["captcha"] + "\x00"}).status_code == 302
    comment = Comment.objects.get()
    assert (comment.name, comment.text) == ("Grace", "NULbyte")


def test_a_second_click_leads_to_the_same_receipt(client: Client, story: Article) -> None:
    fields = filled(client, story)
    first, second = client.post(address(story), fields), client.post(address(story), fields)
    assert first.status_code == second.status_code == 302
    assert first.headers["Location"] == second.headers["Location"]
    assert client.post(address(story), {**fields, "text": "Another text"}).status_code == 200
    assert Comment.objects.count() == 1


def test_a_database_that_cannot_write_gives_the_words_back(
    client: Client, story: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*arguments: object) -> None:
        raise OperationalError("database or disk is full")

    fields = filled(client, story)
    monkeypatch.setattr("comments.captcha.challenge.spend", full)
    page = client.post(address(story), fields)
    assert page.status_code == 503 and page.headers["Retry-After"]
    assert "I was there." in page.content.decode()
    monkeypatch.setattr("comments.captcha.challenge.issue", full)
    assert client.get(address(story) + "form/").status_code == 503
    monkeypatch.setattr("comments.models.network.NetworkKeyManager.network", full)  # as with the first form of a day
    assert client.get(address(story) + "form/").status_code == 503
    assert client.get(story.get_absolute_url()).status_code == 200


def test_a_body_without_its_length_is_refused_and_not_taken_for_an_empty_one(story: Article) -> None:
    request = RequestFactory().post(address(story), {"name": "Grace", "text": WORDS})
    del request.META["CONTENT_LENGTH"]
    assert views.write(request, story.slug).status_code == 411


def test_broken_utf8_is_taken_with_marks_in_its_place(client: Client, story: Article) -> None:
    fields = filled(client, story, text="TEXT")
    body = "&".join(f"{name}={value}" for name, value in fields.items()).replace("TEXT", "caf%E9+%FF")
    response = client.post(address(story), body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 302
    assert Comment.objects.get().text == "caf� �"


def test_more_than_a_form_may_carry_is_refused_in_the_site_s_look(client: Client, story: Article) -> None:
    response = client.post(address(story), {"name": "A", "text": "x" * 3_000_000})
    assert response.status_code == 400
    assert "<h1" in response.content.decode()


def test_another_site_cannot_post(client: Client, story: Article) -> None:
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}, {"origin": "null"}):
        page = client.post(address(story), filled(client, story), headers=headers)
        assert page.status_code == 403
        assert "from another site" in page.content.decode() and "I was there." in page.content.decode()
    assert not Comment.objects.exists()


def test_a_closed_discussion_takes_none_and_gives_the_text_back(client: Client) -> None:
    story = make.story(comments_policy="closed")
    page = client.post(address(story), {"name": "Grace", "text": WORDS})
    assert page.status_code == 403
    assert "I was there." in page.content.decode()
    assert "Comments are closed" in client.get(story.get_absolute_url()).content.decode()


@pytest.mark.parametrize("state", ["draft", "retracted"])
def test_only_public_stories_take_comments(client: Client, state: str) -> None:
    story = make.draft() if state == "draft" else make.story()
    if state == "retracted":
        story.retract(by=None, reason="wrong")
    for path in (address(story), address(story) + "form/"):
        assert client.get(path).status_code == 404
    page = client.post(address(story), {"name": "A", "text": WORDS})
    assert page.status_code == (404 if state == "draft" else 410)
    assert ("I was there." in page.content.decode()) == (state == "retracted")  # words of a reader who was writing
    assert client.post("/articles/unknown/comments/", {"name": "A", "text": "b"}).status_code == 404
    assert not Comment.objects.exists()


def test_what_is_personal_is_never_stored_on_the_way(client: Client, story: Article) -> None:
    receipt = client.post(address(story), filled(client, story)).headers["Location"]
    for response in (
        client.get(address(story) + "form/"),
        client.get(receipt),
        client.post(address(story), {"name": "Grace", "text": WORDS}),
    ):
        assert "no-store" in response.headers["Cache-Control"]
        assert not response.cookies


def test_a_receipt_is_a_secret_that_no_log_repeats(
    client: Client, story: Article, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "nuztrend.request")
    receipt = client.post(address(story), filled(client, story)).headers["Location"]
    for path in (receipt, receipt.rstrip("/"), receipt + "more/"):
        client.get(path)
    assert caplog.text.count("/comments/…") == 3
    assert receipt.strip("/").split("/")[1] not in caplog.text


def test_a_receipt_says_what_became_of_the_comment(client: Client, story: Article) -> None:
    receipt = client.post(address(story), filled(client, story)).headers["Location"]
    comment = Comment.objects.get()

    def says(words: str) -> bool:
        html = client.get(receipt).content.decode()
        return words in html and "I was there." in html

    assert says("Your comment stands")
    comment.remove(by=None, reason="insult")
    assert says("took your comment down")
    comment.mark_spam(by=None)
    assert says("taken for advertising")
    comment.reject(by=None)
    assert says("decided not to show")
    comment.approve(by=None)
    story.retract(by=None, reason="wrong")
    assert says("The story was withdrawn, and your comment with it")


def test_a_receipt_that_nobody_has_is_not_found(client: Client, story: Article) -> None:
    for receipt in ("x" * 32, "x" * 31, "x" * 3000, "%00" * 32):
        assert client.get(f"/comments/{receipt}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_fifty_posts_of_one_right_answer_make_one_comment(client: Client, story: Article) -> None:
    fields = filled(client, story)

    def post(number: int) -> int:
        try:
            return Client().post(address(story), {**fields, "text": f"Copy {number}"}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(post, range(50)))
    assert set(answers) <= {200, 302, 429}  # 49 wrong answers are more than a network may give in a minute
    assert answers.count(302) == 1
    assert Comment.objects.count() == 1
