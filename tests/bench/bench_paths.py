"""What the two hottest paths cost, in instructions of Python's machine: the same on a busy machine.

    python -m tests.bench.bench_paths

- *A state*: from the broker's packet to what is written to each stream.
- *An event*: from the broker's packet, which carries it alone, to the committed store and the
  receipt; of a thousand that are committed together.

What C does in between (parsing, the disk, the kernel) isn't counted, nor is the loop's own work.
"""

import tempfile
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

import mqtt5

from contract.topics import AgentAddress, Channel
from hub.api.broadcast import Broadcast
from hub.domain.assignment import Own
from hub.fair_queue import FairQueue
from hub.http.outlet import Audience
from hub.metrics import HubMetrics
from hub.mqtt import Incoming
from hub.mqtt_client import Client, Login
from hub.stores.sqlite.store import SqliteStore
from hub.workers.archive import Archivist
from tests.bench import bench_archive_growth as growth
from tests.bench.counting import instructions_of
from tests.bench.measuring import addresses, show
from tests.hub.pages.region import Region

SPACE: Final = "gutshof"
STREAMS: Final = 20
EVENTS: Final = 1_000
AGENTS: Final = 100


class Hearing:
    """A client that is fed packets, and the queue that it hands messages to."""

    def __init__(self, agents: Collection[AgentAddress], channel: Channel) -> None:
        self.queue: FairQueue[Incoming] = FairQueue(agents, [channel], 0.0)
        self._client = Client(Login("localhost", 1883, "counted", 60, 1 << 20), self)

    def hear(self, packets: bytes) -> None:
        """Take in packets."""
        self._client._take_in(packets)
        self._client._handle()

    def on_messages(self, _: Client, messages: Sequence[Incoming]) -> None:
        for message in messages:
            self.queue.put(message, 0.0)

    def on_unreadable(self, _: Client) -> None:
        raise AssertionError("what is counted can be read")

    def on_subscribed(self, _client: Client, _number: int, *, is_granted: bool) -> None:
        raise AssertionError(f"nobody asked: {is_granted}")

    def on_lost(self, _: Client, reason: str) -> None:
        raise AssertionError(reason)


class Stream:
    """A way to a client that keeps up."""

    is_full = False

    def __init__(self) -> None:
        self.written: list[bytes] = []

    def taken_by(self, _: Audience) -> "Stream":
        """Be handed over."""
        return self

    def write(self, chunk: bytes) -> None:
        self.written.append(chunk)

    def end(self) -> None:
        raise AssertionError("nothing ends while it is counted")

    cut = end


def packets_of(messages: Iterable[Incoming]) -> bytes:
    """Write messages as a broker delivers them."""
    return b"".join(
        mqtt5.PublishPacket(
            each.topic, each.payload, qos=mqtt5.QoS.AT_LEAST_ONCE, packet_id=number
        ).write()
        for number, each in enumerate(messages, start=1)
    )


def _states(region: Region, count: int) -> list[Incoming]:
    """Let a space say different things, and keep the messages."""
    said: list[Incoming] = []

    def note(topic: str, payload: bytes, retained: bool) -> None:
        said.append(Incoming(topic, payload, retained))

    heard, region.live.on_message = region.live.on_message, note  # type: ignore[method-assign]
    for number in range(count):
        region.clock.pass_s(1)
        region.say(SPACE, "oooooo" if number % 2 else "fooooo")
    region.live.on_message = heard  # type: ignore[method-assign]
    return said


def of_a_state(streams: int) -> int:
    """Count what one state costs that changes what so many streams are told."""
    region = Region()
    broadcast = Broadcast(region.live, [SPACE], region.clock)
    broadcast.now_s = region.clock.monotonic  # type: ignore[method-assign]  # there is no loop
    ways = [Stream() for _ in range(streams)]
    for way in ways:
        broadcast.listen((SPACE,), way.taken_by, lambda: None)
    agent = AgentAddress(SPACE, f"pi-{SPACE}")
    hearing = Hearing([agent], Channel.STATE)

    def pass_on(packet: bytes) -> None:
        hearing.hear(packet)
        for message in hearing.queue.take(500, 1 << 20, 0.0):
            region.live.on_message(message.topic, message.payload, message.retained)
        _run(broadcast._tell([SPACE]).__await__().__next__)

    *before, last = [packets_of([state]) for state in _states(region, 20)]
    for packet in before:  # what remembers a few of the last remembers them
        pass_on(packet)
    counted = instructions_of(lambda: pass_on(last))
    assert {len(way.written) for way in ways} == {1 + len(before) + 1}
    return counted


def _run(step: Callable[[], object]) -> None:
    """Run a coroutine that waits for nothing."""
    try:
        step()
    except StopIteration:
        return
    raise AssertionError("it waits")


def of_an_event() -> float:
    """Count what one event costs that comes alone and is committed together with others."""
    agents = addresses(AGENTS)
    hearing = Hearing(agents, Channel.EVENTS)
    owners = dict.fromkeys(agents, Own(frozenset({"d1"})))
    first, second = (packets_of([*growth.messages(agents, turn)][:EVENTS]) for turn in (0, 1))
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(SqliteStore.open(Path(folder) / "counted.db")) as store,
    ):
        archivist = Archivist(owners, store, HubMetrics())

        def keep(packets: bytes) -> None:
            hearing.hear(packets)
            taken = hearing.queue.take(EVENTS, 1 << 30, 0.0)
            assert len(taken) == EVENTS
            assert archivist.take(taken, growth.NOW_US)

        keep(first)
        return instructions_of(lambda: keep(second)) / EVENTS


def main() -> None:
    """Count both."""
    show(f"a state, from its packet to {STREAMS} streams", of_a_state(STREAMS), "instructions")
    more = (of_a_state(2 * STREAMS) - of_a_state(STREAMS)) / STREAMS
    show("  each stream of these", more, "instructions")
    show("an event that comes alone, to store and receipt", of_an_event(), "instructions")


if __name__ == "__main__":
    main()
