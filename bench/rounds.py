"""One page of one server in one round, and what several rounds come to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from serving import THREADS, WORKERS, Server
from wrk import load

CROWD = 32  # connections
WARM_UP = 2  # seconds
HEAD = f"requests/s, c={CROWD} | p50 / p99 ms, c={CROWD} | p50 / p99 ms, c=1 | CPU µs/request"


@dataclass(frozen=True)
class Round:
    """What a round found."""

    rate: float  # requests a second with a crowd
    p50: float  # milliseconds, with a crowd
    p99: float
    alone_p50: float  # milliseconds, one connection
    alone_p99: float
    cpu: float  # microseconds a request, all processes of the server


def measure(server: Server, path: str, seconds: float, headers: Mapping[str, str] | None = None) -> Round:
    """Load one page with a crowd, then with a single reader for half as long."""
    headers = {"Host": server.host, **(headers or {})}
    before = server.cpu_seconds()
    crowd = load(server.url(path), CROWD, seconds, headers)
    used = server.cpu_seconds() - before
    server.settle()
    alone = load(server.url(path), 1, seconds / 2, headers)
    done = crowd.requests + WORKERS * THREADS / 2  # what was in work when wrk left off was half done, on average
    return Round(crowd.rate, crowd.p50, crowd.p99, alone.p50, alone.p99, used / done * 1e6)


def cells(rounds: Sequence[Round]) -> str:
    """Give the cells under HEAD: the median of each figure."""
    rate, p50, p99, alone_p50, alone_p99, cpu = (
        median(getattr(each, name) for each in rounds) for name in Round.__dataclass_fields__
    )
    return (
        f"{rate:,.0f} | {_ms(p50)} / {_ms(p99)} | {_ms(alone_p50)} / {_ms(alone_p99)} "
        f"| {f'{cpu:,.0f}' if cpu >= 100 else f'{cpu:.1f}'}"
    )


def _ms(value: float) -> str:
    return f"{value:,.1f}" if value >= 10 else f"{value:.2f}"


def spread(ratios: Sequence[float]) -> str:
    """Give the median of ratios with the least and the most."""
    return f"**{median(ratios):.2f}** [{min(ratios):.2f} .. {max(ratios):.2f}]"
