"""The store while InfluxDB is ill: what was not receipted is not lost, and nothing loops."""

import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from contract.events import DeskChanged, DeskState, Event, EventClock
from contract.times import to_us
from contract.topics import AgentAddress
from hub.domain.intake import Batch
from hub.errors import StoreUnavailable
from hub.stores.influx.access import Access
from hub.stores.influx.reader import InfluxReader
from hub.stores.influx.store import InfluxStore
from tests.parts.influx import Answer, Influx, InfluxServer, Request, V2Rim
from tests.parts.influxd import EVERY_INFLUXD

ADDRESS = AgentAddress("bahnhof", "pi-1")
EPOCH = "a" * 32
START = datetime(2026, 3, 2, 7, tzinfo=UTC)
NOW_US = to_us(START)
LEASE_S = 0.4


def desk(seq: int, at: datetime | None = None, clock: str = "synced") -> Event:
    """Make an event."""
    return DeskChanged(
        seq=seq,
        at=at or START + timedelta(seconds=seq),
        clock=EventClock(clock),
        desk="d1",
        state=DeskState.OCCUPIED,
        evidence="motion",
    )


def batch(*events: Event) -> Batch:
    """Make a batch of neighbours."""
    return Batch(ADDRESS, EPOCH, events[0].seq, events[-1].seq, events, ())


def stored(access: Access) -> list[Event]:
    """Read every event."""
    with closing(InfluxReader.open(access)) as reader:
        return [one.event for one in reader.events(ADDRESS, -(2**62), 2**62)]


@pytest.fixture(params=EVERY_INFLUXD)
def server(
    request: pytest.FixtureRequest, influx_servers: Callable[[Path], InfluxServer]
) -> InfluxServer:
    """Take the database that many tests share."""
    return influx_servers(request.param)


@pytest.fixture
def rim(server: InfluxServer) -> Iterator[V2Rim]:
    """Take the rim that can be told to be ill; afterwards it is well again."""
    if server.rim is None:
        pytest.skip("2.x can't be told to be ill")
    well = server.rim.trouble
    yield server.rim
    server.rim.trouble = server.rim.trouble_after = well


@pytest.fixture
def influx(server: InfluxServer) -> Influx:
    """Make the buckets of one test."""
    return server.new_buckets()


@pytest.fixture
def store(influx: Influx) -> Iterator[InfluxStore]:
    """Open an empty store."""
    with closing(InfluxStore.open(influx.access, LEASE_S)) as opened:
        yield opened


ILLNESSES = [
    Answer(401, {"code": "unauthorized", "message": "unauthorized access"}),
    Answer(403, {"code": "forbidden", "message": "insufficient permissions"}),
    Answer(404, {"code": "not found", "message": "bucket not found"}),
    Answer(429, {"code": "too many requests", "message": "slow down"}),
    Answer(500, {"code": "internal error", "message": "timeout"}),
    Answer(503, {"code": "unavailable", "message": "starting"}),
]


@pytest.mark.parametrize("illness", ILLNESSES, ids=lambda one: str(one.status))
@pytest.mark.parametrize("after", [False, True], ids=["not-written", "written"])
@pytest.mark.parametrize("nth", [1, 2])
def test_an_illness_at_any_write_loses_and_doubles_nothing(
    rim: V2Rim, influx: Influx, store: InfluxStore, illness: Answer, nth: int, *, after: bool
) -> None:
    """Whether the n-th write failed or only its answer did: the batch comes again, counted once."""
    numbers = count(1)

    def fall_ill(request: Request) -> Answer | None:
        return illness if _is_batch(request) and next(numbers) == nth else None

    setattr(rim, "trouble_after" if after else "trouble", fall_ill)
    events = [desk(1), desk(2), desk(3)]
    with pytest.raises(StoreUnavailable, match=str(illness.status)):
        store.append([batch(*events)], NOW_US)
    (outcome,) = store.append([batch(*events)], NOW_US)
    assert (outcome.stored_count, outcome.quarantined) == (3, ())
    assert stored(influx.access) == events


def _is_batch(request: Request) -> bool:
    """Tell the writes of a batch from those of lease and marks, which come whenever they like."""
    beside = (b"writer", b"proof", b"mark", b"raw_life")
    return request.path == "/api/v2/write" and not request.body.startswith(beside)


