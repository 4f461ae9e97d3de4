"""Answers a second of the live page and the availability, and one change told to 200 streams.

    python -m tests.bench.bench_http

Eight connections ask again as soon as they are answered, from this one process: whoever asks takes
one of the cores, so these are lower bounds. A client that knows the entity tag is answered 304.
Then 200 visitors listen to the stream, twenty to an address (the hub allows no more), an agent says
something new, and counted is until the last of them has its event.
"""

import asyncio
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle
from typing import Final
from urllib.parse import urlsplit

from contract.events import DeskState
from contract.messages import DeskNow, State, StateClock, encode
from contract.topics import AgentAddress, Channel
from hub.clock import SystemClock
from tests.bench.measuring import ROUNDS, Region, a_region, show, show_median
from tests.parts.peer import Peer, a_peer

CONNECTIONS: Final = 8
SECONDS: Final = 2.0
STREAMS: Final = 200
STREAMS_OF_ONE: Final = 20
CHANGES: Final = 20
_PATIENCE_S: Final = 20
_LENGTH: Final = re.compile(rb"(?i)\r\ncontent-length: (\d+)")
_ETAG: Final = re.compile(rb"(?i)\r\netag: (\S+)")
_EPOCH: Final = f"{time.time_ns():032x}"

Visitor = tuple[asyncio.StreamReader, asyncio.StreamWriter]
"""An open stream; without its writer it would be closed."""


@dataclass(frozen=True)
class Target:
    """What is asked for."""

    what: str
    path: str
    knows_etag: bool


@dataclass(frozen=True)
class Hall:
    """Where the hub listens."""

    host: str
    port: int

    def request(self, path: str, etag: bytes = b"") -> bytes:
        """Write a request."""
        known = b"If-None-Match: " + etag + b"\r\n" if etag else b""
        return f"GET {path} HTTP/1.1\r\nHost: {self.host}\r\n".encode() + known + b"\r\n"


async def answer(reader: asyncio.StreamReader) -> tuple[bytes, int]:
    """Read one answer; return its head and the length of its body, in bytes."""
    head = await reader.readuntil(b"\r\n\r\n")
    found = _LENGTH.search(head)
    length = int(found[1]) if found and not head.startswith(b"HTTP/1.1 304") else 0
    await reader.readexactly(length)
    return head, length


async def ask_on(hall: Hall, request: bytes, status: bytes, until_s: float) -> int:
    """Ask again and again on one connection; return how often that was answered."""
    reader, writer = await asyncio.open_connection(hall.host, hall.port)
    answered = 0
    while time.monotonic() < until_s:
        writer.write(request)
        head, _ = await answer(reader)
        assert head.startswith(b"HTTP/1.1 " + status), head
        answered += 1
    writer.close()
    return answered


async def answers_per_s(hall: Hall, target: Target) -> float:
    """Ask on all connections for a while."""
    reader, writer = await asyncio.open_connection(hall.host, hall.port)
    writer.write(hall.request(target.path))
    head, _ = await answer(reader)
    writer.close()
    found = _ETAG.search(head)
    assert found is not None, head
    request = hall.request(target.path, found[1] if target.knows_etag else b"")
    status = b"304" if target.knows_etag else b"200"
    until_s = time.monotonic() + SECONDS
    asking = (ask_on(hall, request, status, until_s) for _ in range(CONNECTIONS))
    return sum(await asyncio.gather(*asking)) / SECONDS


async def open_streams(hall: Hall, path: str) -> list[Visitor]:
    """Let all visitors listen, each twenty from an address of their own."""
    visitors = []
    for number in range(STREAMS):
        site = f"127.0.1.{1 + number // STREAMS_OF_ONE}"
        reader, writer = await asyncio.open_connection(hall.host, hall.port, local_addr=(site, 0))
        writer.write(hall.request(path))
        assert (await reader.readline()).startswith(b"HTTP/1.1 200")
        visitors.append((reader, writer))
    return visitors


async def until_seen(reader: asyncio.StreamReader, occupied: int) -> float:
    """Wait for the snapshot with so many occupied desks; return when it had come."""
    mark = f'"occupied":{occupied},'.encode()
    while mark not in (line := await reader.readline()):
        assert line, "the hub closed the stream"
    return time.monotonic()


async def until_occupied(hall: Hall, mouth: "Mouth", path: str) -> None:
    """Let the agent say something, and wait until the hub has heard it."""
    reader, writer = await asyncio.open_connection(hall.host, hall.port)
    writer.write(hall.request(path))
    mouth.say(3)
    await asyncio.wait_for(until_seen(reader, 3), _PATIENCE_S)
    writer.close()


class Mouth:
    """An agent that says how many of its four desks are occupied."""

    def __init__(self, peer: Peer, address: AgentAddress) -> None:
        self._peer = peer
        self._topic = address.topic(Channel.STATE)
        self._at = SystemClock().wall()

    def say(self, occupied: int) -> None:
        """Say it, later than all that was said before."""
        self._at += timedelta(milliseconds=1)
        states = [DeskState.OCCUPIED] * occupied + [DeskState.FREE] * (4 - occupied)
        desks = {
            f"d{number}": DeskNow(state=state, since=self._at)
            for number, state in enumerate(states, start=1)
        }
        state = State(
            epoch=_EPOCH,
            at=self._at,
            ttl_s=150,
            clock=StateClock.SYNCED,
            desks=desks,
            doors={},
        )
        self._peer.mention(self._topic, encode(state))


async def fan_out_ms(mouth: Mouth, visitors: Sequence[Visitor]) -> list[float]:
    """Say something new a few times; return until the last visitor had it, in milliseconds."""
    took = []
    for _, occupied in zip(range(CHANGES), cycle((1, 2, 3)), strict=False):
        waiting = [asyncio.create_task(until_seen(reader, occupied)) for reader, _ in visitors]
        await asyncio.sleep(0.02)
        said = time.monotonic()
        mouth.say(occupied)
        seen = await asyncio.wait_for(asyncio.gather(*waiting), _PATIENCE_S)
        took.append(1000 * (max(seen) - said))
    return took


async def measure(region: Region, mouth: Mouth) -> None:
    """Measure requests in rounds of turns, then the streams."""
    address = urlsplit(region.hub.address())
    hall = Hall(str(address.hostname), int(address.port or 0))
    space = region.agents[0].space
    availability = f"/api/v1/spaces/{space}/availability"
    targets = [
        Target("page of a space", f"/spaces/{space}", knows_etag=False),
        Target("availability of a space", availability, knows_etag=False),
        Target("availability, known by its tag (304)", availability, knows_etag=True),
    ]
    await until_occupied(hall, mouth, f"/api/v1/stream?space={space}")
    rates: dict[str, list[float]] = {target.what: [] for target in targets}
    for _ in range(ROUNDS):
        for target in targets:
            rates[target.what].append(await answers_per_s(hall, target))
    for what, figures in rates.items():
        show_median(what, figures, "answers/s")
    visitors = await open_streams(hall, f"/api/v1/stream?space={space}")
    took = await fan_out_ms(mouth, visitors)
    show_median(f"one change to the last of {STREAMS} streams, median", took, "ms", 1)
    show(f"one change to the last of {STREAMS} streams, worst of {CHANGES}", max(took), "ms", 1)


def main() -> None:
    """Measure a hub with one agent."""
    with a_region(1) as region, a_peer(region.broker.host, region.broker.port) as peer:
        asyncio.run(measure(region, Mouth(peer, region.agents[0])))


if __name__ == "__main__":
    main()
