"""What every store keeps of history, and how it is read: slots and local days, made from events.

A window [from, to) of one agent needs every event in it; the events before it, back to the newest
`alive` or `started`, that one included, or else all of them; the first event after it; and the
outlines of its epochs. Of epochs whose events were deleted after the retention outlines may be left
out, and events that were deleted may be missing: then less is known, never more.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from contract.times import to_us
from contract.topics import AgentAddress
from hub.domain.day_sums import DaySums
from hub.domain.days import Peak, SpaceDay
from hub.domain.localtime import ONE_DAY, instant
from hub.domain.slots import SpaceSlot
from hub.domain.timeline import Stretch
from hub.domain.trusted_time import Memory


@dataclass(frozen=True, slots=True)
class KeptSlot:
    """A slot as it is stored: with the calendar's word on it, which may be corrected."""

    slot: SpaceSlot
    open: bool


@dataclass(frozen=True, slots=True)
class Touched:
    """A window [from_us, to_us) of one agent in which newly stored events may change slots."""

    ids: tuple[int, ...]
    """Of the notes that it answers: several, where their windows adjoin."""
    address: AgentAddress
    from_us: int
    to_us: int


@dataclass(frozen=True, slots=True)
class Rolled:
    """How far a space's slots are made, and by which calendar."""

    until_us: int
    calendar: str


@dataclass(frozen=True, slots=True)
class SpaceHistory:
    """What one step of the roll-up writes, in one commit."""

    space: str
    timezone: str
    slots: Sequence[KeptSlot]
    days: Sequence[SpaceDay]
    rolled: Rolled
    done: Sequence[int]
    """The ids of every `Touched` that this answers."""

    def changing_us(self) -> Iterator[int]:
        """Yield an instant of every slot and day that it writes."""
        zone = ZoneInfo(self.timezone)
        yield from (kept.slot.start_us for kept in self.slots)
        for day in self.days:
            begin_us = to_us(instant(day.day, 0, zone))
            yield from (begin_us, to_us(instant(day.day + ONE_DAY, 0, zone)) - 1)


@dataclass(frozen=True, slots=True)
class Deletion:
    """What was deleted for its age, and when."""

    at_us: int
    before_us: int
    event_count: int
    quarantined_count: int
    desk_slot_count: int


@dataclass(frozen=True, slots=True)
class TimeMarks:
    """What a store knows of time."""

    memory: Memory | None
    """The last known good time; None in a store that a hub of an older version wrote."""
    stored_us: int | None
    """The newest date that stored events of two agents reach; None: of fewer."""


class WeekHour(NamedTuple):
    """The open slots of one hour of the local week over a period, summed.

    utilisation = occupied / (occupied + free), coverage = (occupied + free) / all three.
    """

    weekday: int
    """Monday is 0."""
    hour: int
    slots: int
    occupied_us: int
    free_us: int
    unknown_us: int


class DayPeak(NamedTuple):
    """The most desks occupied at once in the open slots of a local day."""

    day: date
    peak: Peak


class HistoryReader(Protocol):
    """Reading history, beside the one writer."""

    def touched(self, space: str) -> Sequence[Touched]:
        """Return windows of a space that wait for the roll-up, some hundreds, oldest first."""
        ...

    def rolled(self, space: str) -> Rolled | None:
        """Return how far a space's slots are made; None before the first."""
        ...

    def deleted_until_us(self) -> int:
        """Return before when raw events were deleted for their age."""
        ...

    def doubtful_us(self) -> int:
        """Return before when raw events may be gone that are not too old.

        There a slot is replaced only by one that knows at least as much.
        """
        ...

    def stretch(self, address: AgentAddress, from_us: int, to_us: int) -> Stretch:
        """Return what a window of one agent needs, as said above."""
        ...

    def slots(
        self, space: str, from_us: int, to_us: int, *, with_desks: bool = True
    ) -> Iterator[KeptSlot]:
        """Yield the slots that start in [from_us, to_us); desks only as long as raw events.

        Who needs no desks reads several times faster without them: `by_desk` is empty then.
        """
        ...

    def days(self, space: str, first: date, last: date) -> Iterator[SpaceDay]:
        """Yield the local days from first to last, both included."""
        ...

    def day_sums(self, space: str, first: date, last: date) -> Iterator[DaySums]:
        """Yield the sums of those whole local days from first to last that have them, in order.

        They say what the slots say at this moment; a store may have none at all.
        """
        ...

    def typical_week(self, space: str, from_us: int, to_us: int) -> Sequence[WeekHour]:
        """Return every hour of the week with open slots that start in [from_us, to_us), in order.

        from_us and to_us begin local hours. Open is what is stored as open.
        """
        ...

    def daily_peaks(self, space: str, first: date, last: date) -> Sequence[DayPeak]:
        """Return the peak of each local day with open slots from first to last, both included."""
        ...

    def deletions(self) -> Sequence[Deletion]:
        """Return the log of deletions, oldest first; without those that were taken back."""
        ...

    def close(self) -> None:
        """Let go of the store."""
        ...


def is_settled(reader: HistoryReader, space: str, until_us: int) -> bool:
    """Tell whether a space's slots are made up to an instant, and none is to be made anew.

    Events that came late are stored first, and their slots follow. Raises StoreUnavailable.
    """
    rolled = reader.rolled(space)
    is_made = rolled is not None and rolled.until_us >= until_us
    return is_made and all(window.from_us >= until_us for window in reader.touched(space))


class HistoryStore(Protocol):
    """Writing history. Every call raises StoreUnavailable or is durable."""

    def write_history(self, history: SpaceHistory) -> None:
        """Write slots and days over what was there, and forget what they answer."""
        ...

    def delete_raw(self, before_us: int, now_us: int) -> Deletion:
        """Delete events, quarantine and desks' slots older than `before_us`, and log it."""
        ...

    def time_marks(self) -> TimeMarks:
        """Return what the store knows of time."""
        ...

    def remember_time(self, memory: Memory) -> None:
        """Keep the last known good time, in the place of the one before."""
        ...

    def take_back(self, after_us: int, now_us: int) -> Sequence[Deletion]:
        """Take back what deletions that were dated after `after_us` froze, and return them.

        What they deleted is gone, but may come again: what an edge still holds is stored again,
        and slots are replaced only by those that know at least as much.
        """
        ...

    def history_version(
        self, space: str, from_us: int, to_us: int, *, with_desks: bool
    ) -> str | None:
        """Name the version of the slots that start in [from_us, to_us), from any thread.

        The same name means that they are the same; None: only reading them tells. It is named at
        once; `with_desks`, and of their desks, after at most one small question to the store.
        """
        ...

    def open_history(self) -> HistoryReader:
        """Open a reader beside this writer, for the thread that calls."""
        ...
