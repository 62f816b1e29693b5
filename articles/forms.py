"""Forms of the newsroom: a story, a photo, and the reason that some verbs ask for."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple, RelatedFieldWidgetWrapper
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone

from articles.images import BadImage
from articles.markdown import CannotRender
from articles.models import Article, Byline, Photo, Tag
from articles.models.article import TRANSITIONS, State
from articles.models.photo import StoredPhoto
from nuztrend.lib import dates
from nuztrend.models import AuditEntry

Row = TypeVar("Row", bound=Model)

MARKDOWN_HELP = (
    "Markdown: **bold**, *italics*, ## a heading, > a quote, - a list, [words](https://…); an empty line begins a "
    'paragraph. A photo: ![what it shows](photo:KEY "caption"), ready to copy on the page of the photo.'
)

KEPT_FOR = 24 * 3600
"""Seconds for which a form that came back with errors remembers the picture that was sent with it."""


class MarkdownField(forms.CharField):
    r"""A text whose blanks mean something; its line ends are `\n`, whatever the browser sends."""

    widget = forms.Textarea(attrs={"rows": 30, "class": "vLargeTextField story-body"})

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


class PhotoSelect(AutocompleteSelect):
    """An autocomplete that shows photos by their pictures."""

    def get_url(self) -> str:
        return reverse(f"{self.admin_site.name}:articles_photo_choices")

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> list[Any]:
        return super().optgroups(name, [pk for pk in value if is_key(pk)], attr)

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if value and (photo := Photo.objects.filter(pk=value).first()):
            option["attrs"]["data-thumbnail"] = photo.small_url
        return option

    @property
    def media(self) -> forms.Media:
        return super().media + SELECTS


def chosen_in_order(name: str, model: type[Model], help_text: str = "", can_add: bool = True) -> OrderedChoiceField:
    """Give the field for one of the story's many-to-many relations."""
    relation: Any = Article._meta.get_field(name)
    select = OrderedSelect(relation, admin.site)
    # One wrapper serves every editor; ArticleForm takes the "+" away from those who may not add.
    widget = RelatedFieldWidgetWrapper(select, relation.remote_field, admin.site, can_add_related=can_add)
    return OrderedChoiceField(queryset=model._default_manager.all(), widget=widget, required=False, help_text=help_text)


@dataclass(frozen=True)
class Conflict:
    """Somebody saved the story while this form was open."""

    version: int
    entry: AuditEntry | None
    stored: list[tuple[str, str]]

    def __str__(self) -> str:
        who = self.entry.by.get_username() if self.entry and self.entry.by else "Somebody"
        when = (
            f" on {dates.dateline(self.entry.at)} at {timezone.localtime(self.entry.at):%H:%M:%S}" if self.entry else ""
        )
        return (
            f"{who} saved version {self.version} of this story{when}, while you were writing. Your words are all "
            "below and nothing of them is stored yet; the stored version is unchanged."
        )


class ArticleForm(forms.ModelForm):
    """A story as the newsroom edits it.

    It must be cleaned inside a transaction, because it locks the row to compare versions. The admin sets `user`,
    `verb` and `refusal` on the class that it makes for each request.
    """

    user: Any = None
    verb = ""
    refusal: CannotRender | None = None
    """What the renderer said to the posted body, before the transaction began."""
    conflict: Conflict | None = None
    not_of_the_story = {"note", "version", "over_version"}

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
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    over_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Article
        fields = ["title"]  # the admin names the rest

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["version"] = self.instance.version
            self.initial["bylines"] = [credit.byline for credit in self.instance.credits.all()]
            self.initial["picks"] = list(self.instance.picked.values_list("other_id", flat=True))
            self.initial["blocks"] = list(self.instance.blocked.values_list("other_id", flat=True))
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
            row = Article.objects.select_for_update(no_key=True).only("version", "state").get(pk=self.instance.pk)
            state = row.state
            seen = {cleaned.get("version"), cleaned.get("over_version")}
            if row.version not in seen or row.version != self.instance.version:
                self.conflict = self._conflict_with(row.version)
                self.add_error(None, "Nothing is saved: somebody else saved this story meanwhile, see above.")
        if self.verb and not self.conflict and state not in TRANSITIONS[self.verb][0]:
            self.add_error(None, f"The story is {State(state).label}: “{self.verb}” does not apply to it.")
        leaves = cleaned.get("unpublish_at")
        if self.verb == "publish" and leaves and not cleaned.get("publish_at") and leaves <= timezone.now():
            self.add_error("unpublish_at", "This moment has passed: published now, the story would be gone at once.")
        return cleaned

    def _conflict_with(self, version: int) -> Conflict:
        entry = AuditEntry.objects.of(self.instance).select_related("by").first()
        texts = [name for name in ("title", "slug", "dek", "body", "keywords") if name in self.changed_data]
        stored = [(str(self.fields[name].label or name), self.initial.get(name) or "") for name in texts]
        return Conflict(version, entry, stored)


class PhotoForm(forms.ModelForm):
    """A photo with its upload.

    The admin has put what became of the upload on the file itself, before the transaction began: `stored`
    (a StoredPhoto) or `refusal` (a BadImage).
    """

    salt = "articles.forms.kept-picture"

    upload = forms.FileField(label="File", required=False, help_text="JPEG, PNG, WebP, GIF or AVIF.")
    kept = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Photo
        fields = ["alt"]  # the admin names the rest

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not (cleaned.get("decorative") or cleaned.get("alt")) and "alt" not in self.errors:
            self.add_error("alt", "Describe the picture for those who cannot see it, or mark it as decorative.")
        cleaned["stored"] = self._picture(cleaned.get("upload"), cleaned.get("kept", ""))
        if not cleaned["stored"] and not self.instance.pk and "upload" not in self.errors:
            self.add_error("upload", "Choose a picture.")
        if self.errors and cleaned["stored"]:
            self._keep(cleaned["stored"])
        return cleaned

    def _picture(self, upload: UploadedFile | None, kept: str) -> StoredPhoto | None:
        if upload:
            refusal: BadImage | None = getattr(upload, "refusal", None)
            if refusal:
                self.add_error("upload", str(refusal))
            return getattr(upload, "stored", None)
        try:
            return StoredPhoto(**signing.loads(kept, salt=self.salt, max_age=KEPT_FOR)) if kept else None
        except signing.BadSignature:
            self.add_error("upload", "The picture that was sent before is no longer here. Choose it again.")
            return None

    def _keep(self, stored: StoredPhoto) -> None:
        """Browsers empty the file field of a form that comes back: remember the picture that is stored already."""
        kept = signing.dumps(asdict(stored), salt=self.salt)
        self.data = {**self.data.dict(), self.add_prefix("kept"): kept}  # type: ignore[attr-defined]
        self["upload"].help_text = "The picture that you sent is kept; choose another one only to replace it."


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(max_length=500, widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}))

    def __init__(self, *args: Any, required: bool = True, help_text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = required
        self.fields["reason"].help_text = help_text


def same_pictures(stored: StoredPhoto, but: Photo) -> Iterable[Photo]:
    """Give the photos that were made of the same file as `stored`, without `but`."""
    return Photo.objects.filter(upload_digest=stored.upload_digest).exclude(pk=but.pk)[:5]
