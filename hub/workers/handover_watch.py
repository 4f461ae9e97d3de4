"""Follows who watches in whose place, whoever writes it: the console, an import.

    book ─▶ changes ─▶ SpacesNow ─▶ whoever is heard, counted and shown

It looks every two seconds, and once before the hub serves. While the book can't be read what was
read last stands. It judges nothing, and knows no MQTT.
"""

import logging
from collections.abc import Sequence
from functools import partial
from typing import Final

from hub.book.agent_handovers import HandoverMemory
from hub.domain.handover_change import HandoverChange, applied
from hub.errors import BookUnavailable, StoreUnavailable
from hub.spaces_now import SpacesNow
from hub.workers.periodic import IsEnding, Schedule, Work

log = logging.getLogger(__name__)

LAYER: Final = "agents"
"""What of the spaces is amended here."""
LOOK_EVERY_S: Final = 2.0
LONGEST_WAIT_S: Final = 30.0


class HandoverWatch:
    """Looks again and again; whoever has just written something lets it look at once."""

    schedule: Final = Schedule(
        "handovers", LOOK_EVERY_S, LONGEST_WAIT_S, "who watches what stays as it was read last"
    )

    def __init__(self, memory: HandoverMemory, spaces: SpacesNow) -> None:
        self._memory = memory
        self._spaces = spaces
        self._known: Sequence[HandoverChange] = ()

    def due(self) -> Work | None:
        """Look each time: what is said stands in the book."""
        return self._look

    def close(self) -> None:
        """Do nothing: the book isn't its own."""

    def look_first(self) -> None:
        """Look before anybody asks; a book that can't be read is looked at again later."""
        try:
            self.follow()
        except BookUnavailable as error:
            log.error(  # noqa: TRY400 - no bug
                "who replaced whom can't be read, hub.toml alone holds: %s", error
            )

    def follow(self) -> None:
        """Have what the book says now. Raises BookUnavailable; then what was read last stands."""
        self._memory.hand_on(self._put)

    def _look(self, _: IsEnding) -> None:
        """Look again. Raises StoreUnavailable where the book can't be used."""
        try:
            self.follow()
        except BookUnavailable as error:
            raise StoreUnavailable(f"the book: {error}") from error

    def _put(self, changes: Sequence[HandoverChange]) -> None:
        if changes != self._known:
            self._known = changes
            if self._spaces.amend(LAYER, partial(applied, changes=changes)):
                log.info("another agent watches a desk or door, or will")
