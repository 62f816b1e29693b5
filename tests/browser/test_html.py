"""The Nu HTML checker has nothing to say about any public page."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.browser.pages import PUBLIC, Visitor
from tests.portal import ROOT

pytestmark = pytest.mark.browser

CHECKER = ROOT / "tests/checkers/node_modules/vnu-jar/build/dist/vnu.jar"


def slips(files: list[Path]) -> list[str]:
    """What the checker says of these files: one run of Java for all of them."""
    java = shutil.which("java")
    assert java, "Java is missing: tests/system-packages installs it or says how"
    command = [java, "-Xss2m", "-jar", str(CHECKER), "--format", "json", "--also-check-svg", "--stdout"]
    done = subprocess.run([*command, "--exit-zero-always", *map(str, files)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return [
        f"{Path(told.get('url', '')).stem}, line {told.get('lastLine')}: {told['message']} {told.get('extract', '')!r}"
        for told in json.loads(done.stdout)["messages"]
    ]


def test_every_public_page_is_valid(visitor: Visitor, tmp_path: Path) -> None:
    pages = [tmp_path / f"{name}.html" for name in [*PUBLIC, "login"]]
    for page in pages:
        page.write_text(visitor.source(page.stem), "utf-8")
        assert page.stat().st_size > 500, page
    assert slips([*pages, *(ROOT / "static").rglob("*.svg")]) == []
