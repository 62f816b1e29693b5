"""All that is stored about a comment, for its writer to take away."""

import json
from typing import Any

import pytest
from django.test import Client

from comments.models import Appeal, Comment, Report, State, Verdict, Weighed
from tests import make
from tests.receipts import address, written

pytestmark = pytest.mark.django_db


def exported(client: Client) -> Any:
    answer = client.get(address("export/"))
    assert answer.status_code == 200 and answer["Content-Type"] == "application/json"
    assert answer["Content-Disposition"].startswith('attachment; filename="comment-')
    return json.loads(answer.content)


def test_each_field_of_the_comment_is_in_it(client: Client) -> None:
    weighed = Verdict(State.HELD, 3.5, [Weighed("links", "1 link", 3.5)], likeness="feed")
    comment = written("Größe, <b>bold</b>", verdict=weighed, network="ab12")
    comment.edit("Größer, <b>bold</b>", weighed)
    told = exported(client)
    assert set(told["comment"]) == {field.attname for field in Comment._meta.concrete_fields}
    assert told["comment"]["text"] == "Größer, <b>bold</b>" and told["comment"]["network"] == "ab12"
    assert told["comment"]["reasons"] == [["links", "1 link", 3.5]] and told["comment"]["votes"] == 0
    assert "Größer" in client.get(address("export/")).content.decode()


def test_decisions_are_in_it_without_the_names_of_who_decided(client: Client) -> None:
    comment = written(state=State.HELD)
    comment.reject(make.user("moderator"), "Not about the moon.", "off-topic")
    Appeal.objects.lodge(comment, "It is.").dismiss(make.user("chief"), "It is not.")
    told = exported(client)
    assert [each["what"] for each in told["decisions"]] == ["submit", "reject", "appeal", "dismiss appeal"]
    assert told["decisions"][1]["reason"] == "Not about the moon." and told["decisions"][1]["code"] == "off-topic"
    assert [each["by"].partition(";")[0] for each in told["decisions"]] == ["you", "the newsroom"] * 2
    kept = {field.attname for field in Appeal._meta.concrete_fields} - {"decided_by_id"}
    assert set(told["appeal"]) == kept and told["appeal"]["answer"] == "It is not."
    assert not {"moderator", "chief"} & set(json.dumps(told).replace('"', " ").split())


def test_nothing_else_hangs_on_a_comment() -> None:
    told = {"check_outside", "lesson", "letterbox", "moderations", "appeal", "notes", "reports"}  # by the export
    of_others = {"answers", "thread"}
    assert {relation.name for relation in Comment._meta.related_objects} == told | of_others


def test_reports_are_counted_and_nobody_is_named(client: Client) -> None:
    comment = written()
    Report.objects.create(comment=comment, code="insult", name="Rita", address="rita@example.org", receipt_hash="r")
    told = exported(client)
    assert told["reports"] == 1
    assert "ita" not in json.dumps(told)


def test_what_reporters_were_answered_is_not_in_it(client: Client) -> None:
    report = Report.objects.create(comment=written(), code="insult", receipt_hash="r")
    report.uphold(make.user(), "Dear Rita, you are right.")
    assert "Rita" not in json.dumps(exported(client))


def test_it_says_of_each_line_of_the_record_what_kind_of_hand_wrote_it(client: Client, settings: Any) -> None:
    settings.REPORTS_TO_HOLD = 1
    comment = written()
    Report.objects.submit(comment, "insult", "", "r" * 32, in_good_faith=True, network="ab12")
    told = [(each["what"], each["by"].partition(";")[0]) for each in exported(client)["decisions"]]
    assert told == [("submit", "you"), ("report", "a reader"), ("hold", "the rules of the portal")]


def test_of_an_erased_comment_it_shows_what_is_left(client: Client) -> None:
    written("Mine.", network="ab12").withdraw()
    told = exported(client)
    assert told["comment"]["text"] == told["comment"]["name"] == "" and told["comment"]["network"] is None
    assert [each["what"] for each in told["decisions"]] == ["submit", "withdraw"]
