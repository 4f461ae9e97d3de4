"""The fingerprint: the same inputs give the same, any other input another."""

import hashlib
import struct
from dataclasses import replace
from datetime import date

from hub.domain.calendar_id import calendar_id
from hub.domain.localtime import ONE_DAY
from hub.domain.slots import SpaceSlot
from hub.domain.space import SpaceConfig
from hub.reports.figures.build import build_report
from hub.reports.figures.fingerprint import Fingerprint
from hub.reports.period import Period
from hub.reports.request import ReportRequest
from tests.hub.reports.kept import sources_of
from tests.hub.reports.made_slots import steady
from tests.hub.spaces import a_region, a_space, closed_on, utc

DAY = date(2026, 3, 2)
SPACE = a_space(since=DAY, opening={"mon": "09:00-10:00"}, desk=[{"id": "d1", "agent": "pi"}])
SLOTS = list(steady(SPACE, DAY, DAY, 1))


def fingerprint(
    slots: list[SpaceSlot] = SLOTS, space: SpaceConfig = SPACE, version: str = "1", year: int = 2026
) -> str | None:
    sources = sources_of({"hof": slots}, [space])
    request = ReportRequest((), DAY, DAY)
    report = build_report(a_region(space), sources, request, utc(year, 6, 1), version=version)
    return report.method.fingerprint


def told_of_the_day() -> bytes:
    """Write the day in its canonical form, a second time."""
    told = bytes([0] * 36 + [1] * 4 + [0] * 56)
    told += struct.pack(">q", 1)  # d1 was in use for the open hour: a desk day
    for slot in SLOTS:
        told += struct.pack(
            ">13q",
            slot.start_us,
            slot.desks,
            slot.occupied_us,
            slot.free_us,
            slot.unknown_us,
            slot.peak_occupied,
            slot.used_known_us,
            slot.full_us,
            slot.not_full_us,
            slot.doors_known_us,
            slot.arrivals,
            slot.departures,
            slot.turn_backs,
        )
    return told


HEAD = b"1\n" + f"hof\n{calendar_id(SPACE)}\n2026-03-02\n2026-03-02\n".encode()


def test_it_can_be_recomputed() -> None:
    """By the canonical form: each day by its own digest, and the number of the form in front."""
    of_the_day = hashlib.sha256(told_of_the_day()).hexdigest()
    told = HEAD + f"2026-03-02\n{of_the_day}\n".encode()
    assert fingerprint() == "2:" + hashlib.sha256(told).hexdigest()


def test_the_first_form_is_known_where_every_slot_was_read() -> None:
    """By it reports are verified that an earlier version has made."""
    first, summed = Fingerprint("1"), Fingerprint("1")
    for each in (first, summed):
        each.begin("hof", "later", Period(DAY, DAY), whole=calendar_id(SPACE))
    first.day(DAY, bytes([0] * 36 + [1] * 4 + [0] * 56), 1, SLOTS)
    summed.summed_day(DAY, hashlib.sha256(told_of_the_day()).hexdigest())
    told = HEAD + b"2026-03-02\n" + told_of_the_day()
    whole, by_slots = first.earlier_forms()
    assert by_slots == hashlib.sha256(told).hexdigest()
    assert whole == fingerprint()
    assert (summed.text(), summed.earlier_forms()) == (first.text(), (whole,))


def test_a_microsecond_changes_it() -> None:
    """So does a slot that is missing, another calendar and another version; the time doesn't."""
    moved = replace(SLOTS[5], occupied_us=SLOTS[5].occupied_us - 1, unknown_us=1)
    longer = SPACE.model_copy(update={"holidays": "usual"})
    others = [
        fingerprint([*SLOTS[:5], moved, *SLOTS[6:]]),
        fingerprint(SLOTS[1:]),
        fingerprint(space=longer),
        fingerprint(version="2"),
    ]
    assert len({fingerprint(), *others}) == 5
    assert fingerprint(year=2027) == fingerprint()


def test_what_is_set_for_later_changes_nothing() -> None:
    """A closure of next week isn't one of last week's report; one that had begun is."""
    told = {
        day: fingerprint(space=closed_on(day)(SPACE)) for day in (DAY - ONE_DAY, DAY, DAY + ONE_DAY)
    }
    assert told[DAY + ONE_DAY] == fingerprint()
    assert len({fingerprint(), *told.values()}) == 3


def test_what_vanishes_with_the_raw_events_does_not_change_it() -> None:
    """Slots of single desks are deleted in time; the desk days beside them stay."""
    # the desk days of the fake are made of these, so take a day on which nobody came
    empty = list(steady(SPACE, DAY, DAY, 0))
    assert fingerprint([replace(one, by_desk=()) for one in empty]) == fingerprint(empty)
