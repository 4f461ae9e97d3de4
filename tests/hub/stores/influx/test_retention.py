"""The buckets' own retention, and buckets that are made anew: history stays, and nothing blocks.

The engine refuses and drops by its own clock, so these days lie before today.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from contract.events import Alive, DeskState, Event, EventClock, Started
from contract.times import to_us
from contract.topics import AgentAddress
from hub.audit import audit_epoch, render
from hub.domain.intake import Batch
from hub.domain.slots import SLOT_US
from hub.domain.space import SpaceConfig
from hub.errors import StoreUnavailable
from hub.stores.history_protocol import KeptSlot
from hub.stores.influx.store import InfluxStore
from hub.stores.influx.writing import FoundBucket, Writing
from hub.stores.protocol import Outcome
from hub.workers.rollup import Rollup
from tests.hub.spaces import a_space
from tests.parts.influx import DAY_S, Influx, InfluxServer

PI, SECOND = AgentAddress("hof", "pi-1"), AgentAddress("hof", "pi-2")
LEASE_S = 0.3
PATIENCE_S = 30.0
DAY_US = DAY_S * 1_000_000
TODAY = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
NOW_US = to_us(TODAY) + 3 * SLOT_US
KEEP_DAYS = 31


def the_space(since_days_ago: int = 6) -> SpaceConfig:
    """Make a space that counts since so many days ago."""
    return a_space(
        since=(TODAY - timedelta(days=since_days_ago)).date(),
        opening=dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "08:00-18:00"),
        timezone="Etc/UTC",
        desk=[{"id": "d1", "agent": "pi-1"}, {"id": "d2", "agent": "pi-2"}],
        door=[],
    )


def day_of(days_ago: int, address: AgentAddress = PI, clock: str = "synced") -> Batch:
    """Tell two hours of a day, from 10:00 on: one desk, occupied and free in turn."""
    epoch = f"{days_ago:032x}"
    begun = TODAY - timedelta(days=days_ago) + timedelta(hours=10)
    desk = "d1" if address == PI else "d2"
    kind = EventClock(clock)
    events: list[Event] = [
        Started(seq=1, at=begun, clock=kind, boot=epoch, previous=None,
                desks={desk: DeskState.FREE}, doors={})
    ]  # fmt: skip
    for number in range(1, 25):
        state = DeskState.OCCUPIED if number % 3 else DeskState.FREE
        at = begun + timedelta(seconds=300 * number)
        alive = Alive(seq=number + 1, at=at, clock=kind, desks={desk: state}, doors={})
        events.append(alive)
    return Batch(address, epoch, 1, len(events), tuple(events), ())


class Hub:
    """A hub's store, opened and opened again, with the roll-up beside it."""

    def __init__(self, influx: Influx, space: SpaceConfig) -> None:
        self.influx = influx
        self.space = space
        self.open()

    def open(self) -> None:
        """Start."""
        self.store = InfluxStore.open(self.influx.access, LEASE_S)
        self.reader = self.store.open_history()

    def close(self) -> None:
        """Stop."""
        self.reader.close()
        self.store.close()

    def look(self) -> None:
        """Let the minute pass after which the store looks at its bucket again."""
        self.store._raw.look_next_time()
        assert self.store.store_id

    def take(self, *batches: Batch) -> list[Outcome]:
        """Store batches."""
        return self.store.append(batches, NOW_US)

    def roll(self, space: SpaceConfig | None = None) -> int:
        """Bring the history up to date."""
        return Rollup([space or self.space], self.reader, self.store.write_history).run(NOW_US)

    def slots(self) -> list[KeptSlot]:
        """Read every slot."""
        return list(self.reader.slots("hof", 0, NOW_US, with_desks=False))

    def known_s(self, days_ago: int) -> float:
        """Sum what is known of a day's desks, in seconds."""
        from_us = to_us(TODAY - timedelta(days=days_ago))
        found = self.reader.slots("hof", from_us, from_us + DAY_US)
        return sum(one.slot.occupied_us + one.slot.free_us for one in found) / 1e6

    def audit_lines(self) -> list[str]:
        """Print the audit."""
        with closing(self.store.open_reader()) as reader:
            return list(render([audit_epoch(one) for one in reader.epochs()], [], 0))

    def audit(self) -> list[tuple[int, int, int]]:
        """Count what is stored, missing and too late, by epoch."""
        with closing(self.store.open_reader()) as reader:
            audits = [audit_epoch(one) for one in reader.epochs()]
        return [
            (sum(map(len, one.stored)), len(one.missing), sum(map(len, one.too_late)))
            for one in audits
        ]


