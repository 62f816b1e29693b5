"""Runs wrk and reads what it found."""

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1_000.0, "m": 60_000.0}
_latency = re.compile(r"^\s+(50|99)%\s+([\d.]+)(us|ms|s|m) *$", re.MULTILINE)
_total = re.compile(r"^\s+(\d+) requests in ", re.MULTILINE)
_rate = re.compile(r"^Requests/sec:\s+([\d.]+)$", re.MULTILINE)
_trouble = re.compile(r"^\s+(Non-2xx or 3xx responses|Socket errors): .*$", re.MULTILINE)


@dataclass(frozen=True)
class Load:
    """What some connections got out of a server."""

    requests: int
    rate: float  # requests a second
    p50: float  # milliseconds
    p99: float


def need_wrk() -> None:
    """End with a word on what to install when wrk is not there."""
    if not shutil.which("wrk"):
        sys.exit("wrk is not installed: apt-get install wrk (Debian, Ubuntu), brew install wrk (macOS).")


def load(
    url: str, connections: int, seconds: float, headers: Mapping[str, str] | None = None, script: Path | None = None
) -> Load:
    """Ask for `url` on `connections` at once for `seconds` (whole ones, at least 1); a Lua `script` may ask for others.

    Raises:
        RuntimeError: an answer was no success, or a connection failed; such a run measures nothing.
    """
    duration = f"{max(1, round(seconds))}s"
    command = ["wrk", "-t1", f"-c{connections}", f"-d{duration}", "--timeout", "60s", "--latency"]
    for name, value in (headers or {}).items():
        command += ["-H", f"{name}: {value}"]
    if script:
        command += ["-s", str(script)]
    command.append(url)
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if trouble := _trouble.search(text):
        raise RuntimeError(f"{url}: {trouble[0].strip()}")
    total, rate = _total.search(text), _rate.search(text)
    if not (total and rate):
        raise RuntimeError(f"wrk said something unknown:\n{text}")
    latency = {percent: float(value) * MILLISECONDS[unit] for percent, value, unit in _latency.findall(text)}
    return Load(int(total[1]), float(rate[1]), latency["50"], latency["99"])
