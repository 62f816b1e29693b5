import os
import signal
import socket
import time
from argparse import ArgumentParser
from collections.abc import Callable
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from nuztrend import processes
from nuztrend.pagecache import files

BEAT, MINUTE = 0.5, 60.0  # seconds
GRACE = 15.0
PAUSE = 5.0  # between two starts of a process that cannot live, because its database is away for instance


class Duty:
    """Work that is done by one process after another: at once, or `every` so many seconds."""

    def __init__(self, name: str, work: Callable[..., object], *args: str, every: float = 0.0):
        self.name, self.work, self.args, self.every = name, work, args, every
        self.child: BaseProcess | None = None
        self.started = 0.0

    def see_to(self) -> str:
        """Start the next process when it is time; give what went wrong with the last, if anything did."""
        complaint = ""
        if self.child is not None:
            failed = self.child.exitcode
            pause = max(self.every, PAUSE if failed else 0)
            if failed is None or time.monotonic() < self.started + pause:
                return ""
            complaint = f"{self.name} ended with {failed}; starting it again." if failed else ""
        self.started = time.monotonic()
        self.child = processes.start(self.name, self.work, *self.args)
        return complaint


class Command(BaseCommand):
    help = "Serve the portal: granian with WORKERS and THREADS, the background worker, and the chores of each minute."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--prepare", action="store_true", help="First migrate, collect static files and load the demo."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.DEBUG:
            raise CommandError("serve is the production server: unset DEBUG, or use `make dev`.")
        self.stopping = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.stop)
        self.refuse_a_port_in_use()
        if options["prepare"]:
            self.have_done("nuztrend-prepare", processes.manage, "prepare")
        elif not (settings.STATIC_ROOT / "staticfiles.json").exists():
            raise CommandError(
                "The static files are not collected: run `manage.py prepare` first, or `serve --prepare`."
            )
        elif settings.PAGES_DIR:
            self.have_done("nuztrend-pages", files.begin)
        if self.stopping:
            return
        processes.load()
        web = processes.start("nuztrend-server", processes.serve_web)
        self.stdout.write(f"Serving {settings.SITE_URL}/ – Ctrl-C stops everything.")
        self.stdout.flush()
        duties = [
            Duty("nuztrend-tasks", processes.do_tasks),
            Duty("nuztrend-chores", processes.manage, "tick", every=MINUTE),
        ]
        while not self.stopping and web.is_alive():
            for duty in duties:
                if complaint := duty.see_to():
                    self.stderr.write(complaint)
            children = [web, *(duty.child for duty in duties if duty.child)]
            wait([child.sentinel for child in children if child.is_alive()], timeout=BEAT)
        self.end([web, *(duty.child for duty in duties if duty.child)])
        if web.exitcode and not self.stopping:
            raise CommandError(f"The web server ended with {web.exitcode}.")

    def stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def refuse_a_port_in_use(self) -> None:
        """Stop when somebody listens already: granian would share the port and half of the readers would go astray."""
        family = socket.AF_INET6 if ":" in settings.HOST else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((settings.HOST, settings.PORT))
            except OSError as error:
                raise CommandError(
                    f"Cannot serve on {settings.HOST}:{settings.PORT}: {error.strerror}. PORT=8001 takes another port."
                ) from None

    def have_done(self, name: str, work: Callable[..., object], *args: str) -> None:
        """Have work done by a process of its own, whose memory and connections go with it.

        Raises:
            SystemExit: it failed; the process has said why.
        """
        child = processes.start(name, work, *args)
        while child.is_alive() and not self.stopping:
            child.join(BEAT)
        if self.stopping:
            self.end([child])
        elif child.exitcode:
            raise SystemExit(1)

    def end(self, children: list[BaseProcess]) -> None:
        """End the children in order; who does not go in time is killed."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        for child in children:
            child.terminate()
        deadline = time.monotonic() + GRACE
        for child in children:
            child.join(max(0.1, deadline - time.monotonic()))
            if child.is_alive():
                os.killpg(child.pid or 0, signal.SIGKILL)  # each child leads its own group: its own children go too
                child.join()
        self.stdout.write("Stopped.")
