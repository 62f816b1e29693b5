"""One request to a service outside: bounded, never redirected, never telling a secret."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

TIMEOUT = 5  # seconds to connect, and for each reading
ANSWER = 65_536  # bytes read of an answer
ADVICE: dict[int, str] = {
    HTTPStatus.UNAUTHORIZED: "Check {settings}.",
    HTTPStatus.FORBIDDEN: "Check {settings}.",
    HTTPStatus.NOT_FOUND: "Check {settings}.",
    HTTPStatus.METHOD_NOT_ALLOWED: "Check {settings}.",
    HTTPStatus.TOO_MANY_REQUESTS: "The provider's limit is reached.",
}


class CannotSend(Exception):
    """A service did not do it. The text says why and what to do; `wait` is how many seconds it asked to wait, or 0."""

    def __init__(self, text: str, wait: int = 0):
        super().__init__(text)
        self.wait = wait


class _NoRedirects(HTTPRedirectHandler):
    """A redirect would carry the token to another host."""

    def redirect_request(self, *args: Any) -> None:
        return None


_open = build_opener(_NoRedirects).open


def send(
    method: str,
    url: str,
    headers: Mapping[str, str],
    *,
    settings: str,
    content: bytes | None = None,
    secret: str = "",
    advice: Mapping[int, str] = ADVICE,
) -> bytes:
    """Send one request and give the answer's body, at most 64 kB of it. 2xx is success.

    Args:
        settings: the names of the settings to look at when it is refused.
        secret: what must not appear in an error, even if the answer repeats it.
        advice: what to do about a status; `{settings}` stands for those names.

    Raises:
        CannotSend: no answer in time, or another one.
    """
    host = urlsplit(url).netloc
    request = Request(url, data=content, headers={"User-Agent": "Nuztrend", **headers}, method=method)  # noqa: S310  (env.address and constants)
    try:
        with _open(request, timeout=TIMEOUT) as response:
            body: bytes = response.read(ANSWER)
            return body
    except HTTPError as error:
        with error:
            told = _printable(error, secret)
            hint = advice.get(error.code, "Check {settings}." if error.code < 400 else "").format(settings=settings)
            raise CannotSend(f"{host} answered {error.code}{told}. {hint}".strip(), _wait(error)) from None
    except (URLError, HTTPException, OSError, ValueError) as error:
        # the text of a ValueError would repeat the header that it is about
        reason = getattr(error, "reason", None) or ("" if isinstance(error, ValueError) else error)
        text = f"{host} does not answer ({str(reason) or type(error).__name__}). Is it reachable from this machine?"
        raise CannotSend(text) from None


def _printable(error: HTTPError, secret: str) -> str:
    """The beginning of an error's body on one line, without the secret: it goes to the log."""
    try:
        text = error.read(2_000).decode(errors="replace")
    except (HTTPException, OSError):
        return ""
    text = text.replace(secret, "…") if secret else text
    text = re.sub(r"[^ -~…]+|\s+", " ", text).strip()[:200]
    return f": {text}" if text else ""


def _wait(error: HTTPError) -> int:
    """The seconds of Retry-After; dates are not understood and count as nothing said."""
    given = error.headers.get("Retry-After", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 6 else 0
