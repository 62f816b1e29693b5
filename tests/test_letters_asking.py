"""Leaving an address for letters: it is asked first, once, and nobody can be flooded by it."""

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.test import Client

from comments.budgets import OverBudget
from comments.mail import views
from comments.models import Letter, Letterbox, State
from tests.letters import ADDRESS, give, link, mail_server, subscribed, two_minutes_later, work  # noqa: F401
from tests.receipts import RECEIPT, address, main, page, written
from tests.smtp import MailServer

pytestmark = pytest.mark.django_db


def test_without_a_mail_server_nothing_is_offered(client: Client) -> None:
    written()
    assert "letters" not in page(client)
    assert "no address is stored" in page(client, "letters/")
    give(client)
    assert not Letterbox.objects.exists()


def test_the_address_is_asked_and_nothing_else_goes_there_before_it_says_yes(
    client: Client, mail: MailServer, post: Callable[[], None]
) -> None:
    comment = written(state=State.HELD)
    assert 'href="letters/"' in page(client)
    answer = give(client)
    assert answer.status_code == 302 and answer["Location"] == "../"
    assert f"sent a letter to {ADDRESS}" in page(client)
    work()
    comment.approve(by=None)
    post()
    assert [letter["Subject"] for letter in mail.letters] == ["Nuztrend: may we write to you?"]
    path = link(mail.bodies()[0], "confirm")
    asked = client.get(path)
    assert "May we write to you?" in asked.content.decode() and asked["Referrer-Policy"] == "no-referrer"
    assert not Letterbox.objects.confirmed().exists()  # a program that follows links has agreed to nothing
    assert "Letters will come" in main(client.post(path)) and Letterbox.objects.confirmed().exists()
    assert f"go to {ADDRESS}" in page(client)
    post()
    assert mail.letters[1]["Subject"] == "Nuztrend: a decision on your comment"  # what was decided in the meantime


def test_the_link_ends_after_three_days_and_the_address_is_deleted(
    client: Client, mail: MailServer, later: Callable[..., None]
) -> None:
    written()
    give(client)
    work()
    path = link(mail.bodies()[0], "confirm")
    later(hours=71)
    call_command("tick")
    assert Letterbox.objects.exists()
    later(hours=2)
    assert "This link is over" in main(client.post(path))
    call_command("tick")
    assert not Letterbox.objects.exists() and not Letter.objects.exists()
    assert "This link is over" in main(client.get(path))


@pytest.mark.parametrize("again", [ADDRESS, "GRACE@example.org", "gra.ce+news@Example.org"])
def test_one_mailbox_is_asked_once_an_hour_whatever_is_taken_away_meanwhile(
    client: Client, mail: MailServer, later: Callable[..., None], again: str
) -> None:
    written()
    give(client)
    client.post(address("letters/"), {"stop": "1"})
    assert not Letterbox.objects.exists()
    html = main(give(client, again))
    assert "in an hour" in html and again in html
    work()
    assert mail.letters == []  # the address was taken away before the letter went
    later(minutes=61)
    assert give(client, again).status_code == 302
    work()
    assert len(mail.letters) == 1


def test_a_second_address_needs_the_first_one_gone(client: Client, mail: MailServer) -> None:
    written()
    give(client)
    assert "Take it away first" in main(give(client, "other@example.org"))
    assert Letterbox.objects.get().address == ADDRESS


def test_a_network_that_asks_too_much_waits(client: Client, mail: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    written()

    def full(kind: str, network: str) -> None:
        assert kind == "letter" and network
        raise OverBudget(600)

    monkeypatch.setattr(views, "spend", full)
    html = main(give(client))
    assert "in 10 minutes" in html and ADDRESS in html
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        *("", "grace", "grace@", "@example.org", "grace@example", "grace@[127.0.0.1]", '"grace"@example.org'),
        *(
            "a@example.org,b@example.org",
            "a@example.org b@example.org",
            f"{'x' * 250}@example.org",
            "größe@example.org",
        ),
        *("a@example.org\nBcc: b@example.org", "a@example.org\r\n\r\nBuy", "a@example.org%0aBcc:b@example.org"),
        *("x" * 100_000, "\x00", "<a@example.org>", "a@exa\u202emple.org", "a@example.org>\r\nRCPT TO:<b@example.org"),
    ],
)
def test_what_is_no_plain_address_is_refused_and_kept(client: Client, mail: MailServer, wrong: str) -> None:
    written()
    html = main(give(client, wrong))
    assert "e-mail address" in html and 'aria-invalid="true"' in html
    assert not Letterbox.objects.exists()


def test_a_form_of_another_site_asks_nobody(client: Client, mail: MailServer) -> None:
    written()
    assert "another site" in main(give(client, HTTP_SEC_FETCH_SITE="cross-site"), 403)
    give(client)
    stop = client.post(address("letters/"), {"stop": "1"}, HTTP_SEC_FETCH_SITE="cross-site")
    assert stop.status_code == 403 and Letterbox.objects.exists()


def test_the_database_alone_does_not_tell_the_receipt() -> None:
    subscribed()
    assert RECEIPT not in str(Letterbox.objects.values().get())


def test_a_deleted_comment_takes_the_address_along(client: Client, mail: MailServer) -> None:
    subscribed()
    client.post(address("delete/"))
    assert not Letterbox.objects.exists()
    assert "no address is stored" in page(client, "letters/")
    give(client)
    assert not Letterbox.objects.exists()


def test_a_year_after_the_comment_the_address_is_deleted(later: Callable[..., None]) -> None:
    subscribed()
    later(days=364)
    call_command("tick")
    assert Letterbox.objects.exists()
    later(days=2)
    call_command("tick")
    assert not Letterbox.objects.exists()


def test_the_export_has_the_address(client: Client) -> None:
    subscribed()
    told = client.get(address("export/")).json()
    assert told["letterbox"]["address"] == ADDRESS
    assert set(told["letterbox"]) == {field.attname for field in Letterbox._meta.concrete_fields}


def test_no_address_outlives_a_comment_that_is_deleted_at_the_same_moment(
    client: Client, mail: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    comment = written()
    monkeypatch.setattr(views, "spend", lambda *given: comment.withdraw())  # between a look at it and the address
    assert "The comment is deleted" in give(client).content.decode()
    assert not Letterbox.objects.exists()
