"""What a writer types on the pages behind a receipt."""

from typing import Any

from django import forms

from comments.models import LONGEST_APPEAL, LONGEST_TEXT
from comments.text import has_words, tidy


class TidyField(forms.CharField):
    """A text without control characters."""

    def to_python(self, value: Any) -> str:
        return tidy(super().to_python(value) or "")


class TextForm(forms.Form):
    """One text of a bounded length."""

    longest = LONGEST_TEXT
    missing = "Please write your comment. To take it away altogether, delete it."
    text = TidyField(required=False)

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"])
        if not has_words(text):
            raise forms.ValidationError(self.missing)
        if len(text) > self.longest:
            raise forms.ValidationError(
                f"Your text has {len(text):,} characters; at most {self.longest:,} fit. Please shorten it."
            )
        return text


class AppealForm(TextForm):
    """Why a decision is wrong."""

    longest = LONGEST_APPEAL
    missing = "Please say why your comment should stand."
