"""Serves a challenge as a picture and as a sound. Neither writes anything but what a network has had of sounds."""

import logging
import re

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotFound
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_safe

from comments import budgets
from comments.captcha.challenge import digits_of
from comments.captcha.picture import draw
from comments.captcha.sound import speak
from comments.models import NetworkKey
from comments.writing.busy import told

logger = logging.getLogger("comments")
# Safari asks for a sound in several ranges; 4 x 200 kB of memory save making it anew for each.
KEPT = 4
_spoken: dict[bytes, bytes] = {}


@require_safe
def picture(request: HttpRequest, key: str) -> HttpResponseBase:
    """The challenge as PNG; 404 when it is unknown or expired."""
    digits = digits_of(key)
    if digits is None:
        return _gone()
    return _private(HttpResponse(draw(digits, _seed("picture", key)), content_type="image/png"))


@require_safe
def sound(request: HttpRequest, key: str) -> HttpResponseBase:
    """The challenge as WAV, whole or one range of bytes; 404 when it is unknown or expired, 429 over the budget."""
    digits = digits_of(key)
    if digits is None:
        return _gone()
    try:
        spoken = _speak(request, digits, _seed("sound", key))
    except budgets.OverBudget as over:
        return _too_many(over.seconds)
    response = _answer_range(request, spoken, "audio/wav")
    response["Content-Disposition"] = 'inline; filename="captcha.wav"'
    return _private(response)


def _speak(request: HttpRequest, digits: str, seed: bytes) -> bytes:
    """Give the sound, made now or lately; making one takes 20 to 80 ms of a processor, so it is what is paid for.

    Raises:
        OverBudget: the reader's network has had its share.
    """
    if (made := _spoken.get(seed)) is None:
        try:
            budgets.spend("sound", NetworkKey.objects.network(request.META))
        except DatabaseError as error:  # the disk is full or the database is busy; listening goes on
            logger.error("a sound could not be counted: %s", error)
        _spoken[seed] = made = speak(digits, seed)
        for old in list(_spoken)[:-KEPT]:
            _spoken.pop(old, None)
    return made


def _seed(purpose: str, key: str) -> bytes:
    """The same for each request of one challenge, and not to be computed from the public key alone."""
    return salted_hmac(f"comments.captcha.{purpose}", key, algorithm="sha256").digest()


def _answer_range(request: HttpRequest, body: bytes, content_type: str) -> HttpResponse:
    """The body, or the one range of it that was asked for (RFC 9110, section 14).

    Several ranges, other units and malformed ones are answered whole, which the RFC allows. So is If-Range:
    these responses carry no validator that it could match.
    """
    asked = re.fullmatch(r"bytes=([0-9]{0,12})-([0-9]{0,12})", request.headers.get("Range", "").strip())
    first, last = asked.groups() if asked else ("", "")
    if first:
        start, stop = int(first), int(last) + 1 if last else len(body)
    elif last:
        start, stop = max(0, len(body) - int(last)), len(body)
    if not (first or last) or "If-Range" in request.headers or stop <= start < len(body):
        response = HttpResponse(body, content_type=content_type)
    elif start >= len(body):
        response = HttpResponse(status=416, content_type=content_type)
        response["Content-Range"] = f"bytes */{len(body)}"
    else:
        part = body[start:stop]
        response = HttpResponse(part, status=206, content_type=content_type)
        response["Content-Range"] = f"bytes {start}-{start + len(part) - 1}/{len(body)}"
    response["Accept-Ranges"] = "bytes"
    return response


def _gone() -> HttpResponse:
    return _private(
        HttpResponseNotFound("This captcha has expired or was used.\n", content_type="text/plain; charset=utf-8")
    )


def _too_many(seconds: int) -> HttpResponse:
    words = f"The digits were spoken very often to your network, which you may share. Please wait {told(seconds)}."
    response = HttpResponse(f"{words}\n", content_type="text/plain; charset=utf-8", status=429)
    response["Retry-After"] = str(seconds)
    return _private(response)


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
