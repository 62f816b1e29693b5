"""Where a writer says an address for letters."""

from typing import Any

from django import forms

from comments.text import tidy

WRONG = "This is no e-mail address that we can write to. It looks like name@example.org."


class AddressField(forms.EmailField):
    """An address in its plain form: no quotes, no number in the place of a host."""

    def to_python(self, value: Any) -> str:
        return tidy(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        if any(char in value for char in '"[]') or not value.isascii():
            raise forms.ValidationError(WRONG)


class AddressForm(forms.Form):
    """One address."""

    address = AddressField(
        max_length=254,
        error_messages={"required": "Please type your e-mail address.", "invalid": WRONG, "max_length": WRONG},
    )
