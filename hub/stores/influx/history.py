"""History in InfluxDB: reading what a roll-up needs and what people ask for."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Final, Self

from contract import series
from contract.series import Keeping
from contract.times import to_us
from contract.topics import AgentAddress
from hub.domain.day_sums import DaySums
from hub.domain.days import DeskDay, SpaceDay
from hub.domain.meters import DeskSlot
from hub.domain.order import in_order
from hub.domain.timeline import LONGEST_PROVEN_SPAN_US, Stretch
from hub.errors import StoreUnavailable
from hub.stores.history_protocol import DayPeak, Deletion, KeptSlot, Rolled, Touched, WeekHour
from hub.stores.influx import rows
from hub.stores.influx.access import Access
from hub.stores.influx.additions import Touch
from hub.stores.influx.marks import NEVER_US
from hub.stores.influx.points import NS_PER_US
from hub.stores.influx.queries import select, where
from hub.stores.influx.reading import Reading
from hub.stores.influx.state import State, Touches, read_rolled, read_state
from hub.stores.influx.time_marks import read_deletions

_SNAPSHOT: Final = " AND (kind = 'alive' OR kind = 'started') AND replaced = false"
_TURN: Final = " AND (kind = 'started' OR kind = 'stopped' OR seq = 1) AND replaced = false"
_ANY: Final = " AND replaced = false"
_FIRST: Final = " ORDER BY time LIMIT 1"
_LAST: Final = " ORDER BY time DESC LIMIT 1"
_BY_HOUR: Final = " GROUP BY weekday, hour"
_ONE_DAY: Final = timedelta(days=1)


class InfluxHistory:
    """A reader of history; any number of them may be open, each for one thread."""

    def __init__(
        self,
        reading: Reading,
        remembered: Callable[[], State],
        touches: Touches,
        rolled: Callable[[], Mapping[str, Rolled]],
    ) -> None:
        self._reading = reading
        self._rolled = rolled
        self._remembered = remembered
        self._touches = touches

    @classmethod
    def open(cls, access: Access) -> Self:
        """Open one that needs no writer and takes no lease. It connects at its first query."""
        reading = Reading(access)
        return cls(reading, lambda: read_state(reading), Touches(), lambda: read_rolled(reading))

    def touched(self, space: str) -> list[Touched]:
        """Return windows of a space that wait for the roll-up, in the order of their agents."""
        return [
            Touched(ids, touch.address, *self._reach(touch))
            for ids, touch in self._touches.of(space)
        ]

    def rolled(self, space: str) -> Rolled | None:
        """Return how far a space's slots are made; None before the first."""
        return self._rolled().get(space)

    def deleted_until_us(self) -> int:
        """Return before when raw events were deleted for their age."""
        return self._remembered().deleted_until_us

    def doubtful_us(self) -> int:
        """Return before when raw events may be gone that are not too old.

        Raises StoreUnavailable, too, if the raw bucket was emptied since the writer last looked.
        """
        life = self._remembered().life
        taken_back_us = self._remembered().deletions.doubtful_us
        if life is None or not life.days:
            return max(taken_back_us, NEVER_US if life is None else life.doubtful_us)
        mark = select(series.MARK, ("life",)) + where(self._reading.own) + _LAST
        (newest,) = self._reading.firsts(Keeping.RAW, [mark])
        if newest is None or newest[1] != life.id:
            raise StoreUnavailable("the raw bucket is not what it was")
        return max(taken_back_us, life.doubtful_us)

    def stretch(self, address: AgentAddress, from_us: int, to_us: int) -> Stretch:
        """Return what a window of one agent needs, as the protocol of history says."""
        state = self._remembered()
        accounts = state.accounts.get(address, {}).values()
        if not any(
            account.reaches_into(from_us - LONGEST_PROVEN_SPAN_US, to_us + LONGEST_PROVEN_SPAN_US)
            for account in accounts
        ):
            return Stretch((), ())  # spares the queries about months of which there is nothing
        start_us, end_us = self._ends(address, from_us, to_us)
        query = select(series.EVENT, rows.EVENT) + _window(address, start_us, end_us + 1)
        found = self._reading.rows(Keeping.RAW, query + _ANY)
        outlines = (account.outline for account in accounts)
        return Stretch(
            tuple(in_order(map(rows.event, found))),
            tuple(
                outline
                for outline in outlines
                if outline and outline.runs[-1].last.at_us >= state.deleted_until_us
            ),
        )

    def slots(
        self, space: str, from_us: int, to_us: int, *, with_desks: bool = True
    ) -> Iterator[KeptSlot]:
        """Yield the slots that start in [from_us, to_us); desks only as long as raw events.

        Who needs no desks reads several times faster without them: `by_desk` is empty then.
        """
        condition = where({"space": space}, from_ns=from_us * NS_PER_US, to_ns=to_us * NS_PER_US)
        desks = self._desk_slots(condition) if with_desks else {}
        query = select(series.SLOT, rows.SLOT) + condition
        for cells in self._reading.rows(Keeping.PERMANENT, query):
            yield rows.slot(cells, desks.get(cells[0] // NS_PER_US, ()))

    def days(self, space: str, first: date, last: date) -> Iterator[SpaceDay]:
        """Yield the local days from first to last, both included."""
        condition = _around(space, first, last)
        desks = self._desk_days(condition)
        query = select(series.SPACE_DAY, rows.SPACE_DAY) + condition
        for cells in self._reading.rows(Keeping.PERMANENT, query):
            if first.isoformat() <= cells[1] <= last.isoformat():
                yield rows.space_day(cells, desks.get(cells[1], ()))

    def day_sums(self, space: str, first: date, last: date) -> Iterator[DaySums]:
        """Yield nothing: here no transaction would keep sums and slots together."""
        del space, first, last
        return iter(())

    def typical_week(self, space: str, from_us: int, to_us: int) -> list[WeekHour]:
        """Return every hour of the week with open slots that start in [from_us, to_us), in order.

        from_us and to_us begin local hours. Open is what is stored as open.
        """
        condition = where({"space": space}, from_ns=from_us * NS_PER_US, to_ns=to_us * NS_PER_US)
        query = f"{select(series.SLOT, rows.SUMS)}{condition} AND open = true{_BY_HOUR}"
        hours = (rows.week_hour(*cells) for cells in self._reading.groups(Keeping.PERMANENT, query))
        return sorted(hour for hour in hours if hour.slots)

    def daily_peaks(self, space: str, first: date, last: date) -> list[DayPeak]:
        """Return the peak of each local day with open slots from first to last, both included."""
        query = select(series.SPACE_DAY, rows.DAY_PEAK) + _around(space, first, last)
        found = map(rows.day_peak, self._reading.rows(Keeping.PERMANENT, query))
        return [day for day in found if day is not None and first <= day.day <= last]

    def deletions(self) -> list[Deletion]:
        """Return the log of deletions, oldest first; without those that were taken back."""
        return list(read_deletions(self._reading).in_force)

    def close(self) -> None:
        """Let go of the connection."""
        self._reading.close()

    # What a window needs

    def _ends(self, address: AgentAddress, from_us: int, to_us: int) -> tuple[int | None, int]:
        """Find the newest snapshot before a window and the first event after it."""
        before, after = self._places(
            _event_query(address, _SNAPSHOT + _LAST, to_us=from_us),
            _event_query(address, _ANY + _FIRST, from_us=to_us),
        )
        return before, to_us if after is None else after

    def _reach(self, touch: Touch) -> tuple[int, int]:
        """Return the window beyond which a touch changes nothing (see the protocol of history)."""
        address, later_us = touch.address, touch.to_us + 1
        before, newest, snapshot, turn = self._places(
            _event_query(address, _ANY + _LAST, to_us=touch.from_us),
            _event_query(address, _ANY + _LAST),
            _event_query(address, _SNAPSHOT + _FIRST, from_us=later_us),
            _event_query(address, _TURN + _FIRST, from_us=later_us),
        )
        last_us = max(touch.to_us, newest or touch.to_us)
        ends = [snapshot, turn] if touch.turns else [snapshot]
        return (
            touch.from_us if before is None else before,
            max(last_us if end is None else end for end in ends) + 1,
        )

    def _places(self, *queries: str) -> list[int | None]:
        found = self._reading.firsts(Keeping.RAW, queries)
        return [None if cells is None else cells[0] // NS_PER_US for cells in found]

    # Desks

    def _desk_slots(self, condition: str) -> dict[int, tuple[DeskSlot, ...]]:
        """Read the desks of slots: start to desks, in their order."""
        query = select(series.DESK_SLOT, rows.DESK_SLOT) + condition
        read = map(rows.desk_slot, self._reading.rows(Keeping.RECENT, query))
        placed = sorted((row for row in read if row is not None), key=lambda row: row[:2])
        return {
            start_us: tuple(desk for _, _, desk in of_slot)
            for start_us, of_slot in groupby(placed, key=lambda row: row[0])
        }

    def _desk_days(self, condition: str) -> dict[str, tuple[DeskDay, ...]]:
        """Read the desks of local days: day to desks, by id."""
        query = select(series.DESK_DAY, rows.DESK_DAY) + condition
        read = map(rows.desk_day, self._reading.rows(Keeping.PERMANENT, query))
        placed = sorted(
            (row for row in read if row is not None), key=lambda row: (row[0], row[1].desk)
        )
        return {
            day: tuple(desk for _, desk in of_day)
            for day, of_day in groupby(placed, key=lambda row: row[0])
        }


def _event_query(
    address: AgentAddress, ending: str, from_us: int | None = None, to_us: int | None = None
) -> str:
    return select(series.EVENT, ("seq",)) + _window(address, from_us, to_us) + ending


def _window(address: AgentAddress, from_us: int | None, to_us: int | None) -> str:
    return where(
        {"space": address.space, "agent": address.agent},
        from_ns=None if from_us is None else from_us * NS_PER_US,
        to_ns=None if to_us is None else to_us * NS_PER_US,
    )


def _around(space: str, first: date, last: date) -> str:
    """Ask for the days from first to last wherever their midnight is; a few more may be found."""
    return where(
        {"space": space},
        from_ns=_midnight_ns(first - _ONE_DAY),
        to_ns=_midnight_ns(last + 2 * _ONE_DAY),
    )


def _midnight_ns(day: date) -> int:
    return to_us(datetime(day.year, day.month, day.day, tzinfo=UTC)) * NS_PER_US
