"""Changes of the public snapshots, written once and handed to every open stream.

    Live ──changed──▶ Broadcast ──▶ Group: all who follow the same spaces
                                      └─the same bytes─▶ Listener (latest wins) ──▶ one way each

Owns who listens to what, and how patiently. A listener costs no task: what is told is written at
once, and one that doesn't keep up misses what is told meanwhile. Once it has taken all, it gets
what it has missed as that is by then. It knows no route: stream.py lets listeners in.
"""

import asyncio
import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final

from hub.api.stream_limits import StreamLimits
from hub.clock import Clock
from hub.domain.availability import Published
from hub.http.outlet import HandOver, Way, chunk_of
from hub.live.live import Live

HEARTBEAT: Final = chunk_of(b"event: heartbeat\ndata: {}\n\n")
RETRY: Final = chunk_of(b"retry: 3000\n\n")
_AT_ONCE: Final = 250
"""So many streams are written to before others have their turn: reads, and the broker."""

_log: Final = logging.getLogger(__name__)


def encode_event(published: Published, now: datetime) -> bytes:
    """Write one whole snapshot as a server-sent event."""
    body = published.payload(now).model_dump_json()
    return f"event: availability\nid: {published.version}\ndata: {body}\n\n".encode()


class Group:
    """All who follow the same spaces."""

    __slots__ = ("listeners", "space_ids")

    def __init__(self, space_ids: tuple[str, ...]) -> None:
        self.space_ids = space_ids
        self.listeners: dict[Listener, None] = {}
        """Who came first is told first."""

    def writes(self, chunks: Mapping[str, bytes]) -> Iterator[tuple["Listener", bytes]]:
        """Yield who is to be written what, of these spaces; who is behind notes what it misses."""
        changed = [space_id for space_id in self.space_ids if chunks.get(space_id)]
        written = b"".join(chunks[space_id] for space_id in changed)
        return ((each, written) for each in self.listeners if not each.misses(changed))


class Listener:
    """One client: what it has missed, and since when it has taken or been told nothing."""

    __slots__ = ("_broadcast", "_group", "_missed", "_on_left", "_since_s", "_way")

    def __init__(self, broadcast: "Broadcast", group: Group, on_left: Callable[[], object]) -> None:
        self._broadcast = broadcast
        self._group = group
        self._on_left = on_left
        self._way: Way
        self._missed: frozenset[str] = frozenset()
        self._since_s = 0.0

    def begin(self, way: Way, first: bytes, now_s: float) -> None:
        """Take the way to the client, and write what comes first."""
        self._way = way
        if way.is_full:  # with its head, or what was asked before
            self._missed = frozenset(self._group.space_ids)
            self._since_s = now_s
        else:
            self.write(first, now_s)

    def misses(self, changed: Collection[str]) -> bool:
        """Note that the client misses what changed if it is behind; tell whether it is."""
        if self._way.is_full:
            self._missed = self._missed.union(changed)
        return self._way.is_full

    def write(self, chunks: bytes, now_s: float) -> None:
        """Write to a client that has taken all before."""
        self._since_s = now_s
        self._way.write(chunks)

    def look(self, now_s: float, heartbeat_s: float, write_s: float) -> None:
        """Say that the hub is still there, or cut off who takes nothing."""
        if self._way.is_full:
            if now_s - self._since_s >= write_s:
                self._way.cut()
        elif now_s - self._since_s >= heartbeat_s:
            self.write(HEARTBEAT, now_s)

    def end(self) -> None:
        """End the stream: the hub stops."""
        self._way.end()

    def on_room(self) -> None:
        """Write what was missed, as it is now."""
        now_s = self._since_s = self._broadcast.now_s()
        missed, self._missed = self._missed, frozenset()
        if missed:
            wanted = [space_id for space_id in self._group.space_ids if space_id in missed]
            self.write(self._broadcast.snapshots(wanted), now_s)

    def on_left(self) -> None:
        """Be forgotten."""
        self._broadcast.forget(self, self._group)
        self._on_left()


