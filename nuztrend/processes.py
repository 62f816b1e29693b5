"""The processes of `manage.py serve`.

On Linux they are forked from one process that has loaded the portal and never opened its database: what was loaded
stands once in memory and is ready at once. Elsewhere (forking is not safe on macOS) each loads the portal for itself.
"""

import ctypes
import gc
import logging
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.conf import settings
from django.core.management import execute_from_command_line
from django.template import engines
from django.urls import get_resolver
from django.utils.crypto import get_random_string

from nuztrend import heap

PR_SET_PDEATHSIG, PR_SET_NAME = 1, 15
LINUX = sys.platform == "linux"
YEAR = 31_536_000  # seconds
POLL = 2.0  # seconds between two looks for tasks
context = multiprocessing.get_context("fork") if LINUX else multiprocessing.get_context("spawn")


def start(name: str, work: Callable[..., object], *args: str) -> BaseProcess:
    """Start a process that does `work` and ends. Its `name`, at most 15 letters, is what `ps -o comm` shows on Linux.

    It leads a group of its own, so that Ctrl-C reaches `serve` alone, and ends when the process that started it dies.
    """
    child = context.Process(target=_begin, args=(work, *args), name=name)
    child.start()
    return child


def _begin(work: Callable[..., object], *args: str) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    os.setsid()
    end_with_parent()
    call_itself(multiprocessing.current_process().name)
    if not apps.ready:
        django.setup()
    work(*args)


def end_with_parent(number: signal.Signals = signal.SIGTERM) -> None:
    """Ask Linux to end this process when its parent dies, so that a killed `serve` leaves nothing on the port."""
    if not LINUX:
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)
    parent = multiprocessing.parent_process()
    if parent and os.getppid() != parent.pid:  # it died before it was asked
        os.kill(os.getpid(), number)


def call_itself(name: str) -> None:
    """Set the name under which `ps -o comm` and `top` show this process."""
    if LINUX:
        ctypes.CDLL(None).prctl(PR_SET_NAME, name.encode())


def load() -> None:
    """Load what all processes need: views with all that they import, templates, the list of static files.

    Call it when the static files are collected: their hashed names are read once. What is loaded then is left alone by
    the garbage collector, which would copy it for each process by walking over it.
    """
    heap.give_back()
    application()
    assert get_resolver().url_patterns
    for engine in engines.all():
        for folder in map(Path, engine.dirs):
            for path in folder.rglob("*.html"):
                engine.get_template(str(path.relative_to(folder)))
    gc.collect()
    heap.fill_gaps()
    gc.freeze()


def application() -> Any:
    """Give the WSGI callable."""
    return import_module("nuztrend.wsgi").application


def serve_web() -> None:
    """Answer requests until a signal comes: granian with WORKERS processes of THREADS threads, and those that wait."""
    os.environ.setdefault("_RJEM_MALLOC_CONF", "narenas:1")  # of granian's allocator: eight took 5 MB more a worker
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    from comments.writing.gate import WAITING  # needs the loaded apps

    multiprocessing.set_start_method(context.get_start_method(), force=True)  # Python 3.14 has another default
    settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
    # it would warn of threads that are more than the cores can feed; those above THREADS only wait
    logging.getLogger("_granian").addFilter(lambda record: "Python threads" not in record.getMessage())
    Granian(
        "nuztrend.wsgi:application",
        address=settings.HOST,
        port=settings.PORT,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=10_000),
        websockets=False,
        workers=settings.WORKERS,
        blocking_threads=settings.THREADS + WAITING,  # comments that wait for their turn take none of the others
        backpressure=settings.THREADS * 16,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
        static_path_route=[settings.MEDIA_URL.rstrip("/")],
        static_path_mount=[settings.MEDIA_ROOT],
        static_path_expires=YEAR,  # names are hashes of the content
    ).serve(target_loader=_be_a_web_worker, wrap_loader=False)


def _be_a_web_worker() -> Any:
    end_with_parent(signal.SIGKILL)  # SIGTERM may come before granian listens for it, and would be lost
    call_itself("nuztrend-web")
    return application()


def do_tasks() -> None:
    """Wait for a task in the queue, do it, and end: the memory that it took, 30 MB for a picture, goes back."""
    from django_tasks_db.management.commands.db_worker import Worker  # needs the loaded apps

    os.nice(10)
    logging.getLogger("django_tasks_db").setLevel(logging.WARNING)
    worker = Worker(
        queue_names=["default"],
        excluded_queue_names=[],
        backend_name="default",
        interval=POLL,
        startup_delay=False,
        batch=False,
        max_tasks=1,
        worker_id=get_random_string(32),
    )
    worker.configure_signals()
    worker.run()


def manage(*words: str) -> None:
    """Run a management command as the shell would; it ends this process."""
    execute_from_command_line(["manage.py", *words])
