"""Links to the broker that can be cut, stalled, left half open, or lose and double MQTT packets.

    agent ─▶ Link ─▶ broker        hub ─▶ Link ─▶ broker

Owns the sockets, in an asyncio loop in a thread of its own. It reads MQTT packets (MQTT 5, 2.1)
only as far as their type and topic; it knows no fault and no schedule.
"""

import asyncio
import threading
from collections.abc import Iterator
from enum import Enum
from typing import Final, Self

from tests.parts.mosquitto import HOST
from tests.system.region import Listener

_PUBLISH: Final = 3
_PUBACK: Final = 4
_CHUNK_BYTES: Final = 65_536


class Spoils(Enum):
    """What a link does to the packets that pass."""

    NOTHING = "passes all on"
    RECEIPTS = "loses what the hub says to an agent"
    PUBACKS = "loses what the broker acknowledges"
    TWICE = "passes events on twice"


class Link:
    """One listening port before the broker. Its methods may be called in any thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop, broker: Listener) -> None:
        self.host = HOST
        self.port = 0
        self._broker = broker
        self._loop = loop
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._spoils = Spoils.NOTHING
        self._open = set[_Pair]()
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        """Listen."""
        self._server = await asyncio.start_server(self._serve, HOST, 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Let go of everything."""
        assert self._server is not None
        self._server.close()
        self._cut()

    def cut(self) -> None:
        """Reset all connections."""
        self._loop.call_soon_threadsafe(self._cut)

    def stall(self) -> None:
        """Hold everything back."""
        self._loop.call_soon_threadsafe(self._flowing.clear)

    def flow(self) -> None:
        """Deliver what was held back, and what comes."""
        self._loop.call_soon_threadsafe(self._flowing.set)

    def swallow(self) -> None:
        """Let nothing through any more on the connections that there are; new ones work."""
        self._loop.call_soon_threadsafe(self._swallow)

    def cut_swallowing(self) -> None:
        """Reset the connections that let nothing through."""
        self._loop.call_soon_threadsafe(self._cut_swallowing)

    def spoil(self, spoils: Spoils) -> None:
        """Lose or double some packets from now on."""
        self._spoils = spoils

    def _cut(self) -> None:
        for pair in self._open:
            pair.abort()

    def _swallow(self) -> None:
        for pair in self._open:
            pair.is_swallowing = True

    def _cut_swallowing(self) -> None:
        for pair in self._open:
            if pair.is_swallowing:
                pair.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there = await asyncio.open_connection(self._broker.host, self._broker.port)
        except OSError:
            writer.transport.abort()
            return
        pair = _Pair(writer, there[1])
        self._open.add(pair)
        pumps = [
            asyncio.create_task(self._pump(pair, reader, there[1])),
            asyncio.create_task(self._pump(pair, there[0], writer)),
        ]
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        self._open.discard(pair)
        pair.close()
        for pump in pumps:
            pump.cancel()

    async def _pump(
        self, pair: "_Pair", reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        rest = bytearray()
        try:
            while chunk := await reader.read(_CHUNK_BYTES):
                await self._flowing.wait()
                if pair.is_swallowing:
                    continue
                rest += chunk
                for packet in packets(rest):
                    writer.write(packet * copies(self._spoils, packet))
                await writer.drain()
        except OSError:
            return  # reset: that is what these are for


class _Pair:
    """The two connections that are one to those at their ends."""

    def __init__(self, *writers: asyncio.StreamWriter) -> None:
        self._writers = writers
        self.is_swallowing = False

    def abort(self) -> None:
        for writer in self._writers:
            writer.transport.abort()

    def close(self) -> None:
        for writer in self._writers:
            writer.close()


def packets(rest: bytearray) -> Iterator[bytes]:
    """Take the whole packets off the front of what was received."""
    while True:
        length, at = 0, 0
        while True:
            at += 1
            if len(rest) <= at:
                return
            length |= (rest[at] & 127) << 7 * (at - 1)
            if not rest[at] & 128:
                break
        end = at + 1 + length
        if len(rest) < end:
            return
        packet = bytes(rest[:end])
        del rest[:end]
        yield packet


def copies(spoils: Spoils, packet: bytes) -> int:
    """Return how often a packet is passed on."""
    match spoils:
        case Spoils.NOTHING:
            return 1
        case Spoils.RECEIPTS:
            return 0 if _topic(packet).endswith(b"/receipts") else 1
        case Spoils.PUBACKS:
            return 0 if packet[0] >> 4 == _PUBACK else 1
        case Spoils.TWICE:
            return 2 if _topic(packet).endswith(b"/events") else 1


def _topic(packet: bytes) -> bytes:
    """Return the topic of a PUBLISH; nothing of other packets."""
    if packet[0] >> 4 != _PUBLISH:
        return b""
    at = 1
    while packet[at] & 128:
        at += 1
    length = int.from_bytes(packet[at + 1 : at + 3])
    return packet[at + 3 : at + 3 + length]


class Links:
    """The loop and the thread in which all links run."""

    def __init__(self, broker: Listener) -> None:
        self._broker = broker
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="links", daemon=True)
        self._links = list[Link]()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        for link in self._links:
            asyncio.run_coroutine_threadsafe(link.close(), self._loop).result(10)
        asyncio.run_coroutine_threadsafe(_all_end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def new(self) -> Link:
        """Make a link that listens."""
        link = Link(self._loop, self._broker)
        asyncio.run_coroutine_threadsafe(link.open(), self._loop).result(10)
        self._links.append(link)
        return link


async def _all_end() -> None:
    """End every task but this one."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