@pytest.fixture
def server(influx_servers: Callable[[Path], InfluxServer], influxd: Path) -> InfluxServer:
    """Take the database that many tests share."""
    return influx_servers(influxd)


@pytest.fixture
def influx(server: InfluxServer) -> Influx:
    """Make buckets as `store init` does."""
    return server.new_buckets(keep_s=KEEP_DAYS * DAY_S)


@pytest.fixture
def hub(influx: Influx) -> Iterator[Hub]:
    """Start a hub on them."""
    hub = Hub(influx, the_space())
    yield hub
    hub.close()


def keep(influx: Influx, bucket: str, days: int) -> None:
    """Change how long a bucket keeps, as anybody may do by hand."""
    with closing(Writing(influx.access)) as writing:
        writing.change_bucket(FoundBucket(bucket, days * DAY_S, DAY_S))


def eventually(is_so: Callable[[], bool]) -> None:
    """Wait for what the engine does by itself."""
    deadline_s = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < deadline_s
        time.sleep(0.1)


def event_count(hub: Hub, days_ago: int) -> int:
    """Count the raw events of a day."""
    from_us = to_us(TODAY - timedelta(days=days_ago))
    with closing(hub.store.open_reader()) as reader:
        return sum(1 for _ in reader.events(PI, from_us, from_us + DAY_US))


def make_anew(server: InfluxServer, influx: Influx, bucket: str) -> None:
    """Delete a bucket and make it again, empty."""
    server.drop_bucket(bucket)
    with closing(Writing(influx.access)) as writing:
        writing.make_bucket(FoundBucket(bucket, KEEP_DAYS * DAY_S, DAY_S))


def drop_days(hub: Hub, influx: Influx, days_ago: int) -> None:
    """Let the engine drop what is as old as this, and keep long again."""
    keep(influx, influx.raw_bucket, days_ago - 1)
    eventually(lambda: event_count(hub, days_ago) == 0)
    keep(influx, influx.raw_bucket, KEEP_DAYS)


# Older than the bucket keeps


def test_an_event_older_than_the_bucket_keeps_comes_too_late(hub: Hub) -> None:
    """The rest of the commit is stored, all is settled, and it comes no more."""
    outcomes = hub.take(day_of(40), day_of(2), day_of(40, SECOND))
    assert [(one.stored_count, one.too_late_count) for one in outcomes] == [
        (0, 25), (25, 0), (0, 25),
    ]  # fmt: skip
    assert all(one.quarantined == () for one in outcomes)
    assert [one.repeated_count for one in hub.take(day_of(40), day_of(2))] == [25, 25]
    assert hub.audit() == [(0, 0, 25), (25, 0, 0), (0, 0, 25)]
    assert hub.roll() > 0
    assert hub.known_s(2) > 0


def test_a_batch_over_the_edge_is_stored_as_far_as_the_bucket_keeps(
    hub: Hub, influx: Influx
) -> None:
    """Its old events are too late, its young ones are stored: none is lost and none is doubled."""
    old, young = day_of(40), day_of(3)
    both = [
        event.model_copy(update={"seq": seq})
        for seq, event in enumerate((*old.events, *young.events), start=1)
    ]
    (outcome,) = hub.take(Batch(PI, "f" * 32, 1, 50, tuple(both), ()))
    assert (outcome.stored_count, outcome.too_late_count, outcome.quarantined) == (25, 25, ())
    assert event_count(hub, 3) == 25


def test_a_better_date_that_is_too_old_blocks_nothing(hub: Hub) -> None:
    """An estimated event that turns out to be older than the bucket keeps stays as it is."""
    estimated = day_of(2, clock="estimated")
    hub.take(estimated)
    back = timedelta(days=40)
    events = [event.model_copy(update={"at": event.at - back}) for event in day_of(2).events]
    (outcome,) = hub.take(Batch(PI, estimated.epoch, 1, 25, tuple(events), ()))
    assert outcome.repeated_count == 25
    assert event_count(hub, 2) == 25


