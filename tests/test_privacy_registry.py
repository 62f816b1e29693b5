"""Every field that may tell something of a person stands in the registry, and what it says there is done."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models

from nuztrend.management.commands import tick
from nuztrend.privacy.registry import fields_with_a_reason, holdings, in_browser, personal_fields

pytestmark = pytest.mark.pure
ROOT = Path(__file__).parent.parent
TEXTS = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.GenericIPAddressField,
    models.FileField,
    models.BinaryField,
)


def leads_to_an_account(field: "models.Field[object, object]") -> bool:
    return bool(field.is_relation and field.related_model is get_user_model())


def fields_that_may_be_personal() -> dict[str, "models.Field[object, object]"]:
    """Texts, data, files and addresses, and what leads to an account; a choice from a list tells nobody's name."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.auto_created:
            continue  # which groups an account is in: the account's own field says so
        for field in model._meta.get_fields():
            if not isinstance(field, models.Field):
                continue
            if leads_to_an_account(field) or (isinstance(field, TEXTS) and not field.choices):
                found[f"{model._meta.label}.{field.name}"] = field
    return found


def test_every_field_is_registered_or_told_why_not() -> None:
    """Whoever adds a field adds it to `personal.py` of its app: with `declare`, or with `not_personal` and a reason."""
    told = set(personal_fields()) | set(fields_with_a_reason())
    missing = sorted(set(fields_that_may_be_personal()) - told)
    assert missing == [], "not in the registry of personal data"


def test_what_leads_to_an_account_or_is_an_address_is_never_called_impersonal() -> None:
    by_kind = {
        name
        for name, field in fields_that_may_be_personal().items()
        if leads_to_an_account(field) or isinstance(field, models.EmailField | models.GenericIPAddressField)
    }
    assert by_kind & set(fields_with_a_reason()) == set()


def test_the_registry_names_nothing_that_is_not_there() -> None:
    known = {f"{model._meta.label}.{field.name}" for model in apps.get_models() for field in model._meta.get_fields()}
    assert sorted(set(personal_fields()) - known) == []
    assert sorted(set(fields_with_a_reason()) - known) == []
    named = list(personal_fields())
    assert sorted(name for name in set(named) if named.count(name) > 1) == [], "declared twice"
    assert set(named) & set(fields_with_a_reason()) == set()


@pytest.mark.parametrize("holding", holdings(), ids=lambda holding: f"{holding.model} {'+'.join(holding.fields)}")
def test_what_is_promised_is_done(holding: object) -> None:
    from nuztrend.privacy.registry import Holding

    assert isinstance(holding, Holding)
    assert bool(holding.find) != bool(holding.nobody), "it leads to a person, or says why not"
    if holding.find:
        assert bool(holding.erase) != bool(holding.stays), "it is erased, or says why it stays"
    chores = {chore.__name__ for chore in tick.CHORES}
    assert holding.chore in {"", *chores}
    if promised := spans(holding.kept):
        assert holding.kept_for in promised, "the words and the time differ"
        assert holding.forget or holding.chore, "nothing ends it"
    else:
        assert holding.kept_for is None
    assert "forget_personal_data" in chores


def spans(words: str) -> list[timedelta]:
    """The times that a sentence names."""
    found = re.findall(r"(\d+) (hours?|days?)", words)
    return [timedelta(**{unit.rstrip("s") + "s": int(number)}) for number, unit in found]


def test_every_cookie_that_the_code_sets_is_told() -> None:
    """Django sets its own of the newsroom; this test finds the others."""
    setting = [
        path.relative_to(ROOT).as_posix()
        for app in ("nuztrend", "articles", "comments")
        for path in sorted((ROOT / app).rglob("*.py"))
        if re.search(r"\.set_(signed_)?cookie\(", path.read_text())
    ]
    assert setting == ["nuztrend/signin/browsers.py", "nuztrend/weather/views.py", "comments/writing/clearance.py"]
    names = {kept.name for kept in in_browser()}
    assert {
        "city",
        "clearance",
        "theme",
        "sessionid",
        "csrftoken",
        "messages",
        "known_…",
        "nuztrend-unsaved-…",
    } <= names


def test_every_script_that_keeps_something_in_the_browser_is_told() -> None:
    keeping = [
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "static").rglob("*.js"))
        if re.search(r"(local|session)Storage\.setItem|document\.cookie\s*=|indexedDB", path.read_text())
    ]
    assert keeping == [
        "static/admin-nuztrend/desk.js",
        "static/admin-nuztrend/editor/local.js",
        "static/js/theme.js",
    ]
