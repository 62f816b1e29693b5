"""Many who send forms at once, from many addresses of this machine, over plain sockets: the client must cost little."""

import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from serving import HERE, Server

EACH = 5
"""Comments of one address, less than a network may write in a minute; then the next address goes on."""


@dataclass(frozen=True)
class Post:
    """A form that is ready to be sent."""

    path: str
    fields: dict[str, str]
    cookie: str = ""

    def request(self, host: str = HERE) -> bytes:
        """Give the request to a `host` as it goes over the wire."""
        body = urlencode(self.fields).encode()
        head = (
            f"POST {self.path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n"
        )
        return (head + (f"Cookie: {self.cookie}\r\n" if self.cookie else "") + "\r\n").encode() + body


@dataclass
class Outcome:
    """What became of the posts."""

    statuses: Counter[int] = field(default_factory=Counter)
    accepted: list[str] = field(default_factory=list)  # the texts that the server has said are stored
    took: list[float] = field(default_factory=list)  # seconds of each that was accepted
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Comments accepted a second."""
        return len(self.accepted) / self.seconds


def address(number: int) -> str:
    """Give an address of this machine, each number in a network (/24) of its own; they begin anew after 65,000."""
    number = number % 65_000 + 1
    return f"127.{number // 256}.{number % 256}.9"


class Sender:
    """One connection at a time, each from an address."""

    def __init__(self, server: Server, addresses: Iterator[int]):
        self.server, self.addresses = server, addresses
        self._socket: socket.socket | None = None
        self._sent = 0

    def send(self, request: bytes) -> int:
        """Send a request and give the status of the answer.

        Raises:
            OSError: the server is gone, or did not answer.
        """
        if self._socket is None or self._sent == EACH:
            self.leave()
            self._socket = socket.create_connection(
                (HERE, self.server.port), timeout=30, source_address=(address(next(self.addresses)), 0)
            )
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._sent = 0
        self._sent += 1
        self._socket.sendall(request)
        return self._answer(self._socket)

    def leave(self) -> None:
        """Close the connection."""
        if self._socket:
            self._socket.close()
        self._socket = None

    def _answer(self, connection: socket.socket) -> int:
        received = b""
        while (end := received.find(b"\r\n\r\n")) < 0:
            if not (more := connection.recv(65_536)):
                raise ConnectionResetError("the server hung up")
            received += more
        head = received[:end].lower()
        length = int(head.split(b"content-length:")[1].split(b"\r\n")[0]) if b"content-length:" in head else 0
        while len(received) < end + 4 + length:
            if not (more := connection.recv(65_536)):
                raise ConnectionResetError("the server hung up")
            received += more
        return int(head[9:12])


def post_all(
    server: Server,
    posts: Sequence[Post],
    writers: int,
    seconds: float,
    stop: Callable[[], bool] = lambda: False,
    first: int = 0,
) -> Outcome:
    """Let so many writers send posts, one after another, for so many seconds or until there are none left.

    Args:
        first: the number of the first address; who posts again within the minute takes others.
    """
    outcome, lock = Outcome(), threading.Lock()
    waiting, addresses = iter([(post.fields["text"], post.request()) for post in posts]), iter(range(first, 10**9))
    end = time.monotonic() + seconds

    def take() -> tuple[str, bytes] | None:
        with lock:
            return next(waiting, None)

    def numbers() -> Iterator[int]:
        while True:
            with lock:
                number = next(addresses)
            yield number

    def write() -> None:
        sender = Sender(server, numbers())
        while time.monotonic() < end and not stop() and (post := take()):
            text, request = post
            begin = time.monotonic()
            try:
                status = sender.send(request)
            except OSError:
                status = 0
                sender.leave()
            with lock:
                outcome.statuses[status] += 1
                if status == 302:
                    outcome.accepted.append(text)
                    outcome.took.append(time.monotonic() - begin)
        sender.leave()

    begin = time.monotonic()
    threads = [threading.Thread(target=write) for _ in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    outcome.seconds = time.monotonic() - begin
    return outcome
