"""Keeps which desks are in doubt for want of a sign: told by the care thread, each minute.

    agents, calendars ─▶ what begins and ends (hub/domain/sign_doubt.py) ─▶ book ─▶ reports

While the book can't be used nothing is kept, and a doubt begins or ends as soon as it can. That
the book can't be used is said by who owns it (care_notes.py).
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from hub.book.sign_doubts import SignDoubtMemory
from hub.domain.care import Instant
from hub.domain.live import AgentNow
from hub.domain.sign_doubt import SignDoubt, doubts_after
from hub.domain.space import SpaceConfig
from hub.errors import BookUnavailable
from hub.spaces_now import SpacesNow, held

Seen = Mapping[str, Mapping[str, AgentNow]]
"""Agents by space and id."""


class SignNotes:
    """Notes signs again and again. One thread notes."""

    def __init__(self, spaces: SpacesNow | Sequence[SpaceConfig], memory: SignDoubtMemory) -> None:
        self._spaces = held(spaces)
        self._memory = memory

    def note(self, seen: Seen, now: Instant) -> None:
        """Keep what begins and ends. It never raises."""
        with suppress(BookUnavailable):
            changed = list(self._changed(self._memory.lasting(), seen, now))
            if changed:
                self._memory.keep(changed)

    def _changed(
        self, lasting: Sequence[SignDoubt], seen: Seen, now: Instant
    ) -> Iterator[SignDoubt]:
        for space, calendar in self._spaces.now.calendars.items():
            yield from doubts_after(lasting, space, calendar, seen.get(space, {}), now)