@pytest.mark.parametrize("status", [400, 413, 422, 500])
def test_what_is_never_taken_is_set_aside_and_the_rest_stored(
    rim: V2Rim, influx: Influx, store: InfluxStore, status: int
) -> None:
    """Bisection finds the event that the database refuses; its number is settled as quarantined."""

    def refuse_the_third(request: Request) -> Answer | None:
        if b"seq=3i" in request.body and request.body.startswith(b"event"):
            return Answer(status, {"message": "partial write: no such field type dropped=1"})
        return None

    rim.trouble = refuse_the_third
    events = [desk(seq) for seq in range(1, 8)]
    (outcome,) = store.append([batch(*events)], NOW_US)
    assert outcome.stored_count == 6
    assert [one.seq for one in outcome.quarantined] == [3]
    assert "partial write" in outcome.quarantined[0].reason
    assert [event.seq for event in stored(influx.access)] == [1, 2, 4, 5, 6, 7]


def test_an_event_beyond_the_range_of_time_is_set_aside(influx: Influx, store: InfluxStore) -> None:
    """InfluxDB's nanoseconds end in 2262; the real engine refuses the year 9999."""
    far = desk(2, datetime(9999, 1, 1, tzinfo=UTC))
    (outcome,) = store.append([batch(desk(1), far, desk(3))], NOW_US)
    assert [one.seq for one in outcome.quarantined] == [2]
    assert [event.seq for event in stored(influx.access)] == [1, 3]


def test_a_database_that_refuses_everything_sets_nothing_aside(
    rim: V2Rim, influx: Influx, store: InfluxStore
) -> None:
    """A proxy that answers 400 to whatever comes must not empty the edges into quarantine."""
    rim.trouble = lambda request: (
        Answer(400, {"message": "no"}) if request.path == "/api/v2/write" else None
    )
    with pytest.raises(StoreUnavailable, match="takes no mark"):
        store.append([batch(desk(1))], NOW_US)
    rim.trouble = lambda _: None
    (outcome,) = store.append([batch(desk(1))], NOW_US)
    assert (outcome.stored_count, outcome.quarantined) == (1, ())
    assert stored(influx.access) == [desk(1)]


def test_a_dead_engine_takes_nothing_and_a_living_one_all(own_influx: InfluxServer) -> None:
    """While the process is gone nothing is settled; what was receipted before is still there."""
    access = own_influx.new_buckets().access
    with closing(InfluxStore.open(access, LEASE_S)) as store:
        store.append([batch(desk(1))], NOW_US)
        own_influx.engine.kill()
        with pytest.raises(StoreUnavailable):
            store.append([batch(desk(2))], NOW_US)
        own_influx.engine.start()
        store.append([batch(desk(2))], NOW_US)
    assert stored(access) == [desk(1), desk(2)]


