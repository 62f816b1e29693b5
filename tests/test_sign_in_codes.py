"""The second step of signing in: setting codes up, giving them, losing the telephone, and groups that must."""

import re
import threading
from base64 import b32decode
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests import make
from tests.test_sign_in import is_in, sign_in, verbs

pytestmark = pytest.mark.django_db
Later = Callable[..., None]
SET_UP, CODE = "/admin/account/codes/", "/admin/code/"


class Telephone:
    """An app for codes that was given a key."""

    def __init__(self, page: HttpResponse):
        shown = page.content.decode()
        found = re.search(r'<code class="paste">([A-Z2-7 ]+)</code>', shown)
        signed = re.search(r'name="key" value="([^"]+)"', shown)
        assert found and signed, shown
        self.key, self.signed = b32decode(found[1].replace(" ", "")), signed[1]

    def code(self) -> str:
        return f"{totp(self.key):06}"

    def wrong(self) -> str:
        return f"{(int(self.code()) + 1) % 1_000_000:06}"


def begin_codes(client: Client) -> tuple[Telephone, list[str]]:
    """Set codes up as a member does; give the telephone and the backup codes."""
    phone = Telephone(client.get(SET_UP))  # type: ignore[arg-type]
    answer = client.post(SET_UP, {"key": phone.signed, "code": phone.code(), "password": make.PASSWORD})
    return phone, re.findall(r"<li><code>([\w-]+)</code>", answer.content.decode())


@pytest.fixture
def ada(client: Client) -> User:
    """A member who has signed in with the password alone."""
    made = make.user("ada", "Editor")
    sign_in(client, password=make.PASSWORD)
    return made


def password_again(client: Client, page: str, password: str = make.PASSWORD) -> HttpResponse:
    return client.post(reverse(f"admin:{page}"), {"password": password})  # type: ignore[return-value]


class TestSettingUp:
    def test_looking_at_the_page_writes_nothing(self, client: Client, ada: User) -> None:
        assert client.get(SET_UP).status_code == 200
        assert not TOTPDevice.objects.exists()

    def test_the_key_is_a_picture_from_here_and_words(self, client: Client, ada: User) -> None:
        shown = client.get(SET_UP).content.decode()
        assert '<svg viewBox="0 0 ' in shown and "otpauth://totp/Nuztrend%3Aada?secret=" in shown
        assert len(re.findall(r"<code class=\"paste\">(?:[A-Z2-7]{4} ?){8}</code>", shown)) == 1

    def test_it_begins_with_a_right_code_and_gives_ten_backup_codes(self, client: Client, ada: User) -> None:
        _, backup = begin_codes(client)
        assert len(set(backup)) == 10
        assert is_in(client), "who set them up stays in"
        assert verbs(ada) == ["sign in", "set up codes", "make backup codes"]
        shown = client.get("/admin/account/").content.decode()
        assert "<strong>10</strong> are left" in shown and backup[0] not in shown

    def test_a_wrong_code_keeps_the_key(self, client: Client, ada: User) -> None:
        phone = Telephone(client.get(SET_UP))  # type: ignore[arg-type]
        answer = client.post(SET_UP, {"key": phone.signed, "code": phone.wrong(), "password": make.PASSWORD})
        assert "This code is wrong" in answer.content.decode()
        assert Telephone(answer).key == phone.key  # type: ignore[arg-type]
        assert not TOTPDevice.objects.exists()
        sent = {"key": phone.signed, "code": phone.code(), "password": make.PASSWORD}
        assert client.post(SET_UP, sent).status_code == 200
        assert TOTPDevice.objects.exists()

    @pytest.mark.parametrize("password", ["", "wrong"])
    def test_who_sits_down_at_a_browser_that_is_signed_in_shuts_nobody_out(
        self, client: Client, ada: User, password: str
    ) -> None:
        phone = Telephone(client.get(SET_UP))  # type: ignore[arg-type]
        sent = {"key": phone.signed, "code": phone.code(), "password": password}
        assert Telephone(client.post(SET_UP, sent)).key == phone.key  # type: ignore[arg-type]
        assert not TOTPDevice.objects.exists()
        said = [client.post(SET_UP, sent | {"password": "guess"}).status_code for _ in range(6)]
        assert said[-1] == 429, "the password is guessed no faster than at the door"

    def test_nobody_takes_over_a_key_that_was_made_for_another(self, client: Client, ada: User) -> None:
        phone = Telephone(client.get(SET_UP))  # type: ignore[arg-type]
        other = Client()
        make.user("otto", "Editor")
        sign_in(other, "otto", make.PASSWORD)
        for key in (phone.signed, "x", "", phone.signed[:-1], "a" * 9000, "\0"):
            assert other.post(SET_UP, {"key": key, "code": phone.code(), "password": make.PASSWORD}).status_code == 200
        assert not TOTPDevice.objects.exists()

    def test_sessions_in_other_browsers_end(self, client: Client, ada: User) -> None:
        elsewhere = Client()
        sign_in(elsewhere, password=make.PASSWORD)
        assert is_in(elsewhere)
        begin_codes(client)
        assert is_in(client) and not is_in(elsewhere)

    def test_a_second_click_breaks_nothing(self, client: Client, ada: User) -> None:
        phone, _ = begin_codes(client)
        answer = client.post(SET_UP, {"key": phone.signed, "code": phone.code()})
        assert (answer.status_code, answer["Location"]) == (302, "/admin/account/")
        assert TOTPDevice.objects.count() == 1

    def test_a_stranger_has_no_page(self) -> None:
        for page in (SET_UP, CODE):
            assert Client().get(page)["Location"] == "/admin/login/"
            assert Client().post(page, {"code": "123456", "key": "x"})["Location"] == "/admin/login/"


