"""Reading a space: what is missing is unknown, and every day is read once."""

from collections.abc import Iterator
from datetime import date

from hub.domain.slots import SLOT_US
from hub.domain.tally import Tally
from hub.domain.typical_week import cell_of
from hub.reports.figures.fingerprint import Fingerprint
from hub.reports.figures.slot_reader import Gathered, Gathering
from hub.reports.period import Period
from hub.stores.history_protocol import KeptSlot
from tests.hub.reports.kept import KeptHistory
from tests.hub.reports.made_slots import steady
from tests.hub.spaces import a_space

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOF = a_space(
    opening=dict.fromkeys(DAYS, "10:00-12:00"),
    holidays="usual",
    desk=[{"id": f"d{n}", "agent": "pi"} for n in range(3)],
    door=[{"id": "main", "agent": "pi", "counts": True}],
)
FIRST, LAST = date(2026, 3, 2), date(2026, 5, 31)
SLOTS = list(steady(HOF, FIRST, LAST, 1))


class Noted(KeptHistory):
    """Notes which spans are read."""

    spans_us: list[tuple[int, int]]

    def slots(
        self, space: str, from_us_: int, to_us_: int, *, with_desks: bool = True
    ) -> Iterator[KeptSlot]:
        self.spans_us.append((from_us_, to_us_))
        return super().slots(space, from_us_, to_us_, with_desks=with_desks)


def gathered(last: date, *missing: int) -> tuple[Gathered, Noted, list[int]]:
    """Read the days up to `last`, without the slots of these numbers."""
    reader = Noted({"hof": [slot for n, slot in enumerate(SLOTS) if n not in missing]}, [HOF], ())
    reader.spans_us = []
    done: list[int] = []
    gathering = Gathering(HOF, reader, Fingerprint("1"), done.append)
    return gathering.gather(Period(FIRST, last)), reader, done


def test_a_slot_that_is_missing_is_unknown_and_counted() -> None:
    """Its desks are in service, and nothing else is said of it: not even that nobody came."""
    found, _, _ = gathered(FIRST, *range(40, 48))
    (day,) = found.days
    assert day.totals.open == Tally(
        slots=8,
        desk_slots=24,
        unknown_us=24 * SLOT_US,
        served_slots=8,
        door_slots=8,
        demand_slots=8,
        most_desks=3,
        longest_day_slots=8,
    )
    assert isinstance(day.totals.open.unknown_us, int)
    assert found.absent_slot_count == 8


def test_what_is_whole_misses_nothing() -> None:
    """And counts a desk day for who stayed half an hour of open time."""
    found, _, _ = gathered(FIRST)
    assert (found.absent_slot_count, found.days[0].totals.desk_days) == (0, 1)


def test_a_day_without_any_sum_has_no_desk_day() -> None:
    """Nobody was seen."""
    found, _, _ = gathered(FIRST, *range(96))
    assert (found.absent_slot_count, found.days[0].totals.desk_days) == (96, 0)


def test_a_long_period_is_read_in_pieces_that_meet() -> None:
    """No more than a month is held at once, and no day is read twice."""
    found, reader, done = gathered(LAST)
    assert [day.day for day in found.days] == list(Period(FIRST, LAST).days())
    assert done == [31, 31, 29]
    ends_us = [to_us for _, to_us in reader.spans_us]
    assert [from_us for from_us, _ in reader.spans_us][1:] == ends_us[:-1]
    assert found.absent_slot_count == 0


def test_on_a_day_of_23_hours_each_hour_keeps_its_name() -> None:
    """The clock jumps from 2 to 3: the cell of an hour is that on the clock."""
    found, _, _ = gathered(date(2026, 3, 29))
    used = [place for place, cell in enumerate(found.week) if cell.slots]
    assert used[-2:] == [cell_of(6, 10), cell_of(6, 11)]
    assert len(used) == 2 * len(DAYS)
