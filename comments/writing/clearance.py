"""What spares a reader the next digits: a signed token in a cookie that names nobody.

It holds plain chance and the hour of its making. Only the doors at which forms are sent and filled read it; pages that
all readers share never do, and the page cache answers a browser that carries it like any other.
"""

import hashlib
import secrets
from time import time

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from comments import budgets
from comments.models import Attack

COOKIE = "clearance"
PATH = "/articles/"  # below which all forms are sent
SALT = "comments.clearance"
LASTS = 3_600  # seconds
DRIFT = 60  # seconds by which clocks of several machines may differ


def clearance_of(request: HttpRequest) -> str:
    """Give the hash under which the comments of a reader's token are counted; "" where digits must be asked.

    A token that is forged, too old, used up or of another portal is none, and so is every one under attack.
    """
    token = request.COOKIES.get(COOKIE, "")
    if not token or not is_given():
        return ""
    try:
        number, _, since = signing.Signer(salt=SALT).unsign(token[:200]).partition(".")
    except signing.BadSignature:
        return ""
    if not -DRIFT <= time() - int(since) <= LASTS:
        return ""
    counted_as = hashlib.sha256(number.encode()).hexdigest()[:16]
    try:
        budgets.check(("clearance", counted_as))
    except budgets.OverBudget:
        return ""
    return counted_as


def is_given() -> bool:
    """Say whether tokens are given and taken just now."""
    return settings.CAPTCHA == "first" and not Attack.objects.is_on()


def clear(response: HttpResponse) -> None:
    """Give the reader, whose digits were right, a token with this answer."""
    if is_given():
        token = signing.Signer(salt=SALT).sign(f"{secrets.token_urlsafe(16)}.{int(time())}")
        response.set_cookie(
            COOKIE,
            token,
            max_age=LASTS,
            path=PATH,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Strict",
        )