class TestTheSecondStep:
    @pytest.fixture
    def phone(self, client: Client, ada: User, later: Later) -> Telephone:
        self.given = client
        phone, self.backup = begin_codes(client)
        client.post(reverse("admin:logout"))
        later(seconds=60)
        return phone

    def test_the_password_alone_opens_nothing(self, phone: Telephone) -> None:
        browser = Client()
        started: HttpResponse = sign_in(browser, password=make.PASSWORD, next="/admin/articles/article/")
        assert started["Location"] == CODE
        assert not is_in(browser) and browser.get("/style/").status_code != 200
        assert browser.post(CODE, {"code": phone.wrong()}).status_code == 200
        assert not is_in(browser)
        answer = browser.post(CODE, {"code": phone.code()})
        assert answer["Location"] == "/admin/articles/article/" and is_in(browser)

    def test_the_right_password_ends_the_row_of_wrong_ones(self, phone: Telephone) -> None:
        for _ in range(2):
            assert [sign_in(self.given).status_code for _ in range(4)] == [200] * 4
            assert sign_in(self.given, password=make.PASSWORD)["Location"] == CODE

    def test_a_code_counts_once(self, phone: Telephone) -> None:
        code = phone.code()
        for browser, status in ((Client(), 302), (Client(), 200)):
            sign_in(browser, password=make.PASSWORD)
            assert browser.post(CODE, {"code": code}).status_code == status

    def test_a_backup_code_counts_once_however_it_is_typed(self, phone: Telephone) -> None:
        code = self.backup[3]
        typed = code.upper().replace("-", " ")
        for browser, status in ((Client(), 302), (Client(), 200)):
            sign_in(browser, password=make.PASSWORD)
            assert browser.post(CODE, {"code": typed}).status_code == status
        assert StaticToken.objects.count() == 9
        assert verbs(User.objects.get(username="ada"))[-1] == "sign in"

    def test_the_table_of_backup_codes_does_not_hold_them(self, phone: Telephone) -> None:
        plain = {code.replace("-", "") for code in self.backup}
        assert not plain & {token.lower() for token in StaticToken.objects.values_list("token", flat=True)}

    def test_who_has_the_password_guesses_few_codes_and_does_not_shut_the_owner_out(self, phone: Telephone) -> None:
        thief = Client()
        sign_in(thief, password=make.PASSWORD, network="203.0.113.1")
        said = [thief.post(CODE, {"code": phone.wrong()}, REMOTE_ADDR="203.0.113.1") for _ in range(6)]
        assert [answer.status_code for answer in said] == [200] * 5 + [429] and "Retry-After" in said[-1]
        right = thief.post(CODE, {"code": phone.code()}, REMOTE_ADDR="203.0.113.1")
        assert right.status_code == 429, "a right code during the wait is not looked at"
        for third in range(7):
            thief.post(CODE, {"code": phone.wrong()}, REMOTE_ADDR=f"198.51.{third}.1")
        assert thief.post(CODE, {"code": phone.code()}, REMOTE_ADDR="198.51.99.1").status_code == 429
        sign_in(self.given, password=make.PASSWORD)
        assert self.given.post(CODE, {"code": phone.code()}).status_code == 302
        assert verbs(User.objects.get(username="ada")).count("fail to sign in") == 2

    @pytest.mark.parametrize("code", ["", " ", "1" * 5000, "²²²²²²", "١٢٣٤٥٦", "nul\0", "-----", "😀"])
    def test_no_code_breaks_the_page(self, phone: Telephone, code: str) -> None:
        browser = Client()
        sign_in(browser, password=make.PASSWORD)
        assert browser.post(CODE, {"code": code}).status_code == 200

    def test_the_second_step_waits_ten_minutes_and_no_longer(self, phone: Telephone, later: Later) -> None:
        browser = Client()
        sign_in(browser, password=make.PASSWORD)
        later(minutes=11)
        assert browser.post(CODE, {"code": phone.code()})["Location"] == "/admin/login/"

    def test_a_new_password_ends_a_sign_in_that_is_half_done(self, phone: Telephone) -> None:
        browser = Client()
        sign_in(browser, password=make.PASSWORD)
        user = User.objects.get(username="ada")
        user.set_password("a heap of red bricks")
        user.save()
        assert browser.post(CODE, {"code": phone.code()})["Location"] == "/admin/login/"

    def test_new_backup_codes_take_the_password_and_end_the_old_ones(self, phone: Telephone) -> None:
        sign_in(self.given, password=make.PASSWORD)
        self.given.post(CODE, {"code": phone.code()})
        assert "not your password" in password_again(self.given, "backup_codes", "wrong").content.decode()
        fresh = re.findall(r"<li><code>([\w-]+)</code>", password_again(self.given, "backup_codes").content.decode())
        assert len(fresh) == 10 and not set(fresh) & set(self.backup)
        browser = Client()
        sign_in(browser, password=make.PASSWORD)
        assert browser.post(CODE, {"code": self.backup[0]}).status_code == 200
        assert browser.post(CODE, {"code": fresh[0]}).status_code == 302

    def test_codes_are_removed_with_the_password_only(self, phone: Telephone) -> None:
        sign_in(self.given, password=make.PASSWORD)
        self.given.post(CODE, {"code": phone.code()})
        assert password_again(self.given, "remove_codes", "wrong").status_code == 200
        assert TOTPDevice.objects.exists()
        assert password_again(self.given, "remove_codes").status_code == 302
        assert is_in(self.given) and not TOTPDevice.objects.exists()
        assert sign_in(Client(), password=make.PASSWORD)["Location"] == "/admin/"

    def test_the_operator_s_command_lets_in_who_lost_the_telephone(
        self, phone: Telephone, capsys: pytest.CaptureFixture[str]
    ) -> None:
        call_command("recover_account", "ada")
        assert "codes are removed" in capsys.readouterr().out
        assert sign_in(Client(), password=make.PASSWORD)["Location"] == "/admin/"

    def test_superusers_see_nobody_s_key(self, client: Client, phone: Telephone) -> None:
        client.force_login(make.user("root", is_superuser=True))
        shown = client.get("/admin/").content.decode()
        assert "otp_totp" not in shown and "otp_static" not in shown
        assert client.get("/admin/otp_totp/totpdevice/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_code_that_is_sent_twice_at_the_same_moment_lets_in_once() -> None:
    make.user("ada")
    client = Client()
    sign_in(client, password=make.PASSWORD)
    phone, _ = begin_codes(client)
    TOTPDevice.objects.update(last_t=-1)
    said: list[str] = []
    barrier, code = threading.Barrier(4), phone.code()

    def send() -> None:
        browser = Client()
        sign_in(browser, password=make.PASSWORD)
        barrier.wait()
        said.append(browser.post(CODE, {"code": code}).get("Location", "wrong"))
        connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["/admin/", "wrong", "wrong", "wrong"]


class TestGroupsThatMust:
    @pytest.fixture(autouse=True)
    def _editors_must(self, settings: object) -> None:
        settings.OTP_GROUPS = ["Editor"]  # type: ignore[attr-defined]

    def test_a_member_is_led_to_set_up_and_gets_nothing_else(self, client: Client) -> None:
        ada = make.user("ada", "Editor")
        assert sign_in(client, password=make.PASSWORD, next="/admin/articles/article/")["Location"] == SET_UP
        for page in ("/admin/", "/admin/account/", "/admin/articles/article/", "/admin/password_change/", "/style/"):
            assert "/admin/login/" in client.get(page)["Location"], page
        assert verbs(ada) == []
        _, backup = begin_codes(client)
        assert is_in(client) and len(backup) == 10
        assert verbs(ada)[-1] == "sign in"

    def test_a_session_from_before_ends(self, client: Client, settings: object) -> None:
        settings.OTP_GROUPS = []  # type: ignore[attr-defined]
        make.user("ada", "Editor")
        sign_in(client, password=make.PASSWORD)
        assert is_in(client)
        settings.OTP_GROUPS = ["Editor"]  # type: ignore[attr-defined]
        assert not is_in(client)

    def test_others_sign_in_as_before(self, client: Client) -> None:
        make.user("rita", "Reporter")
        make.user("root", is_superuser=True)
        for name in ("rita", "root"):
            assert sign_in(Client(), name, make.PASSWORD)["Location"] == "/admin/"

    def test_superusers_must_where_they_are_named(self, settings: object) -> None:
        settings.OTP_GROUPS = ["superusers"]  # type: ignore[attr-defined]
        make.user("root", is_superuser=True)
        make.user("ada", "Editor")
        assert sign_in(Client(), "root", make.PASSWORD)["Location"] == SET_UP
        assert sign_in(Client(), "ada", make.PASSWORD)["Location"] == "/admin/"

    def test_removing_codes_leads_to_new_ones(self, client: Client) -> None:
        make.user("ada", "Editor")
        sign_in(client, password=make.PASSWORD)
        old, _ = begin_codes(client)
        assert "Set up another app" in client.get("/admin/account/").content.decode()
        assert password_again(client, "remove_codes")["Location"] == SET_UP
        assert not is_in(client)
        new, _ = begin_codes(client)
        assert is_in(client) and new.key != old.key


def test_the_clock_of_the_telephone_may_be_half_a_minute_off(client: Client, ada: User, later: Later) -> None:
    phone, _ = begin_codes(client)
    later(seconds=120)
    for drift, status in ((-30, 302), (300, 200)):
        browser = Client()
        sign_in(browser, password=make.PASSWORD)
        off = f"{totp(phone.key, t0=-drift):06}"
        assert browser.post(CODE, {"code": off}).status_code == status
