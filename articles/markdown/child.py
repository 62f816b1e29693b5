"""The process that renders: `python -m articles.markdown.child`, one per server process that saves stories.

Reads requests from stdin and answers on stdout until stdin closes. Holds no secret (its environment is
nearly empty), knows no database and never imports Django, so it may be killed at any moment.
"""

import contextlib
import io
import os
import resource
import select
import signal
import sys
import traceback
from typing import Any, BinaryIO

from articles.markdown.photos import PhotoSource
from articles.markdown.renderer import to_html
from articles.markdown.wire import HEADER, pack, unpack

IDLE_SECONDS = 10.0  # then it ends and gives 10 MB back; the server starts another when it needs one
MEMORY_BYTES = 1 << 30
MAX_HTML_BYTES = 2_000_000
GRACE_SECONDS = 1.0
NICENESS = 5


def main() -> None:
    """Render until the server goes away, or nothing has come for `IDLE_SECONDS`."""
    requests = open(sys.stdin.fileno(), "rb", buffering=0, closefd=False)  # noqa: SIM115 - ours to the end
    replies = _private_stdout()
    _step_back()
    while select.select([requests], [], [], IDLE_SECONDS)[0]:
        header = _read(requests, HEADER.size)
        body = _read(requests, *HEADER.unpack(header)) if header else None
        if body is None:
            return
        reply = answer(unpack(body))
        replies.write(pack(reply))
        replies.flush()
        if reply.get("error") == "memory":
            return  # what is left of the heap is not worth keeping


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """`{"html": …}`, of pasted HTML `{"markdown": …}`, or `{"error": "deep" | "memory" | "large" | "failed", …}`."""
    # The signal's default action ends the process even inside a regular expression: the last resort when
    # the server that should have killed us is gone.
    signal.setitimer(signal.ITIMER_REAL, request["seconds"] + GRACE_SECONDS)
    try:
        if "pasted" in request:
            from articles.markdown.pasted import to_markdown  # 10 MB that a child which only renders does not need

            return {"markdown": to_markdown(request["pasted"])}
        html = to_html(request["text"], {k: PhotoSource(**v) for k, v in request["photos"].items()})
        return {"html": html} if len(html.encode()) <= MAX_HTML_BYTES else {"error": "large", "detail": ""}
    except RecursionError:
        return {"error": "deep", "detail": ""}
    except MemoryError:
        return {"error": "memory", "detail": ""}
    except Exception:
        return {"error": "failed", "detail": traceback.format_exc(limit=-8)}
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _private_stdout() -> BinaryIO:
    """Our end of the pipe, out of reach of anything that prints."""
    private = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return private


def _step_back() -> None:
    """Readers first: yield the processor to the server, bound the memory, let the server take Ctrl-C."""
    os.nice(NICENESS)
    with contextlib.suppress(ValueError, OSError):  # a lower limit is in force already, or macOS
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)


def _read(pipe: io.FileIO, size: int) -> bytes | None:
    """Exactly `size` bytes, or None when the pipe closes before."""
    parts = bytearray()
    while len(parts) < size:
        part = pipe.read(size - len(parts))
        if not part:
            return None
        parts += part
    return bytes(parts)


if __name__ == "__main__":
    try:
        main()
    except BrokenPipeError:
        os._exit(1)  # the server went away while we worked for it
