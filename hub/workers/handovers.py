"""Keeps the spaces up to date with who watches in whose place, as the book has it.

    book ─▶ HandoverMemory ─▶ changes ─▶ SpacesNow ─▶ whoever is heard, counted and shown

What was read last stands as long as the book can't be read. It judges nothing, and knows no MQTT.
"""

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import Final

from hub.book.agent_handovers import HandoverMemory
from hub.book.published import Transactions
from hub.domain.handover_change import HandoverChange, applied
from hub.errors import BookUnavailable
from hub.spaces_now import SpacesNow
from hub.workers.periodic import IsEnding, Schedule, Work

LAYER: Final = "agents"
"""What of the spaces is amended here."""
EVERY_S: Final = 2.0


def amend(spaces: SpacesNow, changes: Sequence[HandoverChange]) -> None:
    """Let the spaces be as hub.toml has them with all that was said."""
    spaces.amend(LAYER, partial(applied, changes=tuple(changes)))


class HandoverLayer:
    """Reads again and again, so that it also has what others have written."""

    schedule: Final = Schedule("handovers", EVERY_S, EVERY_S, "what was read last stands")

    def __init__(self, spaces: SpacesNow, book: Transactions) -> None:
        self._spaces = spaces
        self._memory = HandoverMemory(book)
        self._known: tuple[HandoverChange, ...] = ()

    def due(self) -> Work | None:
        """Return the look into the book."""
        return self._look

    def close(self) -> None:
        """Do nothing: the book is somebody else's."""

    def read(self) -> None:
        """Have what the book says now. Raises BookUnavailable; then what was read last stands."""
        changes = tuple(self._memory.all())
        if changes != self._known:
            self._known = changes
            amend(self._spaces, changes)

    def read_if_possible(self) -> None:
        """Have what the book says now, or what it said last."""
        with suppress(BookUnavailable):
            self.read()

    def _look(self, _: IsEnding) -> None:
        self.read_if_possible()