def test_history_begins_where_the_space_does_however_little_is_kept(influx: Influx) -> None:
    """Days before are unknown; their desks' slots, which would be deleted at once, are not kept."""
    space = the_space(since_days_ago=90)
    with closing(Hub(influx, space)) as hub:
        hub.take(day_of(2))
        assert hub.roll() == 90 * 96 + 3
        assert hub.known_s(2) == 7200
        assert len(hub.slots()) == 90 * 96 + 3
        days = list(hub.reader.days("hof", space.since, TODAY.date()))
        assert len(days) == 91
        assert {sum(part.unknown_us for one in day.by_desk for part in (one.open, one.closed))
                for day in days[:80]} == {2 * DAY_US}  # fmt: skip
        hub.store.delete_raw(to_us(TODAY - timedelta(days=30)), NOW_US)
        assert hub.reader.deleted_until_us() == to_us(TODAY - timedelta(days=30))
        assert hub.roll() == 0


# What the engine drops by itself


def test_what_was_dropped_while_the_hub_was_off_stands(hub: Hub, influx: Influx) -> None:
    """Retention runs without the hub: known days are not overwritten with unknown ones."""
    hub.take(day_of(5), day_of(4), day_of(2))
    hub.roll()
    before = hub.slots()
    hub.close()
    drop_days(hub, influx, 4)
    hub.open()
    hub.roll()
    assert hub.slots() == before
    assert hub.reader.deleted_until_us() == to_us(TODAY - timedelta(days=3))
    (outcome,) = hub.take(day_of(4, SECOND))
    assert outcome.too_late_count == 25
    hub.take(day_of(2, SECOND))
    hub.roll()
    assert hub.known_s(4) == 7200
    assert hub.known_s(2) == 2 * 7200


def test_a_longer_retention_brings_nothing_back(hub: Hub, influx: Influx) -> None:
    """While the hub runs: a shorter time, then a longer one, and another calendar."""
    hub.take(day_of(5), day_of(2))
    hub.roll()
    drop_days(hub, influx, 5)
    hub.look()
    before = [one.slot for one in hub.slots()]
    closed = hub.space.model_copy(update={"opening": the_space().opening, "holidays": "usual"})
    hub.roll(closed)
    assert [one.slot for one in hub.slots()] == before


def test_a_dropped_day_is_not_rolled_before_the_store_looks(hub: Hub, influx: Influx) -> None:
    """Between two looks, too, nothing known becomes unknown."""
    hub.take(day_of(5), day_of(2))
    hub.roll()
    before = hub.slots()
    drop_days(hub, influx, 5)
    hub.store._touches.add(touch_all(hub))
    hub.look()
    hub.roll()
    assert hub.slots() == before


def touch_all(hub: Hub) -> list:  # type: ignore[type-arg]
    """Touch everything, as a start does."""
    from hub.stores.influx.state import whole_reach

    return whole_reach(list(hub.store._remembered().accounts))


# A raw bucket that was made anew


@pytest.mark.parametrize("is_running", [False, True], ids=["off", "running"])
def test_a_raw_bucket_made_anew_leaves_what_is_permanent(
    server: InfluxServer, hub: Hub, influx: Influx, is_running: bool
) -> None:
    """Every edge is asked again, what comes is stored again, and history is as it was."""
    hub.take(day_of(5), day_of(2), day_of(2, SECOND))
    hub.roll()
    before, life = hub.slots(), hub.store.store_id
    if not is_running:
        hub.close()
    make_anew(server, influx, influx.raw_bucket)
    if is_running:
        hub.look()
    else:
        hub.open()
    assert hub.store.store_id != life
    hub.roll()
    assert hub.slots() == before
    assert hub.audit() == [(25, 0, 0)] * 3
    assert (
        len([line for line in hub.audit_lines() if "1-25, for the bucket was emptied" in line]) == 3
    )
    (outcome,) = hub.take(day_of(2))
    assert outcome.stored_count == 25
    assert event_count(hub, 2) == 25
    hub.roll()
    assert hub.slots() == before
    assert hub.audit() == [(25, 0, 0)] * 3
    assert sum("was emptied" in line for line in hub.audit_lines()) == 2
    assert [one.repeated_count for one in hub.take(day_of(2))] == [25]


