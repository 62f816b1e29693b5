"""One log line per request, and its id on every line that it causes. No address of a reader is written."""

import logging
import re
import secrets
import time
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

logger = logging.getLogger("nuztrend.request")
_secret = re.compile(r"(?<![\w-])/(comments/(?:(?:reports/)?[\w-]{32}|letters/[\w.-]{32,})|preview/[\w.-]{20,})")
"""Addresses that are secrets: the receipt of a comment or report, what a letter leads to, a preview link."""
_request_id: ContextVar[str] = ContextVar("request_id", default="-")
_acceptable = re.compile(r"[A-Za-z0-9._-]{8,64}", re.ASCII)


class RequestIdFilter(logging.Filter):
    """Give every log record the id of its request (`-` outside of one), and take secret addresses out of its text."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = _request_id.get()
        if "/comments/" in (text := record.getMessage()) or "/preview/" in text:
            record.msg, record.args = _secret.sub(lambda found: f"/{found[1].partition('/')[0]}/…", text), ()
        return True


class RequestLogMiddleware:
    """Take the proxy's X-Request-ID or make one, answer with it, and write the request's line."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if _acceptable.fullmatch(given) else secrets.token_hex(8)
        token = _request_id.set(request_id)
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            response.headers["X-Request-ID"] = request_id
            took = (time.perf_counter() - started) * 1000
            # %r keeps line breaks of a hostile path inside the line
            logger.info("%s %r %d %.1fms", request.method, request.path, response.status_code, took)
            return response
        finally:
            _request_id.reset(token)
