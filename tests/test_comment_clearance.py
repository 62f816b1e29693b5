"""Who has solved a captcha once is spared the next ones for an hour, by a token that names nobody."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from captcha.models import CaptchaStore
from django.core import signing
from django.db import connection
from django.test import Client

from articles.models import Article
from comments.models import Comment
from comments.writing.clearance import COOKIE, SALT
from tests import make
from tests.front import Front
from tests.test_comment_posting import address, filled, hidden

pytestmark = pytest.mark.django_db
SPARED = "none are asked now"


@pytest.fixture(autouse=True)
def _unhurried(settings: Any) -> None:
    settings.COMMENT_MIN_SECONDS = 0
    settings.NETWORK_BUDGET = 1_000
    # budgets of tokens are what these tests are about: twelve, whatever networks may have


@pytest.fixture
def story() -> Article:
    return make.story()


@pytest.fixture
def cleared(client: Client, story: Article) -> Client:
    """A reader whose digits were right a moment ago."""
    assert client.post(address(story), filled(client, story, text="The first.")).status_code == 302
    return client


def opened(client: Client, story: Article) -> dict[str, str]:
    """What the form's fragment holds for a reader who is spared the digits."""
    html = client.get(address(story) + "form/").content.decode()
    assert SPARED in html and "captcha_key" not in html
    return {"opened": hidden(html, "opened")}


def words(text: str) -> dict[str, str]:
    return {"name": "Grace", "text": text}


def asks_for_digits(client: Client, story: Article) -> bool:
    html = client.get(address(story) + "form/").content.decode()
    page = client.post(address(story), words("Once more."))
    assert ("captcha_key" in html) == (page.status_code == 200)
    if page.status_code == 200:
        assert "Once more." in page.content.decode() and hidden(page.content.decode(), "captcha_key")
    return "captcha_key" in html


def test_the_next_comment_needs_no_digits_under_any_story(cleared: Client, story: Article) -> None:
    other = make.story("Another story")
    rows = CaptchaStore.objects.count()
    assert cleared.post(address(story), {**words("The second."), **opened(cleared, story)}).status_code == 302
    assert cleared.post(address(other), {**words("The third."), **opened(cleared, other)}).status_code == 302
    assert Comment.objects.visible().count() == 3
    assert CaptchaStore.objects.count() == rows


def test_without_javascript_the_step_with_the_digits_is_skipped(cleared: Client, story: Article) -> None:
    assert cleared.post(address(story), words("The second.")).status_code == 302


def test_the_token_names_nobody_and_goes_nowhere_else(client: Client, story: Article) -> None:
    response = client.post(address(story), filled(client, story))
    cookie = response.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["max-age"]) == (
        True,
        "Strict",
        "/articles/",
        3600,
    )
    assert "Grace" not in cookie.value and "127" not in cookie.value.split(":")[0].split(".")[0]
    assert COOKIE not in client.get(response.headers["Location"]).cookies
    assert COOKIE not in client.post(address(story), words("The second.")).cookies


def test_only_right_digits_bring_a_token(client: Client, story: Article) -> None:
    fields = filled(client, story)
    for sent in (words("No digits."), {**fields, "captcha": "12"}, {**fields, "preview": "1"}):
        assert COOKIE not in client.post(address(story), sent).cookies


def test_it_is_secure_where_the_site_is(client: Client, story: Article, settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = True
    assert client.post(address(story), filled(client, story)).cookies[COOKIE]["secure"]


def test_it_ends_after_an_hour(cleared: Client, story: Article, later: Callable[..., None]) -> None:
    later(minutes=59)
    assert not asks_for_digits(cleared, story)
    later(minutes=2)
    assert asks_for_digits(cleared, story)


def test_a_clock_that_is_set_back_makes_no_token_live_longer(
    cleared: Client, story: Article, later: Callable[..., None]
) -> None:
    later(hours=-5)
    fresh = make.story("Of before", at=None)
    assert asks_for_digits(cleared, fresh)


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        "forged.1900000000:" + "A" * 43,
        "\x00",
        "a" * 5000,
        "é",
        signing.Signer(salt="comments.opened").sign("1.number.1900000000"),
        signing.Signer(key="another portal's key", salt=SALT).sign("number.1900000000"),
    ],
)
def test_a_token_that_is_none_only_means_that_digits_are_asked(client: Client, story: Article, token: str) -> None:
    client.cookies[COOKIE] = token
    assert asks_for_digits(client, story)


def test_a_token_is_good_for_twelve_comments(cleared: Client, story: Article, settings: Any) -> None:
    settings.NETWORK_BUDGET = 100
    for number in range(2 + 12):
        address_of_network = f"10.0.{number}.1"  # a reader on the move: the token is counted by itself
        page = cleared.post(address(story), words(f"Number {number}."), REMOTE_ADDR=address_of_network)
        assert page.status_code == (302 if number < 12 else 200)
    assert "Number 13." in page.content.decode() and "captcha_key" in page.content.decode()
    assert Comment.objects.count() == 13


