import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections

SECOND, MINUTE = 1.0, 60.0  # seconds
GRACE = 15.0
PAUSE = 5.0  # between two starts of a worker that cannot live, because its database is away for instance
PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """Ask Linux to end this child when its parent dies, so that a killed `serve` leaves nothing on the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


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
        try:
            if options["prepare"]:
                call_command("prepare", stdout=self.stdout)
            elif not (settings.STATIC_ROOT / "staticfiles.json").exists():
                raise CommandError(
                    "The static files are not collected: run `manage.py prepare` first, or `serve --prepare`."
                )
        except KeyboardInterrupt:
            return
        self.refuse_a_port_in_use()
        web, worker = self.start_web(), self.start_worker()
        self.stdout.write(f"Serving {settings.SITE_URL}/ – Ctrl-C stops everything.")
        self.stdout.flush()
        next_tick = next_start = time.monotonic()
        try:
            while not self.stopping and web.poll() is None:
                if worker.poll() is not None and time.monotonic() >= next_start:
                    next_start = time.monotonic() + PAUSE
                    self.stderr.write(f"The background worker ended with {worker.returncode}; starting another one.")
                    worker = self.start_worker()
                if time.monotonic() >= next_tick:
                    next_tick = time.monotonic() + MINUTE
                    close_old_connections()
                    call_command("tick")
                time.sleep(SECOND)
        except KeyboardInterrupt:
            pass
        finally:
            self.end([web, worker])
        if web.returncode and not self.stopping:
            raise CommandError(f"The web server ended with {web.returncode}.")

    def stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True
        raise KeyboardInterrupt

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

    def start_web(self) -> "subprocess.Popen[bytes]":
        options = {
            "--interface": "wsgi",
            "--host": settings.HOST,
            "--port": settings.PORT,
            "--http": "1",
            "--workers": settings.WORKERS,
            "--blocking-threads": settings.THREADS,
            "--backpressure": settings.THREADS * 16,
            "--http1-header-read-timeout": 10_000,
            "--workers-kill-timeout": 10,
            "--log-level": "warning",
            "--static-path-route": settings.MEDIA_URL.rstrip("/"),
            "--static-path-mount": settings.MEDIA_ROOT,
            "--static-path-expires": 31_536_000,  # names are hashes of the content
        }
        settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
        words = [str(word) for pair in options.items() for word in pair]
        command = [
            sys.executable,
            "-m",
            "granian",
            *words,
            "--no-ws",
            "--respawn-failed-workers",
            "nuztrend.wsgi:application",
        ]
        return subprocess.Popen(command, cwd=settings.BASE_DIR, preexec_fn=end_with_parent, start_new_session=True)  # noqa: S603

    def start_worker(self) -> "subprocess.Popen[bytes]":
        command = ["nice", sys.executable, "manage.py", "db_worker", "--interval", "2", "--no-reload"]
        return subprocess.Popen(command, cwd=settings.BASE_DIR, preexec_fn=end_with_parent, start_new_session=True)  # noqa: S603

    def end(self, children: "list[subprocess.Popen[bytes]]") -> None:
        """End the children in order; who does not go in time is killed."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        for child in children:
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + GRACE
        for child in children:
            try:
                child.wait(timeout=max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)  # each child leads its own group: its own children go too
                child.wait()
        self.stdout.write("Stopped.")
