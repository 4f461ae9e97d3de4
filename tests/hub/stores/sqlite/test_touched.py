"""What waits for the roll-up in the embedded store: many small notes, few windows."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from contract.events import Event, EventClock, Stopped
from contract.times import from_us
from contract.topics import AgentAddress
from hub.domain.intake import Batch
from hub.stores.history_protocol import HistoryReader, Rolled, SpaceHistory, Touched
from hub.stores.sqlite.store import SqliteStore
from tests.hub.domain.histories import Teller, at

ADDRESS = AgentAddress("hof", "pi-1")
ONE, OTHER = Teller("a" * 32), Teller("b" * 32)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """Open an empty store."""
    with closing(SqliteStore.open(tmp_path / "store.db")) as opened:
        yield opened


@pytest.fixture
def reader(store: SqliteStore) -> Iterator[HistoryReader]:
    """Open a reader beside it."""
    with closing(store.open_history()) as opened:
        yield opened


def keep(store: SqliteStore, *events: Event, teller: Teller = ONE, space: str = "hof") -> None:
    """Commit a batch of events with adjoining numbers."""
    first, last = events[0].seq, events[-1].seq
    address = AgentAddress(space, "pi-1")
    store.append([Batch(address, teller.epoch, first, last, events, ())], 0)


def desk(seq: int, seconds: float | None = None, teller: Teller = ONE) -> Event:
    """Tell something, ten seconds after the number before if no time is given."""
    return teller.desk(seq, 10 * seq if seconds is None else seconds, "d1", "o").event


def roll_up(store: SqliteStore, reader: HistoryReader) -> None:
    """Answer all that waits."""
    for window in reader.touched("hof"):
        store.write_history(SpaceHistory("hof", "Europe/Berlin", (), (), Rolled(0, ""), window.ids))


def spans(touched: Sequence[Touched]) -> list[tuple[tuple[int, ...], int, int]]:
    return [(tuple(sorted(one.ids)), one.from_us, one.to_us) for one in touched]


@pytest.mark.parametrize(
    ("numbers", "windows"),
    [
        ([2, 3, 4], [((1, 2, 3), 20, 40)]),
        ([4, 2, 3], [((1, 2, 3), 20, 40)]),
        ([2, 4], [((1,), 20, 40), ((2,), 20, 40)]),
        ([2, 3, 9, 10], [((1, 2), 20, 100), ((3, 4), 20, 100)]),
    ],
)
def test_notes_are_joined_where_numbers_adjoin(
    store: SqliteStore,
    reader: HistoryReader,
    numbers: list[int],
    windows: list[tuple[tuple[int, ...], int, int]],
) -> None:
    """In whatever order they came; what is missing between them keeps them apart."""
    for number in numbers:
        keep(store, desk(number))
    assert spans(reader.touched("hof")) == [
        (ids, at(first_s), at(last_s) + 1) for ids, first_s, last_s in windows
    ]


def test_epochs_and_spaces_stay_apart(store: SqliteStore, reader: HistoryReader) -> None:
    """Numbers adjoin only in one epoch of one agent."""
    keep(store, desk(2))
    keep(store, desk(3, teller=OTHER), teller=OTHER)
    keep(store, desk(3), space="bahnhof")
    assert [one.ids for one in reader.touched("hof")] == [(1,), (2,)]
    assert [one.address.space for one in reader.touched("bahnhof")] == ["bahnhof"]


def test_a_joined_window_reaches_back_as_far_as_each_alone(
    store: SqliteStore, reader: HistoryReader
) -> None:
    """One note lies within another, and the number before it is dated long before all of them."""
    keep(store, desk(1, seconds=15))
    keep(store, desk(3, seconds=-100))
    roll_up(store, reader)
    keep(store, desk(2), desk(5))
    keep(store, desk(4))
    assert spans(reader.touched("hof")) == [((3, 4), at(-100), at(50) + 1)]


def test_a_joined_window_reaches_as_far_as_its_last_number(
    store: SqliteStore, reader: HistoryReader
) -> None:
    """The number after it is dated long after the next snapshot."""
    keep(store, desk(1))
    keep(store, desk(4, seconds=500))
    keep(store, ONE.alive(5, 100).event)
    roll_up(store, reader)
    keep(store, desk(2))
    keep(store, desk(3))
    assert spans(reader.touched("hof")) == [((4, 5), at(10), at(500) + 1)]


def test_a_joined_window_holds_where_an_event_was(
    store: SqliteStore, reader: HistoryReader
) -> None:
    """An estimated date that gave way to a synced one is history that changed."""
    guessing = Teller(ONE.epoch, EventClock.ESTIMATED)
    keep(store, desk(2, seconds=5, teller=guessing))
    roll_up(store, reader)
    keep(store, desk(2))
    keep(store, desk(3))
    assert spans(reader.touched("hof")) == [((2, 3), at(5), at(30) + 1)]


def test_a_turn_among_joined_notes_reaches_as_far_as_alone(
    store: SqliteStore, reader: HistoryReader
) -> None:
    """Where an epoch ends in one of them, the window reaches to the next beginning."""
    keep(store, desk(1))
    roll_up(store, reader)
    keep(store, desk(2))
    keep(store, Stopped(seq=3, at=from_us(at(30))))
    keep(store, OTHER.alive(2, 35).event, teller=OTHER)
    keep(store, OTHER.started(60, d1="f").event, teller=OTHER)
    first, _ = reader.touched("hof")
    assert (first.ids, first.to_us) == ((2, 3), at(60) + 1)


def test_an_epoch_that_begins_earlier_reaches_to_the_next_turn(
    store: SqliteStore, reader: HistoryReader
) -> None:
    """Where its first number was missing, an epoch began later; that ends what was stopped."""
    keep(store, desk(5))
    keep(store, OTHER.alive(2, 60).event, teller=OTHER)
    keep(store, OTHER.started(90, d1="f").event, teller=OTHER)
    roll_up(store, reader)
    keep(store, desk(4))
    assert spans(reader.touched("hof")) == [((4,), at(40), at(90) + 1)]


def test_all_that_a_window_answers_is_forgotten(store: SqliteStore, reader: HistoryReader) -> None:
    """And nothing that came after it was read."""
    keep(store, desk(2))
    keep(store, desk(3))
    (window,) = reader.touched("hof")
    keep(store, desk(4))
    store.write_history(SpaceHistory("hof", "Europe/Berlin", (), (), Rolled(0, ""), window.ids))
    assert [one.ids for one in reader.touched("hof")] == [(3,)]


def test_windows_are_bounded_and_the_oldest_come_first(
    store: SqliteStore, reader: HistoryReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However scattered a backlog is, one step of the roll-up stays short."""
    monkeypatch.setattr("hub.stores.sqlite.touched._WINDOWS_AT_ONCE", 2)
    for number in (9, 3, 5, 7):
        keep(store, desk(number))
    assert [one.ids for one in reader.touched("hof")] == [(1,), (2,)]