@pytest.mark.parametrize(("how", "asked"), [("always", True), ("first", False), ("never", False)])
def test_a_site_says_how_often_digits_are_asked(
    client: Client, story: Article, settings: Any, how: str, asked: bool
) -> None:
    settings.CAPTCHA = how
    if how != "never":
        assert client.post(address(story), filled(client, story, text="The first.")).status_code == 302
    html = client.get(address(story) + "form/").content.decode()
    assert ("captcha_key" in html) == asked
    fields = {**words("The second."), "opened": hidden(html, "opened")}
    assert client.post(address(story), fields).status_code == (200 if asked else 302)


def test_where_digits_are_never_asked_machines_still_stumble(
    client: Client, story: Article, settings: Any, later: Callable[..., None]
) -> None:
    settings.CAPTCHA, settings.COMMENT_MIN_SECONDS = "never", 3
    page = client.post(address(story), words("Too quick."))  # as a shared page sends it without JavaScript
    html = page.content.decode()
    assert "One more step" in html and "Too quick." in html and "captcha_key" not in html
    fields = {**words("Too quick."), "opened": hidden(html, "opened")}
    assert "very quick" in client.post(address(story), fields).content.decode()
    later(seconds=4)
    assert client.post(address(story), {**fields, "website": "x"}).status_code == 200
    assert client.post(address(story), {**fields, "opened": "forged"}).status_code == 200
    assert client.post(address(story), fields).status_code == 302
    for number in range(70):
        page = client.post(address(story), {**words(f"Number {number}"), "opened": "1"})
    assert not Comment.objects.filter(text__startswith="Number").exists()


def test_where_digits_are_never_asked_a_form_is_good_for_one_comment(
    client: Client, story: Article, settings: Any
) -> None:
    settings.CAPTCHA = "never"
    opened = hidden(client.get(address(story) + "form/").content.decode(), "opened")
    for number in range(3):
        client.post(address(story), {**words(f"Number {number}"), "opened": opened, "captcha_key": str(number)})
    assert Comment.objects.count() == 1


def test_under_attack_no_token_is_given_or_taken(cleared: Client, story: Article, settings: Any) -> None:
    settings.UNDER_ATTACK = "1"
    assert asks_for_digits(cleared, story)
    settings.NETWORK_BUDGET = 10_000
    assert COOKIE not in Client().post(address(story), filled(cleared, story)).cookies


@pytest.mark.django_db(transaction=True)
def test_twenty_posts_of_one_form_make_one_comment(client: Client, story: Article) -> None:
    client.post(address(story), filled(client, story, text="The first."))
    fields = {**words("The second."), **opened(client, story)}
    token = client.cookies[COOKIE].value

    def post(number: int) -> tuple[int, str]:
        try:
            each = Client()
            each.cookies[COOKIE] = token
            answer = each.post(address(story), fields)
            return answer.status_code, answer.headers.get("Location", "")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(post, range(20)))
    assert len(answers) == 1 and answers.pop()[0] == 302
    assert Comment.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_shared_page_without_javascript_sent_twice_at_once_makes_one_comment(client: Client, story: Article) -> None:
    client.post(address(story), filled(client, story, text="The first."))
    token = client.cookies[COOKIE].value

    def post(number: int) -> int:
        try:
            each = Client()
            each.cookies[COOKIE] = token
            return each.post(address(story), words("The second.")).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(post, range(8))) == {302}
    assert Comment.objects.count() == 2


def test_another_comment_with_the_same_form_is_asked_for_once_more(cleared: Client, story: Article) -> None:
    fields = {**words("The second."), **opened(cleared, story)}
    cleared.post(address(story), fields)
    page = cleared.post(address(story), {**fields, "text": "Something else."})
    html = page.content.decode()
    assert page.status_code == 200 and "sent with this form before" in html and "Something else." in html
    assert (
        cleared.post(address(story), {**words("Something else."), "opened": hidden(html, "opened")}).status_code == 302
    )


def test_the_same_words_from_one_network_are_stored_once(
    cleared: Client, story: Article, later: Callable[..., None]
) -> None:
    page = cleared.post(address(story), {**words("The first."), **opened(cleared, story)})
    assert page.status_code == 200 and "sent the same words a few minutes ago" in page.content.decode()
    another = {**words("The first."), **opened(cleared, story), "name": "Ada"}
    assert cleared.post(address(story), another).status_code == 302, "another reader of the network thanks as well"
    elsewhere = cleared.post(
        address(story), {**words("The first."), **opened(cleared, story)}, REMOTE_ADDR="198.51.100.1"
    )
    assert elsewhere.status_code == 302
    later(minutes=11)
    assert cleared.post(address(story), {**words("The first."), **opened(cleared, story)}).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_pages_for_everybody_come_from_the_cache_for_who_holds_a_token(client: Client, story: Article) -> None:
    client.post(address(story), filled(client, story))
    front, cookie = Front(), f"{COOKIE}={client.cookies[COOKIE].value}"
    for path in (story.get_absolute_url(), address(story), f"{address(story)}{Comment.objects.get().pk}/answer/"):
        assert front.get(path).how == "stored"
        reply = front.get(path, cookie=cookie)
        assert reply.how == "hit" and "Set-Cookie" not in reply.headers
        assert SPARED not in reply.text


def test_under_attack_the_first_comment_of_a_network_waits(client: Client, story: Article, settings: Any) -> None:
    settings.UNDER_ATTACK = "1"
    assert client.post(address(story), filled(client, story)).status_code == 302
    assert Comment.objects.get().state == "held"
