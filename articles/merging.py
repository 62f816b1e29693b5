"""Two people who change a story at the same time: what is stored, what a form was opened with, and both together.

A form carries the version of the story, and in `opened` the version of its pending changes, the number of the revision
that it showed and where the story stood then. So what an editor changed can be told from what somebody else did.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Model
from django.utils import timezone

from articles.models import Article, PendingRevision, Revision
from articles.models.content import ROWS, TEXTS, Content, changed_fields, content_of
from articles.models.pending import ChangedMeanwhile
from articles.wording.contents import Clash, Merged, merge_contents
from nuztrend.lib import dates
from nuztrend.models import AuditEntry

LISTS = {"picks": "picked", "blocks": "blocked"}
"""What a story is told to stand with under Read More: where its rows are."""

PLACES = [
    *("slug", "publish_at", "unpublish_at", "comments_policy", "lead_position", "lead_until"),
    *("reviewer", "due_at", "embargo_until", *LISTS),
]
"""Fields of where a story stands, which are no part of its content."""

NO_SAVES = ["write a note", "make a preview link", "revoke a preview link", "overrule the checklist"]
"""What the audit log tells of a story that leaves it as it was: whoever did that is not who saved it."""

Value = str | int | list[int] | None


@dataclass(frozen=True)
class Stored:
    """What is stored of a story, as its form shows it: of a live story its pending changes, where there are any.

    A form writes into the story that it is made for, so everything is read at once.
    """

    story: Article
    live: Content
    content: Content
    pending: PendingRevision | None
    revision: int
    places: dict[str, Value]
    version: int
    merged: Merged | None = None
    """How pending changes and the live story were brought together that say different things in the same field."""

    @classmethod
    def of(cls, story: Article) -> "Stored":
        live = content_of(story)
        pending = PendingRevision.objects.of(story) if story.state == Article.State.PUBLISHED else None
        rows = Revision.objects.of(story).filter(pending=pending is not None).values_list("number", flat=True)
        revision = rows.first() or 1  # a story from before gets its first one with the next save
        facts = revision, {name: place_of(story, name) for name in PLACES}, story.version
        if pending is None:
            return cls(story, live, live, None, *facts)
        try:
            return cls(story, live, pending.over(live), pending, *facts)
        except ChangedMeanwhile:
            merged = merge_contents(pending.base, pending.content, live)
            return cls(story, live, merged.content, pending, *facts, merged)

    @property
    def seen(self) -> tuple[int, int, int]:
        """What a form must have been opened with to be saved without a merger: version, pending version, revision."""
        return self.version, self.pending.version if self.pending else 0, self.revision

    @property
    def stamp(self) -> str:
        """The same as one word, for a page that asks before it does something."""
        return "/".join(map(str, self.seen))

    @property
    def opened(self) -> dict[str, Value]:
        """What a form remembers of it, besides the version."""
        _, pending, revision = self.seen
        return {"pending": pending, "revision": revision} | self.places

    def base_of(self, opened: dict[str, Any]) -> Content | None:
        """Give the content that a form was opened with, if it is still among the revisions."""
        number = opened.get("revision")
        if not isinstance(number, int) or not 0 < number < 2**31:
            return None
        found = Revision.objects.of(self.story).filter(number=number).values_list("content", flat=True)
        return found.first()


@dataclass(frozen=True)
class Merge:
    """What was brought together because somebody else saved the story while a form was open."""

    version: int
    entry: AuditEntry | None
    merged: Merged
    clashes: list[Clash]
    mine: str
    theirs: str

    @property
    def who(self) -> str:
        return str(self.entry.by) if self.entry and self.entry.by else "Somebody"

    @property
    def when(self) -> str:
        if not self.entry:
            return ""
        return f" on {dates.dateline(self.entry.at)} at {timezone.localtime(self.entry.at):%H:%M:%S}"


def place_of(story: Article, name: str) -> Value:
    """Give where a story stands, in one respect."""
    if name in LISTS:
        return list(getattr(story, LISTS[name]).values_list("other_id", flat=True))
    return plain(getattr(story, name))


def plain(value: Any) -> Value:
    """Give a value of a form as `opened` has it; moments to the second, which is what a form can say."""
    if isinstance(value, datetime):
        return int(value.timestamp())
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, list):
        return [row.pk for row in value]
    return value if value != "" else None


def read_opened(text: str) -> dict[str, Any]:
    """Read what a form remembered; a forged or missing memory is an empty one, and then nothing is taken for known."""
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def sent_content(form: forms.ModelForm) -> Content:
    """Give the content that was sent, whether or not the form takes it."""
    texts = {name: form.cleaned_data.get(name, form.data.get(name, "")) for name in TEXTS}
    rows = {name: form.cleaned_data.get(name) or [] for name in ROWS}
    rows["lead_photo"] = [rows["lead_photo"]] if rows["lead_photo"] else []
    return texts | {name: [[row.pk, str(row)] for row in rows[name]] for name in ROWS}


def moved(form: forms.ModelForm, stored: Stored) -> list[str]:
    """Give the fields in which a form says that the story stands elsewhere than it does."""
    places = (name for name in PLACES if name in form.cleaned_data)
    return [name for name in places if plain(form.cleaned_data[name]) != stored.places[name]]


def meet(form: forms.ModelForm, stored: Stored, opened: dict[str, Any]) -> Merge:
    """Bring together what was sent and what is stored: the form shows the result, and takes it when it is sent again.

    What only one side changed is that side's. Whatever else was typed stays in the form, or stands beside it.
    """
    mine = sent_content(form)
    merged = merge_contents(stored.base_of(opened), mine, stored.content)
    data = form.data = form.data.copy()  # type: ignore[attr-defined]
    for name in changed_fields(mine, merged.content):
        value = merged.content.get(name)
        data.setlist(name, [key for key, _ in value or []] if name in ROWS else [value or ""])
    clashes = list(merged.clashes)
    for name in moved(form, stored):
        label = str(form.fields[name].label or name)
        if name in opened and opened[name] == plain(form.cleaned_data[name]):
            _put(form, stored, name)
            merged.taken.append(label)
        elif opened.get(name, ...) != stored.places[name]:
            clashes.append(Clash(label, _printed(form.cleaned_data[name]), _printed(_value(stored, name))))
    data["version"], data["opened"] = str(stored.version), json.dumps(stored.opened)
    entry = AuditEntry.objects.of(stored.story).exclude(verb__in=NO_SAVES).select_related("by").first()
    texts = mine["body"], stored.content.get("body") or ""
    return Merge(stored.version, entry, merged, clashes, *texts)


def _value(stored: Stored, name: str) -> Any:
    return list(getattr(stored.story, name).all()) if name in LISTS else getattr(stored.story, name)


def _put(form: forms.ModelForm, stored: Stored, name: str) -> None:
    """Let a bound form show a stored value."""
    value, data = _value(stored, name), form.data
    if isinstance(form.fields[name], forms.SplitDateTimeField):
        local = timezone.localtime(value) if value else None
        for part, pattern in enumerate(("%Y-%m-%d", "%H:%M:%S")):
            data[f"{name}_{part}"] = f"{local:{pattern}}" if local else ""  # type: ignore[index]
    elif isinstance(value, list):
        data.setlist(name, [row.pk for row in value])  # type: ignore[attr-defined]
    else:
        data[name] = plain(value) if value is not None else ""  # type: ignore[index]


def _printed(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{dates.dateline(value)}, {timezone.localtime(value):%H:%M}"
    return ", ".join(map(str, value)) or "–" if isinstance(value, list) else str(value or "–")
