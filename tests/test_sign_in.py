"""Signing in to the newsroom: how guessing is slowed, what is written down, and what a session lives through."""

import re
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.conf import settings as site
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from nuztrend.management.commands.tick import CHORES
from nuztrend.models import AuditEntry, SignInDelay
from tests import make

pytestmark = pytest.mark.django_db
LOGIN = "/admin/login/"
WRONG = "wrong"
Later = Callable[..., None]


def sign_in(
    client: Client, name: str = "ada", password: str = WRONG, network: str = "192.0.2.1", **more: str
) -> HttpResponse:
    """Send the form of the sign-in page."""
    sent = {"username": name, "password": password, **more}
    return client.post(LOGIN, sent, REMOTE_ADDR=network)  # type: ignore[return-value]


def is_in(client: Client) -> bool:
    return client.get(reverse("admin:index")).status_code == 200


def verbs(user: User) -> list[str]:
    return list(AuditEntry.objects.of(user).order_by("pk").values_list("verb", flat=True))


@pytest.fixture
def ada() -> User:
    return make.user("ada", "Editor")


class TestDelays:
    @pytest.fixture(autouse=True)
    def _the_clock_stands(self, time_machine: Any) -> None:
        """The first waits are a second: a slow machine outlasts them. At midnight, far off, all counts begin anew."""
        time_machine.move_to(datetime(2025, 7, 7, 8, tzinfo=UTC), tick=False)

    def test_the_sixth_wrong_password_waits_and_the_answer_says_how_long(self, client: Client, ada: User) -> None:
        assert [sign_in(client).status_code for _ in range(5)] == [200] * 5
        answer = sign_in(client)
        shown = answer.content.decode()
        assert answer.status_code == 429 and 13 <= int(answer["Retry-After"]) <= 15
        assert f"Please wait {answer['Retry-After']} seconds" in shown
        assert 'value="ada"' in shown, "the name stays in the form"

    def test_a_right_password_during_the_wait_does_not_get_in(self, client: Client, ada: User, later: Later) -> None:
        for _ in range(5):
            sign_in(client)
        assert sign_in(client, password=make.PASSWORD).status_code == 429
        assert not is_in(client)
        later(seconds=16)
        assert sign_in(client, password=make.PASSWORD).status_code == 302
        assert is_in(client)

    def test_waits_grow_so_that_a_quarter_of_an_hour_holds_ten_guesses(
        self, client: Client, ada: User, later: Later
    ) -> None:
        began, guesses, waits = timezone.now(), 0, []
        while True:
            answer = sign_in(client)
            if answer.status_code == 429:
                waits.append(int(answer["Retry-After"]))
                later(seconds=waits[-1])
            elif timezone.now() - began > timedelta(minutes=15):
                break
            else:
                guesses += 1
        assert guesses == 10
        assert [round(wait / 15) for wait in waits] == [1, 2, 4, 8, 16, 32]

    def test_signing_in_clears_what_went_wrong_before(self, client: Client, ada: User) -> None:
        for _ in range(4):
            sign_in(client)
        assert sign_in(client, password=make.PASSWORD).status_code == 302
        stranger = Client()
        assert [sign_in(stranger).status_code for _ in range(5)] == [200] * 5

    def test_one_who_guesses_does_not_slow_the_owner_elsewhere(self, client: Client, ada: User) -> None:
        for _ in range(8):
            sign_in(Client(), network="203.0.113.7")
        assert sign_in(client, password=make.PASSWORD, network="192.0.2.1").status_code == 302

    def test_a_crowd_of_networks_is_slowed_but_not_the_browser_that_signed_in_before(
        self, client: Client, ada: User, later: Later
    ) -> None:
        assert sign_in(client, password=make.PASSWORD).status_code == 302
        client.post(reverse("admin:logout"))
        crowd = [sign_in(Client(), network=f"198.51.{third}.1").status_code for third in range(40)]
        assert crowd.count(200) == 21 and crowd.count(429) == 19
        assert sign_in(Client(), password=make.PASSWORD, network="192.0.2.77").status_code == 429, "a stranger waits"
        assert sign_in(client, password=make.PASSWORD, network="198.51.7.1").status_code == 302, "the owner does not"

    def test_a_crowd_gets_fewer_than_a_hundred_guesses_an_hour(self, ada: User, later: Later) -> None:
        began, guesses = timezone.now(), 0
        while timezone.now() - began < timedelta(hours=1):
            answer = sign_in(Client(), network=f"198.{guesses // 250}.{guesses % 250}.1")
            if answer.status_code == 429:
                later(seconds=int(answer["Retry-After"]))
            else:
                guesses += 1
        assert 70 < guesses < 100

    def test_a_known_browser_waits_for_its_own_failures(self, client: Client, ada: User) -> None:
        sign_in(client, password=make.PASSWORD)
        client.post(reverse("admin:logout"))
        assert [sign_in(client).status_code for _ in range(6)] == [200] * 5 + [429]
        assert sign_in(client, network="203.0.113.9").status_code == 429, "from wherever it comes"

    @pytest.mark.parametrize("forge", ["another's", "nonsense"])
    def test_nobody_makes_a_browser_known_by_a_cookie_of_their_own(self, client: Client, ada: User, forge: str) -> None:
        sign_in(client, password=make.PASSWORD)
        [cookie] = [name for name in client.cookies if name.startswith("known_")]
        mallory = Client()
        if forge == "another's":
            make.user("mallory")
            sign_in(mallory, "mallory", make.PASSWORD)
            [own] = [name for name in mallory.cookies if name.startswith("known_")]
            mallory.cookies[cookie] = mallory.cookies[own].value
        else:
            mallory.cookies[cookie] = "x:y:z"
        for third in range(25):
            sign_in(Client(), network=f"198.51.{third}.1")
        assert sign_in(mallory, network="203.0.113.1").status_code == 429

    def test_one_network_is_slowed_whatever_the_names(self, ada: User) -> None:
        said = [sign_in(Client(), f"name-{number}").status_code for number in range(40)]
        assert said.count(200) == 31
        assert sign_in(Client(), "name-new", network="192.0.2.200").status_code == 429, "a neighbour's address"
        assert sign_in(Client(), "name-new", network="192.0.3.1").status_code == 200, "another network"

    def test_an_unknown_name_is_answered_as_a_known_one(self, ada: User) -> None:
        def told(name: str, network: str) -> list[tuple[int, str]]:
            answers = [sign_in(Client(), name, network=network) for _ in range(7)]
            same = partial(re.sub, rf"{name}|(?<=csrfmiddlewaretoken. value=.)\w+", "…")
            return [(each.status_code, same(each.content.decode())) for each in answers]

        known, unknown = told("ada", "192.0.2.1"), told("bob", "203.0.113.1")
        assert [status for status, _ in known] == [200] * 5 + [429] * 2
        assert [status for status, _ in known] == [status for status, _ in unknown]
        assert known[0] == unknown[0]

    def test_a_flood_of_names_makes_no_more_rows_than_there_are_hashes(self) -> None:
        sign_in(Client(), "a-name-that-is-nobody-s", network="192.0.2.1")
        keys = list(SignInDelay.objects.values_list("key", flat=True))
        today = f"{timezone.now():%Y-%m-%d}"
        assert sorted(key.split()[1] for key in keys) == ["account", "network", "pair"]
        assert all(key.startswith(f"{today} ") and len(key.split()[2]) == 4 for key in keys), keys

    def test_counts_are_gone_after_a_day(self, client: Client, ada: User, later: Later) -> None:
        sign_in(client)
        [chore] = [chore for chore in CHORES if chore.__name__ == "forget_old_guesses"]
        later(hours=23)
        assert chore() == 0
        later(hours=2)
        assert chore() == 3
        assert not SignInDelay.objects.exists()

    @pytest.mark.parametrize("hours", [-5, -48, 24 * 400])
    def test_a_clock_that_jumps_shuts_nobody_out(self, client: Client, ada: User, later: Later, hours: int) -> None:
        for _ in range(6):
            sign_in(client)
        later(hours=hours)
        assert sign_in(client, password=make.PASSWORD).status_code == 302

    @pytest.mark.parametrize("name", ["", "a" * 5000, "nul\0", "‮ada", "ada\ud7ff", "%s' OR 1=1 --", "😀" * 150])
    def test_no_name_breaks_the_page(self, client: Client, name: str) -> None:
        assert sign_in(client, name).status_code == 200

    def test_no_cookie_breaks_the_page(self, client: Client, ada: User) -> None:
        client.cookies["sessionid"] = "é" * 400
        client.cookies["known_0123456789ab"] = ":" * 4000
        assert sign_in(client, password=make.PASSWORD).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_of_forty_guesses_at_the_same_moment_five_are_looked_at() -> None:
    make.user("ada")
    barrier, said = threading.Barrier(8), []

    def guess() -> None:
        barrier.wait()
        for _ in range(5):
            said.append(sign_in(Client()).status_code)
        connections.close_all()

    threads = [threading.Thread(target=guess) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (said.count(200), said.count(429)) == (5, 35)


@pytest.mark.django_db(transaction=True)
def test_members_who_sign_in_at_the_same_moment_do_not_slow_each_other() -> None:
    names = [make.user(f"member-{number}").username for number in range(8)]
    barrier, said = threading.Barrier(8), []

    def come(name: str) -> None:
        barrier.wait()
        for _ in range(3):
            said.append(sign_in(Client(), name, make.PASSWORD).status_code)
        connections.close_all()

    threads = [threading.Thread(target=come, args=[name]) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == [302] * 24


class TestWhatIsWrittenDown:
    def test_signing_in_and_out(self, client: Client, ada: User) -> None:
        sign_in(client, password=make.PASSWORD)
        client.post(reverse("admin:logout"))
        assert verbs(ada) == ["sign in", "sign out"]

    def test_a_streak_of_failures_once_and_not_each(self, client: Client, ada: User, later: Later) -> None:
        for _ in range(12):
            sign_in(client)
            later(seconds=20)
        assert verbs(ada) == ["fail to sign in"]
        entry = AuditEntry.objects.of(ada).get()
        assert entry.note == "5 wrong passwords in a row from one network" and entry.by is None


class TestSession:
    def test_the_page_to_come_back_to_is_one_of_ours(self, client: Client, ada: User) -> None:
        assert sign_in(client, password=make.PASSWORD, next="/admin/articles/")["Location"] == "/admin/articles/"
        assert sign_in(Client(), password=make.PASSWORD, next="https://evil.example/")["Location"] == "/admin/"

    def test_signing_in_begins_another_session(self, client: Client, ada: User) -> None:
        session = client.session
        session["planted"] = 1
        session.save()
        client.cookies["sessionid"] = str(session.session_key)
        sign_in(client, password=make.PASSWORD)
        assert client.cookies["sessionid"].value != session.session_key

    def test_its_cookies_are_closed_to_scripts_and_other_sites(self, client: Client, ada: User) -> None:
        answer = sign_in(client, password=make.PASSWORD)
        for name, cookie in answer.cookies.items():
            if name != "csrftoken":
                assert cookie["httponly"] and cookie["samesite"] == "Lax", name
        [known] = [name for name in answer.cookies if name.startswith("known_")]
        assert answer.cookies[known]["path"] == "/admin/"
        assert site.SESSION_COOKIE_AGE == 14 * 86_400

    def test_behind_tls_they_are_secure(self, client: Client, ada: User, settings: object) -> None:
        settings.SESSION_COOKIE_SECURE = True  # type: ignore[attr-defined]
        answer = sign_in(client, password=make.PASSWORD)
        assert all(cookie["secure"] for name, cookie in answer.cookies.items() if name != "csrftoken")

    def test_a_new_password_signs_out_everywhere_else(self, client: Client, ada: User) -> None:
        elsewhere = Client()
        sign_in(client, password=make.PASSWORD)
        sign_in(elsewhere, password=make.PASSWORD)
        new = "a heap of red bricks"
        sent = {"old_password": make.PASSWORD, "new_password1": new, "new_password2": new}
        assert client.post(reverse("admin:password_change"), sent).status_code == 302
        assert is_in(client) and not is_in(elsewhere)
        assert verbs(ada)[-1] == "change password"

    def test_the_old_password_is_guessed_no_faster_than_at_the_door(self, client: Client, ada: User) -> None:
        sign_in(client, password=make.PASSWORD)
        page = reverse("admin:password_change")
        said = [client.post(page, {"old_password": "wrong"}) for _ in range(6)]
        assert [each.status_code for each in said] == [200] * 5 + [429]
        assert "Retry-After" in said[-1]

    @pytest.mark.parametrize(
        ("new", "why"),
        [
            ("short", "at least 12 characters"),
            ("123456789012345", "entirely numeric"),
            ("ada-lovelace-1", "too similar to the"),
            ("1234567890987654321", "entirely numeric"),
            ("1qaz2wsx3edc", "too common"),
        ],
    )
    def test_weak_passwords_are_refused_with_the_reason(self, client: Client, ada: User, new: str, why: str) -> None:
        ada.first_name = "ada-lovelace"
        ada.save()
        client.force_login(ada)
        sent = {"old_password": make.PASSWORD, "new_password1": new, "new_password2": new}
        answer = client.post(reverse("admin:password_change"), sent)
        assert answer.status_code == 200 and why in answer.content.decode()

    def test_the_rules_stand_on_the_page(self, client: Client, ada: User) -> None:
        client.force_login(ada)
        shown = client.get(reverse("admin:password_change")).content.decode()
        assert "at least 12 characters" in shown and "entirely numeric" in shown


class TestRecovery:
    def link(self, capsys: pytest.CaptureFixture[str]) -> str:
        call_command("recover_account", "ada")
        return capsys.readouterr().out.split()[-1].removeprefix(site.SITE_URL)

    def test_the_link_sets_a_password_once_and_makes_the_browser_known(
        self, client: Client, ada: User, capsys: pytest.CaptureFixture[str]
    ) -> None:
        elsewhere = Client()
        elsewhere.force_login(ada)
        link, new = self.link(capsys), "a heap of red bricks"
        assert "at least 12 characters" in client.get(link).content.decode()
        assert client.post(link, {"new_password1": new, "new_password2": new}).status_code == 302
        assert client.post(link, {"new_password1": new, "new_password2": new}).status_code == 410
        assert not is_in(elsewhere)
        for third in range(25):
            sign_in(Client(), network=f"198.51.{third}.1")
        assert sign_in(client, password=new, network="203.0.113.1").status_code == 302
        assert verbs(ada)[:2] == ["recover", "change password"] and verbs(ada)[-1] == "sign in"

    def test_a_sign_in_with_the_old_password_does_not_end_the_link(
        self, client: Client, ada: User, capsys: pytest.CaptureFixture[str]
    ) -> None:
        link = self.link(capsys)
        sign_in(Client(), password=make.PASSWORD)
        assert client.get(link).status_code == 200

    def test_a_weak_password_is_refused(self, client: Client, ada: User, capsys: pytest.CaptureFixture[str]) -> None:
        link = self.link(capsys)
        answer = client.post(link, {"new_password1": "short", "new_password2": "short"})
        assert answer.status_code == 200 and "at least 12 characters" in answer.content.decode()
        ada.refresh_from_db()
        assert ada.check_password(make.PASSWORD)

    def test_the_link_is_over_after_an_hour(
        self, client: Client, ada: User, capsys: pytest.CaptureFixture[str], later: Later
    ) -> None:
        link = self.link(capsys)
        later(minutes=61)
        assert client.get(link).status_code == 410

    @pytest.mark.parametrize(
        "query", ["", "who=MQ", "who=%00&token=x", "who=MTAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw&token=a-b"]
    )
    def test_no_forged_link_breaks_the_page(self, client: Client, ada: User, query: str) -> None:
        assert client.get(f"/admin/recover/?{query}").status_code in {400, 410}

    def test_looking_at_the_link_writes_nothing(
        self, client: Client, ada: User, capsys: pytest.CaptureFixture[str], django_assert_num_queries: Callable
    ) -> None:
        link = self.link(capsys)
        with django_assert_num_queries(1):
            assert client.get(link).status_code == 200

    @pytest.mark.parametrize("name", ["nobody", "reader"])
    def test_it_names_what_it_cannot_do(self, name: str) -> None:
        User.objects.create_user("reader", password=make.PASSWORD)
        with pytest.raises(Exception, match=r"no account|not active"):
            call_command("recover_account", name)


def test_a_group_that_is_demanded_but_does_not_exist_is_named(settings: object) -> None:
    from nuztrend.checks import demanded_groups_exist

    settings.OTP_GROUPS = ["superusers", "Editor", "Edditor"]  # type: ignore[attr-defined]
    [found] = demanded_groups_exist(None, databases=["default"])
    assert found.id == "nuztrend.W005" and "Edditor" in found.msg and "superusers" not in found.msg
    Group.objects.create(name="Edditor")
    assert demanded_groups_exist(None, databases=["default"]) == []
