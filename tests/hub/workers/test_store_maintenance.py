"""The upkeep of a store: the roll-up each time, deletion once an hour, nothing after the end."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from contract.times import to_us
from hub.domain.hub_care import STORE_DOWN_S
from hub.domain.slots import SLOT_US
from hub.domain.trusted_time import Memory
from hub.errors import StoreUnavailable
from hub.stores.history_protocol import Deletion
from hub.stores.sqlite.file import SqliteFile
from hub.stores.sqlite.store import SqliteStore
from hub.workers.care import CareRecorder
from hub.workers.periodic import IsEnding
from hub.workers.rollup import DAY_US, Rollup
from hub.workers.store_maintenance import DELETE_EVERY_S, StoreMaintenance
from hub.workers.timekeeping import REMEMBER_EVERY_S, Timekeeper
from tests.hub.scripted import ScriptedClock
from tests.hub.spaces import a_space, utc
from tests.hub.stores.sqlite.test_ill_disk import no_byte_beyond

Pause = Callable[[float], None]
START = utc(2026, 3, 2, 9, 41)
SPACE = a_space(since=START.date())


class Upkeep:
    """Maintains a real store, and notes what it was asked for."""

    def __init__(self, store: SqliteStore, look: Callable[[Pause], bool] = lambda _: False) -> None:
        self.clock = ScriptedClock(START)
        self.opened_count = 0
        self.deleted: list[tuple[int, int]] = []
        self._store = store
        good_us = round(self.clock.seconds * 1_000_000)
        store.remember_time(Memory(to_us(START), self.clock.boot, good_us, trial_us=0))
        keeper = Timekeeper(self.clock, lambda _: [self.clock.wall()] * 2)
        self._maintenance = StoreMaintenance(self._open, self._delete, 30, keeper, store, look=look)

    def _open(self, is_ending: IsEnding) -> Rollup:
        self.opened_count += 1
        reader = self._store.open_history()
        return Rollup([SPACE], reader, self._store.write_history, is_ending)

    def _delete(self, before_us: int, now_us: int) -> Deletion:
        self.deleted.append((before_us, now_us))
        return self._store.delete_raw(before_us, now_us)

    @property
    def is_well(self) -> bool:
        """Whether the store did what was asked of it."""
        return self._maintenance.is_well

    def work(self, is_ending: Callable[[], bool] = lambda: False) -> None:
        """Do what is due."""
        self._maintenance.due()(is_ending)

    def rolled_until_us(self) -> int | None:
        """Return how far slots are made."""
        with closing(self._store.open_history()) as reader:
            rolled = reader.rolled(SPACE.id)
        return None if rolled is None else rolled.until_us

    def close(self) -> None:
        """Let go of what is open."""
        self._maintenance.close()


@pytest.fixture
def store(tmp_path: Path) -> SqliteStore:
    """Make an empty store."""
    return SqliteStore.open(tmp_path / "hub.db")


def test_each_time_slots_are_made_up_to_now(store: SqliteStore) -> None:
    """With one reader, which stays open."""
    with closing(store), closing(Upkeep(store)) as upkeep:
        upkeep.work()
        now_us = to_us(upkeep.clock.now)
        assert upkeep.rolled_until_us() == now_us - now_us % SLOT_US
        upkeep.clock.pass_by(900)
        upkeep.work()
        assert upkeep.rolled_until_us() == now_us - now_us % SLOT_US + SLOT_US
        assert upkeep.opened_count == 1


def test_deletion_comes_once_an_hour(store: SqliteStore) -> None:
    """Of whole slots, from `raw_days` ago."""
    with closing(store), closing(Upkeep(store)) as upkeep:
        for seconds in (0, DELETE_EVERY_S - 1, 1):
            upkeep.clock.pass_by(seconds)
            upkeep.work()
        assert len(upkeep.deleted) == 2
        before_us, now_us = upkeep.deleted[0]
        assert now_us == to_us(START)
        assert before_us % SLOT_US == 0
        assert 0 <= now_us - 30 * DAY_US - before_us < SLOT_US


def test_the_store_is_looked_through_before_it_is_asked_for_the_time(
    store: SqliteStore, tmp_path: Path
) -> None:
    """Else a damaged row of the last good time would keep it from being set aside."""

    def look(pause: Pause) -> bool:
        found = store.examine(pause)
        return bool(found.said) and bool(store.salvage(found, to_us(START)))

    with closing(store), closing(Upkeep(store, look)) as upkeep:
        with closing(SqliteFile.make(tmp_path / "hub.db")) as file:
            file.transact(lambda: file.change("UPDATE good_time SET good_us = 0"))
        upkeep.work()
        assert upkeep.rolled_until_us() is not None
        assert store.examine().said == ()


def test_a_hub_that_ends_deletes_nothing_more(store: SqliteStore) -> None:
    """Nor does it begin another space."""
    with closing(store), closing(Upkeep(store)) as upkeep:
        upkeep.work(lambda: True)
        assert (upkeep.rolled_until_us(), upkeep.deleted) == (None, [])


def test_a_deletion_that_failed_is_due_at_the_next_look(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It isn't put off for an hour; the reader is opened anew."""

    def fail(*_: int) -> Deletion:
        raise StoreUnavailable("disk full")

    with closing(store), closing(Upkeep(store)) as upkeep:
        with monkeypatch.context() as patch:
            patch.setattr(store, "delete_raw", fail)
            with pytest.raises(StoreUnavailable):
                upkeep.work()
        upkeep.close()
        upkeep.work()
        assert (len(upkeep.deleted), upkeep.opened_count) == (2, 2)


def test_a_store_that_takes_nothing_is_told_also_while_nothing_comes(tmp_path: Path) -> None:
    """Twice a minute the time is kept: so a quiet region tells an ill disk from a well one."""
    with closing(SqliteStore.open(tmp_path / "hub.db")) as store:
        upkeep = Upkeep(store)
        upkeep.work()
        wells = [upkeep.is_well]
        with no_byte_beyond(0):
            upkeep.clock.pass_by(REMEMBER_EVERY_S)
            with pytest.raises(StoreUnavailable):
                upkeep.work()
            wells.append(upkeep.is_well)
        upkeep.work()
        assert [*wells, upkeep.is_well] == [True, False, True]
        upkeep.close()


def test_people_are_told_of_an_ill_disk_within_two_minutes() -> None:
    """Until the next write, until it lasts, and until the next look, together."""
    slowest_s = StoreMaintenance.schedule.every_s + CareRecorder.schedule.every_s
    assert REMEMBER_EVERY_S + STORE_DOWN_S + slowest_s <= 120
