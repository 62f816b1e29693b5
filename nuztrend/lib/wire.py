"""One request to a service outside: bounded in bytes and in seconds, never redirected, never telling a secret."""

import re
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from email.message import Message
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.client import HTTPException
from typing import Any, TypeVar
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.utils import timezone

SECONDS = 20  # for everything: name, connection, headers, body
TIMEOUT = 5  # seconds to connect, and for each reading
ANSWER = 65_536  # bytes read of an answer
LONGEST_WAIT = 86_400  # seconds
ADVICE: dict[int, str] = {
    HTTPStatus.UNAUTHORIZED: "Check {settings}.",
    HTTPStatus.FORBIDDEN: "Check {settings}.",
    HTTPStatus.NOT_FOUND: "Check {settings}.",
    HTTPStatus.METHOD_NOT_ALLOWED: "Check {settings}.",
    HTTPStatus.TOO_MANY_REQUESTS: "The provider's limit is reached.",
}
Result = TypeVar("Result")


class CannotSend(Exception):
    """A service did not do it. The text says why and what to do; `wait` is how many seconds it asked to wait, or 0."""

    def __init__(self, text: str, wait: int = 0):
        super().__init__(text)
        self.wait = wait


class _NoRedirects(HTTPRedirectHandler):
    """A redirect would carry the token to another host."""

    def redirect_request(self, *args: Any) -> None:
        return None


open_unredirected = build_opener(_NoRedirects).open
"""`urllib.request.urlopen`, for which a redirect is an error."""


def within(seconds: float, work: Callable[[], Result]) -> Result | None:
    """Give what `work` gives, or None when it takes longer; it may then go on where nobody waits for it.

    Time-outs of sockets begin anew with every byte: who sends one in four seconds would hold the worker for hours.
    """
    given: list[Result] = []
    thread = threading.Thread(target=lambda: given.append(work()), daemon=True)
    thread.start()
    thread.join(seconds)
    return given[0] if given else None


def moment(said: str | None) -> datetime | None:
    """Give the moment that a header names (RFC 9110, 5.6.7); None where it names none."""
    try:
        found = parsedate_to_datetime(said or "")
        return found if found.tzinfo else None
    except (ValueError, TypeError, OverflowError):
        return None


def wait_of(headers: Message) -> int:
    """Give for how many seconds an answer asks to be left alone (Retry-After), at most a day; 0 where it does not."""
    said = headers.get("Retry-After", "")
    if said.isascii() and said.isdigit():
        return min(int(said[:9]), LONGEST_WAIT)
    until = moment(said)
    return min(max(0, int((until - timezone.now()) / timedelta(seconds=1))), LONGEST_WAIT) if until else 0


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

    def told() -> bytes | CannotSend:
        try:
            with open_unredirected(request, timeout=TIMEOUT) as response:
                return bytes(response.read(ANSWER))
        except HTTPError as error:
            with error:
                said = _printable(error, secret)
                hint = advice.get(error.code, "Check {settings}." if error.code < 400 else "").format(settings=settings)
                return CannotSend(f"{host} answered {error.code}{said}. {hint}".strip(), wait_of(error.headers))
        except (URLError, HTTPException, OSError, ValueError) as error:
            # the text of a ValueError would repeat the header that it is about
            reason = getattr(error, "reason", None) or ("" if isinstance(error, ValueError) else error)
            why = str(reason) or type(error).__name__
            return CannotSend(f"{host} does not answer ({why}). Is it reachable from this machine?")

    answer = within(SECONDS, told)
    if answer is None:
        raise CannotSend(f"{host} takes longer than {SECONDS} s.")
    if isinstance(answer, CannotSend):
        raise answer
    return answer


def _printable(error: HTTPError, secret: str) -> str:
    """The beginning of an error's body on one line, without the secret: it goes to the log."""
    try:
        text = error.read(2_000).decode(errors="replace")
    except (HTTPException, OSError):
        return ""
    text = text.replace(secret, "…") if secret else text
    text = re.sub(r"[^ -~…]+|\s+", " ", text).strip()[:200]
    return f": {text}" if text else ""
