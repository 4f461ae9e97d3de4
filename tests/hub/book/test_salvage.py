"""A damaged book: what is whole goes on in the new one, and what was told is never another."""

import os
import random
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from hub.book.assignments import AssignmentMemory
from hub.book.care import CareMemory, Findings, Trouble
from hub.book.damage import moved_aside
from hub.book.file import SALVAGING, BookFile
from hub.book.published import UNKNOWN_US, PublishedMemory
from hub.book.salvage import salvage
from hub.domain.assignment import Assigned
from hub.domain.published_cells import InForce, MonthCells, PublishedMonth, Withheld, amounts_of
from hub.errors import BookUnavailable

NOW_US = 1_772_444_460_000_000
PAGE = 4096
TROUBLE = Trouble("agent_silent", "hof", "pi")
ASSIGNED = Assigned("hof", "desk", "d1", "pi", None)
SPACES = tuple(f"space-{number:02}" for number in range(9))
MONTHS = tuple(date(year, month, 1) for year in (2024, 2025) for month in range(1, 13))
ERRATUM = ("space-03", MONTHS[5])


def a_month(space: str, month: date) -> PublishedMonth:
    """Make a month whose values are like no other's."""
    withheld = Withheld.FEW if month.month % 4 == 0 else None
    names = sorted(amounts_of(MonthCells({}, withheld, 3)))
    start = 1000 * SPACES.index(space) + 37 * MONTHS.index(month)
    amounts = {name: start + n for n, name in enumerate(names)}
    return PublishedMonth(space, month, month, MonthCells(amounts, withheld, 3), 100)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Sequence[PublishedMonth]]:
    """Make a book with something in every table, and return it with the months that it tells."""
    path = tmp_path_factory.mktemp("model") / "book.db"
    months = filled(path)
    return path.read_bytes(), months


@pytest.fixture
def path(tmp_path: Path, model: tuple[bytes, Sequence[PublishedMonth]]) -> Path:
    """Put a copy of it in place."""
    path = tmp_path / "book.db"
    path.write_bytes(model[0])
    return path


@pytest.fixture
def before(model: tuple[bytes, Sequence[PublishedMonth]]) -> Sequence[PublishedMonth]:
    """Return the months that it tells."""
    return model[1]


def filled(path: Path) -> Sequence[PublishedMonth]:
    """Make the book."""
    with closing(BookFile.own(path)) as book:
        CareMemory(book).note(Findings(frozenset({TROUBLE})), 5)
        AssignmentMemory(book).remember([ASSIGNED])
        memory = PublishedMemory(book)
        memory.note_small_counts(dict.fromkeys(SPACES, 3), 10, 10)
        for space in SPACES:
            for month in MONTHS:
                memory.publish(a_month(space, month))
        memory.correct(_erratum())
        return memory.months()


def _erratum() -> PublishedMonth:
    month = a_month(*ERRATUM)
    amounts = {name: value + 500 for name, value in month.cells.amounts.items()}
    return replace(month, cells=replace(month.cells, amounts=amounts), reason="miswired")


def pages_of(path: Path, table: str) -> list[int]:
    """Return where the pages of a table begin in the file."""
    with closing(sqlite3.connect(path)) as db:
        (root,) = db.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)
        ).fetchone()
    content = path.read_bytes()
    return [PAGE * (number - 1) for number in _tree(content, root)]


def _tree(content: bytes, number: int) -> list[int]:
    at = PAGE * (number - 1)
    if content[at] not in (2, 5):
        return [number]
    count = int.from_bytes(content[at + 3 : at + 5], "big")
    cells = [at + 12 + 2 * n for n in range(count)]
    places = [at + 8, *(at + int.from_bytes(content[c : c + 2], "big") for c in cells)]
    below = [int.from_bytes(content[place : place + 4], "big") for place in places]
    return [number, *(each for child in below for each in _tree(content, child))]


def overwrite(path: Path, at: int, said: bytes) -> None:
    """Write over a part of a file."""
    with path.open("r+b") as file:
        file.seek(at)
        file.write(said)


def after_salvage(path: Path) -> tuple[Sequence[PublishedMonth], PublishedMemory, BookFile]:
    """Salvage a book, and open the new one."""
    salvage(path, NOW_US, is_ours=True)
    book = BookFile.own(path)
    memory = PublishedMemory(book)
    return memory.months(), memory, book


def flip_value(path: Path) -> None:
    """Change one value of one cell."""
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(
            "UPDATE published_cell SET value = value + 1"
            " WHERE space = 'space-04' AND month = '2025-02-01' AND amount = 'open_s'"
        )


def flip_head(path: Path) -> None:
    """Change the reason of an erratum, so that only the edition before it is whole."""
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE published_month SET reason = 'x' WHERE edition = 1")


def lose_head(path: Path) -> None:
    """Take the head of an erratum away; its cells still name it."""
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("DELETE FROM published_month WHERE edition = 1")


def zero_page(table: str, number: int) -> Callable[[Path], None]:
    """Make a way to zero one page of a table."""

    def zero(path: Path) -> None:
        overwrite(path, pages_of(path, table)[number], bytes(PAGE))

    return zero


def spoil_schema(path: Path) -> None:
    """Make one table's entry in the schema unreadable."""
    at = path.read_bytes().index(b"CREATE TABLE care ")
    overwrite(path, at, b"CREXTE")


def spoil_header(path: Path) -> None:
    """Overwrite the header."""
    overwrite(path, 0, bytes(100))


def spoil_first_page(path: Path) -> None:
    """Overwrite header and schema."""
    overwrite(path, 0, b"\xff" * PAGE)


