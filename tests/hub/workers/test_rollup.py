"""The roll-up on a real store: whatever arrives in whatever order, slots are those of the whole."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contract.events import Event
from contract.topics import AgentAddress
from hub.domain.intake import Batch
from hub.domain.order import PlacedEvent, in_order
from hub.domain.slots import SLOT_US, SpaceSlot, WatchedPart, slots_of
from hub.domain.timeline import Stretch
from hub.stores.sqlite.history import SqliteHistory
from hub.stores.sqlite.store import SqliteStore
from hub.workers.rollup import Rollup
from tests.hub.domain.histories import BASE_US, Watching, arrivals, histories
from tests.hub.domain.outlines import outlines_of
from tests.hub.spaces import a_space

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