class Broadcast:
    """Watches Live and tells every listener what changed."""

    def __init__(
        self,
        live: Live,
        space_ids: Iterable[str],
        clock: Clock,
        limits: StreamLimits = StreamLimits(),  # noqa: B008 - frozen
    ) -> None:
        self._live = live
        self._clock = clock
        self._limits = limits
        self._groups: dict[tuple[str, ...], Group] = {}
        self._following: dict[str, set[Group]] = {space_id: set() for space_id in space_ids}
        self._told: dict[str, int] = {}
        self._closed = False

    @property
    def space_ids(self) -> tuple[str, ...]:
        """Every space, in the order of the configuration."""
        return tuple(self._following)

    def now_s(self) -> float:
        """Return seconds on the loop's clock."""
        return asyncio.get_running_loop().time()

    def listen(
        self, space_ids: tuple[str, ...], hand_over: HandOver, on_left: Callable[[], object]
    ) -> None:
        """Tell a client what is, and from now on what changes in these spaces.

        `on_left` is called once, whoever ends it; also if the client has left already.
        """
        group = self._groups.get(space_ids) or Group(space_ids)
        listener = Listener(self, group, on_left)
        way = hand_over(listener)
        if way is None:
            on_left()
            return
        self._remember(listener, group)
        listener.begin(way, RETRY + self.snapshots(space_ids), self.now_s())
        if self._closed:
            listener.end()

    def snapshots(self, space_ids: Iterable[str]) -> bytes:
        """Write the present snapshots of these spaces."""
        now = self._clock.wall()
        present = (self._live.availability(space_id) for space_id in space_ids)
        return b"".join(chunk_of(encode_event(snapshot, now)) for snapshot in present if snapshot)

    def forget(self, listener: Listener, group: Group) -> None:
        """Take out a listener that has left."""
        group.listeners.pop(listener, None)
        if not group.listeners and self._groups.get(group.space_ids) is group:
            del self._groups[group.space_ids]
            for space_id in group.space_ids:
                self._following[space_id].discard(group)

    async def run(self) -> None:
        """Pass on changes until cancelled."""
        with self._live.change_signal() as signal:
            await self._tell(self.space_ids)
            while True:
                await signal.changed()
                await self._tell(signal.take())

    async def look_after(self) -> None:
        """Send heartbeats, and cut off who takes nothing, until cancelled."""
        heartbeat_s, write_s = self._limits.heartbeat_s, self._limits.write_s
        every_s = min(heartbeat_s, write_s, 10.0) / 10
        while True:
            await asyncio.sleep(every_s)
            for number, listener in enumerate(list(self._listeners())):
                if number % _AT_ONCE == 0:
                    await asyncio.sleep(0)
                listener.look(self.now_s(), heartbeat_s - every_s, write_s)

    def close(self) -> None:
        """End every stream, and those that still come."""
        self._closed = True
        for listener in list(self._listeners()):
            listener.end()

    def _listeners(self) -> Iterator[Listener]:
        return (each for group in self._groups.values() for each in group.listeners)

    def _remember(self, listener: Listener, group: Group) -> None:
        group.listeners[listener] = None
        if self._groups.setdefault(group.space_ids, group) is group:
            for space_id in group.space_ids:
                self._following[space_id].add(group)

    async def _tell(self, space_ids: Iterable[str]) -> None:
        """Hand out what changed in these spaces: one write to each who follows any of them.

        Who is behind is passed over first, and gets it once there is room: never before this.
        """
        now = self._clock.wall()
        chunks = {space_id: self._news(space_id, now) for space_id in space_ids}
        groups = {
            group
            for space_id, news in chunks.items()
            if news
            for group in self._following[space_id]
        }
        writes = [write for group in groups for write in group.writes(chunks)]
        now_s = self.now_s()
        for number, (listener, written) in enumerate(writes, start=1):
            listener.write(written, now_s)
            if number % _AT_ONCE == 0:
                await asyncio.sleep(0)
                now_s = self.now_s()

    def _news(self, space_id: str, now: datetime) -> bytes:
        """Write what is new of a space to anybody who follows it, if there is anybody."""
        published = self._live.availability(space_id)
        if published is None or self._told.get(space_id) == published.version:
            return b""
        self._told[space_id] = published.version
        if not self._following[space_id]:
            return b""
        try:
            return chunk_of(encode_event(published, now))
        except Exception:  # noqa: BLE001  one bad snapshot must not freeze every stream
            _log.exception("a change can't be sent to the streams")
            return b""