ALL = len(SPACES) * len(MONTHS)
DAMAGES: dict[str, tuple[Callable[[Path], None], int, int]] = {
    "a cell": (flip_value, ALL - 1, ALL - 1),
    "a head": (flip_head, ALL - 1, ALL - 1),
    "a head that is gone": (lose_head, ALL - 1, ALL - 1),
    "a page of heads": (zero_page("published_month", 3), ALL - 80, ALL - 1),
    "a page of cells": (zero_page("published_cell", 7), ALL - 30, ALL - 1),
    "the root of the cells": (zero_page("published_cell", 0), 0, 0),
    "a page of another table": (zero_page("care", 0), ALL, ALL),
    "the schema": (spoil_schema, ALL, ALL),
    "the header": (spoil_header, ALL, ALL),
    "the first page": (spoil_first_page, 0, 0),
}
"""What is damaged, and how many months are told afterwards, at least and at most."""


@pytest.mark.parametrize(("damage", "least", "most"), DAMAGES.values(), ids=DAMAGES)
def test_what_was_told_is_told_the_same_or_withheld(
    path: Path,
    before: Sequence[PublishedMonth],
    damage: Callable[[Path], None],
    least: int,
    most: int,
) -> None:
    """And what isn't told waits for an erratum."""
    damage(path)
    content = path.read_bytes()
    months, memory, book = after_salvage(path)
    assert all(month in before for month in months)
    assert least <= len(months) <= most
    assert memory.withheld_until_us() == UNKNOWN_US
    book.close()
    (name,) = moved_aside(path)
    assert path.with_name(name).read_bytes() == content
    assert not path.with_name(path.name + SALVAGING).exists()


@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_damaged_nothing_else_is_told(
    path: Path, before: Sequence[PublishedMonth], seed: int
) -> None:
    """Random bytes anywhere; also where SQLite reads on without a complaint."""
    chance = random.Random(seed)
    size = path.stat().st_size
    for _ in range(1 + seed % 4):
        overwrite(path, chance.randrange(size - 64), chance.randbytes(chance.choice((1, 3, 64))))
    months, _, book = after_salvage(path)
    assert all(month in before for month in months)
    book.close()


def test_the_rest_of_the_book_goes_on_too(path: Path) -> None:
    """Care, assignments and what was in force, though the months are damaged."""
    zero_page("published_month", 0)(path)
    _, memory, book = after_salvage(path)
    assert [(each.trouble, each.since_us) for each in CareMemory(book).lasting()] == [(TROUBLE, 5)]
    assert AssignmentMemory(book).remembered() == [ASSIGNED]
    assert memory.small_counts() == {space: [InForce(10, 3)] for space in SPACES}
    book.close()


def test_the_mark_is_set_once_and_lasts(tmp_path: Path) -> None:
    """It goes over into the next book, and never back; a damaged one is set anew."""
    path = tmp_path / "book.db"
    with closing(BookFile.own(path)) as book:
        assert PublishedMemory(book).settle_salvage(50) == 0
    for now_us, holds in ((700, 700), (300, 700), (900, 900)):
        _, memory, book = after_salvage(path)
        assert (memory.settle_salvage(now_us), memory.settle_salvage(5000)) == (holds, holds)
        assert memory.withheld_until_us() == holds
        book.close()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE salvage SET withheld_until_us = 0")
    with closing(BookFile.own(path)) as book:
        memory = PublishedMemory(book)
        assert memory.withheld_until_us() == UNKNOWN_US
        assert (memory.settle_salvage(950), memory.withheld_until_us()) == (950, 950)


def test_a_power_cut_between_the_two_books_forgets_nothing(
    path: Path, before: Sequence[PublishedMonth]
) -> None:
    """The new one is finished before the damaged one leaves, and takes its place at the start."""
    salvage(path, NOW_US, is_ours=True)
    path.rename(path.with_name(path.name + SALVAGING))
    with closing(BookFile.own(path)) as book:
        memory = PublishedMemory(book)
        assert (memory.months(), memory.withheld_until_us()) == (before, UNKNOWN_US)


def test_what_never_was_a_book_or_is_anothers_stays(tmp_path: Path) -> None:
    """Nothing is left beside it."""
    path = tmp_path / "book.db"
    path.write_bytes(b"PK" + os.urandom(5000))
    content = path.read_bytes()
    with pytest.raises(BookUnavailable, match="something else"):
        salvage(path, NOW_US, is_ours=False)
    path.unlink()
    with closing(BookFile.own(path)), pytest.raises(BookUnavailable, match="another hub"):
        salvage(path, NOW_US, is_ours=True)
    path.write_bytes(content)
    assert {each.name for each in tmp_path.iterdir()} == {"book.db", "book.db.lock"}


def test_a_damaged_text_damages_its_row_alone(path: Path, before: Sequence[PublishedMonth]) -> None:
    """Also where it is no text any more: the book is read on."""
    overwrite(path, path.read_bytes().index(b"miswired"), b"\xff\xfe")
    with closing(BookFile.own(path)) as book:
        memory = PublishedMemory(book)
        told = [month for month in before if (month.space, month.month) != ERRATUM]
        assert memory.months() == told
        assert ERRATUM in memory.taken()


def test_a_damaged_key_doesnt_free_its_month(path: Path) -> None:
    """The cells still name it; so it is never made again."""
    last = (SPACES[-1], MONTHS[-1])
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE published_month SET month = '2031-99' WHERE space = ? AND month = ?",
                   (last[0], str(last[1])))  # fmt: skip
    with closing(BookFile.own(path)) as book:
        memory = PublishedMemory(book)
        assert last in memory.taken()
        assert not memory.publish(a_month(*last))
