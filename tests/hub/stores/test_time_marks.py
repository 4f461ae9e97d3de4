"""What every store remembers of time, and that a wrong clock's deletion can be taken back."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from contract.events import DeskChanged, DeskState, Event
from contract.times import to_us
from contract.topics import AgentAddress
from hub.audit import audit_epoch, is_clean
from hub.domain.intake import Batch
from hub.domain.trusted_time import Memory
from hub.stores.protocol import EpochRecord, Store
from tests.parts.places import Place

ADDRESS, OTHER = AgentAddress("hof", "pi-1"), AgentAddress("hof", "pi-2")
EPOCH = "a" * 32
NOW = datetime.now(UTC).replace(microsecond=0)  # a real InfluxDB keeps by its own clock
NOW_US = to_us(NOW)
WRONG_US = to_us(NOW + timedelta(days=45))
BEFORE_US = to_us(NOW + timedelta(days=15))


@pytest.fixture
def store(place: Place) -> Iterator[Store]:
    """Open an empty store."""
    opened = place.store()
    yield opened
    opened.close()


def free(seq: int, late: timedelta = timedelta()) -> Event:
    at = NOW - timedelta(minutes=30) + timedelta(seconds=seq) + late
    return DeskChanged(seq=seq, at=at, desk="d1", state=DeskState.FREE, evidence="motion")


def batch(*events: Event, address: AgentAddress = ADDRESS, epoch: str = EPOCH) -> Batch:
    return Batch(address, epoch, events[0].seq, events[-1].seq, events, ())


def stored(place: Place) -> list[int]:
    with closing(place.reader()) as reader:
        return sorted(one.event.seq for one in reader.events(ADDRESS, 0, 2**62))


def record(place: Place) -> EpochRecord:
    with closing(place.reader()) as reader:
        return next(one for one in reader.epochs() if one.epoch == EPOCH)


def test_the_last_good_time_is_remembered(place: Place) -> None:
    """None at first; then the newest, in the next process too."""
    memory = Memory(NOW_US, "b" * 32, 17, is_confirmed=True, trial_us=0)
    with closing(place.store()) as store:
        assert store.time_marks().memory is None
        store.remember_time(memory)
        store.remember_time(replace(memory, is_confirmed=False, good_us=NOW_US + 1))
    with closing(place.store()) as again:
        assert again.time_marks().memory == replace(memory, is_confirmed=False, good_us=NOW_US + 1)


def test_no_single_agent_says_what_is_newest(store: Store) -> None:
    """The newest date counts that two agents' events reach."""
    store.append([batch(free(1)), batch(free(9), address=OTHER)], NOW_US)
    assert store.time_marks().stored_us == to_us(free(1).at)


def test_one_agent_alone_says_nothing(store: Store) -> None:
    """Nor does an empty store."""
    assert store.time_marks().stored_us is None
    store.append([batch(free(1))], NOW_US)
    assert store.time_marks().stored_us is None


def test_a_deletion_from_the_future_freezes_nothing(store: Store, place: Place) -> None:
    """The next event that comes takes it back: it is stored, and what was deleted comes again."""
    store.append([batch(free(1))], NOW_US)
    before = store.store_id
    store.delete_raw(BEFORE_US, WRONG_US)
    (outcome,) = store.append([batch(free(2))], NOW_US)
    assert (outcome.stored_count, outcome.too_late_count) == (1, 0)
    assert store.store_id != before
    store.append([batch(free(1), free(2))], NOW_US)
    assert stored(place) == [1, 2]
    assert is_clean([audit_epoch(record(place))])


def test_what_came_too_late_by_a_wrong_mark_is_stored_when_it_comes_again(
    store: Store, place: Place
) -> None:
    """It was settled and counted, and the audit is unclean until then."""
    store.append([batch(free(1))], NOW_US)
    store.delete_raw(BEFORE_US, WRONG_US)
    (outcome,) = store.append([batch(free(2))], WRONG_US)
    assert outcome.too_late_count == 1
    assert not is_clean([audit_epoch(record(place))])
    before = store.store_id
    (done,) = store.take_back(NOW_US, NOW_US)
    assert (done.at_us, done.before_us) == (WRONG_US, BEFORE_US)
    assert store.store_id != before
    store.append([batch(free(1), free(2))], NOW_US)
    assert stored(place) == [1, 2]
    assert is_clean([audit_epoch(record(place))])


def test_a_right_deletion_is_not_taken_back(place: Place) -> None:
    """What is too old stays too late, however often it comes, before and after a restart."""
    old = free(1, late=-timedelta(days=40))
    with closing(place.store()) as store:
        store.append([batch(free(5), epoch="c" * 32)], NOW_US)
        store.delete_raw(NOW_US - 30 * 86_400_000_000, NOW_US)
        for _ in range(2):
            (outcome,) = store.append([batch(old)], NOW_US)
            assert outcome.stored_count == 0
        assert store.take_back(NOW_US, NOW_US) == []
    with closing(place.store()) as again, closing(again.open_history()) as history:
        assert history.deleted_until_us() == NOW_US - 30 * 86_400_000_000
        assert history.doubtful_us() < 0


def test_what_is_taken_back_leaves_a_doubt(place: Place) -> None:
    """Slots of that time are replaced only by those that know at least as much; the log is told."""
    with closing(place.store()) as store:
        store.append([batch(free(1))], NOW_US)
        store.delete_raw(BEFORE_US, WRONG_US)
        store.take_back(NOW_US, NOW_US)
    with closing(place.store()) as again:
        again.append([batch(free(2))], NOW_US)
        with closing(again.open_history()) as history:
            assert (history.deleted_until_us() < 0, history.doubtful_us()) == (True, BEFORE_US)
            assert history.deletions() == []
