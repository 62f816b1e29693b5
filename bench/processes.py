"""What the processes of a server use, by the word of /proc."""

import os
from collections.abc import Iterable
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")  # a second
PARENT, USER, SYSTEM, USER_OF_THE_DEAD, SYSTEM_OF_THE_DEAD = 1, 11, 12, 13, 14  # fields of stat, after the name


def family(roots: Iterable[int]) -> dict[int, list[str]]:
    """Give the processes `roots` and all that descend from them, with the fields of their stat."""
    stats: dict[int, list[str]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            stats[int(path.parent.name)] = path.read_text().rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
    children: dict[int, list[int]] = {}
    for pid, fields in stats.items():
        children.setdefault(int(fields[PARENT]), []).append(pid)
    found, waiting = {}, [pid for pid in roots if pid in stats]
    while waiting:
        pid = waiting.pop()
        found[pid] = stats[pid]
        waiting += children.get(pid, ())
    return found


def cpu_seconds(roots: Iterable[int]) -> float:
    """Give the CPU time that the families have used, user and system, with that of children who have ended."""
    fields = (USER, SYSTEM, USER_OF_THE_DEAD, SYSTEM_OF_THE_DEAD)
    return sum(int(stat[field]) for stat in family(roots).values() for field in fields) / TICKS


def pss(roots: Iterable[int]) -> dict[str, float]:
    """Give the memory of the families in MB by the names of their processes; shared pages count in equal parts."""
    found: dict[str, float] = {}
    for pid in family(roots):
        folder = Path(f"/proc/{pid}")
        try:
            name, lines = (folder / "comm").read_text().strip(), (folder / "smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        kilobytes = next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
        found[name] = found.get(name, 0.0) + kilobytes / 1_000
    return found
