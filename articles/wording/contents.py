"""Comparing and merging what a story says, field by field."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from articles.models import Article
from articles.models.content import ROWS, TEXTS, Content, changed_fields
from articles.wording.marking import Stretch, difference, inline, marked, readable
from articles.wording.merging import conflicts, merge, merge_rows, merge_without_base, proposal

FIELDS: dict[str, Any] = {name: Article._meta.get_field(name) for name in (*TEXTS, *ROWS)}
LABELS = {name: str(field.verbose_name) for name, field in FIELDS.items()}
LISTS = ("tags", "bylines")


@dataclass(frozen=True)
class FieldChange:
    """What became of one field; of the body its paragraphs, of any other one line."""

    label: str
    html: SafeString
    stretches: Sequence[Stretch] = ()

    @property
    def heading(self) -> str:
        """What stands over it."""
        return self.label[:1].upper() + self.label[1:]


@dataclass(frozen=True)
class Clash:
    """A field in which each side says something of its own."""

    label: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class Merged:
    """A merged content, what was taken over from the other side (labels), and what waits for a decision."""

    content: Content
    taken: list[str]
    clashes: list[Clash]
    places: int = 0
    """Places of the body at which both sides changed the same words; they are marked in it."""


def changes_between(before: Content, after: Content, for_readers: bool = False) -> list[FieldChange]:
    """Give the fields that differ, in the order of the form; readers are shown no Markdown."""
    seen = readable if for_readers else str
    made = []
    for name in changed_fields(before, after):
        old, new = before.get(name) or "", after.get(name) or ""
        if name == "body":
            made.append(FieldChange("text", SafeString(), difference(seen(old), seen(new))))
        else:
            made.append(FieldChange(LABELS[name], _became(name, old, new)))
    return made


def merge_contents(base: Content | None, mine: Content, theirs: Content) -> Merged:
    """Merge two contents of a story that grew out of `base` (None: nobody knows of what).

    Where both sides changed the body, the words are merged, and places that both changed are marked in it. Of any
    other text, and of the lead photo, mine stands and theirs is told.
    """
    content: Content = dict(mine)
    taken, clashes, places = [], [], 0
    known = base or {}
    for name in changed_fields(mine, theirs):
        one, of_base, other = ({name: each.get(name)} for each in (mine, known, theirs))
        if base is not None and not changed_fields(of_base, one):
            content[name] = theirs.get(name)
            taken.append(LABELS[name])
        elif base is not None and not changed_fields(of_base, other):
            continue
        elif name == "body":
            texts = mine.get(name) or "", theirs.get(name) or ""
            parts = merge_without_base(*texts) if base is None else merge(known.get(name) or "", *texts)
            content[name], places = proposal(parts), len(conflicts(parts))
            taken.append(LABELS[name])
        elif name in LISTS:
            content[name] = _merged_rows(known.get(name) or [], mine.get(name) or [], theirs.get(name) or [])
            taken.append(LABELS[name])
        else:
            clashes.append(Clash(LABELS[name], said(name, mine), said(name, theirs)))
    return Merged(content, taken, clashes, places)


def said(name: str, content: Content) -> str:
    """Give what a content says in a field, as an editor reads it."""
    value: Any = content.get(name) or ""
    if name in ROWS:
        return ", ".join(label for _, label in value) or "–"
    return str(_choices(name).get(value, value)) or "–"


def _became(name: str, before: Any, after: Any) -> SafeString:
    if name in ROWS or _choices(name):
        old, new = said(name, {name: before}), said(name, {name: after})
        pieces = [marked(tag, text) for tag, text in (("del", old), ("ins", new)) if text != "–"]
        return format_html_join(" ", "{}", ((piece,) for piece in pieces))
    return inline(before, after)


def _choices(name: str) -> dict[Any, Any]:
    return dict(FIELDS[name].flatchoices) if name in TEXTS else {}


def _merged_rows(base: list[Any], mine: list[Any], theirs: list[Any]) -> list[list[Any]]:
    names = dict([*theirs, *mine])
    keys = merge_rows(*([key for key, _ in rows] for rows in (base, mine, theirs)))
    return [[key, names[key]] for key in keys]
