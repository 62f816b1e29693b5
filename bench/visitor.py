"""Somebody who uses the portal over HTTP: keeps a connection and cookies, reads forms and sends them."""

from collections.abc import Iterable
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPException, HTTPResponse
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from serving import HERE, Server

Field = tuple[str, str]


class FormReader(HTMLParser):
    """Reads what a browser would send of the last form of a page, or of a fragment of one, or of the one with an id."""

    def __init__(self, form: str) -> None:
        super().__init__()
        self.form = form
        self._done = False
        self.fields: list[Field] = []
        self._id = self._open = self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "form" and not self._done:
            self.fields.clear()
            self._id = given.get("id", "")
        elif self._done:
            return
        elif tag in ("textarea", "select"):
            self._open, self._text = name, ""
        elif tag == "option" and self._open and "selected" in given:
            self.fields.append((self._open, value))
        elif tag == "input" and name:
            kind = given.get("type", "text")
            if kind not in ("submit", "button", "file") and (kind not in ("checkbox", "radio") or "checked" in given):
                self.fields.append((name, value))

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if self._done:
            return
        if tag == "form" and self.form and self._id == self.form:
            self._done = True
        if tag == "textarea":
            self.fields.append((self._open, self._text.removeprefix("\n")))
        if tag in ("textarea", "select"):
            self._open = ""


def fields_of(html: str, form: str = "") -> list[Field]:
    """Give the fields of the form with an id, else of the last one, in their order, with what stands in them."""
    reader = FormReader(form)
    reader.feed(html)
    return reader.fields


class Visitor:
    """One connection to a server."""

    def __init__(self, server: Server):
        self.server = server
        self.cookies: dict[str, str] = {}
        self._connection = HTTPConnection(HERE, server.port, timeout=60)

    def get(self, path: str, **headers: str) -> tuple[HTTPResponse, bytes]:
        """Ask for a page."""
        return self._ask("GET", path, None, headers)

    def post(self, path: str, fields: Iterable[Field]) -> tuple[HTTPResponse, bytes]:
        """Send a form."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, urlencode(list(fields)).encode(), headers)

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[HTTPResponse, bytes]:
        headers = {"Host": self.server.host, **headers}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
        except (HTTPException, ConnectionError):
            self._connection.close()
            if method != "GET":
                raise  # it may have been done
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
        content = answer.read()
        for line in answer.headers.get_all("Set-Cookie") or ():
            self.cookies |= {name: cookie.value for name, cookie in SimpleCookie(line).items()}
        return answer, content
