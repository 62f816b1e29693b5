"""Serves a challenge as a picture and as a sound. Neither writes anything."""

import re
from functools import lru_cache

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotFound
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_safe

from comments.captcha.challenge import digits_of
from comments.captcha.picture import draw
from comments.captcha.sound import speak

# Safari asks for a sound in several ranges; 4 x 200 kB of memory save making it anew for each.
_speak_once = lru_cache(maxsize=4)(speak)


@require_safe
def picture(request: HttpRequest, key: str) -> HttpResponseBase:
    """The challenge as PNG; 404 when it is unknown or expired."""
    digits = digits_of(key)
    if digits is None:
        return _gone()
    return _private(HttpResponse(draw(digits, _seed("picture", key)), content_type="image/png"))


@require_safe
def sound(request: HttpRequest, key: str) -> HttpResponseBase:
    """The challenge as WAV, whole or one range of bytes; 404 when it is unknown or expired."""
    digits = digits_of(key)
    if digits is None:
        return _gone()
    response = _answer_range(request, _speak_once(digits, _seed("sound", key)), "audio/wav")
    response["Content-Disposition"] = 'inline; filename="captcha.wav"'
    return _private(response)


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


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
