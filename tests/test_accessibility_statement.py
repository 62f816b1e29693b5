"""The accessibility statement is found, says what is not known, and names whom to tell."""

import pytest
from django.conf import LazySettings
from django.test import Client

from tests import make

pytestmark = pytest.mark.django_db


def test_every_page_leads_to_it(client: Client) -> None:
    make.story()
    for path in ("/", "/articles/a-story/", "/tags/", "/nothing/"):
        foot = client.get(path).content.decode().partition("<footer")[2]
        assert '<a href="/accessibility/">Accessibility</a>' in foot, path


def test_it_says_what_nobody_has_checked(client: Client) -> None:
    answer = client.get("/accessibility/")
    assert answer.status_code == 200
    shown = answer.content.decode()
    assert "We do not claim full conformance" in shown
    assert "not gone through them with a real screen reader" in shown


@pytest.mark.parametrize(
    ("contact", "words"),
    [("mailto:desk@example.org", "desk@example.org"), ("tel:+1-614-555-0100", "+1-614-555-0100"), ("", "not named")],
)
def test_it_names_whom_to_tell_of_a_barrier(client: Client, settings: LazySettings, contact: str, words: str) -> None:
    settings.SITE_CONTACT = contact
    shown = client.get("/accessibility/").content.decode()
    assert words in shown
    assert (f'<a href="{contact}">{words}</a>' in shown) is bool(contact)
