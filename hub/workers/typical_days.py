"""Keeps each space's typical day at hand, so that no page ever waits for the store.

    store ─▶ thread: eight days of slots ─▶ typical day (pure) ─▶ here ─▶ page

It reads beside the writer: at the start, when the local day changes, and every hour, because late
events complete the past. Nothing is made of days that the roll-up hasn't reached. While the store
can't be read the last answers stay; each says which days it is made of. Where small counts are
protected, what was once said of a month's basis stays until the month ends, whatever arrives late;
only a restart reads it anew. It knows no HTTP and no words.
"""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from contract.times import to_us
from hub.clock import Clock
from hub.domain.calendar import Calendar
from hub.domain.slots import SLOT_US, SpaceSlot
from hub.domain.space import SpaceConfig
from hub.domain.typical_day import Basis, TypicalDay, basis_of, shown_day, typical_day
from hub.stores.history_protocol import HistoryReader
from hub.workers.periodic import IsEnding, Schedule, Work

LOOK_EVERY_S: Final = 10.0
LONGEST_WAIT_S: Final = 60.0
RENEW_EVERY_S: Final = 3600.0


@dataclass(frozen=True, slots=True)
class ShownTypicalDay:
    """A typical day, and the local day that it is shown for: today, or the next open one."""

    shown: date
    typical: TypicalDay


OLD_AFTER: Final = timedelta(minutes=15)
"""A copy that is older is shown with its age: its archive is out of reach."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where what is known of a space's typical day comes from."""

    has_answered: bool = True
    """False: nobody has been able to say, not even that there is none."""
    copied_at: datetime | None = None
    """When a replica took it over; None: it is made here."""


TypicalDayOf = Callable[[str], ShownTypicalDay | None]
"""Returns at once what is known of a space's typical day."""
OriginOf = Callable[[str], Origin]
"""Returns at once."""


def made_here(_: str) -> Origin:
    """Stand in where an application asks nobody."""
    return Origin()


class TypicalDays:
    """Knows the typical day of every space; `of` may be asked from any thread."""

    schedule: Final = Schedule(
        "typical-days", LOOK_EVERY_S, LONGEST_WAIT_S, "typical days wait for the store"
    )

    def __init__(
        self,
        spaces: Sequence[SpaceConfig],
        open_history: Callable[[], HistoryReader],
        clock: Clock,
    ) -> None:
        self._spaces = {space.id: _Space(space) for space in spaces}
        self._open_history = open_history
        self._clock = clock

    def of(self, space_id: str) -> ShownTypicalDay | None:
        """Return what is known of a space; None before the first answer, or without one."""
        return self._spaces[space_id].known

    def origin(self, space_id: str) -> Origin:
        """Tell whether the store has been looked at for a space."""
        return Origin(has_answered=self._spaces[space_id].has_looked)

    def due(self) -> Work | None:
        """Return the reading of what is due: after midnight, and every hour."""
        now, now_s = self._clock.wall(), self._clock.monotonic()
        spaces = [space for space in self._spaces.values() if space.is_due(now, now_s)]
        return partial(self._renew, spaces, now, now_s) if spaces else None

    def close(self) -> None:
        """Do nothing: a reader is open only while it reads."""

    def _renew(
        self, spaces: Sequence["_Space"], now: datetime, now_s: float, is_ending: IsEnding
    ) -> None:
        """Make the typical days of some spaces anew. Raises StoreUnavailable; the rest stays."""
        with closing(self._open_history()) as reader:
            for space in spaces:
                if not is_ending():
                    space.renew(reader, now, now_s)


class _Space:
    """One space: what was said of it last, and on which basis."""

    def __init__(self, config: SpaceConfig) -> None:
        self.known: ShownTypicalDay | None = None
        self._config = config
        self._zone = ZoneInfo(config.timezone)
        self._calendar = Calendar(config)
        self._looked_on: date | None = None
        self._looked_s = 0.0
        self._kept: dict[Basis, TypicalDay] = {}

    @property
    def has_looked(self) -> bool:
        """Whether the store has said something, or that there is nothing."""
        return self._looked_on is not None

    def is_due(self, now: datetime, now_s: float) -> bool:
        """Tell whether it is another local day than at the last look, or an hour has passed."""
        is_recent = now_s - self._looked_s < RENEW_EVERY_S
        return self._looked_on != self._calendar.day_of(now) or not is_recent

    def renew(self, reader: HistoryReader, now: datetime, now_s: float) -> None:
        """Look at the store, if it is ready. Raises StoreUnavailable."""
        today = self._calendar.day_of(now)
        shown = shown_day(self._calendar, today)
        if shown is None:
            self.known = None
        else:
            small_count = self._config.small_count
            basis = basis_of(shown, today, self._calendar, self._zone, small_count)
            if not self._is_rolled(reader, basis):
                return
            typical = self._typical(reader, basis)
            self.known = None if typical is None else ShownTypicalDay(shown, typical)
        self._looked_on, self._looked_s = today, now_s

    def _typical(self, reader: HistoryReader, basis: Basis) -> TypicalDay | None:
        """Return what was said before of a protected space's month, else what slots say now."""
        self._kept = {old: said for old, said in self._kept.items() if old.as_of == basis.as_of}
        if basis in self._kept:
            return self._kept[basis]
        made = typical_day(basis, self._calendar, self._zone, self._slots(reader, basis))
        if made is not None and self._config.small_count > 0:
            self._kept[basis] = made
        return made

    def _slots(self, reader: HistoryReader, basis: Basis) -> list[SpaceSlot]:
        """Read the open hours of the basis, day by day."""
        spans = (self._calendar.open_slots(day, day) for day in basis.days)
        return [
            kept.slot
            for starts in spans
            if starts
            for kept in reader.slots(
                self._config.id, to_us(starts[0]), to_us(starts[-1]) + SLOT_US, with_desks=False
            )
        ]

    def _is_rolled(self, reader: HistoryReader, basis: Basis) -> bool:
        rolled = reader.rolled(self._config.id)
        end = self._calendar.span_of(basis.days[-1]).end
        return rolled is not None and rolled.until_us >= to_us(end)
