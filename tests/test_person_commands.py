"""`manage.py export_person` and `erase_person`: everything about one person, and its end."""

import json
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.models import Autosave, Byline, Note
from comments.models import Comment, Letterbox, ModerationEntry, Report
from nuztrend.models import AuditEntry
from tests import make

pytestmark = pytest.mark.django_db


def run(command: str, *arguments: str) -> str:
    call_command(command, *arguments, stdout=(out := StringIO()))
    return out.getvalue()


def report(comment: Comment, address: str, receipt: str) -> Report:
    fields: dict[str, Any] = {"name": "Ada", "address": address, "in_good_faith": True}
    return Report.objects.submit(comment, "insult", f"I am {address}", receipt, **fields)


def test_an_address_leads_to_its_reports_and_to_no_others() -> None:
    comment = make.comment(make.story())
    report(comment, "ada@example.org", "a" * 32)
    report(comment, "bob@example.org", "b" * 32)
    told = json.loads(run("export_person", "--address", "Ada@Example.org"))
    [held] = told["held"]
    assert held["from"] == "comments.Report" and "Digital Services Act" in held["why"]
    assert [row["text"] for row in held["rows"]] == ["I am ada@example.org"]
    assert "Add --yes" in run("erase_person", "--address", "ada@example.org")
    assert Report.objects.filter(address="ada@example.org").exists()
    assert "erased, 1" in run("erase_person", "--address", "ada@example.org", "--yes")
    assert [row.address for row in Report.objects.order_by("pk")] == ["", "bob@example.org"]
    assert run("erase_person", "--address", "ada@example.org") == "Nothing is stored about this person.\n"


def test_a_receipt_leads_to_its_comment() -> None:
    comment, receipt = Comment.objects.hold(make.story(), "Grace", "Mine.")
    told = json.loads(run("export_person", "--receipt", receipt))
    assert told["held"][0]["rows"][0]["text"] == "Mine."
    run("erase_person", "--receipt", receipt, "--yes")
    comment.refresh_from_db()
    assert (comment.name, comment.text, comment.state) == ("", "", "withdrawn")


def test_a_confirmed_address_leads_to_the_comment_that_letters_are_about() -> None:
    story = make.story()
    for name in ("Grace", "Eve"):
        comment, _ = Comment.objects.hold(story, name, f"By {name}.")
        box = Letterbox.objects.create(comment=comment, address="grace@example.org", receipt="", told="held")
        if name == "Grace":
            box.confirm()
    told = json.loads(run("export_person", "--address", "Grace@example.org"))
    assert [row["text"] for held in told["held"] if held["from"] == "comments.Comment" for row in held["rows"]] == [
        "By Grace."
    ]
    run("erase_person", "--address", "grace@example.org", "--yes")
    assert [comment.text for comment in Comment.objects.order_by("pk")] == ["", "By Eve."]
    assert not Letterbox.objects.exists()


def test_an_account_is_exported_whole_and_erased_except_for_the_record(client: Client) -> None:
    make.user("root", is_superuser=True)
    ada = make.user("ada", "Editor", email="ada@example.org", first_name="Ada")
    client.force_login(ada)
    byline = make.byline("Ada Lovelace", kind="person", user=ada)
    story = make.story(bylines=[byline])
    Note.objects.create(article=story, by=ada, text="Ask the pilot.")
    Autosave.objects.create(user=ada, key="k" * 20, fields={"title": ["Draft"]})
    TOTPDevice.objects.create(user=ada, name="phone")
    make.comment(story).remove(by=ada, reason="insult")
    told = json.loads(run("export_person", "--account", "ada"))
    found = {held["from"] for held in told["held"]}
    assert found >= {"auth.User", "articles.Note", "articles.Autosave", "otp_totp.TOTPDevice", "sessions.Session"}
    assert "comments.ModerationEntry" in found
    said = run("erase_person", "--account", "ada", "--yes")
    assert "stays." in said and "erased" in said
    ada.refresh_from_db()
    assert (ada.username, ada.email, ada.first_name) == (f"erased-{ada.pk}", "", "")
    assert not (ada.is_active or ada.is_staff or ada.has_usable_password() or ada.groups.exists())
    assert not Autosave.objects.exists() and not TOTPDevice.objects.exists()
    assert Byline.objects.get().user is None and Byline.objects.get().name == "Ada Lovelace"
    assert ModerationEntry.objects.get(verb="remove").by == ada
    assert AuditEntry.objects.get(verb="erase account").object_name == ada.username
    assert client.get("/admin/").status_code == 302


def test_the_last_account_that_makes_others_is_not_erased() -> None:
    make.user("root", is_superuser=True)
    with pytest.raises(CommandError, match="another superuser"):
        run("erase_person", "--account", "root", "--yes")
    assert User.objects.get().username == "root"


@pytest.mark.parametrize("command", ["export_person", "erase_person"])
def test_an_account_that_is_not_there_is_told(command: str) -> None:
    with pytest.raises(CommandError, match="no account"):
        run(command, "--account", "nobody")
    with pytest.raises(CommandError, match="one of the arguments"):
        run(command)
