"""Print what the parts of an uncached page cost, in processor time: `python -m bench.parts /articles/…/`.

The page is rendered in this process, as a worker renders it with PAGE_CACHE_MB=0, so that no server, no network and no
other thread is in the figures. Medians; what a part calls is in its figure.
"""

import gc
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from io import BytesIO
from statistics import median
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.template import engines
from django.template.backends.jinja2 import Template

from nuztrend import wsgi  # first: the others need what it sets up

from articles import views  # isort: skip
from nuztrend.lib.compiled import Compiled  # isort: skip

WARM_UP, TIMES = 50, 1_000
took: dict[str, list[int]] = defaultdict(list)


def timed(name: str, part: Callable[..., Any]) -> Callable[..., Any]:
    """Give the part with a clock around it: the processor time of this thread, in nanoseconds."""

    def run(*args: Any, **kwargs: Any) -> Any:
        begin = time.thread_time_ns()
        try:
            return part(*args, **kwargs)
        finally:
            took[name].append(time.thread_time_ns() - begin)

    return run


def measure(path: str) -> None:
    """Render the page many times.

    Raises:
        SystemExit: the page does not answer 200.
    """
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.errors": sys.stderr,
    }

    def page() -> None:
        said: list[str] = []
        b"".join(wsgi.application({**environ, "wsgi.input": BytesIO()}, lambda status, *_: said.append(status)))
        if said != ["200 OK"]:
            sys.exit(f"{path} answers {said}")

    whole = timed("the page", page)
    for _ in range(WARM_UP):
        whole()
    gc.collect()
    gc.freeze()
    took.clear()
    for _ in range(TIMES):
        whole()


def put_clocks() -> None:
    """Put the clocks around the parts."""
    handler, known = WSGIHandler, engines["jinja2"].env.globals  # type: ignore[attr-defined]
    setattr(handler, "__call__", timed("Django, with the view", handler.__call__))  # noqa: B010  (mypy knows methods)
    setattr(Compiled, "run", timed("queries, five", Compiled.run))  # noqa: B010
    setattr(Template, "render", timed("templates, with what they call", Template.render))  # noqa: B010
    for name in ("public_story", "article_context"):
        setattr(views, name, timed("the story and what stands beside it", getattr(views, name)))
    for name in ("story_data", "comments_data"):
        known[name] = timed("JSON-LD", known[name])
    known["comments_under"] = timed("of the queries, that of the comments", known["comments_under"])


if __name__ == "__main__":
    put_clocks()
    measure(sys.argv[1])
    print("| part | ms |\n| --- | --- |")
    for name, times in sorted(took.items(), key=lambda part: -sum(part[1])):
        print(f"| {name} | {median(times) * len(times) / TIMES / 1e6:.2f} |")
