"""The list of accounts, which superusers keep: what is done to one is written down, or not done."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from nuztrend.models import AuditEntry
from tests import make
from tests.test_sign_in import verbs

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    return make.user("ada", "Editor")


def test_a_new_password_by_a_superuser_is_written_down(client: Client, ada: User) -> None:
    client.force_login(make.user("root", is_superuser=True))
    new = {"password1": "a heap of red bricks", "password2": "a heap of red bricks", "usable_password": "true"}
    assert client.post(reverse("admin:auth_user_password_change", args=[ada.pk]), new).status_code == 302
    entry = AuditEntry.objects.of(ada).get()
    assert (entry.verb, str(entry.by)) == ("change password", "root")


def test_a_password_that_cannot_be_written_down_is_not_changed(client: Client, ada: User) -> None:
    client.force_login(make.user("root", is_superuser=True))
    client.raise_request_exception = False
    new = {"password1": "a heap of red bricks", "password2": "a heap of red bricks", "usable_password": "true"}

    def full(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith('INSERT INTO "nuztrend_auditentry"'):
            raise OperationalError("database or disk is full")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(full):
        assert client.post(reverse("admin:auth_user_password_change", args=[ada.pk]), new).status_code == 500
    ada.refresh_from_db()
    assert ada.check_password(make.PASSWORD)


def test_an_account_that_is_made_is_written_down(client: Client) -> None:
    client.force_login(make.user("root", is_superuser=True))
    new = {"password1": "a heap of red bricks", "password2": "a heap of red bricks", "usable_password": "true"}
    assert client.post(reverse("admin:auth_user_add"), {"username": "bob", **new}).status_code == 302
    assert verbs(User.objects.get(username="bob")) == ["create"]
