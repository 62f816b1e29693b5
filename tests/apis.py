"""Local servers in the place of services outside: they answer as told, and write down what they are asked."""

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

    with _running(Handler) as api.url:
        yield api


class Tap(BaseHTTPRequestHandler):
    """Answers with a body that does not end: `piece` again and again, `pause` seconds apart."""

    piece, pause, length = b" " * 1_000_000, 0.0, 1_000_000_000
    sent = 0

    def drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(self.length))
        self.end_headers()
        try:
            while type(self).sent < self.length:
                type(self).sent += self.wfile.write(self.piece)
                time.sleep(self.pause)
        except OSError:
            pass  # the portal has hung up

    do_GET = do_POST = drip

    def log_message(self, *args: Any) -> None:
        pass


@contextmanager
def dripping(piece: bytes, pause: float) -> Iterator[tuple[str, type[Tap]]]:
    """Run a tap on a free port; give its address, and how much it sent."""
    tap = type("OneTap", (Tap,), {"piece": piece, "pause": pause, "sent": 0})
    with _running(tap) as url:
        yield url, tap


@contextmanager
def _running(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    # shutdown() waits until the server looks up, which it does twice a second unless told otherwise
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
