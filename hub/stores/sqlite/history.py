"""History in the embedded store: reading what a roll-up needs and what people ask for.

The desks of a slot stand in one row, as JSON in their order.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, fields
from datetime import date
from itertools import groupby, starmap
from operator import attrgetter, itemgetter
from pathlib import Path
from typing import Any, Final, Self

from contract.events import Previous
from contract.topics import AgentAddress
from hub.domain.day_sums import DaySums
from hub.domain.days import DayPart, DeskDay, DeskDayPart, Peak, SpaceDay
from hub.domain.gaps import EpochOutline, Run
from hub.domain.meters import DeskSlot
from hub.domain.order import PlacedEvent, Position
from hub.domain.slots import SpaceSlot
from hub.domain.timeline import Stretch
from hub.stores.history_protocol import DayPeak, Deletion, KeptSlot, Rolled, Touched, WeekHour
from hub.stores.sqlite import time_marks
from hub.stores.sqlite.check_sums import read_whole, sound, sound_rows
from hub.stores.sqlite.day_sums import read_day_sums
from hub.stores.sqlite.file import SqliteFile
from hub.stores.sqlite.hour_sums import daily_peaks, typical_week
from hub.stores.sqlite.schema import Fate
from hub.stores.sqlite.stored_facts import StoredFacts
from hub.stores.sqlite.touched import touched

_SNAPSHOT_BEFORE: Final = f"""
SELECT at_us FROM event WHERE agent_id = ? AND at_us < ?
AND (body LIKE '{{"kind":"alive"%' OR body LIKE '{{"kind":"started"%') AND {sound("event")}
ORDER BY at_us DESC LIMIT 1
"""
_NEXT: Final = f"""
SELECT at_us FROM event WHERE agent_id = ? AND at_us >= ? AND {sound("event")}
ORDER BY at_us LIMIT 1
"""
_EVENTS: Final = """
SELECT epoch_id, seq, agent_id, at_us, estimated, body, check_sum FROM event
WHERE agent_id = ? AND at_us >= ? AND at_us <= ? ORDER BY at_us, epoch_id, seq
"""
_NAMES: Final = f"SELECT id, epoch FROM epoch WHERE agent_id = ? AND {sound('epoch')}"
_EPOCHS: Final = f"""
SELECT id, epoch, previous, previous_last, stopped_seq FROM epoch WHERE agent_id = ?
AND {sound("epoch")} AND EXISTS (SELECT 1 FROM event WHERE epoch_id = epoch.id)
"""
_SPANS: Final = f"""
SELECT first, last FROM seqs WHERE epoch_id = ? AND fate = ? AND {sound("seqs")} ORDER BY first
"""
_PLACE: Final = f"SELECT at_us FROM event WHERE epoch_id = ? AND seq = ? AND {sound('event')}"
_ROLLED: Final = f"SELECT until_us, calendar FROM rolled WHERE space = ? AND {sound('rolled')}"
_AGENT: Final = f"SELECT id FROM agent WHERE space = ? AND agent = ? AND {sound('agent')}"
_SLOTS: Final = f"""
{read_whole("slot")} WHERE space = ? AND start_us >= ? AND start_us < ? ORDER BY start_us
"""
_DESK_SLOTS: Final = f"""
{read_whole("slot_desks")} WHERE space = ? AND start_us >= ? AND start_us < ?
"""
_DAYS: Final = f"""
SELECT day, open, slots, desk_slots, occupied_us, free_us, unknown_us, used_known_us, full_us,
not_full_us, doors_known_us, arrivals, departures, turn_backs, peak_occupied, peak_slot_us,
peak_desks FROM space_day WHERE space = ? AND day BETWEEN ? AND ? AND {sound("space_day")}
ORDER BY day
"""
_DESK_DAYS: Final = f"""
{read_whole("desk_day")} WHERE space = ? AND day BETWEEN ? AND ? ORDER BY day, desk, open
"""
_DAMAGED: Final = f"SELECT max(found_us) FROM damage WHERE {sound('damage')}"
_NOTHING: Final = DayPart()
_IN_ORDER: Final = itemgetter(0, 1, 2)


class SqliteHistory:
    """A reader of history; any number of them may be open."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file
        self._facts = StoredFacts()

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open an existing store. Raises StoreUnavailable if there is none that can be read."""
        return cls(SqliteFile.open_to_read(path))

    @classmethod
    def open_wary(cls, path: Path) -> Self:
        """Open one beside which no hub may have looked at pages and indexes. As `open`."""
        return cls(SqliteFile.open_to_read(path, is_wary=True))

    def on_damage(self, tell: Callable[[], None]) -> None:
        """Have it told when something that is read isn't as it was written."""
        self._file.on_damage = tell

    def touched(self, space: str) -> list[Touched]:
        """Return windows of a space that wait for the roll-up, some hundreds, oldest first."""
        return touched(self._file, space)

    def rolled(self, space: str) -> Rolled | None:
        """Return how far a space's slots are made; None before the first."""
        rows = self._file.rows(_ROLLED, (space,))
        return next((Rolled(*row) for row in rows), None)

    def deleted_until_us(self) -> int:
        """Return before when raw events were deleted for their age."""
        return time_marks.deleted_until_us(self._file)

    def doubtful_us(self) -> int:
        """Return before when events may come again from the edges.

        They were set aside as damaged then, or a wrong clock has called them old.
        """
        found_us = self._file.number(_DAMAGED)
        taken_back_us = time_marks.doubtful_us(self._file)
        return taken_back_us if found_us is None else max(found_us, taken_back_us)

    def stretch(self, address: AgentAddress, from_us: int, to_us: int) -> Stretch:
        """Return what a window of one agent needs, as the protocol of history says."""
        for (agent_id,) in self._file.rows(_AGENT, (address.space, address.agent)):
            events = self._events(agent_id, from_us, to_us)
            return Stretch(tuple(events), self._outlines(agent_id))
        return Stretch((), ())

    def slots(
        self, space: str, from_us: int, to_us: int, *, with_desks: bool = True
    ) -> Iterator[KeptSlot]:
        """Yield the slots that start in [from_us, to_us); desks only as long as raw events.

        Who needs no desks reads several times faster without them: `by_desk` is empty then.
        """
        window = (space, from_us, to_us)
        by_start = self._desk_slots(window) if with_desks else {}
        desks_of = by_start.get
        for _, start_us, is_open, *figures, _ in self._sound("slot", _SLOTS, window):
            slot = SpaceSlot(*[start_us, *figures, desks_of(start_us, ())])
            yield KeptSlot(slot, bool(is_open))

    def _desk_slots(self, window: tuple[str, int, int]) -> dict[int, tuple[DeskSlot, ...]]:
        rows = self._sound("slot_desks", _DESK_SLOTS, window)
        return {row[1]: tuple(starmap(DeskSlot, json.loads(row[3]))) for row in rows}

    def days(self, space: str, first: date, last: date) -> Iterator[SpaceDay]:
        """Yield the local days from first to last, both included."""
        window = (space, first.isoformat(), last.isoformat())
        desks = self._desk_days(window)
        parts: dict[str, dict[bool, DayPart]] = {}
        for day, is_open, *figures in self._file.rows(_DAYS, window):
            parts.setdefault(day, {})[bool(is_open)] = _day_part(figures)
        for day in sorted(parts.keys() | desks.keys()):
            of_day = parts.get(day, {})
            yield SpaceDay(
                day=date.fromisoformat(day),
                open=of_day.get(True, _NOTHING),
                closed=of_day.get(False, _NOTHING),
                by_desk=desks.get(day, ()),
            )

    def day_sums(self, space: str, first: date, last: date) -> Iterator[DaySums]:
        """Yield the sums of those whole local days from first to last that have them, in order."""
        return read_day_sums(self._file, space, first, last)

    def typical_week(self, space: str, from_us: int, to_us: int) -> list[WeekHour]:
        """Return every hour of the week with open slots that start in [from_us, to_us), in order.

        from_us and to_us begin local hours. Open is what is stored as open.
        """
        return typical_week(self._file, space, from_us, to_us)

    def daily_peaks(self, space: str, first: date, last: date) -> list[DayPeak]:
        """Return the peak of each local day with open slots from first to last, both included."""
        return daily_peaks(self._file, space, first, last)

    def deletions(self) -> list[Deletion]:
        """Return the log of deletions, oldest first; without those that were taken back."""
        return time_marks.deletions(self._file)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _sound(self, table: str, sql: str, window: tuple[object, ...]) -> Iterator[tuple[Any, ...]]:
        with self._file.judging():
            yield from sound_rows(table, self._file.rows(sql, window))

    # What a window needs

    def _events(self, agent_id: int, from_us: int, to_us: int) -> list[PlacedEvent]:
        start_us = self._file.number(_SNAPSHOT_BEFORE, (agent_id, from_us))
        end_us = self._file.number(_NEXT, (agent_id, to_us))
        names = dict(self._file.rows(_NAMES, (agent_id,)))
        rows = self._file.rows(
            _EVENTS,
            (
                agent_id,
                -(2**62) if start_us is None else start_us,
                to_us if end_us is None else end_us,
            ),
        )
        with self._file.judging():
            events = list(self._facts.placed(rows, names))
        if len(names) > 1:  # at the same instant epochs are in the order of their names
            events.sort(key=_IN_ORDER)
        return events

    def _outlines(self, agent_id: int) -> tuple[EpochOutline, ...]:
        """Outline every epoch of which anything is kept."""
        rows = self._file.rows(_EPOCHS, (agent_id,))
        return tuple(self._outline(*row) for row in list(rows))

    def _outline(
        self,
        epoch_id: int,
        epoch: str,
        previous: str | None,
        previous_last: int | None,
        stopped_seq: int | None,
    ) -> EpochOutline:
        spans = self._file.rows(_SPANS, (epoch_id, Fate.STORED))
        return EpochOutline(
            runs=tuple(
                Run(self._position(epoch_id, epoch, first), self._position(epoch_id, epoch, last))
                for first, last in list(spans)
            ),
            stopped=None if stopped_seq is None else self._position(epoch_id, epoch, stopped_seq),
            previous=None
            if previous is None
            else Previous(epoch=previous, last=previous_last or 0),
        )

    def _position(self, epoch_id: int, epoch: str, seq: int) -> Position:
        at_us = self._file.number(_PLACE, (epoch_id, seq))
        return Position(at_us or 0, epoch, seq)

    def _desk_days(self, window: tuple[str, str, str]) -> dict[str, tuple[DeskDay, ...]]:
        rows = self._sound("desk_day", _DESK_DAYS, window)
        days: dict[str, list[DeskDay]] = {}
        for (day, desk), of_desk in groupby(rows, key=itemgetter(1, 2)):
            parts = {bool(row[3]): DeskDayPart(*row[4:-1]) for row in of_desk}
            opened, closed = parts.get(True, DeskDayPart()), parts.get(False, DeskDayPart())
            days.setdefault(day, []).append(DeskDay(desk, opened, closed))
        return {day: tuple(desks) for day, desks in days.items()}


