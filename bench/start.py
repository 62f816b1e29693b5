"""How long `make run` takes until its first page: `python bench/start.py`.

The environment must be there (`make .venv/served`). The first start finds an empty folder: it migrates, collects and
compresses the static files and loads the demo. Prints a Markdown table.
"""

import http.client
import os
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from rounds import spread
from serving import HERE, ROOT, free_port, machine, say

LONGEST = 300.0  # seconds


def seconds_to_first_page(var: Path) -> float:
    """Start the portal in a folder, and give the seconds until its front page was read whole; then stop it.

    Raises:
        RuntimeError: it did not answer.
    """
    port = free_port()
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    environment = {**kept, "VAR": str(var), "PORT": str(port), "LOG_LEVEL": "WARNING"}
    begin = time.monotonic()
    process = subprocess.Popen(["make", "run"], cwd=ROOT, env=environment, stdout=sys.stderr, start_new_session=True)
    try:
        while time.monotonic() < begin + LONGEST and process.poll() is None:
            if answers(port):
                return time.monotonic() - begin
            time.sleep(0.005)
        raise RuntimeError("make run does not answer")
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(timeout=60)


def answers(port: int) -> bool:
    """Say whether the front page can be read.

    Raises:
        RuntimeError: it is no success.
    """
    with closing(http.client.HTTPConnection(HERE, port, timeout=LONGEST)) as connection:
        try:
            connection.request("GET", "/")
            answer = connection.getresponse()
            answer.read()
        except (ConnectionError, http.client.HTTPException):
            return False
    if answer.status != 200:
        raise RuntimeError(f"the front page answers {answer.status}")
    return True


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    print(machine(), flush=True)
    subprocess.run(["make", "--quiet", ".venv/served"], cwd=ROOT, check=True, stdout=sys.stderr)
    with TemporaryDirectory(prefix="nuztrend-bench-") as name:
        say("The first start …")
        first = seconds_to_first_page(Path(name))
        later = []
        for number in range(1, options.rounds + 1):
            later.append(seconds_to_first_page(Path(name)))
            say(f"  start {number + 1}: {later[-1]:.2f} s")
    print(
        "\n| `make run` to its first page | s |\n| --- | --- |"
        f"\n| first start: migrations, static files, demo | {first:.1f} |"
        f"\n| second start, median of {options.rounds} | {spread(later)} |",
        flush=True,
    )


if __name__ == "__main__":
    main()
