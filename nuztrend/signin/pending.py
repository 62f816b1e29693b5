"""Who has given the password and owes the second step. Kept in the session, ten minutes at most."""

import time
from typing import Any

from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

LASTS = 600  # seconds
_name = "signing_in"


def begin(request: HttpRequest, user: Any, onward: str) -> None:
    """Note that this account's password was right, and where it wanted to go."""
    request.session.flush()  # whoever was signed in here before is not any more
    kept = {"user": user.pk, "hash": user.get_session_auth_hash(), "at": time.time(), "onward": onward}
    request.session[_name] = kept


def member(request: HttpRequest) -> Any | None:
    """Give the account that owes the second step; None where there is none, or its password changed meanwhile."""
    kept = request.session.get(_name)
    if not kept or not 0 <= time.time() - kept["at"] < LASTS:
        return None
    user = get_user_model().objects.filter(pk=kept["user"], is_active=True, is_staff=True).first()
    return user if user and constant_time_compare(kept["hash"], user.get_session_auth_hash()) else None


def end(request: HttpRequest) -> str:
    """Forget it; give where the account wanted to go."""
    return str(request.session.pop(_name, {}).get("onward", ""))