def test_what_was_never_known_is_still_learnt_after_that(
    server: InfluxServer, hub: Hub, influx: Influx
) -> None:
    """A Pi that was offline hands over its day: where nothing known is lost it counts."""
    hub.take(day_of(5))
    hub.roll()
    make_anew(server, influx, influx.raw_bucket)
    hub.look()
    hub.take(day_of(3), day_of(5, SECOND))
    hub.roll()
    assert hub.known_s(3) == 7200
    assert hub.known_s(5) == 7200, "half of it would have been lost"
    hub.take(day_of(5))
    hub.roll()
    assert hub.known_s(5) == 2 * 7200


def test_a_rollup_before_the_store_has_looked_writes_nothing(
    server: InfluxServer, hub: Hub, influx: Influx
) -> None:
    """The roll-up itself finds that its bucket isn't what it was."""
    hub.take(day_of(5))
    hub.roll()
    before = hub.slots()
    make_anew(server, influx, influx.raw_bucket)
    hub.store._touches.add(touch_all(hub))
    with pytest.raises(StoreUnavailable, match="not what it was"):
        hub.roll()
    assert hub.slots() == before


def test_a_crash_in_the_midst_is_finished_by_the_next_start(
    server: InfluxServer, hub: Hub, influx: Influx, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new life is written last."""
    hub.take(day_of(2))
    hub.roll()
    before, life = hub.slots(), hub.store.store_id
    make_anew(server, influx, influx.raw_bucket)

    def crash() -> str:
        raise StoreUnavailable("killed")

    monkeypatch.setattr(hub.store._raw, "new_store_id", crash)
    with pytest.raises(StoreUnavailable):
        hub.look()
    hub.close()
    hub.open()
    assert hub.store.store_id != life
    (outcome,) = hub.take(day_of(2))
    assert outcome.stored_count == 25
    hub.roll()
    assert hub.slots() == before


def test_a_recent_bucket_made_anew_gets_its_desks_again(
    server: InfluxServer, hub: Hub, influx: Influx
) -> None:
    """After a start, as far as raw events reach; so does one that an upgrade makes."""
    hub.take(day_of(5), day_of(2))
    hub.roll()
    before = list(hub.reader.slots("hof", 0, NOW_US))
    days = list(hub.reader.days("hof", hub.space.since, TODAY.date()))
    hub.close()
    make_anew(server, influx, influx.recent_bucket)
    hub.open()
    assert list(hub.reader.slots("hof", 0, NOW_US)) != before
    hub.roll()
    assert list(hub.reader.slots("hof", 0, NOW_US)) == before
    assert list(hub.reader.days("hof", hub.space.since, TODAY.date())) == days


def test_what_an_older_version_stored_is_not_lost(hub: Hub, influx: Influx) -> None:
    """It made no marks: nobody knows what the bucket dropped before, so what is known stands."""
    hub.take(day_of(5), day_of(2))
    hub.roll()
    before = hub.slots()
    hub.close()
    with closing(Writing(influx.access)) as writing:
        from contract import series

        writing.delete_before(series.RAW_LIFE, NOW_US * 1000)
        writing.delete_before(series.MARK, NOW_US * 1000 + DAY_US * 1000)
    drop_days(hub, influx, 5)
    hub.open()
    hub.roll()
    assert hub.slots() == before
    hub.take(day_of(2, SECOND))
    hub.roll()
    assert hub.known_s(2) == 2 * 7200


def test_an_idle_rollup_asks_nothing(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    """With two questions in each of 20 spaces every five seconds it were 28,800 an hour."""
    spaces = [hub.space.model_copy(update={"id": f"s{number}"}) for number in range(3)]
    rollup = Rollup(spaces, hub.reader, hub.store.write_history)
    rollup.run(NOW_US)
    asked: list[object] = []

    def answers(*question: object) -> Iterator[object]:
        asked.append(question)
        yield from ()

    monkeypatch.setattr(hub.reader._reading, "_answers", answers)
    assert rollup.run(NOW_US) == 0
    assert asked == []
