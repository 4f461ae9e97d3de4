"""Desks' slots go from the front, without the hub: a version of them says so at once."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from contract import series
from hub.domain.meters import DeskSlot
from hub.domain.slots import SLOT_US, SpaceSlot
from hub.errors import StoreUnavailable
from hub.stores.history_protocol import KeptSlot, Rolled, SpaceHistory
from hub.stores.influx import kept_desks
from hub.stores.influx.kept_desks import KeptDesks
from hub.stores.influx.points import NS_PER_US
from hub.stores.influx.store import InfluxStore
from hub.stores.influx.writing import Writing
from tests.parts.influx import DAY_S, Influx

pytestmark = pytest.mark.real("influxdb")

DAY_US = DAY_S * 1_000_000
FIRST_US = 20_000 * DAY_US
BOTH = (FIRST_US, FIRST_US + 2 * DAY_US)
SECOND = (FIRST_US + DAY_US, FIRST_US + 2 * DAY_US)


@pytest.fixture
def store(influx: Influx) -> Iterator[InfluxStore]:
    """A store with a slot of two desks on each of two days, in a space called hof."""
    opened = InfluxStore.open(influx.access)
    starts = (FIRST_US + 9 * SLOT_US, FIRST_US + DAY_US + 9 * SLOT_US)
    slots = [KeptSlot(a_slot(start_us), open=True) for start_us in starts]
    rolled = Rolled(BOTH[1], "calendar")
    opened.write_history(SpaceHistory("hof", "Europe/Berlin", slots, (), rolled, ()))
    yield opened
    opened.close()


def a_slot(start_us: int) -> SpaceSlot:
    desks = tuple(DeskSlot(desk, 0, SLOT_US, 0) for desk in ("d2", "d1"))
    known_us = 2 * SLOT_US
    return SpaceSlot(start_us, 2, 0, known_us, 0, 0, 0, 0, SLOT_US, 0, 0, 0, 0, by_desk=desks)


def test_what_goes_from_the_front_changes_the_version(store: InfluxStore, influx: Influx) -> None:
    """Of ranges that begin there, and of no other; slots without their desks stay as they were."""
    before = [store.history_version("hof", *of, with_desks=True) for of in (BOTH, SECOND)]
    without = store.history_version("hof", *BOTH, with_desks=False)
    assert None not in before
    with closing(Writing(influx.access)) as writing:
        writing.delete_before(series.DESK_SLOT, SECOND[0] * NS_PER_US)
    after = [store.history_version("hof", *of, with_desks=True) for of in (BOTH, SECOND)]
    assert after[0] not in (None, before[0])
    assert after[1] == before[1]
    assert store.history_version("hof", *BOTH, with_desks=False) == without
    with closing(Writing(influx.access)) as writing:
        writing.delete_before(series.DESK_SLOT, SECOND[1] * NS_PER_US)
    assert store.history_version("hof", *BOTH, with_desks=True) not in (None, before[0], after[0])


def test_another_spaces_desks_are_not_meant(store: InfluxStore, influx: Influx) -> None:
    """Each space has its own first one, or none."""
    with closing(KeptDesks(influx.access)) as kept:
        assert kept.first_us("hof", *BOTH) == FIRST_US + 9 * SLOT_US
        assert kept.first_us("hof", FIRST_US + 10 * SLOT_US, BOTH[1]) == SECOND[0] + 9 * SLOT_US
        assert kept.first_us("muehle", *BOTH) is None


def test_only_what_was_found_before_is_asked_for_again(
    store: InfluxStore, influx: Influx, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Up to that row, however long the range; from many instants on the latest are remembered."""
    asked: list[tuple[int, int]] = []
    monkeypatch.setattr(kept_desks, "MOST_FOUND", 1)
    first_us = FIRST_US + 9 * SLOT_US
    with closing(KeptDesks(influx.access)) as kept:
        ask = kept._ask

        def noted(space: str, from_us: int, to_us: int) -> int | None:
            asked.append((from_us, to_us))
            return ask(space, from_us, to_us)

        monkeypatch.setattr(kept, "_ask", noted)
        for _ in range(2):
            assert kept.first_us("hof", *BOTH) == first_us
        assert asked == [BOTH, (FIRST_US, first_us + 1)]
        assert kept.first_us("hof", FIRST_US, first_us) is None
        assert kept.first_us("hof", *SECOND) == SECOND[0] + 9 * SLOT_US
        assert kept.first_us("hof", *BOTH) == first_us
        assert asked[2:] == [(FIRST_US, first_us), SECOND, BOTH]


def test_what_is_not_told_has_no_version(store: InfluxStore, influx: Influx) -> None:
    """A database that can't be asked may have dropped them: nothing is called unchanged."""
    store._kept_desks.close()
    store._kept_desks = KeptDesks(replace(influx.access, url="http://127.0.0.1:1"))
    assert store.history_version("hof", *BOTH, with_desks=True) is None
    assert store.history_version("hof", *BOTH, with_desks=False) is not None
    with pytest.raises(StoreUnavailable):
        store._kept_desks.first_us("hof", *BOTH)
