"""Signing in, and a member's own page about it. The addresses stand in nuztrend/signin/site.py."""

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth import login
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import login as verified_by
from django_otp.models import Device

from nuztrend.models import AuditEntry
from nuztrend.signin import codes, pending
from nuztrend.signin.browsers import remember_browser
from nuztrend.signin.forms import (
    ChangePasswordForm,
    CodeForm,
    FirstCodeAndPasswordForm,
    FirstCodeForm,
    PasswordAgainForm,
    SignInForm,
    Slowed,
)

get_and_post = require_http_methods(["GET", "HEAD", "POST"])


class SignIn(LoginView):
    """The page with name and password."""

    authentication_form = SignInForm
    template_name = "admin/login.html"

    def form_valid(self, form: Any) -> HttpResponse:
        user, onward = form.get_user(), self.get_success_url()
        form.attempt.succeeded()
        if codes.are_needed(user):
            pending.begin(self.request, user, onward)
            return redirect("admin:second_step" if codes.are_set_up(user) else "admin:set_up_codes")
        return let_in(self.request, user, onward)

    def form_invalid(self, form: Any) -> HttpResponse:
        return slowed(super().form_invalid(form), form)


@never_cache
@get_and_post
def second_step(request: HttpRequest) -> HttpResponse:
    """Ask who has given the password for a code, and let in."""
    member = pending.member(request)
    if member is None:
        return redirect("admin:login")
    form = CodeForm(request, member, request.POST or None)
    if request.method == "POST" and form.is_valid():
        assert form.device is not None
        spent = "with a backup code" if form.device.name == codes.BACKUP else "with a code"
        return let_in(request, member, pending.end(request), form.device, spent)
    return slowed(page(request, "admin/second_step.html", {"title": "Your code", "form": form}), form)


def let_in(
    request: HttpRequest, user: Any, onward: str, device: Device | None = None, note: str = ""
) -> HttpResponseRedirect:
    """Begin a session of an account whose steps are all done, and lead on."""
    user.otp_device = device  # django-otp takes it from here into the session
    login(request, user)
    AuditEntry.objects.record(user, "sign in", user, note)
    response = HttpResponseRedirect(onward or reverse("admin:index"))
    remember_browser(request, response, user.get_username())
    return response


def account(request: HttpRequest) -> HttpResponse:
    """Show a member what their signing in takes, and what can be done about it."""
    return _account(request, PasswordAgainForm(request))


def _account(request: HttpRequest, form: PasswordAgainForm) -> HttpResponse:
    context = {
        "title": "Your sign-in",
        "form": form,
        "codes_set_up": codes.are_set_up(request.user),
        "demanded": codes.are_demanded(request.user),
        "left": codes.backup_codes_left(request.user),
        "of": codes.BACKUP_CODES,
    }
    return slowed(page(request, "admin/account.html", context), form)


@never_cache
@get_and_post
@sensitive_post_parameters()
def set_up_codes(request: HttpRequest) -> HttpResponse:
    """Show a new key, and begin to ask for codes once the first one is right; also on the way in, where demanded."""
    signed_in = request.user.is_authenticated and admin.site.has_permission(request)
    member: Any = request.user if signed_in else pending.member(request)
    if member is None:
        return redirect("admin:login")
    if codes.are_set_up(member):
        return redirect("admin:account" if signed_in else "admin:second_step")
    asked = partial(FirstCodeAndPasswordForm, request) if signed_in else FirstCodeForm
    form = asked(request.POST if request.method == "POST" else None)
    device = codes.device_of(member, form.data.get("key", "")) if form.is_bound else None
    if device and form.is_valid():
        if made := codes.set_up(member, device, form.cleaned_data["code"]):
            return _begun(request, member, device, made, signed_in)
        form.add_error("code", "This code is wrong. Look whether the clock of the telephone is right, and try again.")
    if device is None:
        if form.is_bound:
            messages.warning(request, "The key was an hour old, so here is a new one: please scan again.")
        signed = codes.new_key(member)
        form, device = asked(initial={"key": signed}), codes.device_of(member, signed)
        assert device is not None
    context = {"title": "Set up codes", "form": form, "device": device, "demanded": not signed_in}
    context |= {"qr": codes.picture(device), "words": codes.key_in_words(device)}
    return slowed(page(request, "admin/set_up_codes.html", context), form)


def _begun(request: HttpRequest, member: Any, device: Device, made: list[str], signed_in: bool) -> HttpResponse:
    """Let in who was on the way, and show the backup codes, once."""
    onward = reverse("admin:account")
    if signed_in:
        verified_by(request, device)
        return _shown_once(request, made, onward)
    onward = pending.end(request)
    answer = let_in(request, member, onward, device, "with a code")
    shown = _shown_once(request, made, answer.url)
    shown.cookies.update(answer.cookies)
    return shown


@require_POST
@sensitive_post_parameters()
def backup_codes(request: HttpRequest) -> HttpResponse:
    """Make ten new backup codes for who gives the password again, and show them, once."""
    form = PasswordAgainForm(request, request.POST)
    if not codes.are_set_up(request.user):
        return redirect("admin:account")
    if not form.is_valid():
        return _account(request, form)
    return _shown_once(request, codes.make_backup_codes(request.user), reverse("admin:account"))


@require_POST
@sensitive_post_parameters()
def remove_codes(request: HttpRequest) -> HttpResponse:
    """Ask who gives the password again for codes no more; where they are demanded, lead to new ones."""
    form = PasswordAgainForm(request, request.POST)
    if not form.is_valid():
        return _account(request, form)
    if not codes.remove(request.user, by=request.user):
        return redirect("admin:account")
    if codes.are_demanded(request.user):
        pending.begin(request, request.user, reverse("admin:account"))
        return redirect("admin:set_up_codes")
    messages.success(request, "From now on your password alone logs you in.")
    return redirect("admin:account")


def _shown_once(request: HttpRequest, made: list[str], onward: str) -> TemplateResponse:
    return page(request, "admin/backup_codes.html", {"title": "Your backup codes", "codes": made, "onward": onward})


class ChangePassword(PasswordChangeView):
    """The admin's page to change one's password, slowed like the door."""

    form_class = ChangePasswordForm
    template_name = "admin/change_password.html"
    title = "Change password"
    success_url = reverse_lazy("admin:account")

    def form_valid(self, form: Any) -> HttpResponse:
        messages.success(self.request, "Your new password is set. Your sessions in other browsers have ended.")
        return super().form_valid(form)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"request": self.request}

    def form_invalid(self, form: Any) -> HttpResponse:
        return slowed(super().form_invalid(form), form)


def slowed(response: HttpResponse, form: Slowed) -> HttpResponse:
    """Answer 429 with the time to wait where a form was sent too early."""
    if form.wait:
        response.status_code = 429
        response.headers["Retry-After"] = str(form.wait)
    return response


def page(request: HttpRequest, template: str, context: dict[str, Any]) -> TemplateResponse:
    """Answer with a page in the newsroom's frame."""
    return TemplateResponse(request, template, admin.site.each_context(request) | context)
