"""From a state on MQTT to twenty browsers, at 200 states a second, beside Node-RED.

    python -m tests.bench.bench_live

One broker, the hub and Node-RED on it, both subscribed all the time, and browsers at one of the two
in turn, once the hub has done what it does at its start. Each state moves one desk of one of five
spaces. Counted is from just before it is handed to the MQTT client to the first browser's having
read the event that shows it; the nineteen others read as well, and throw away. What was overtaken
by a newer state of the same desk is counted until that was seen.
"""

import asyncio
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, Final
from urllib.parse import urlsplit

from contract.events import DeskState
from contract.messages import DeskNow, State, StateClock, encode
from contract.topics import AgentAddress, Channel, every_agent
from hub.clock import SystemClock
from tests.bench.bench_latency import Change, Seen, latencies_ms
from tests.bench.measuring import (
    ROUNDS_WITH_A_PEER,
    Region,
    a_region,
    let_settle,
    percentile,
    show_median,
    show_ratio,
)
from tests.bench.node_red import MISSING, SOCKET_PATH, node_red, program
from tests.parts.mosquitto import HOST
from tests.parts.peer import Peer, a_peer

AGENTS: Final = 5
DESKS: Final = 4
BROWSERS: Final = 20
STATES_PER_S: Final = 200
SECONDS: Final = 3
_SETTLING_S: Final = 0.7
_WHAT: Final = f"state on MQTT to {BROWSERS} browsers at {STATES_PER_S}/s"
_HANDSHAKE: Final = (
    "Upgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
)


@dataclass(frozen=True)
class Site:
    """What is measured: its name, where it listens, and what a browser asks for there."""

    name: str
    port: int
    request: bytes


class Browser(asyncio.Protocol):
    """Reads and throws away."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.write(self._site.request)


class WatchedBrowser(Browser):
    """Notes what it reads, and when."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.read: list[tuple[float, bytes]] = []

    def data_received(self, data: bytes) -> None:
        """Note it."""
        self.read.append((time.monotonic(), data))

    def begin_again(self) -> None:
        """Forget all but what isn't whole yet."""
        self.read.clear()


class Speaker:
    """Five agents that say what their desks are."""

    def __init__(self, peer: Peer, agents: Sequence[AgentAddress]) -> None:
        self._peer = peer
        self._agents = agents
        self._clock = SystemClock()
        self.epochs = {f"{time.time_ns() + n:032x}": agent for n, agent in enumerate(agents)}
        self._states = [[DeskState.FREE] * DESKS for _ in agents]
        self._since = self._at = self._clock.wall()
        for agent in range(len(agents)):
            self._say(agent)

    def speak(self) -> list[Change]:
        """Move one desk after the other, evenly paced; return what was said when."""
        began, changes = time.monotonic(), []
        for number in range(STATES_PER_S * SECONDS):
            time.sleep(max(0.0, began + number / STATES_PER_S - time.monotonic()))
            agent, desk = number % len(self._agents), number // len(self._agents) % DESKS
            is_free = self._states[agent][desk] is DeskState.FREE
            state = DeskState.OCCUPIED if is_free else DeskState.FREE
            self._states[agent][desk] = state
            place = (self._agents[agent].space, f"d{desk + 1}")
            changes.append(Change(place, state, time.monotonic()))
            self._say(agent)
        return changes

    def _say(self, agent: int) -> None:
        self._at = max(self._clock.wall(), self._at + timedelta(microseconds=1))
        state = State(
            epoch=list(self.epochs)[agent],
            at=self._at,
            ttl_s=150,
            clock=StateClock.SYNCED,
            desks={
                f"d{number}": DeskNow(state=each, since=self._since)
                for number, each in enumerate(self._states[agent], start=1)
            },
            doors={},
        )
        self._peer.mention(self._agents[agent].topic(Channel.STATE), encode(state))


def events_of(read: Sequence[tuple[float, bytes]]) -> Iterator[Seen]:
    """Yield the lines of an event stream, each when it had come."""
    rest = b""
    for at_s, data in read:
        *lines, rest = (rest + data).split(b"\n")
        for line in lines:
            if line.startswith(b"data: "):
                yield Seen(line, at_s)


