"""What the writer remembers of epochs: the same as it would find by looking."""

from pathlib import Path
from typing import Final

import pytest

from contract.events import DeskChanged, DeskState
from contract.times import from_us
from contract.topics import AgentAddress
from hub.domain.intake import Batch
from hub.domain.seq_ranges import Span
from hub.stores.sqlite import epoch_memory
from hub.stores.sqlite.epoch_memory import Epoch, EpochMemory
from hub.stores.sqlite.reader import SqliteReader
from hub.stores.sqlite.store import SqliteStore

ADDRESS: Final = AgentAddress("hof", "pi")
HOUR_US: Final = 3_600_000_000
CUTS: Final = ((1, 3), (4, 4), (2, 6), (9, 10), (7, 8), (12, 12), (11, 11), (13, 20), (1, 20))


def batch(first: int, last: int) -> Batch:
    events = tuple(
        DeskChanged(
            seq=seq, at=from_us(seq * HOUR_US), desk="d1", state=DeskState.FREE, evidence=""
        )
        for seq in range(first, last + 1)
    )
    return Batch(ADDRESS, "e" * 32, first, last, events, ())


def test_a_remembered_end_changes_no_answer_and_no_row(tmp_path: Path) -> None:
    """Batches in any order are stored as by a writer that is opened anew for each of them."""
    one = SqliteStore.open(tmp_path / "one.db")
    for cut in CUTS:
        other = SqliteStore.open(tmp_path / "other.db")
        assert one.append([batch(*cut)], 1) == other.append([batch(*cut)], 1)
        other.close()
        pair = (SqliteReader.open(tmp_path / name) for name in ("one.db", "other.db"))
        here, there = (list(reader.epochs()) for reader in pair)
        assert here == there
    assert here[0].stored == (Span(1, 20),)
    one.close()


def test_a_failed_commit_is_not_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The epoch and the numbers that it would have made are made by the next one."""
    store = SqliteStore.open(tmp_path / "store.db")
    with monkeypatch.context() as broken:
        broken.setattr("hub.stores.sqlite.append.Appending._remember", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            store.append([batch(1, 2)], 1)
    (outcome,) = store.append([batch(1, 3)], 1)
    assert outcome.stored_count == 3
    with_others = SqliteReader.open(tmp_path / "store.db")
    assert [one.stored for one in with_others.epochs()] == [(Span(1, 3),)]
    store.close()


def test_what_was_deleted_is_looked_up(tmp_path: Path) -> None:
    """After a deletion the writer remembers nothing: late events are counted as such."""
    store = SqliteStore.open(tmp_path / "store.db")
    store.append([batch(1, 2)], 1)
    store.delete_raw(5 * HOUR_US, 6 * HOUR_US)
    (late,) = store.append([batch(3, 4)], 6 * HOUR_US)
    assert (late.stored_count, late.too_late_count) == (0, 2)
    (both,) = store.append([batch(3, 6)], 6 * HOUR_US)
    assert (both.stored_count, both.repeated_count, both.too_late_count) == (2, 2, 0)
    store.close()


def test_it_remembers_no_more_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond its bound it begins anew."""
    monkeypatch.setattr(epoch_memory, "MOST_REMEMBERED", 2)
    memory = EpochMemory()
    for number in range(3):
        name = (ADDRESS, f"{number:032x}")
        memory.learn({name: Epoch(number, 1, *name)}, {number: None})
    assert [memory.knows_end(number) for number in range(3)] == [False, False, True]
