"""How the tests' Chromium is started, and the clock of the portals that it looks at."""

import os
import shutil
from pathlib import Path
from typing import Any

STOPPED_CLOCK = {
    "LD_PRELOAD": "/usr/$LIB/faketime/libfaketimeMT.so.1",  # of Debian's libfaketime; the loader fills in $LIB
    "FAKETIME": "2025-07-07 09:00:00",
    "FAKETIME_DONT_FAKE_MONOTONIC": "1",  # time-outs must go on
    "NO_FAKE_STAT": "1",
    "TZ": "UTC",
}
"""Settings of a portal where it is always nine o'clock on 7 July 2025."""


QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
"""Options of a Chromium that asks nobody for anything but the pages it is sent to."""


def executable() -> str:
    """Give the system's Chromium.

    Raises:
        FileNotFoundError: there is none.
    """
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not found:
        raise FileNotFoundError("Chromium is missing: tests/system-packages installs it or says how")
    return found


def launch_options() -> dict[str, Any]:
    """Give Playwright's options for the system's Chromium: quiet, and painting the same letters everywhere."""
    same = ["--font-render-hinting=none", "--disable-lcd-text", "--force-color-profile=srgb"]
    return {
        "executable_path": executable(),
        "args": [*QUIET, *same, "--disable-gpu-rasterization", "--disable-component-update", "--disable-sync"],
        "env": {**os.environ, "FONTCONFIG_FILE": str(Path(__file__).parent / "fonts.conf")},
    }
