"""A new password by a link of the operator's, without mail: Django's token, good for an hour and for one password.

The token travels in the query, because the log of requests holds paths. Looking at the link changes nothing.
"""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.encoding import DjangoUnicodeDecodeError
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from nuztrend.models import AuditEntry
from nuztrend.signin import codes
from nuztrend.signin.browsers import remember_browser
from nuztrend.signin.forms import NewPasswordForm
from nuztrend.signin.views import get_and_post, page


class Tokens(PasswordResetTokenGenerator):
    """Django's tokens, but a sign-in does not end them: whoever stole the password could keep the owner out so."""

    key_salt = "link of recover_account"

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        return f"{user.pk} {user.password} {timestamp}"


tokens = Tokens()


def begin_recovery(user: Any) -> tuple[bool, str]:
    """Remove the codes of an account; give whether it had any, and the link under which it sets a new password."""
    had = codes.remove(user, by=None)
    AuditEntry.objects.record(user, "recover", None, "a link for a new password was made")
    who = urlsafe_base64_encode(str(user.pk).encode())
    query = urlencode({"who": who, "token": tokens.make_token(user)})
    return had, f"{settings.SITE_URL}{reverse('admin:recover')}?{query}"


@never_cache
@get_and_post
@sensitive_post_parameters()
def recover(request: HttpRequest) -> HttpResponse:
    """Set a new password for who has the link."""
    user = _named(request.GET.get("who", ""))
    if user is None or not tokens.check_token(user, request.GET.get("token", "")):
        answer = page(request, "admin/recover.html", {"title": "This link is over", "form": None})
        answer.status_code = 410
        return answer
    form = NewPasswordForm(user, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return page(request, "admin/recover.html", {"title": "Your new password", "form": form, "name": user})
    form.save()
    messages.success(request, "Your new password is set. Log in with it now.")
    response = redirect("admin:login")
    remember_browser(request, response, user.get_username())
    return response


def _named(who: str) -> Any | None:
    try:
        number = int(urlsafe_base64_decode(who).decode())
    except (ValueError, UnicodeDecodeError, DjangoUnicodeDecodeError):
        return None
    return get_user_model().objects.filter(pk=number, is_active=True).first() if 0 < number < 2**31 else None
