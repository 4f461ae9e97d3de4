"""Points: what is written is what contract.series promises, and is read back to the microsecond."""

from dataclasses import fields
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.events import DeskChanged, DeskState
from contract.series import FieldKind
from contract.topics import AgentAddress
from hub.domain.days import DayPart, DeskDay, DeskDayPart, Peak, SpaceDay
from hub.domain.meters import DeskSlot
from hub.domain.slots import SLOT_US, SpaceSlot
from hub.stores.epoch_account import EpochAccount
from hub.stores.history_protocol import Deletion, KeptSlot, Rolled
from hub.stores.influx import points, rows
from hub.stores.influx.points import Point
from hub.stores.protocol import IgnoredAgent

BERLIN = ZoneInfo("Europe/Berlin")
ADDRESS = AgentAddress("hof", "pi-1")
START_US = 1_772_434_800_000_000
KIND_OF = {
    bool: FieldKind.BOOLEAN,
    int: FieldKind.INTEGER,
    float: FieldKind.FLOAT,
    str: FieldKind.TEXT,
}
times_us = st.integers(0, 100 * SLOT_US)
counts = st.integers(0, 10_000)


def records(kind: type, **given_values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """Make records of integers: times where the name ends in _us."""
    names = [field.name for field in fields(kind)]
    drawn = {name: times_us if name.endswith("_us") else counts for name in names}
    return st.builds(kind, **{**drawn, **given_values})


DESKS = st.just((DeskSlot("d1", 1, 2, SLOT_US - 3), DeskSlot("d2", 0, 0, SLOT_US)))
SLOTS = records(SpaceSlot, start_us=st.just(START_US), by_desk=DESKS)
PEAKS = records(Peak)
PARTS = records(DayPart, slots=st.integers(1, 100), peak=PEAKS) | st.just(DayPart())


def a_slot(start_us: int, *desks: DeskSlot) -> SpaceSlot:
    """Make a slot of nothing but its start and its desks."""
    return SpaceSlot(start_us, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, desks)


def every_point() -> list[Point]:
    """Write one of each."""
    event = DeskChanged(
        seq=1,
        at=datetime(2026, 3, 2, tzinfo=UTC),
        desk="d1",
        state=DeskState.FREE,
        evidence="",
    )
    slot = a_slot(START_US, DeskSlot("d1", 1, 2, 3))
    desk = DeskDay("d1", DeskDayPart(1, 2, 3), DeskDayPart())
    day = SpaceDay(date(2026, 3, 2), DayPart(), DayPart(), (desk,))
    return [
        points.event_point(ADDRESS, "a" * 32, event),
        points.account_point(ADDRESS, EpochAccount("a" * 32, 1)),
        points.quarantine_point(points.QuarantineEntry("t", "i", 0, "bad", b"\xff"), 5),
        points.slot_point("hof", KeptSlot(slot, open=True), BERLIN),
        *points.desk_slot_points("hof", slot),
        points.space_day_point("hof", day, BERLIN),
        points.desk_day_point("hof", day.day, desk, BERLIN),
        points.rolled_point("hof", Rolled(1, "c")),
        points.deletion_point(Deletion(1, 2, 3, 4, 5)),
        points.ignored_point(IgnoredAgent("hof", "ghost", 1, 2)),
        points.store_point("s"),
    ]


@pytest.mark.parametrize("point", every_point(), ids=lambda one: one.series.measurement)
def test_a_point_has_the_tags_and_fields_of_its_series(point: Point) -> None:
    """No more, no fewer, each of its kind: a missing one would let an old value stand."""
    assert tuple(point.tags) == point.series.tags
    assert {name: KIND_OF[type(value)] for name, value in point.fields.items()} == dict(
        point.series.fields
    )


def asked(point: Point, columns: tuple[str, ...]) -> list[object]:
    """Answer a question for columns of a point, as the database does."""
    return [point.time_ns, *({**point.tags, **point.fields}[name] for name in columns)]


@given(slot=SLOTS, is_open=st.booleans())
def test_a_slot_comes_back_as_it_was(slot: SpaceSlot, *, is_open: bool) -> None:
    """Seconds as floats are exact to the microsecond."""
    kept = KeptSlot(slot, is_open)
    cells = asked(points.slot_point("hof", kept, BERLIN), rows.SLOT)
    desks = [
        rows.desk_slot(asked(one, rows.DESK_SLOT)) for one in points.desk_slot_points("hof", slot)
    ]
    by_desk = tuple(one[2] for one in desks if one is not None)
    assert rows.slot(cells, by_desk) == kept


@given(opened=PARTS, closed=PARTS)
def test_a_day_comes_back_as_it_was(opened: DayPart, closed: DayPart) -> None:
    """Both parts, with their peaks, or without slots."""
    day = SpaceDay(date(2026, 10, 25), opened, closed, ())
    cells = asked(points.space_day_point("hof", day, BERLIN), rows.SPACE_DAY)
    assert rows.space_day(cells, ()) == day


@pytest.mark.parametrize(
    ("at", "tags"),
    [
        (datetime(2026, 3, 29, 0, 45, tzinfo=UTC), ("sun", "01")),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), ("sun", "03")),
        (datetime(2026, 10, 25, 0, 0, tzinfo=UTC), ("sun", "02")),
        (datetime(2026, 10, 25, 1, 0, tzinfo=UTC), ("sun", "02")),
        (datetime(2026, 10, 25, 23, 0, tzinfo=UTC), ("mon", "00")),
    ],
)
def test_weekday_and_hour_are_local(at: datetime, tags: tuple[str, str]) -> None:
    """Also where an hour is left out or comes twice."""
    slot = a_slot(round(at.timestamp()) * 1_000_000)
    point = points.slot_point("hof", KeptSlot(slot, open=False), BERLIN)
    assert (point.tags["weekday"], point.tags["hour"]) == tags


def test_events_of_one_microsecond_have_points_of_their_own() -> None:
    """Two points of one series and time would silently become one."""
    times = {points.event_ns(START_US, seq) for seq in range(1, 501)}
    assert len(times) == 500
    assert {time_ns // points.NS_PER_US for time_ns in times} == {START_US}
