"""The forms of signing in. A form that is sent too early says how long to wait, and looks at nothing."""

from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm, AdminPasswordChangeForm
from django.contrib.auth.forms import SetPasswordForm
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from nuztrend.models import AuditEntry
from nuztrend.signin import codes
from nuztrend.signin.models import Wait
from nuztrend.signin.throttle import Try, try_code, try_password


def told(seconds: int) -> str:
    """Give a time in words, such as `1 minute and 5 seconds`."""
    minutes, rest = divmod(seconds, 60)
    parts = [(minutes, "minute"), (rest, "second")]
    return " and ".join(f"{number} {word}{'s' * (number != 1)}" for number, word in parts if number)


class TooEarly(ValidationError):
    """The delay is not over."""

    def __init__(self, wait: Wait):
        words = f"There were too many wrong tries. Please wait {told(wait.seconds)}, then try again."
        super().__init__(f"{words} What you sent just now was not looked at.", code="wait")


class Slowed:
    """Of a form: the seconds to wait, 0 where it was looked at."""

    wait = 0

    def too_early(self, wait: Wait) -> TooEarly:
        self.wait = wait.seconds
        return TooEarly(wait)


class SignInForm(Slowed, AdminAuthenticationForm):
    """Name and password. Whether an account of the name exists shows neither in the words nor in the time."""

    attempt: Try

    def clean(self) -> dict[str, Any]:
        name = self.cleaned_data.get("username")
        if not name or not self.cleaned_data.get("password"):
            return self.cleaned_data
        assert self.request is not None
        try:
            self.attempt = try_password(self.request, name)
        except Wait as wait:
            raise self.too_early(wait) from None
        try:
            return super().clean() or {}
        except ValidationError:
            self.attempt.failed()
            raise


class CodeForm(Slowed, forms.Form):
    """The code of the second step."""

    code = forms.CharField(
        max_length=40,
        label="Code",
        help_text="Six digits from your app, or one of your backup codes.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True, "autocapitalize": "none"}),
    )

    def __init__(self, request: HttpRequest, member: Any, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.request, self.member = request, member

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        try:
            attempt = try_code(self.request, self.member.get_username())
        except Wait as wait:
            raise self.too_early(wait) from None
        self.device = codes.verify(self.member, code)
        if self.device is None:
            attempt.failed()
            raise ValidationError(
                "This code is wrong, or was used before. Codes of the app change every 30 seconds.", code="wrong"
            )
        attempt.succeeded()
        return code


class PasswordAgainForm(Slowed, forms.Form):
    """The password once more, before something that whoever sits down at a signed-in browser must not do."""

    password = forms.CharField(
        label="Your password", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        check_again(self, self.request, password)
        return password


class FirstCodeForm(Slowed, forms.Form):
    """A new key with the first code that the app makes of it."""

    key = forms.CharField(max_length=300, widget=forms.HiddenInput)
    code = forms.CharField(
        max_length=40,
        label="Code",
        help_text="The six digits that your app shows now.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].split())


class FirstCodeAndPasswordForm(PasswordAgainForm, FirstCodeForm):
    """The same of somebody who is signed in already: whose app it is that shows the codes shuts all others out."""


class ChangePasswordForm(Slowed, AdminPasswordChangeForm):
    """The old password and twice the new one."""

    def __init__(self, user: Any, request: HttpRequest, *args: Any, **kwargs: Any):
        super().__init__(user, *args, **kwargs)
        self.request = request

    def clean_old_password(self) -> str:
        password: str = self.cleaned_data["old_password"]
        check_again(self, self.request, password)
        return password

    @transaction.atomic
    def save(self, commit: bool = True) -> Any:
        AuditEntry.objects.record(self.user, "change password", self.user)
        return super().save(commit)


class NewPasswordForm(SetPasswordForm):
    """Twice the new password, by a link of the operator's."""

    required_css_class = "required"

    @transaction.atomic
    def save(self, commit: bool = True) -> Any:
        AuditEntry.objects.record(self.user, "change password", self.user, "by a link of recover_account")
        return super().save(commit)


def check_again(form: Slowed, request: HttpRequest, password: str) -> None:
    """Check the password of somebody who is signed in, as slowly as at the door.

    Raises:
        ValidationError: it is wrong, or it is too early to try again.
    """
    user: Any = request.user
    try:
        attempt = try_password(request, user.get_username())
    except Wait as wait:
        raise form.too_early(wait) from None
    if not user.check_password(password):
        attempt.failed()
        raise ValidationError("This is not your password.", code="wrong")
    attempt.succeeded()
