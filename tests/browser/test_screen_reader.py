"""What a screen reader is told of the pages of comments: the order, a name for each control, each slip at its field."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.pages import ADDRESSES, FORMS, Visitor

pytestmark = pytest.mark.browser

PAGES = [
    *(name for name in (*ADDRESSES, *FORMS) if name.startswith(("article", "comments", "thread", "answer", "re"))),
    *FORMS,
]
"""The pages on which comments are read, written, reported and followed."""
CONTROLS = {"link", "button", "textbox", "radio", "checkbox", "combobox", "Audio"}
SLIPS = {
    "errors": ("errors", {}),
    "report": ("report a comment", {"address": "nowhere"}),
    "edit": ("receipt, edit", {"text": ""}),
    "appeal": ("receipt, appeal", {"text": ""}),
    "letters": ("receipt, letters", {"address": "nowhere"}),
    "contest": ("receipt of a report, dismissed", {"text": ""}),
}
"""Forms that come back: from which page, with what in them."""


@dataclass
class Heard:
    """One thing that is read out."""

    role: str
    name: str
    description: str
    url: str
    invalid: bool
    ignored: bool

    @classmethod
    def of(cls, node: dict[str, Any]) -> "Heard":
        told = {each["name"]: each["value"].get("value") for each in node.get("properties", [])}
        role, name, more = (node.get(key, {}).get("value", "") for key in ("role", "name", "description"))
        return cls(role, name, more, str(told.get("url", "")), told.get("invalid") == "true", node["ignored"])


def heard(page: Page) -> list[Heard]:
    """Give what the main part of a page tells, in the order in which it is read."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in nodes}

    def below(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
        yield node
        if node.get("role", {}).get("value") != "Audio":  # whose buttons are the browser's
            for each in node.get("childIds", []):
                if each in by_id:
                    yield from below(by_id[each])

    main = next(node for node in nodes if node.get("role", {}).get("value") == "main")
    told = [Heard.of(node) for node in below(main)]
    return [each for each in told if not each.ignored]


@pytest.fixture(params=[True, False], ids=["with-javascript", "without-javascript"])
def reader(visitor: Visitor, request: pytest.FixtureRequest) -> Iterator[Page]:
    with visitor.context(scripted=request.param) as context:
        yield context.new_page()


def test_every_control_has_a_name_and_no_two_have_the_same(reader: Page, visitor: Visitor) -> None:
    nameless, doubled = [], []
    for page in PAGES:
        visitor.go(reader, page)
        controls = [each for each in heard(reader) if each.role in CONTROLS]
        assert controls, page
        nameless += [f"{page}: {each}" for each in controls if not each.name.strip()]
        places = enumerate(controls)  # two links may lead to one place
        apart = {(each.role, each.name, each.url if each.role == "link" else number) for number, each in places}
        named = Counter((role, name) for role, name, _ in apart)
        doubled += [f"{page}: {which}" for which, times in named.items() if times > 1]
    assert (nameless, doubled) == ([], [])


@pytest.mark.parametrize("form", SLIPS)
def test_each_slip_leads_to_its_field_and_is_told_there(form: str, reader: Page, visitor: Visitor) -> None:
    name, typed = SLIPS[form]
    visitor.go(reader, name)
    if name not in FORMS:
        with reader.expect_navigation():
            reader.locator("form.write").last.evaluate(
                "(form, typed) => { for (const name in typed) form.elements[name].value = typed[name]; form.submit() }",
                typed,
            )
    told = heard(reader)
    links = reader.get_by_role("alert").get_by_role("link").all()
    assert links
    for link in links:
        slip = link.inner_text()
        field = reader.locator(link.get_attribute("href") or "")
        assert field.evaluate("field => { field.focus(); return field === document.activeElement }"), slip
        assert [each for each in told if slip in each.description and each.name.strip()], slip
    assert [each.role for each in told].index("alert") < min(
        number for number, each in enumerate(told) if each.role in {"textbox", "radio"}
    )


def test_the_comment_form_is_read_in_the_order_in_which_it_is_filled_in(reader: Page, visitor: Visitor) -> None:
    visitor.go(reader, "captcha")
    told = [(each.role, each.name) for each in heard(reader) if each.role in CONTROLS | {"form", "image"}]
    assert told[told.index(("form", "Leave a comment")) :] == [
        ("form", "Leave a comment"),
        ("textbox", "Name"),
        ("textbox", "Comment"),
        ("image", "Six digits to type; press play to hear them instead"),
        ("Audio", "The six digits, spoken over a murmur"),
        ("button", "New digits"),
        ("textbox", "Enter Captcha"),
        ("button", "Post comment"),
        ("button", "Preview"),
    ]
