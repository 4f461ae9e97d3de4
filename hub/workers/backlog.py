"""Stores what was seen before the hub began and comes from no agent, behind what comes now.

    whoever has it ─▶ thread of its own ─▶ the writer's thread, between two commits ─▶ store

It knows when all of it is there: until then no month is published. Where it comes from and what it
says it doesn't know.
"""

import asyncio
from collections.abc import Callable, Sequence

from hub.mqtt import Incoming
from hub.workers.archive import Archive, Archivist
from hub.workers.periodic import IsEnding

Take = Callable[[Sequence[Incoming], int], None]
"""Stores messages as of an instant in microseconds. Raises StoreUnavailable."""
Backlog = Callable[[Take, IsEnding], None]
"""Is called in a thread, hands all it has to `take`, and returns early when the hub is ending."""


class BacklogStoring:
    """Runs beside the hub's other parts; without a backlog it has nothing to do."""

    def __init__(
        self,
        backlog: Backlog | None,
        archive: Archive,
        archivist: Archivist,
        shutdown: asyncio.Event,
    ) -> None:
        self._backlog = backlog
        self._archive = archive
        self._archivist = archivist
        self._shutdown = shutdown
        self.is_done = backlog is None

    async def run(self) -> None:
        """Store it, then do nothing until cancelled. Raises what the backlog raises."""
        if self._backlog is not None:
            await asyncio.to_thread(self._backlog, self._take, self._shutdown.is_set)
            self.is_done = not self._shutdown.is_set()
        await asyncio.Event().wait()

    def _take(self, messages: Sequence[Incoming], now_us: int) -> None:
        self._archive.in_thread(self._archivist.take, messages, now_us)
