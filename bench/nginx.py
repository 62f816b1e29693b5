"""nginx in the benchmarks: as the yardstick, and in front of Nuztrend as deploy/nginx.conf sets it up."""

import getpass
import gzip
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from serving import ROOT, Server, free_port, installed, nuztrend, started

NAME = "news.example.org"  # of the site, in deploy/nginx.conf
FIRST = ("chrt", "--rr", "1")  # what the two lines of deploy/nginx-first.conf do
LEVELS = (1, 5)  # of compression: Debian's default, and what many tune it to
TEMPORARY = "".join(f"{kind}_temp_path {{0}}/{kind}; " for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
YARDSTICK = """
user {user};
worker_processes 2;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 512; }}
http {{
    {temporary}
    types {{ text/html html; }}
    charset utf-8;
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000;
    gzip_vary on;
    root {folder}/root;
    open_file_cache max=100;
    server {{ listen 127.0.0.1:{static}; gzip_static on; }}
    {compressing}
}}
"""


@contextmanager
def yardsticks(folder: Path, path: str, gzipped: bytes) -> Iterator[tuple[Server, dict[int, Server]]]:
    """Serve one page as a static file, with its gzip bytes beside it, and compressed anew for each request.

    Gives the server of the static file, and those that compress by their level.
    """
    place = folder / "root" / path.strip("/")
    place.mkdir(parents=True)
    (place / "index.html").write_bytes(gzip.decompress(gzipped))
    (place / "index.html.gz").write_bytes(gzipped)
    static, ports = free_port(), {level: free_port() for level in LEVELS}
    config = YARDSTICK.format(
        user=getpass.getuser(),
        folder=folder,
        temporary=TEMPORARY.format(folder),
        static=static,
        compressing="\n    ".join(
            f"server {{ listen 127.0.0.1:{port}; gzip on; gzip_comp_level {level}; }}" for level, port in ports.items()
        ),
    )
    with _running(folder, config, "nginx", static, path) as server:
        yield server, {level: Server(server.name, port, server.pids) for level, port in ports.items()}


@contextmanager
def behind_nginx(
    folder: Path, *, files: bool, first: bool = False, path: str = "/healthz", **settings: str
) -> Iterator[Server]:
    """Serve the portal of a prepared folder behind nginx.

    Args:
        files: with PAGES_DIR, so that nginx answers by itself.
        first: nginx waits for no processor, as deploy/nginx-first.conf has it; takes root.

    Raises:
        RuntimeError: deploy/nginx.conf lacks a line that has to be fitted to this place.
    """
    inner, outer = free_port(), free_port()
    text = (ROOT / "deploy/nginx.conf").read_text()
    fitted = {
        "user www-data;": f"user {getpass.getuser()};",
        "/run/nginx.pid": f"{folder}/nginx.pid",
        "/var/log/nginx/": f"{folder}/",
        "http {\n": f"http {{\n    {TEMPORARY.format(folder)}\n",
        "127.0.0.1:8000": f"127.0.0.1:{inner}",
        "listen 80": f"listen 127.0.0.1:{outer}",
        "/run/nuztrend/pages": f"{folder}/pages",
        "/var/lib/nuztrend": f"{folder}",
    }
    for theirs, ours in fitted.items():
        if theirs not in text:
            raise RuntimeError(f"deploy/nginx.conf has no “{theirs.strip()}”")
        text = text.replace(theirs, ours)
    settings |= {"BEHIND_PROXY": "1", "SITE_URL": f"http://{NAME}"}
    if files:
        settings["PAGES_DIR"] = str(folder / "pages")
    with (
        installed(nuztrend(folder, **settings), port=inner, host=NAME) as portal,
        _running(folder, text, "Nuztrend behind nginx", outer, path, NAME, FIRST if first else ()) as nginx,
    ):
        yield Server(nginx.name, nginx.port, (*nginx.pids, *portal.pids), NAME)


@contextmanager
def _running(
    folder: Path, config: str, name: str, port: int, path: str, host: str = "127.0.0.1", by: Sequence[str] = ()
) -> Iterator[Server]:
    file = folder / "nginx.conf"
    file.write_text(config)
    command = [*by, "nginx", "-p", str(folder), "-c", str(file), "-e", "stderr", "-g", "daemon off;"]
    with started(name, command, {"PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin"}, port, path, host) as server:
        yield server
