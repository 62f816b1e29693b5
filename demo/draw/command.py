"""The command: draw all pictures, or those named, into demo/pictures."""

import sys
from pathlib import Path

from . import (  # noqa: F401 - each lists its pictures
    climate,
    culture,
    health,
    living,
    network,
    sky,
    space,
    technology,
    things,
    waters,
    world,
)
from .register import PICTURES
from .sheet import Sheet

FOLDER = Path(__file__).resolve().parent.parent / "pictures"


def main() -> None:
    """Draw what is named on the command line, or everything; raises KeyError for a name nobody draws."""
    FOLDER.mkdir(exist_ok=True)
    for name in sys.argv[1:] or PICTURES:
        sheet = Sheet(name)
        PICTURES[name](sheet)
        path = sheet.save(FOLDER)
        print(f"{path.stat().st_size / 1000:6.0f} kB  {path.name}")
