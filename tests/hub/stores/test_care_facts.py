"""What care asks of a store, of either kind: the same answers, beside the one writer."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta

import pytest

from contract.events import Event, Fault, Recovered, Started
from contract.times import to_us
from contract.topics import AgentAddress
from hub.domain.care import OpenDay
from hub.domain.days import DayPart, SpaceDay
from hub.domain.intake import Batch
from hub.stores.care_log import CareLog, CareRecord, Wanted
from hub.stores.history_protocol import Rolled, SpaceHistory
from hub.stores.protocol import Store
from tests.hub.spaces import utc
from tests.parts.places import Place

NOW = utc(2026, 3, 3, 12)
NOW_US = to_us(NOW)
DAY_US = 86_400_000_000
PI, OTHER = AgentAddress("hof", "pi"), AgentAddress("hof", "pi-2")
EPOCH = "a" * 32


@pytest.fixture
def store(place: Place) -> Iterator[Store]:
    """Open an empty store."""
    with closing(place.store()) as opened:
        yield opened


@pytest.fixture
def care_log(store: Store) -> Iterator[CareLog]:
    """Open what care asks."""
    with closing(store.open_care_log()) as opened:
        yield opened


def wanted(now_us: int = NOW_US, day: date = date(2026, 3, 2)) -> Wanted:
    return Wanted({"hof": day}, [PI, OTHER], now_us)


def keep(store: Store, first: int, *events: Event, at: AgentAddress = PI) -> None:
    """Store events as an agent sends them."""
    store.append([Batch(at, EPOCH, first, first + len(events) - 1, events, ())], NOW_US)


def faulty(care_log: CareLog) -> dict[AgentAddress, dict[str, str]]:
    """Return the agents with faulty sensors."""
    found = care_log.read(wanted()).faulty
    return {address: dict(sensors) for address, sensors in found.items() if sensors}


def test_an_empty_store_knows_nothing(care_log: CareLog) -> None:
    """No trouble, and no yesterday."""
    found = care_log.read(wanted())
    assert (found.quarantined_count, found.yesterdays, faulty(care_log)) == (0, {}, {})


def test_faults_are_followed_from_look_to_look(store: Store, care_log: CareLog) -> None:
    """A new look sees the same as one that was there from the beginning; agents are apart."""
    at = [NOW + timedelta(seconds=n) for n in range(9)]
    begun = Started(seq=1, at=at[0], boot=EPOCH, previous=None, desks={}, doors={})
    keep(store, 1, begun, Fault(seq=2, at=at[1], sensor="pir", problem="unproven"))
    keep(store, 1, Fault(seq=1, at=at[2], sensor="pir", problem="stuck"), at=OTHER)
    assert faulty(care_log) == {PI: {"pir": "unproven"}, OTHER: {"pir": "stuck"}}
    keep(store, 3, Recovered(seq=3, at=at[3], sensor="pir"))
    keep(store, 4, Fault(seq=4, at=at[4], sensor="sonar", problem="no_echo"))
    for _ in range(2):
        assert faulty(care_log) == {PI: {"sonar": "no_echo"}, OTHER: {"pir": "stuck"}}
    with closing(store.open_care_log()) as another:
        assert faulty(another) == faulty(care_log)


def test_yesterday_counts_by_its_open_hours(store: Store, care_log: CareLog) -> None:
    """Of the local day that is asked for, and of no other space."""
    opened = DayPart(slots=10, desk_slots=10, occupied_us=4_000_000, free_us=4_000_000)
    day = SpaceDay(date(2026, 3, 2), opened, DayPart(slots=9, desk_slots=9, free_us=7), ())
    for space in ("hof", "elsewhere"):
        store.write_history(SpaceHistory(space, "Europe/Berlin", (), [day], Rolled(NOW_US, ""), ()))
    assert care_log.read(wanted()).yesterdays == {"hof": OpenDay(9000.0, 8.0)}
    assert care_log.read(wanted(NOW_US + DAY_US, date(2026, 3, 3))).yesterdays == {}


def test_the_quarantine_is_counted(store: Store, care_log: CareLog) -> None:
    """What can't be read at all, too."""
    store.quarantine_payload("platzfrei/v1/hof/pi/events", b"rubbish", "no JSON", NOW_US)
    assert care_log.read(wanted()).quarantined_count == 1


def test_a_record_disturbs_no_store(store: Store, care_log: CareLog) -> None:
    """Whether it keeps records or not."""
    care_log.write(CareRecord(NOW_US, (), (), (), {"receipts_sent": 3}))
    assert care_log.read(wanted()).quarantined_count == 0
