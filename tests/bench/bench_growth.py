"""What a read costs as spaces grow: processor time, and instructions of Python's machine.

    python -m tests.bench.bench_growth

The hub's own objects in this process, without a socket: a request of ten header lines is answered
from the bytes that the parser gives. Instructions are the same on any machine; times are the median
of five. Nothing here knows a store, so history has no part in it. The curves go to docs/curves.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from starlette.types import Message, Scope

from hub.app import create_app, fast_reads_of
from hub.http.fast_reads import FastReads
from tests.bench.counting import instructions_of
from tests.bench.curves import Chart, Curve, write
from tests.bench.measuring import ROUNDS, show
from tests.hub.pages.region import Region, space

SIZES: Final = (1, 10, 100, 1000)
BUSY_S: Final = 0.1
FROM: Final = (
    (b"host", b"hub.example"),
    (b"user-agent", b"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"),
    (b"accept", b"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
    (b"accept-language", b"de,en-US;q=0.7,en;q=0.3"),
    (b"accept-encoding", b"gzip, deflate, br"),
    (b"connection", b"keep-alive"),
    (b"sec-fetch-dest", b"document"),
    (b"sec-fetch-mode", b"navigate"),
    (b"sec-fetch-site", b"none"),
    (b"priority", b"u=0, i"),
)
DATES: Final = ((b"date", b"Mon, 02 Mar 2026 09:41:30 GMT"),)


@dataclass(frozen=True)
class Asked:
    """One read, known by its tag or not; `is_new`: a state has come since the last one."""

    what: str
    target: bytes
    is_known: bool = False
    is_new: bool = False


ASKED: Final = (
    Asked("all spaces", b"/api/v1/spaces"),
    Asked("all spaces, 304", b"/api/v1/spaces", is_known=True),
    Asked("all spaces, after a change", b"/api/v1/spaces", is_new=True),
    Asked("one space", b"/api/v1/spaces/s0/availability"),
    Asked("page of a space", b"/spaces/s0"),
    Asked("page of a space, after a change", b"/spaces/s0", is_new=True),
)


class Grown:
    """A region of so many spaces that all have spoken."""

    def __init__(self, count: int) -> None:
        names = [f"s{number}" for number in range(count)]
        desks = "ffoofffo"
        self._region = Region(
            *((space(name, name.upper(), desks, public_detail="desks"), desks) for name in names)
        )
        region = self._region
        self.app = create_app(
            region.config, region.live, region.metrics, region.clock,
            checks={}, shutdown=asyncio.Event(),
        )  # fmt: skip
        self._reads: FastReads = fast_reads_of(self.app)
        self._turn = 0

    def change(self) -> None:
        """Let an agent say something new."""
        self._turn += 1
        self._region.say("s0", "foofffff" if self._turn % 2 else "offfffff")

    def answer(self, asked: Asked) -> bytes:
        """Ask once."""
        known = ((b"if-none-match", b"*"),) if asked.is_known else ()
        answer = self._reads.answer(asked.target, (*FROM, *known), "127.0.0.1", DATES)
        assert answer is not None
        return answer


def cost_us(region: Grown, asked: Asked) -> float:
    """Measure the processor time of one answer, in microseconds."""
    region.answer(asked)
    spent_s, count = 0.0, 0
    while spent_s < BUSY_S:
        if asked.is_new:
            region.change()
        began_s = time.process_time()
        region.answer(asked)
        spent_s += time.process_time() - began_s
        count += 1
    return 1e6 * spent_s / count


def steps(region: Grown, asked: Asked) -> int:
    """Count the instructions of one answer."""
    region.answer(asked)
    if asked.is_new:
        region.change()
    return instructions_of(lambda: region.answer(asked))


def steps_of_the_framework(region: Grown, asked: Asked) -> int:
    """Count the instructions of the same answer by the framework's way, without the server."""
    path = asked.target.decode()
    scope: Scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": asked.target,
        "query_string": b"", "headers": list(FROM), "client": ("127.0.0.1", 1), "root_path": "",
        "server": ("127.0.0.1", 80), "scheme": "http", "http_version": "1.1", "state": {},
    }  # fmt: skip

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(_: Message) -> None:
        pass

    def ask() -> None:
        asyncio.run(region.app(dict(scope), receive, send))

    ask()
    return instructions_of(ask) - instructions_of(lambda: asyncio.run(asyncio.sleep(0)))


def grown(sizes: Sequence[int], cost: Callable[[Grown, Asked], float]) -> list[Curve]:
    """Work out a cost for each read at each size."""
    regions = {count: Grown(count) for count in sizes}
    return [
        Curve(asked.what, [(count, cost(region, asked)) for count, region in regions.items()])
        for asked in ASKED
    ]


def show_curves(curves: Sequence[Curve], unit: str, digits: int) -> None:
    """Print each figure as a row."""
    for curve in curves:
        for count, figure in curve.points:
            show(f"{curve.name}, of {count:.0f}", figure, unit, digits)


def main() -> None:
    """Count and measure, print, and draw."""
    region = Grown(5)
    for asked in (ASKED[0], ASKED[3], ASKED[4]):
        show(f"{asked.what}, of 5, at once", steps(region, asked), "instructions")
        show(
            f"{asked.what}, of 5, framework", steps_of_the_framework(region, asked), "instructions"
        )
    counted = grown(SIZES, steps)
    show_curves(counted, "instructions", 0)
    timed = grown(SIZES, lambda one, asked: median(cost_us(one, asked) for _ in range(ROUNDS)))
    show_curves(timed, "µs", 1)
    up = "µs of processor time an answer"
    write(Chart("What a read costs as spaces grow", "spaces in the region", up, timed), "reads")


if __name__ == "__main__":
    main()
