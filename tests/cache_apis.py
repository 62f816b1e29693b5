"""Local servers that answer as caches downstream and their providers do."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple


class Asked(NamedTuple):
    """One request that a server was asked."""

    method: str
    path: str
    headers: dict[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.content)


class Answer(NamedTuple):
    """What a server says; `seconds` later than it could."""

    status: int
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    seconds: float = 0


class Api:
    """A server that writes down what it is asked. `answers` are given first, one each; then it answers `usual`."""

    def __init__(self, usual: Callable[[Asked], Answer]):
        self.usual = usual
        self.asked: list[Asked] = []
        self.answers: list[Answer] = []
        self.url = ""

    def answer(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        return self.answers.pop(0) if self.answers else self.usual(asked)

    @property
    def keys(self) -> list[list[str]]:
        """The keys of each PURGE request."""
        return [asked.headers["surrogate-key"].split(" ") for asked in self.asked]


def cloudflare(asked: Asked) -> Answer:
    """https://developers.cloudflare.com/api/resources/cache/methods/purge/"""
    if asked.headers.get("authorization") != "Bearer cf-token-of-the-test":
        return cloudflare_error(403, 10000, "Authentication error")
    if len(asked.json.get("tags", [])) > 100:
        return cloudflare_error(400, 1134, "Tags may not contain more than 100 tags")
    return Answer(200, json.dumps({"success": True, "errors": [], "messages": [], "result": {"id": "zone"}}))


def cloudflare_error(status: int, code: int, message: str) -> Answer:
    told = {"success": False, "errors": [{"code": code, "message": message}], "messages": [], "result": None}
    return Answer(status, json.dumps(told))


def fastly(asked: Asked) -> Answer:
    """https://www.fastly.com/documentation/reference/api/purging/"""
    if asked.headers.get("fastly-key") != "fastly-token-of-the-test":
        return Answer(401, json.dumps({"msg": "Provided credentials are missing or invalid"}))
    if asked.path.endswith("/purge_all"):
        return Answer(200, json.dumps({"status": "ok"}))
    keys = asked.json["surrogate_keys"]
    if len(keys) > 256:
        return Answer(400, json.dumps({"msg": "Bad request", "detail": "Too many surrogate keys"}))
    return Answer(200, json.dumps(dict.fromkeys(keys, "108-1391560174-974124")))


def varnish(asked: Asked) -> Answer:
    """As deploy/varnish.vcl lets Varnish answer."""
    return Answer(200, "<h1>200 Purged</h1>") if asked.method == "PURGE" else Answer(405)


@contextmanager
def serving(usual: Callable[[Asked], Answer]) -> Iterator[Api]:
    """Run such a server on a free port of this machine."""
    api = Api(usual)

    class Handler(BaseHTTPRequestHandler):
        def handle_request(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = api.answer(Asked(self.command, self.path, headers, content))
            time.sleep(answer.seconds)
            try:
                self.send_response(answer.status)
                for name, value in answer.headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body.encode())
            except OSError:
                pass  # the portal has stopped waiting

        do_POST = do_PURGE = do_GET = handle_request

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    api.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()
