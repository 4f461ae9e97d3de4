"""The roll-up on a real store: whatever arrives in whatever order, slots are those of the whole."""

from collections.abc import Sequence
from contextlib import closing
from datetime import date
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contract.events import Event
from contract.times import from_us, to_us
from contract.topics import AgentAddress
from hub.domain.calendar import Calendar
from hub.domain.calendar_id import calendar_id
from hub.domain.intake import Batch
from hub.domain.order import PlacedEvent, in_order
from hub.domain.slots import SLOT_US, SpaceSlot, WatchedPart, slots_of
from hub.domain.timeline import Stretch
from hub.spaces_now import SpacesNow
from hub.stores.history_protocol import SpaceHistory
from hub.stores.sqlite.history import SqliteHistory
from hub.stores.sqlite.store import SqliteStore
from hub.workers.rollup import Rollup
from tests.hub.domain.histories import BASE_US, Watching, arrivals, histories
from tests.hub.domain.outlines import outlines_of
from tests.hub.spaces import a_space, closed_on

DESKS, DOORS = ("d1", "d2"), ("main",)
SPACE = a_space(
    since=date(2026, 3, 2),
    opening={"mon": "08:00-10:00"},
    desk=[{"id": desk, "agent": "pi-1"} for desk in DESKS],
    door=[{"id": door, "agent": "pi-1", "counts": True} for door in DOORS],
)
ADDRESS = AgentAddress("hof", "pi-1")
NOW_US = BASE_US + 24 * SLOT_US
FIRST_US = BASE_US - 8 * 4 * SLOT_US  # the local day begins before the events do


def batches(events: Sequence[PlacedEvent]) -> list[Batch]:
    """Cut events, in the order of their arrival, into batches of contiguous numbers."""
    cut: list[Batch] = []
    for _, group in groupby(enumerate(events), key=lambda one: (one[1].epoch, one[1].seq - one[0])):
        together = [event for _, event in group]
        facts: tuple[Event, ...] = tuple(event.event for event in together)
        first, last = together[0].seq, together[-1].seq
        cut.append(Batch(ADDRESS, together[0].epoch, first, last, facts, ()))
    return cut


def slots_of_all(arrived: Sequence[PlacedEvent]) -> list[SpaceSlot]:
    """Make the slots of everything that arrived, in memory."""
    events = in_order(arrived)
    part = WatchedPart(
        Stretch(tuple(events), outlines_of(events)), frozenset(DESKS), frozenset(DOORS)
    )
    return list(slots_of([part], FIRST_US, NOW_US, lambda _: DESKS))


@given(data=st.data())
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
def test_slots_are_those_of_the_whole_history(data: st.DataObject) -> None:
    """Rolled up after any part of any order of arrival, the slots equal those made at once."""
    stored = data.draw(histories(Watching(DESKS, DOORS)))
    arrived = data.draw(arrivals(stored))
    rolls_after = data.draw(st.sets(st.integers(0, len(arrived))))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "store.db"
        store = SqliteStore.open(path)
        reader = SqliteHistory.open(path)
        rollup = Rollup([SPACE], reader, store.write_history)
        for number, batch in enumerate(batches(arrived)):
            store.append([batch], NOW_US)
            if number in rolls_after:
                rollup.run(NOW_US)
        rollup.run(NOW_US)
        kept = [one.slot for one in reader.slots(SPACE.id, FIRST_US, NOW_US)]
        again = rollup.run(NOW_US)
        reader.close()
        store.close()
    assert kept == slots_of_all(arrived)
    assert again == 0


def test_the_desks_of_a_slot_are_those_in_service_then(tmp_path: Path) -> None:
    """All day, from a day on, or at some hours; before and after the clock changes."""
    desks = [
        {"id": "d1", "agent": "pi-1"},
        {"id": "d2", "agent": "pi-1", "from": date(2026, 3, 28)},
        {"id": "d3", "agent": "pi-1", "hours": {"sun": "10:00-12:30"}},
    ]
    space = a_space(since=date(2026, 3, 26), desk=desks)
    calendar = Calendar(space)
    first, end = calendar.span_of(space.since).start, calendar.span_of(date(2026, 3, 31)).start
    with (
        closing(SqliteStore.open(tmp_path / "hub.db")) as store,
        closing(store.open_history()) as reader,
    ):
        Rollup([space], reader, store.write_history).run(to_us(end))
        kept = [one.slot for one in reader.slots(space.id, 0, to_us(end))]
    assert len(kept) == (to_us(end) - to_us(first)) // SLOT_US
    for slot in kept:
        serving = [desk.id for desk in calendar.desks_in_service(from_us(slot.start_us))]
        assert [desk.desk for desk in slot.by_desk] == serving
        assert slot.desks == len(serving)
    assert {slot.desks for slot in kept} == {1, 2, 3}


@pytest.mark.parametrize(("desk_count", "most_days"), [(1, 14), (20, 14), (100, 2), (400, 1)])
def test_no_commit_holds_more_than_some_days_of_some_desks(
    tmp_path: Path, desk_count: int, most_days: int
) -> None:
    """Who appends, and who ends the hub, waits for one of them."""
    desks = [{"id": f"d{number}", "agent": "pi-1"} for number in range(desk_count)]
    space = a_space(since=date(2026, 3, 2), desk=desks)
    written: list[SpaceHistory] = []
    with (
        closing(SqliteStore.open(tmp_path / "hub.db")) as store,
        closing(store.open_history()) as reader,
    ):
        end_us = to_us(Calendar(space).span_of(date(2026, 3, 2 + most_days)).end)
        Rollup([space], reader, written.append).run(end_us)
    assert [len(one.days) for one in written] == [most_days, 1, 0]


def test_a_calendar_changed_meanwhile_is_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is closed later on makes nothing anew; what is closed in the past, from that day on."""
    looked_at: list[int] = []

    def stretch(self: SqliteHistory, address: AgentAddress, from_us: int, to_us: int) -> Stretch:
        looked_at.append(from_us)
        return as_it_is(self, address, from_us, to_us)

    as_it_is = SqliteHistory.stretch
    monkeypatch.setattr(SqliteHistory, "stretch", stretch)
    spaces, space = SpacesNow([SPACE]), SPACE.id
    written: list[SpaceHistory] = []
    with (
        closing(SqliteStore.open(tmp_path / "hub.db")) as store,
        closing(store.open_history()) as reader,
    ):

        def write(made: SpaceHistory) -> None:
            written.append(made)
            store.write_history(made)

        rollup = Rollup(spaces, reader, write)
        rollup.run(NOW_US)
        written.clear()
        looked_at.clear()
        spaces.amend("people", closed_on(date(2026, 3, 23)))
        rollup.run(NOW_US)
        assert [made.slots for made in written] == [()]
        assert looked_at == []
        rolled = reader.rolled(space)
        assert rolled is not None
        assert rolled.calendar == calendar_id(spaces.now.all[0])
        spaces.amend("people", closed_on(date(2026, 3, 2)))
        rollup.run(NOW_US)
        kept = list(reader.slots(space, FIRST_US, NOW_US))
    assert kept
    assert not any(one.open for one in kept)
