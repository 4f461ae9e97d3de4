"""History in memory: slots as a test gives them, read as a store reads them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from contract.times import from_us, to_us
from contract.topics import AgentAddress
from hub.domain.calendar import Calendar
from hub.domain.calendar_id import calendar_id
from hub.domain.day_sums import DaySums, span_of, sums_of_day
from hub.domain.days import SpaceDay, space_days
from hub.domain.slots import SpaceSlot
from hub.domain.space import SpaceConfig
from hub.domain.tally import DESK_DAY_US
from hub.domain.timeline import Stretch
from hub.reports.figures.build import Sources
from hub.stores.history_protocol import DayPeak, Deletion, KeptSlot, Rolled, Touched, WeekHour
from hub.stores.protocol import Damage, EpochRecord, IgnoredAgent, StoredEvent


class KeptHistory:
    """A reader of the slots of some spaces."""

    def __init__(
        self,
        slots: Mapping[str, Sequence[SpaceSlot]],
        spaces: Sequence[SpaceConfig],
        deletions: Sequence[Deletion] = (),
        *,
        has_sums: bool = False,
    ) -> None:
        self._slots = slots
        self._has_sums = has_sums
        self._spaces = {space.id: space for space in spaces}
        self._deletions = deletions

    def slots(
        self, space: str, from_us_: int, to_us_: int, *, with_desks: bool = True
    ) -> Iterator[KeptSlot]:
        assert not with_desks, "reports read no desks: they are deleted by age"
        # The stored word on opening is wrong on purpose: reports ask the calendar.
        for slot in self._slots.get(space, ()):
            if from_us_ <= slot.start_us < to_us_:
                yield KeptSlot(slot, open=False)

    def days(self, space: str, first: date, last: date) -> Iterator[SpaceDay]:
        config = self._spaces[space]
        calendar = Calendar(config)
        start_us = to_us(calendar.span_of(first).start)
        end_us = to_us(calendar.span_of(last).end)
        within = [slot for slot in self._slots.get(space, ()) if start_us <= slot.start_us < end_us]
        zone = ZoneInfo(config.timezone)
        return space_days(within, zone, lambda at_us: calendar.is_open(from_us(at_us)))

    def rolled(self, space: str) -> Rolled | None:
        return Rolled(2**62, calendar_id(self._spaces[space]))

    def deletions(self) -> Sequence[Deletion]:
        return self._deletions

    def deleted_until_us(self) -> int:
        return max((deletion.before_us for deletion in self._deletions), default=-(2**62))

    def day_sums(self, space: str, first: date, last: date) -> Iterator[DaySums]:
        return self._summed(space, first, last) if self._has_sums else iter(())

    def _summed(self, space: str, first: date, last: date) -> Iterator[DaySums]:
        calendar = Calendar(self._spaces[space])
        slots = {slot.start_us: slot for slot in self._slots.get(space, ())}
        for of_day in self.days(space, first, last):
            day = of_day.day
            span = span_of(calendar.span_of(day), calendar.open_spans(day))
            stored = [slots[start] for start in span.starts if start in slots]
            used = sum(desk.open.occupied_us >= DESK_DAY_US for desk in of_day.by_desk)
            if len(stored) == span.slot_count:
                yield sums_of_day(day, span, stored, used, ZoneInfo(self._spaces[space].timezone))

    def doubtful_us(self) -> int:
        raise NotImplementedError

    def touched(self, space: str) -> Sequence[Touched]:
        return ()

    def stretch(self, address: AgentAddress, from_us: int, to_us: int) -> Stretch:
        raise NotImplementedError

    def typical_week(self, space: str, from_us: int, to_us: int) -> Sequence[WeekHour]:
        raise NotImplementedError

    def daily_peaks(self, space: str, first: date, last: date) -> Sequence[DayPeak]:
        raise NotImplementedError

    def close(self) -> None:
        """Nothing to let go of."""


class NoEvents:
    """A reader of a store in which no event ever was."""

    def __init__(self, records: Sequence[EpochRecord] = ()) -> None:
        self._records = records

    def epochs(self) -> Iterator[EpochRecord]:
        return iter(self._records)

    def events(self, address: AgentAddress, from_us: int, to_us: int) -> Iterator[StoredEvent]:
        raise NotImplementedError

    def ignored_agents(self) -> Sequence[IgnoredAgent]:
        return ()

    def unreadable_count(self) -> int:
        return 0

    def damages(self) -> Sequence[Damage]:
        return ()

    def close(self) -> None:
        """Nothing to let go of."""


def sources_of(
    slots: Mapping[str, Sequence[SpaceSlot]],
    spaces: Sequence[SpaceConfig],
    deletions: Sequence[Deletion] = (),
    *,
    has_sums: bool = False,
) -> Sources:
    """Make what a report is read from; with sums of whole days, or with slots alone."""
    return Sources(KeptHistory(slots, spaces, deletions, has_sums=has_sums), NoEvents())
