"""A portal with the demo, prepared once and copied for each way of serving it."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from serving import Site, nuztrend, say

STORY = "resilience-lander"  # the demo's longest page


def prepared(folder: Path, template: Path | None = None) -> Path:
    """Prepare a portal on SQLite below `folder`, or copy the prepared `template`; give its own folder."""
    if template:
        return shutil.copytree(template, folder / "portal")
    make_ready(nuztrend(folder / "portal"))
    return folder / "portal"


def make_ready(site: Site) -> None:
    """Prepare a portal with the demo, and let its worker have nothing to do while something is measured."""
    say("Preparing Nuztrend with its demo …")
    site.run("manage.py", "prepare")
    site.run("-m", "bench.portal", "rest")


def copy_of(template: Path, name: str) -> Path:
    """Copy a prepared portal that nobody is serving; give the folder of the copy."""
    return shutil.copytree(template, template.with_name(name))


def path_of_story(site: Site) -> str:
    """Give the address of the demo's longest page."""
    with closing(sqlite3.connect(site.database)) as database:
        slug = database.execute("SELECT slug FROM articles_article WHERE import_ref = ?", [STORY]).fetchone()[0]
    return f"/articles/{slug}/"
