"""A mail server on this machine: it takes letters as RFC 5321 says, and refuses, waits or hangs up when told to."""

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import NamedTuple


class Said(NamedTuple):
    """What the server says to a command in place of its usual answer; `seconds` later, or not at all (code 0)."""

    command: str
    code: int
    words: str = "as told"
    seconds: float = 0


class MailServer:
    """Letters that came, the envelopes around them, and what is to be said instead of the usual, one each."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.commands: list[str] = []
        self.raw: list[bytes] = []
        self.instead: list[Said] = []
        self.port = 0

    def say(self, command: str, usual: str) -> str:
        """Give what is said to a command, "" to hang up."""
        told = next((said for said in self.instead if said.command == command), None)
        if told is None:
            return usual
        self.instead.remove(told)
        time.sleep(told.seconds)
        return f"{told.code} {told.words}" if told.code else ""

    def bodies(self) -> list[str]:
        """The texts of the letters that came."""
        return [letter.get_content() for letter in self.letters]


class Talk(socketserver.StreamRequestHandler):
    """One connection."""

    mail: MailServer

    def handle(self) -> None:
        with suppress(OSError):  # the portal may have stopped waiting
            self._talk()

    def _talk(self) -> None:
        sender, recipients = "", list[str]()
        going_on = self._answer("CONNECT", "220 mail.example.org ESMTP")
        while going_on and (line := self.rfile.readline(1_000).decode().rstrip("\r\n")):
            command = line.partition(" ")[0].upper()
            self.mail.commands.append(line)
            match command:
                case "EHLO":
                    going_on = self._answer(command, "250-mail.example.org\r\n250 8BITMIME")
                case "MAIL":
                    sender, recipients = line[10:], []
                    going_on = self._answer(command, "250 2.1.0 Ok")
                case "RCPT":
                    recipients.append(line[8:])
                    going_on = self._answer(command, "250 2.1.5 Ok")
                case "DATA":
                    said = self.mail.say(command, "354 End data with <CR><LF>.<CR><LF>")
                    going_on = self._write(said) and (said[:3] != "354" or self._take(sender, recipients))
                case "QUIT":
                    self._answer(command, "221 2.0.0 Bye")
                    going_on = False
                case _:
                    going_on = self._answer(command, "250 2.0.0 Ok")

    def _take(self, sender: str, recipients: list[str]) -> bool:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        letter = message_from_bytes(b"".join(lines), policy=policy.default)
        if all(said.command != "TAKE" or said.code == 250 for said in self.mail.instead):
            self.mail.letters.append(letter)
            self.mail.envelopes.append((sender, recipients))
            self.mail.raw.append(b"".join(lines))
        return self._answer("TAKE", "250 2.0.0 Ok: queued")

    def _answer(self, command: str, usual: str) -> bool:
        return self._write(self.mail.say(command, usual))

    def _write(self, said: str) -> bool:
        if said:
            self.wfile.write(f"{said}\r\n".encode())
        return bool(said) and not said.startswith("421")


@contextmanager
def serving() -> Iterator[MailServer]:
    """Run such a server on a free port."""
    mail = MailServer()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), type("OneTalk", (Talk,), {"mail": mail})) as server:
        server.daemon_threads = True
        server.block_on_close = False
        mail.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield mail
        server.shutdown()