Row = tuple[int | str | None, ...]
"""What is written: a bool would have another sum than the 1 that SQLite makes of it."""
_SLOT_FIGURES: Final = attrgetter(*[field.name for field in fields(SpaceSlot)][1:-1])
_DAY_FIGURES: Final = attrgetter(*[field.name for field in fields(DayPart)][:-1])


def slot_row(space: str, kept: KeptSlot) -> Row:
    """Write a slot as its row; the desks have rows of their own."""
    return (space, kept.slot.start_us, int(kept.open), *_SLOT_FIGURES(kept.slot))


def slot_desks_row(space: str, slot: SpaceSlot) -> Row:
    """Write a slot's desks as one row, in their order."""
    # an id needs no escape in JSON
    desks = ",".join(['["%s",%d,%d,%d]' % desk for desk in slot.by_desk])  # noqa: UP031 - faster
    return (space, slot.start_us, len(slot.by_desk), f"[{desks}]")


def space_day_rows(space: str, day: SpaceDay) -> Iterator[Row]:
    """Write the open and the closed part of a local day as rows."""
    for is_open, part in ((1, day.open), (0, day.closed)):
        places = (None, None, None) if part.peak is None else astuple(part.peak)
        yield (space, day.day.isoformat(), is_open, *_DAY_FIGURES(part), *places)


def desk_day_rows(space: str, day: SpaceDay) -> Iterator[Row]:
    """Write a local day's desks as rows."""
    for desk in day.by_desk:
        for is_open, part in ((1, desk.open), (0, desk.closed)):
            figures = (part.occupied_us, part.free_us, part.unknown_us)
            yield (space, day.day.isoformat(), desk.desk, is_open, *figures)


def _day_part(row: Sequence[Any]) -> DayPart:
    *figures, occupied, slot_us, desks = row
    peak = None if occupied is None else Peak(occupied, slot_us, desks)
    return DayPart(*[*figures, peak])
