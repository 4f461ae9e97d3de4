"""Changes of the public snapshots, written once and handed to every open stream.

    Live ──changed──▶ Broadcast ──the same bytes──▶ Listener (latest wins) ──▶ one stream each

Owns who listens to what. It knows no HTTP: stream.py takes the bytes and sends them.
"""

import asyncio
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from hub.clock import Clock
from hub.domain.availability import Published
from hub.live.live import Live

HEARTBEAT: Final = b": still here\n\n"
RETRY: Final = b"retry: 3000\n\n"

_log: Final = logging.getLogger(__name__)


def encode_event(published: Published, now: datetime) -> bytes:
    """Write one whole snapshot as a server-sent event."""
    body = published.payload(now).model_dump_json()
    return f"event: availability\nid: {published.version}\ndata: {body}\n\n".encode()


class Listener:
    """What one stream hasn't taken yet: at most one snapshot of each space."""

    __slots__ = ("_pending", "_wake", "ended")

    def __init__(self) -> None:
        self._pending: dict[str, bytes] = {}
        self._wake = asyncio.Event()
        self.ended = False

    def put(self, space_id: str, event: bytes) -> None:
        """Leave an event, in place of an older one of the same space."""
        self._pending[space_id] = event
        self._wake.set()

    def end(self) -> None:
        """Let the stream end: the client left, or the hub stops."""
        self.ended = True
        self._wake.set()

    async def take(self, heartbeat_s: float) -> bytes:
        """Wait for events and take them all; after `heartbeat_s` without any, a heartbeat."""
        try:
            async with asyncio.timeout(heartbeat_s):
                await self._wake.wait()
        except TimeoutError:
            return HEARTBEAT
        self._wake.clear()
        events = b"".join(self._pending.values())
        self._pending.clear()
        return events


class Broadcast:
    """Watches Live and tells every listener what changed."""

    def __init__(self, live: Live, space_ids: Iterable[str], clock: Clock) -> None:
        self._live = live
        self._clock = clock
        self._listeners: dict[str, set[Listener]] = {space_id: set() for space_id in space_ids}
        self._told: dict[str, int] = {}
        self._closed = False

    @property
    def space_ids(self) -> tuple[str, ...]:
        """Every space, in the order of the configuration."""
        return tuple(self._listeners)

    @contextmanager
    def listen(self, space_ids: Iterable[str]) -> Iterator[Listener]:
        """Hand out what changes in these spaces from now on."""
        heard = [self._listeners[space_id] for space_id in space_ids]
        listener = Listener()
        for listeners in heard:
            listeners.add(listener)
        if self._closed:
            listener.end()
        try:
            yield listener
        finally:
            for listeners in heard:
                listeners.discard(listener)

    def snapshots(self, space_ids: Iterable[str]) -> bytes:
        """Write the present snapshots of these spaces."""
        now = self._clock.wall()
        present = (self._live.availability(space_id) for space_id in space_ids)
        return b"".join(encode_event(published, now) for published in present if published)

    async def run(self) -> None:
        """Pass on changes until cancelled."""
        with self._live.change_signal() as signal:
            while True:
                try:
                    self._tell()
                except Exception:  # noqa: BLE001  one bad snapshot must not freeze every stream
                    _log.exception("a change can't be sent to the streams")
                await signal.changed()

    def close(self) -> None:
        """End every stream, and those that still come."""
        self._closed = True
        for listeners in self._listeners.values():
            for listener in listeners:
                listener.end()

    def _tell(self) -> None:
        now = self._clock.wall()
        for space_id, listeners in self._listeners.items():
            published = self._live.availability(space_id)
            if published is None or self._told.get(space_id) == published.version:
                continue
            self._told[space_id] = published.version
            if listeners:
                event = encode_event(published, now)
                for listener in listeners:
                    listener.put(space_id, event)