def frames_of(
    read: Sequence[tuple[float, bytes]], spaces: dict[str, AgentAddress]
) -> Iterator[Seen]:
    """Yield the messages of a WebSocket (RFC 6455, section 5.2), as the hub would tell them."""
    rest = b""
    for at_s, data in read:
        rest += data
        while (frame := _first_frame(rest)) is not None:
            payload, rest = frame
            yield Seen(_as_event(json.loads(payload), spaces), at_s)


def _first_frame(rest: bytes) -> tuple[bytes, bytes] | None:
    if rest.startswith(b"HTTP/1.1"):
        head, _, rest = rest.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 101"), head
    if len(rest) < 4:
        return None
    length, start = rest[1], 2
    if length == 126:
        length, start = int.from_bytes(rest[2:4], "big"), 4
    end_at = start + length
    return None if len(rest) < end_at else (rest[start:end_at], rest[end_at:])


def _as_event(state: dict[str, Any], spaces: dict[str, AgentAddress]) -> bytes:
    detail = {desk: now["state"] for desk, now in state["desks"].items()}
    told = {"space": spaces[state["epoch"]].space, "detail": detail}
    return b"data: " + json.dumps(told).encode()


async def one_round(site: Site, speaker: Speaker) -> list[float]:
    """Let browsers watch while the agents speak; return how long each state took, in ms."""
    loop, open_connections = asyncio.get_running_loop(), []
    watched = WatchedBrowser(site)
    for browser in (watched, *(Browser(site) for _ in range(BROWSERS - 1))):
        transport, _ = await loop.create_connection(partial(_same, browser), HOST, site.port)
        open_connections.append(transport)
    await asyncio.sleep(_SETTLING_S)
    changes = await asyncio.to_thread(speaker.speak)
    await asyncio.sleep(_SETTLING_S)
    for transport in open_connections:
        transport.abort()
    if site.name == "hub":
        return latencies_ms(changes, list(events_of(watched.read)))
    return latencies_ms(changes, list(frames_of(watched.read, speaker.epochs)))


def _same(browser: Browser) -> Browser:
    return browser


def measure(sites: Sequence[Site], speaker: Speaker) -> None:
    """Measure all in turns, after a round that only warms up, and print what came out."""
    halves: dict[str, list[float]] = {site.name: [] for site in sites}
    worst: dict[str, list[float]] = {site.name: [] for site in sites}
    for number in range(ROUNDS_WITH_A_PEER + 1):
        for site in sites:
            took = asyncio.run(one_round(site, speaker))
            if number > 0:
                halves[site.name].append(percentile(took, 0.5))
                worst[site.name].append(percentile(took, 0.99))
    for site in sites:
        show_median(f"{_WHAT}, {site.name}, p50", halves[site.name], "ms", 2)
        show_median(f"{_WHAT}, {site.name}, p99", worst[site.name], "ms", 2)
    if len(sites) > 1:
        ours, theirs = (median(worst[site.name]) for site in sites)
        show_ratio(f"{_WHAT}, p99, hub to Node-RED", ours, theirs)


def the_hub(region: Region) -> Site:
    """Return where the hub's stream is."""
    port = int(urlsplit(region.hub.address()).port or 0)
    return Site("hub", port, b"GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n")


def main() -> None:
    """Measure the hub, and Node-RED beside it if there is one."""
    command = program()
    with a_region(AGENTS) as region, a_peer(region.broker.host, region.broker.port) as peer:
        speaker = Speaker(peer, region.agents)
        let_settle(region.hub)
        if command is None:
            print(MISSING)
            measure([the_hub(region)], speaker)
            return
        folder = Path(region.folder) / "node-red"
        with node_red(command, folder, region.broker, every_agent(Channel.STATE)) as port:
            head = f"GET {SOCKET_PATH} HTTP/1.1\r\nHost: localhost\r\n{_HANDSHAKE}\r\n"
            measure([the_hub(region), Site("Node-RED", port, head.encode())], speaker)


if __name__ == "__main__":
    main()
