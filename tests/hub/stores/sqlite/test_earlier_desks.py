"""Desks of slots as schema 4 kept them, a row each, are the same desks in one row."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest

from hub.domain.meters import DeskSlot
from hub.domain.slots import SLOT_US
from hub.stores.sqlite.check_sums import check_sum, teach
from hub.stores.sqlite.examination import examine
from hub.stores.sqlite.history import SqliteHistory
from hub.stores.sqlite.store import SqliteStore
from tests.hub.stores.sqlite.earlier_stores import NOW_US, SPACE, START_US, unpack

DESKS: Final = ("zz", "d10", "d9")
"""In an order that isn't the alphabet's."""
SLOTS: Final = (START_US, START_US + SLOT_US)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store of schema 4 with two slots of three desks."""
    path = tmp_path / "hub.db"
    unpack(4, path)
    with closing(sqlite3.connect(path)) as db:
        db.execute("DELETE FROM desk_slot")
        for start_us in SLOTS:
            for place, desk in enumerate(desks(start_us)):
                row = (SPACE.id, start_us, place, *desk)
                sql = "INSERT INTO desk_slot VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                db.execute(sql, (*row, check_sum("desk_slot", *row)))
        db.commit()
    return path


def desks(start_us: int) -> tuple[DeskSlot, ...]:
    """Say something else of each desk in each slot."""
    late = int(start_us != START_US)
    return tuple(
        DeskSlot(desk, number + late, SLOT_US - 2 * number - late, number)
        for number, desk in enumerate(DESKS)
    )


def stored(path: Path) -> Iterator[tuple[DeskSlot, ...]]:
    """Read what is there of both slots, in order of time."""
    with closing(SqliteHistory.open(path)) as history:
        for kept in history.slots(SPACE.id, START_US, START_US + 2 * SLOT_US):
            yield kept.slot.by_desk


def test_a_store_that_is_brought_up_has_the_same_desks(path: Path) -> None:
    """In their order, each with its figures, under a sum that fits."""
    SqliteStore.open(path).close()
    assert list(stored(path)) == [desks(start_us) for start_us in SLOTS]
    assert examine(path).said == ()


def test_deletion_counts_desks_as_before(path: Path) -> None:
    """Its log tells how many desks' slots went, not rows."""
    with closing(SqliteStore.open(path)) as store:
        assert (
            store.delete_raw(START_US + 2 * SLOT_US + 25 * 4 * SLOT_US, NOW_US).desk_slot_count == 6
        )
    assert list(stored(path)) == [(), ()]


def test_a_row_that_is_not_as_written_is_not_packed(path: Path) -> None:
    """A sum made of it anew would make it true: it is set aside, and the others stay."""
    with closing(sqlite3.connect(path)) as db:
        db.execute(
            "UPDATE desk_slot SET occupied_us = 77 WHERE place = 1 AND start_us = ?", SLOTS[:1]
        )
        db.commit()
    with closing(SqliteStore.open(path)) as store, closing(store.open_reader()) as reader:
        (damage,) = reader.damages()
        assert damage.aside_count == 1
    first, _, last = desks(START_US)
    assert list(stored(path)) == [(first, last), desks(SLOTS[1])]
    assert examine(path).said == ()


def test_desks_are_read_from_the_pages_of_a_damaged_store(path: Path) -> None:
    """Where SQLite can't be trusted to give every row, the same comes out."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        teach(db)
        (root,) = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'ignored'").fetchone()
        ((size,),) = db.execute("PRAGMA page_size").fetchall()
    content = bytearray(path.read_bytes())
    content[(root - 1) * size] ^= 0x40  # no kind of page
    path.write_bytes(content)
    with closing(SqliteStore.open(path)) as store, closing(store.open_reader()) as reader:
        assert len(reader.damages()) == 1
    assert list(stored(path)) == [desks(start_us) for start_us in SLOTS]
