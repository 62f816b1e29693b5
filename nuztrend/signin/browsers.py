"""Which browsers have signed in to which accounts before: a signed cookie of the newsroom, for nothing but delays.

It opens nothing: who has it needs the password and the code all the same. It is set by signing in, and by a link of
`recover_account`, under /admin/ alone; no reader ever gets one.
"""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import salted_hmac

LASTS = 180 * 24 * 60 * 60  # seconds since the account was last signed in to


def known_browser(request: HttpRequest, name: str) -> str:
    """Give the id of a browser that has signed in to this account before; nothing of any other."""
    try:
        found = signing.loads(request.COOKIES.get(_cookie(name), ""), salt=_salt(name), max_age=LASTS)
    except signing.BadSignature:
        return ""
    return str(found)


def remember_browser(request: HttpRequest, response: HttpResponse, name: str) -> None:
    """Have the browser known for this account; it keeps its id, and with it what it has failed at."""
    browser = known_browser(request, name) or secrets.token_urlsafe(12)
    response.set_cookie(
        _cookie(name),
        signing.dumps(browser, salt=_salt(name)),
        max_age=LASTS,
        path=reverse("admin:index"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _salt(name: str) -> str:
    return f"known browser of {name}"


def _cookie(name: str) -> str:
    return f"known_{salted_hmac('cookie of a known browser', name, algorithm='sha256').hexdigest()[:12]}"
