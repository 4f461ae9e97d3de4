"""Two parts in the same buckets: each has a lease, an id and a past of its own."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from contract import series
from contract.events import Event, Stopped
from contract.times import from_us
from contract.topics import AgentAddress
from hub.clock import SystemClock
from hub.domain.intake import Batch, QuarantinedEvent
from hub.errors import StoreUnavailable
from hub.stores.influx.access import Access
from hub.stores.influx.lease import Lease
from hub.stores.influx.reader import InfluxReader
from hub.stores.influx.reading import Reading
from hub.stores.influx.store import InfluxStore
from tests.parts.influx import Influx

pytestmark = pytest.mark.real("influxdb")

ONE, TWO = AgentAddress("alte-post", "pi"), AgentAddress("muehle", "pi")
EPOCH = "a" * 32
LEASE_S = 0.5
DAY_US = 86_400 * 1_000_000
NOW_US = int(SystemClock().wall().timestamp()) * 1_000_000


def share(influx: Influx, number: int, address: AgentAddress, count: int = 2) -> Access:
    """Return the access of a part with one space."""
    spaces = frozenset({address.space})
    return replace(influx.access, part=f"{number}-of-{count}", part_spaces=spaces)


@pytest.fixture
def parts(influx: Influx) -> Iterator[tuple[InfluxStore, InfluxStore]]:
    """Open the stores of two parts."""
    one = InfluxStore.open(share(influx, 1, ONE), LEASE_S)
    two = InfluxStore.open(share(influx, 2, TWO), LEASE_S)
    yield one, two
    one.close()
    two.close()


def a_batch(address: AgentAddress, first: int, *times_us: int, bad: bool = False) -> Batch:
    """Make a batch of events at these times."""
    events: tuple[Event, ...] = tuple(
        Stopped(seq=first + place, at=from_us(at_us)) for place, at_us in enumerate(times_us)
    )
    last = first + len(events) - 1
    aside = (QuarantinedEvent(last + 1, "bad", b"{}"),) if bad else ()
    return Batch(address, EPOCH, first, last + bool(aside), events, aside)


def stored(influx: Influx, address: AgentAddress) -> list[int]:
    """Return the numbers that are stored of an agent, whoever reads."""
    with closing(InfluxReader.open(influx.access)) as reader:
        return [found.event.seq for found in reader.events(address, 0, 2**62)]


def test_each_part_has_an_id_and_its_own_agents(
    influx: Influx, parts: tuple[InfluxStore, InfluxStore]
) -> None:
    """A reader of all sees both; one of a part its own alone."""
    one, two = parts
    one.append([a_batch(ONE, 1, NOW_US - 10, NOW_US - 5)], NOW_US)
    two.append([a_batch(TWO, 1, NOW_US - 10)], NOW_US)
    assert one.store_id != two.store_id
    assert (stored(influx, ONE), stored(influx, TWO)) == ([1, 2], [1])
    with closing(InfluxReader.open(influx.access)) as everybody:
        assert {record.address for record in everybody.epochs()} == {ONE, TWO}
    with closing(InfluxReader.open(share(influx, 2, TWO))) as own:
        assert {record.address for record in own.epochs()} == {TWO}


def test_a_part_that_starts_again_knows_its_past(influx: Influx) -> None:
    """Its id stays, and what it has stored is a repetition, though another wrote meanwhile."""
    with closing(InfluxStore.open(share(influx, 1, ONE), LEASE_S)) as one:
        before = one.store_id
        one.append([a_batch(ONE, 1, NOW_US - 10, bad=True)], NOW_US)
        with closing(InfluxStore.open(share(influx, 2, TWO), LEASE_S)) as two:
            two.append([a_batch(TWO, 1, NOW_US - 10, bad=True)], NOW_US)
            two.renew()
    with closing(InfluxStore.open(share(influx, 1, ONE), LEASE_S)) as again:
        assert again.store_id == before
        (outcome,) = again.append([a_batch(ONE, 1, NOW_US - 10, bad=True)], NOW_US)
        assert (outcome.stored_count, outcome.repeated_count) == (0, 1)
    with closing(Reading(influx.access)) as reading:
        query = 'SELECT count(seq) FROM "quarantine"'
        assert [count for _, count in reading.rows(series.QUARANTINE.keeping, query)] == [2]


def test_a_second_hub_of_the_same_part_is_refused(influx: Influx) -> None:
    """The lease is the part's: another part gets its own at once."""
    first, second, other = (
        Lease(access, LEASE_S)
        for access in (share(influx, 1, ONE), share(influx, 1, ONE), share(influx, 2, TWO))
    )
    first.take()
    try:
        with pytest.raises(StoreUnavailable, match="another hub"):
            second.take()
        other.take()
    finally:
        for lease in (first, second, other):
            lease.release()


@pytest.mark.parametrize(
    ("held", "wanted", "said"),
    [
        ("1-of-2", "1-of-3", "archived by part 1-of-2"),
        ("1-of-2", "north", "archived by part 1-of-2"),
        ("north", "1-of-2", "archived by part north"),
        ("1-of-2", "", "archived by part 1-of-2"),
        ("", "1-of-2", "archived by one hub for all spaces"),
    ],
)
def test_how_the_buckets_are_shared_can_not_change(
    influx: Influx, held: str, wanted: str, said: str
) -> None:
    """Two hubs of different shares would write the same space: refused, though the other ended."""
    spaces = frozenset({ONE.space})
    first = Lease(replace(influx.access, part=held, part_spaces=spaces), LEASE_S)
    first.take()
    first.release()
    second = Lease(replace(influx.access, part=wanted, part_spaces=spaces), LEASE_S)
    try:
        with pytest.raises(StoreUnavailable, match=said):
            second.take()
    finally:
        second.release()


def test_named_parts_share_the_buckets(influx: Influx) -> None:
    """Their number may grow: each space is in one of them."""
    spaces = frozenset({ONE.space})
    for name in ("north", "south"):
        lease = Lease(replace(influx.access, part=name, part_spaces=spaces), LEASE_S)
        lease.take()
        lease.release()


def test_a_part_deletes_what_is_its_own(
    influx: Influx, parts: tuple[InfluxStore, InfluxStore]
) -> None:
    """Another's events stay, and nothing of it is frozen or too late."""
    one, two = parts
    old_us, young_us = NOW_US - 3 * DAY_US, NOW_US - 10
    one.append([a_batch(ONE, 1, old_us, young_us)], NOW_US)
    two.append([a_batch(TWO, 1, old_us, young_us)], NOW_US)
    deletion = one.delete_raw(NOW_US - DAY_US, NOW_US)
    assert deletion.event_count == 1
    assert (stored(influx, ONE), stored(influx, TWO)) == ([2], [1, 2])
    (outcome,) = two.append([a_batch(TWO, 3, old_us + 1)], NOW_US)
    assert (outcome.stored_count, outcome.too_late_count) == (1, 0)
    with closing(two.open_history()) as history:
        assert history.deletions() == []
    with closing(one.open_history()) as history:
        assert [each.before_us for each in history.deletions()] == [NOW_US - DAY_US]
