"""The memory of care: when a trouble began, when it was seen last, and when it was over."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from hub.book.care import CARE, KEPT_US, CareMemory, Remembered, Trouble
from hub.book.file import BookFile

SILENT = Trouble("agent_silent", "hof", "pi")
FULL = Trouble("disk_full")


@pytest.fixture
def book(tmp_path: Path) -> Iterator[BookFile]:
    """Own a new book."""
    opened = BookFile.own(tmp_path / "book.db")
    yield opened
    opened.close()


def test_it_remembers_since_when(book: BookFile) -> None:
    """What is found again keeps its beginning; the oldest comes first."""
    memory = CareMemory(book)
    memory.note([SILENT], 100)
    memory.note([FULL, SILENT], 160)
    memory.note([FULL, SILENT], 220)
    assert memory.lasting() == [
        Remembered(SILENT, 100, 220, None),
        Remembered(FULL, 160, 220, None),
    ]


def test_what_isnt_found_any_more_is_over(book: BookFile) -> None:
    """It ended when it was not found; the newest end comes first, and begins anew if it returns."""
    memory = CareMemory(book)
    memory.note([SILENT, FULL], 100)
    memory.note([FULL], 160)
    memory.note([SILENT], 220)
    assert memory.lasting() == [Remembered(SILENT, 220, 220, None)]
    assert memory.over(0) == [Remembered(FULL, 100, 160, 220), Remembered(SILENT, 100, 100, 160)]
    assert memory.over(161) == [Remembered(FULL, 100, 160, 220)]


def test_it_remembers_over_a_restart(tmp_path: Path) -> None:
    """The next start goes on where the last one ended."""
    path = tmp_path / "book.db"
    for now_us in (100, 160):
        book = BookFile.own(path)
        CareMemory(book).note([SILENT], now_us)
        book.close()
    reader = BookFile.read(path)
    assert CareMemory(reader).lasting() == [Remembered(SILENT, 100, 160, None)]
    reader.close()


def test_a_clock_that_goes_back_ends_nothing_before_it_began(book: BookFile) -> None:
    """An end never lies before what was seen."""
    memory = CareMemory(book)
    memory.note([SILENT], 100)
    memory.note([], 40)
    assert memory.over(0) == [Remembered(SILENT, 100, 100, 100)]


def test_it_forgets_a_year_later(book: BookFile) -> None:
    """What is long over goes, what lasts stays however old."""
    memory = CareMemory(book)
    memory.note([SILENT, FULL], 100)
    memory.note([FULL], 200)
    memory.note([FULL], 200 + KEPT_US)
    assert [each.trouble for each in memory.over(0)] == [SILENT]
    memory.note([FULL], 201 + KEPT_US)
    assert (memory.over(0), [each.trouble for each in memory.lasting()]) == ([], [FULL])


def test_a_damaged_row_begins_anew(book: BookFile) -> None:
    """What can't be trusted is not told; what is found still is."""
    memory = CareMemory(book)
    memory.note([SILENT, FULL], 100)
    with book.transaction() as db:
        db.execute(update(CARE).where(CARE.c.kind == SILENT.kind).values(since_us=7))
    memory.note([SILENT, FULL], 160)
    assert {each.trouble: each.since_us for each in memory.lasting()} == {SILENT: 160, FULL: 100}
