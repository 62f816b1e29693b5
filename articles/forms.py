"""Forms of the newsroom: a story, and the reason that some verbs ask for."""

import json
import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, TypeVar

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import (
    AdminSplitDateTime,
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone

from articles.editor import MarkdownEditor
from articles.gate.form import HELD_AGAINST, hold_against_checklist
from articles.markdown import CannotRender
from articles.merging import LISTS, Merge, Stored, meet, read_opened, sent_content
from articles.models import Article, Byline, ChangeKind, Photo, Tag
from articles.models.amendment import LONGEST
from articles.models.content import ROWS, TEXTS, changed_fields, rows_of
from articles.models.note import LONGEST as LONGEST_NOTE
from articles.models.workflow import TRANSITIONS, State
from articles.wording.merging import YOURS, undecided
from nuztrend.lib import dates

Row = TypeVar("Row", bound=Model)

LIVE_VERBS = ("publish changes", "schedule changes", "unschedule changes")
"""What is done to the pending changes of a live story, beside saving them."""

SOONEST = timedelta(seconds=5)
"""How far ahead changes are scheduled at least; until then the form may still be on its way."""

MARKDOWN_HELP = (
    "Markdown: **bold**, *italics*, ## a heading, > a quote, - a list, [words](https://…); an empty line begins a "
    'paragraph. A photo: ![what it shows](photo:KEY "caption"), ready to copy on the page of the photo.'
)


class MarkdownField(forms.CharField):
    r"""A text whose blanks mean something; its line ends are `\n`, whatever the browser sends."""

    widget = MarkdownEditor(attrs={"rows": 30, "class": "vLargeTextField story-body"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")


class OrderedChoiceField(forms.ModelMultipleChoiceField):
    """Several rows, given as a list in the order in which they were chosen."""

    def clean(self, value: Any) -> Any:
        """Give a list, because a queryset would lose the order."""
        if not all(map(is_key, value or [])):
            raise forms.ValidationError("One of these is no choice. Please choose again.")
        found = {str(row.pk): row for row in super().clean(value)}
        return [found[pk] for pk in dict.fromkeys(map(str, value or [])) if pk in found]

    def has_changed(self, initial: Any, data: Any) -> bool:
        if self.disabled:
            return False
        return [str(value) for value in self.prepare_value(initial or [])] != [str(value) for value in data or []]


_turning = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Embeddings, overrides and isolates. Arabic and Hebrew words need none in a line of their own."""

SELECTS = forms.Media(js=["admin/js/autocomplete.js", "admin-nuztrend/selects.js"])
"""Naming Django's file says that ours comes after it."""


def is_key(value: Any) -> bool:
    """Say whether a value of a select can be a row's key, and not what a forged request put in its place."""
    return value == "" or (str(value).isascii() and str(value).isdigit() and len(str(value)) < 19)


class OrderedSelect(AutocompleteSelectMultiple):
    """An autocomplete that shows its rows in the order of the value and adds the next one at the end."""

    def __init__(self, field: Any, admin_site: Any) -> None:
        super().__init__(field, admin_site, attrs={"data-keeps-order": ""})

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> list[Any]:
        value = [pk for pk in value if is_key(pk)]
        groups = super().optgroups(name, value, attr)
        for _, options, _ in groups:
            options.sort(key=lambda option: value.index(str(option["value"])))
        return groups

    @property
    def media(self) -> forms.Media:
        return super().media + SELECTS


class RowSelect(AutocompleteSelect):
    """An autocomplete that shows no row for what a forged request put in the place of a key."""

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> list[Any]:
        return super().optgroups(name, [pk for pk in value if is_key(pk)], attr)

    @property
    def media(self) -> forms.Media:
        return super().media + SELECTS


class PhotoSelect(RowSelect):
    """An autocomplete that shows photos by their pictures."""

    def get_url(self) -> str:
        return reverse(f"{self.admin_site.name}:articles_photo_choices")

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if value and (photo := Photo.objects.filter(pk=value).first()):
            option["attrs"]["data-thumbnail"] = photo.small_url
        return option


def chosen_in_order(name: str, model: type[Model], help_text: str = "", can_add: bool = True) -> OrderedChoiceField:
    """Give the field for one of the story's many-to-many relations."""
    relation: Any = Article._meta.get_field(name)
    select = OrderedSelect(relation, admin.site)
    # One wrapper serves every editor; ArticleForm takes the "+" away from those who may not add.
    widget = RelatedFieldWidgetWrapper(select, relation.remote_field, admin.site, can_add_related=can_add)
    return OrderedChoiceField(queryset=model._default_manager.all(), widget=widget, required=False, help_text=help_text)


class ArticleForm(forms.ModelForm):
    """A story as the newsroom edits it; of a live story its pending changes.

    It must be cleaned inside a transaction, because it locks the row to compare versions. The admin sets `user`,
    `verb` and `refusal` on the class that it makes for each request.
    """

    user: Any = None
    verb = ""
    refusal: CannotRender | None = None
    """What the renderer said to the posted body, before the transaction began."""
    stored: Stored | None = None
    """What is stored of the story when the form is made; None of a new one."""
    merge: Merge | None = None
    """What was brought together, where somebody else saved the story while this form was open."""
    live = False
    """Whether readers have the story, as its locked row says; known once the form is cleaned."""
    not_of_the_story = {"note", "private_note", "version", "opened", "kind", "told", "change_at"}

    body = MarkdownField(required=False, help_text=MARKDOWN_HELP)
    tags = chosen_in_order("tags", Tag)
    bylines = chosen_in_order("bylines", Byline, "In printed order.")
    picks = chosen_in_order("picks", Article, "Stand first under “Read More”, in this order.", can_add=False)
    blocks = chosen_in_order("blocks", Article, "Never stand under “Read More” of this story.", can_add=False)
    note = forms.CharField(
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
        help_text="Stands in the story's history beside what you do now. Readers never see it.",
    )
    kind = forms.ChoiceField(
        label="What kind of change is it?", choices=ChangeKind.choices, required=False, widget=forms.RadioSelect
    )
    told = forms.CharField(
        label="What readers are told",
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text="Of an update or a correction. It stands on the story with its time, and nobody can take it back.",
    )
    change_at = forms.SplitDateTimeField(
        label="Publish the changes at",
        required=False,
        widget=AdminSplitDateTime,
        help_text="For “Publish changes at this time”.",
    )
    private_note = forms.CharField(
        label="A note for the newsroom; readers never see it",
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    opened = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)

    class Meta:
        model = Article
        fields = ["title"]  # the admin names the rest

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.stored = Stored.of(self.instance)
            self.initial.update(form_values(self.stored))
        for name, permission in {"tags": "articles.add_tag", "bylines": "articles.add_byline"}.items():
            if name in self.fields and self.user is not None:
                self.fields[name].widget.can_add_related = self.user.has_perm(permission)

    @property
    def changes_the_story(self) -> bool:
        """Whether something was edited that a new version must hold."""
        return bool(set(self.changed_data) - self.not_of_the_story)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.refusal:
            self.add_error("body", str(self.refusal))
        state = self.instance.state
        if self.instance.pk:
            row = Article.objects.select_for_update(no_key=True).get(pk=self.instance.pk)
            state, self.live = row.state, row.is_live
            opened, stored = read_opened(cleaned.get("opened", "")), Stored.of(row)
            # The number of the revision too: changes that were discarded and begun anew count from 1 again.
            seen = cleaned.get("version"), opened.get("pending", 0), opened.get("revision", stored.revision)
            if seen != stored.seen or row.version != self.instance.version:
                self.merge = meet(self, stored, opened)
                self.add_error(None, "Nothing is saved yet: somebody else saved this story meanwhile, see above.")
                return cleaned
        self._check_decisions(cleaned)
        self._check_direction(cleaned)
        if self.verb in TRANSITIONS and state not in TRANSITIONS[self.verb][0]:
            self.add_error(None, f"The story is {State(state).label}: “{self.verb}” does not apply to it.")
        self._check_times(cleaned, state)
        if self.verb in LIVE_VERBS:
            self._check_changes(cleaned)
        if self.verb in {"publish", "publish changes", "schedule changes"} or self._changes_what_is_scheduled(state):
            hold_against_checklist(self)
        return cleaned

    def _changes_what_is_scheduled(self, state: str) -> bool:
        """Whether saving lets other words than those that passed the checklist come out by themselves."""
        return state == State.PUBLISHED and not self.live and bool(HELD_AGAINST & set(self.changed_data))

    def _check_direction(self, cleaned: dict[str, Any]) -> None:
        for name in TEXTS:
            if name != "body" and (signs := _turning.findall(cleaned.get(name) or "")):
                named = ", ".join(sorted({f"U+{ord(sign):04X}" for sign in signs}))
                self.add_error(
                    name, f"It holds signs that turn the direction of writing ({named}): readers would see other words."
                )

    def _check_decisions(self, cleaned: dict[str, Any]) -> None:
        for name in TEXTS:
            if places := undecided(cleaned.get(name) or ""):
                still = "one place still waits" if places == 1 else f"{places} places still wait"
                self.add_error(name, f"Here {still} for your decision: look for “{YOURS[0]}” and leave one text.")

    def _check_times(self, cleaned: dict[str, Any], state: str) -> None:
        now = timezone.now()
        comes, leaves, embargo = (cleaned.get(name) for name in ("publish_at", "unpublish_at", "embargo_until"))
        if self.verb == "publish" and leaves and not comes and leaves <= now:
            self.add_error("unpublish_at", "This moment has passed: published now, the story would be gone at once.")
        goes_out = self.verb == "publish" or state == State.PUBLISHED
        if goes_out and embargo and (comes or now) < embargo:
            self.add_error("embargo_until", "The story would be public earlier: publish it for this moment or later.")

    def _check_changes(self, cleaned: dict[str, Any]) -> None:
        """Ask for what the publication of changes of a live story takes."""
        if not self.live:
            self.add_error(None, "No reader has this story now: there are no changes to publish, so save the story.")
            return
        if self.verb == "unschedule changes":
            return
        if self.stored and not changed_fields(self.stored.live, sent_content(self)):
            self.add_error(None, "There is nothing to publish: this is what readers see.")
        if not (kind := cleaned.get("kind")):
            self.add_error("kind", "Say what kind of change it is.")
        elif kind != ChangeKind.MINOR and not (cleaned.get("told") or "told" in self.errors):
            self.add_error("told", "Say what changed: readers are told in your words.")
        if self.verb == "schedule changes" and "change_at" not in self.errors:
            at = cleaned.get("change_at")
            if not at or at < timezone.now() + SOONEST or not dates.is_printable(at):
                self.add_error("change_at", "Give a time to come, or publish the changes now.")


def form_values(stored: Stored) -> dict[str, Any]:
    """Give what the form of a story shows at first."""
    rows = {name: rows_of(stored.content, name) for name in ROWS}
    lists = {"tags": rows["tags"], "bylines": rows["bylines"]} | {name: stored.places[name] for name in LISTS}
    photo = next((row.pk for row in rows["lead_photo"]), None)
    hidden = {"version": stored.version, "opened": json.dumps(stored.opened)}
    texts = {name: stored.content.get(name) or "" for name in TEXTS}
    return texts | lists | hidden | {"lead_photo": photo}


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(max_length=500, widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}))

    def __init__(self, *args: Any, required: bool = True, help_text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = required
        self.fields["reason"].help_text = help_text


class SupersedeForm(ReasonForm):
    """What holds in place of an update or a correction."""

    reason = forms.CharField(
        label="What holds", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"})
    )


class RetractForm(ReasonForm):
    """Why a story is taken back, and where its address leads then."""

    moved_to = forms.ModelChoiceField(
        Article.objects.all(),
        required=False,
        label="Lead readers to another story",
        help_text="While that story is public, the address leads there, and nobody sees the reason.",
    )

    def __init__(self, story: Article, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, help_text="Readers see it in place of the story.", **kwargs)
        self.story = story
        relation: Any = Article._meta.get_field("moved_to")
        widget = RowSelect(relation, admin.site)
        self.fields["moved_to"].widget = widget
        widget.choices = self.fields["moved_to"].choices  # type: ignore[attr-defined]

    def clean_moved_to(self) -> Article | None:
        """Refuse the story itself."""
        if (target := self.cleaned_data["moved_to"]) and target.pk == self.story.pk:
            raise forms.ValidationError("That is the story itself.")
        return target
