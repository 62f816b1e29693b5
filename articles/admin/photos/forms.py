"""Forms of a photo: one that is there or is sent, and the rows in which several get their words."""

from dataclasses import asdict
from typing import Any, ClassVar

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.forms.utils import ErrorDict
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.admin.photos.words import LICENCES
from articles.images import BadImage
from articles.models import Photo
from articles.models.photo import StoredPhoto, new_key, store_upload

KEPT_FOR = 24 * 3600
"""Seconds for which a form that is not saved yet remembers the pictures that were sent with it."""

SALT = "articles.forms.kept-picture"
SAID = ["alt", "decorative", "caption", "credit", "licence", "source_type", "illustrative"]
LOST = "The picture that was sent before is no longer here. Choose it again."


def take(upload: Any) -> None:
    """Store an upload and put on it what became of it: `stored` or `refusal`; call it before a transaction begins."""
    try:
        upload.stored = store_upload(upload, upload.name or "")
    except BadImage as refusal:
        upload.refusal = refusal


def keep(stored: StoredPhoto, key: str = "") -> str:
    """Give the token by which a form remembers a stored upload, and the key that its photo will have."""
    return signing.dumps({"key": key or new_key(), **asdict(stored)}, salt=SALT, compress=True)


def kept(token: str) -> tuple[str, StoredPhoto]:
    """Give the key and the stored upload of a token.

    Raises:
        signing.BadSignature: nobody gave this token, or longer than KEPT_FOR ago.
    """
    fields = signing.loads(token, salt=SALT, max_age=KEPT_FOR)
    return fields.pop("key"), StoredPhoto(**fields)


class LicenceInput(forms.TextInput):
    """A line of text that offers the usual licences."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        offered = f"licences-for-{name}"
        line = super().render(name, value, {**(attrs or {}), "list": offered}, renderer)
        options = format_html_join("", '<option value="{}">', ((licence,) for licence in LICENCES))
        return format_html('{}<datalist id="{}">{}</datalist>', line, offered, options)


class WordsForm(forms.ModelForm):
    """What is said of a photo."""

    class Meta:
        model = Photo
        fields = SAID
        widgets: ClassVar[dict[str, forms.Widget]] = {"licence": LicenceInput(attrs={"class": "vTextField"})}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not (cleaned.get("decorative") or cleaned.get("alt")) and "alt" not in self.errors:
            self.add_error("alt", "Describe the picture for those who cannot see it, or mark it as decorative.")
        return cleaned


class PhotoForm(WordsForm):
    """A photo with its upload.

    The view has put what became of the upload on the file itself, before the transaction began (`take`).
    """

    upload = forms.FileField(label="File", required=False, help_text="JPEG, PNG, WebP, GIF or AVIF.")
    kept = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta(WordsForm.Meta):
        fields = [*SAID, "focal_x", "focal_y"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned["stored"] = self._picture(cleaned.get("upload"), cleaned.get("kept", ""))
        if not cleaned["stored"] and not self.instance.pk and "upload" not in self.errors:
            self.add_error("upload", "Choose a picture.")
        if self.errors and cleaned["stored"]:
            self._keep(cleaned["stored"])
        return cleaned

    def _picture(self, upload: UploadedFile | None, token: str) -> StoredPhoto | None:
        if upload:
            refusal: BadImage | None = getattr(upload, "refusal", None)
            if refusal:
                self.add_error("upload", str(refusal))
            return getattr(upload, "stored", None)
        try:
            return kept(token)[1] if token else None
        except signing.BadSignature:
            self.add_error("upload", LOST)
            return None

    def _keep(self, stored: StoredPhoto) -> None:
        """Browsers empty the file field of a form that comes back: remember the picture that is stored already."""
        self.data = {**self.data.dict(), self.add_prefix("kept"): keep(stored)}  # type: ignore[attr-defined]
        self["upload"].help_text = "The picture that you sent is kept; choose another one only to replace it."


class RowForm(WordsForm):
    """The words of one picture that was sent with others and is no photo of the library yet."""

    kept = forms.CharField(widget=forms.HiddenInput, error_messages={"required": LOST})
    leave_out = forms.BooleanField(required=False, label="Leave this one out")

    twin: Photo | None = None
    """A photo of the library that was made of the same file."""

    class Meta(WordsForm.Meta):
        widgets: ClassVar[dict[str, forms.Widget]] = {
            **WordsForm.Meta.widgets,
            "alt": forms.Textarea(attrs={"rows": 2}),
        }

    def full_clean(self) -> None:
        """Check the words, but for a picture that is left out."""
        super().full_clean()
        if self.is_bound and self.cleaned_data.get("leave_out"):
            self._errors = ErrorDict()

    @property
    def stored(self) -> StoredPhoto | None:
        """What was stored of the picture; None when it is no longer here."""
        return self._opened[1]

    @property
    def key(self) -> str:
        """The key that the photo will have."""
        return self._opened[0]

    @cached_property
    def _opened(self) -> tuple[str, StoredPhoto | None]:
        try:
            return kept(self["kept"].value() or "")
        except signing.BadSignature:
            return "", None

    def clean_kept(self) -> str:
        if self.stored is None:
            raise forms.ValidationError(LOST)
        return str(self.cleaned_data["kept"])

    @property
    def number(self) -> int:
        """The number of the row as editors count."""
        return int(str(self.prefix).removeprefix("row-")) + 1

    @property
    def picture(self) -> Photo | None:
        """The photo that the row will be, to be looked at."""
        if self.stored is None:
            return None
        photo = Photo()
        photo.fill(self.stored)
        return photo