def test_an_answer_that_never_comes_is_waited_for_only_so_long() -> None:
    """A database that accepts and then hangs is unavailable after the time-out, not for ever."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        access = Access(f"http://127.0.0.1:{port}", "o", "t", "b", "r", "n", timeout_s=0.2)
        with (
            closing(InfluxStore(access)) as store,
            pytest.raises(StoreUnavailable, match=f"{port}: .*time"),
        ):
            store.append([batch(desk(1))], NOW_US)


def emptied(rim: V2Rim, influx: Influx) -> None:
    """Empty both buckets, as a restore of nothing does."""
    for bucket in (influx.bucket, influx.raw_bucket, influx.recent_bucket):
        rim.query(f'DROP DATABASE "{bucket}"')
        rim.query(f'CREATE DATABASE "{bucket}"')


def test_an_emptied_database_begins_a_new_life(
    rim: V2Rim, influx: Influx, store: InfluxStore
) -> None:
    """Under a running hub: the store id is renewed, so that every edge sends again."""
    store.append([batch(desk(1))], NOW_US)
    before = store.store_id
    emptied(rim, influx)
    store._lease._renewed_s = 0.0  # as if half a lease had passed
    (outcome,) = store.append([batch(desk(1))], NOW_US)
    assert outcome.stored_count == 1
    assert store.store_id != before
    assert stored(influx.access) == [desk(1)]


def test_a_database_put_back_begins_a_new_life(
    rim: V2Rim, influx: Influx, store: InfluxStore
) -> None:
    """What was receipted is gone from it, though the store id is the old one: it is renewed."""
    store.append([batch(desk(1))], NOW_US)
    before = store.store_id
    rim.query("DELETE FROM epoch", influx.bucket)
    rim.query("DELETE FROM event", influx.raw_bucket)
    rim.query("DELETE FROM writer", influx.bucket)
    store._lease._renewed_s = 0.0  # as if half a lease had passed
    (outcome,) = store.append([batch(desk(1))], NOW_US)
    assert outcome.stored_count == 1
    assert store.store_id != before


def test_a_hub_that_was_replaced_writes_no_more(influx: Influx, store: InfluxStore) -> None:
    """Another hub took the lease while this one was cut off: it finds out before it writes."""
    store.append([batch(desk(1))], NOW_US)
    store._lease._ending.set()  # the thread that renews is stuck
    store._lease._renewed_s = 0.0
    with closing(InfluxStore.open(influx.access, LEASE_S)):
        with pytest.raises(StoreUnavailable, match="another hub"):
            store.append([batch(desk(2))], NOW_US)
        assert stored(influx.access) == [desk(1)]


def test_a_killed_hub_leaves_no_lease_behind(influx: Influx) -> None:
    """A process of this machine that is gone holds nothing: the next hub begins at once."""
    code = (
        "import os, sys; from hub.stores.influx.access import Access;"
        "from hub.stores.influx.store import InfluxStore;"
        "InfluxStore.open(Access(*sys.argv[1:])); os._exit(9)"
    )
    access = influx.access
    buckets = [access.bucket, access.raw_bucket, access.recent_bucket]
    arguments = [access.url, access.org, access.token, *buckets]
    ended = subprocess.run([sys.executable, "-c", code, *arguments], check=False)
    assert ended.returncode == 9

    class Impatient(InfluxStore):
        """A store whose lease would be waited for until the test is over."""

    with closing(Impatient.open(access, lease_s=10_000)) as store:
        assert store.append([batch(desk(1))], NOW_US)[0].stored_count == 1


def test_quarantine_lets_the_oldest_go(
    influx: Influx, store: InfluxStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a flood of unreadable payloads the newest stay."""
    monkeypatch.setattr("hub.stores.influx.store.MAX_QUARANTINE_POINTS", 3)
    for number in range(5):
        assert store.quarantine_payload("t", b"%d" % number, "no JSON", NOW_US)
    with closing(InfluxReader.open(influx.access)) as reader:
        assert reader.unreadable_count() == 3
    assert not store.quarantine_payload("t", b"4", "no JSON", NOW_US)


def test_the_quarantine_of_one_is_bounded(influx: Influx, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a neighbour had set aside stays, after a restart as well; the first of a flood stay."""
    monkeypatch.setattr("hub.stores.influx.store.MAX_QUARANTINE_POINTS", 5)
    monkeypatch.setattr("hub.stores.influx.store.MOST_OF_ONE", 3)
    with closing(InfluxStore.open(influx.access, LEASE_S)) as store:
        assert store.quarantine_payload("neighbour", b"1", "no JSON", NOW_US)
        for number in range(3):
            assert store.quarantine_payload("flooder", b"%d" % number, "no JSON", NOW_US)
    with closing(InfluxStore.open(influx.access, LEASE_S)) as again:
        for number in range(3, 9):
            assert not again.quarantine_payload("flooder", b"%d" % number, "no JSON", NOW_US)
        assert again.quarantine_payload("neighbour", b"2", "no JSON", NOW_US)
        assert not again.quarantine_payload("neighbour", b"1", "no JSON", NOW_US)
    with closing(InfluxReader.open(influx.access)) as reader:
        assert reader.unreadable_count() == 5


def test_a_restart_remembers_all_that_it_must(influx: Influx) -> None:
    """Numbers, quarantine and frozen slots are read again by the next hub."""
    with closing(InfluxStore.open(influx.access, LEASE_S)) as store:
        store.append([batch(desk(1, clock="estimated"), desk(2))], NOW_US)
        store.quarantine_payload("t", b"\xff", "no JSON", NOW_US)
        store.delete_raw(to_us(START - timedelta(days=1)), NOW_US)
    with closing(InfluxStore.open(influx.access, LEASE_S)) as again:
        early = desk(3, START - timedelta(days=2))
        (outcome,) = again.append([batch(desk(1), desk(2), early)], NOW_US)
        assert (outcome.stored_count, outcome.repeated_count, outcome.too_late_count) == (0, 2, 1)
        assert not again.quarantine_payload("t", b"\xff", "no JSON", NOW_US)
    assert stored(influx.access) == [desk(1), desk(2)]
