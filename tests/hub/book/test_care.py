"""The memory of care: when a trouble began, when it was seen last, and when it was over."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.book.care import (
    KEPT_US,
    TOLD_US,
    CareMemory,
    Findings,
    Remembered,
    Trouble,
)
from hub.book.file import BookFile

SILENT = Trouble("agent_silent", "hof", "pi")
FULL = Trouble("disk_full")
LOST = Trouble("events_lost", "hof", "pi/aaaaaaaa")
KINDS = frozenset({"agent_silent", "disk_full", "events_lost"})


def needed(*troubles: Trouble) -> Findings:
    """Find these, after a look at everything."""
    return Findings(frozenset(troubles), judged=KINDS)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[BookFile]:
    """Own a new book."""
    opened = BookFile.own(tmp_path / "book.db")
    yield opened
    opened.close()


def test_it_remembers_since_when(book: BookFile) -> None:
    """What is found again keeps its beginning; the oldest comes first."""
    memory = CareMemory(book)
    memory.note(needed(SILENT), 100)
    memory.note(needed(FULL, SILENT), 160)
    memory.note(needed(FULL, SILENT), 220)
    assert memory.lasting() == [
        Remembered(SILENT, 100, 220, None),
        Remembered(FULL, 160, 220, None),
    ]


def test_what_isnt_found_any_more_is_over(book: BookFile) -> None:
    """It ended when it was not found; the newest end comes first, and begins anew if it returns."""
    memory = CareMemory(book)
    memory.note(needed(SILENT, FULL), 100)
    memory.note(needed(FULL), 160)
    memory.note(needed(SILENT), 220)
    assert memory.lasting() == [Remembered(SILENT, 220, 220, None)]
    assert memory.over(0) == [Remembered(FULL, 100, 160, 220), Remembered(SILENT, 100, 100, 160)]
    assert memory.over(161) == [Remembered(FULL, 100, 160, 220)]


def test_it_remembers_over_a_restart(tmp_path: Path) -> None:
    """The next start goes on where the last one ended."""
    path = tmp_path / "book.db"
    for now_us in (100, 160):
        book = BookFile.own(path)
        CareMemory(book).note(needed(SILENT), now_us)
        book.close()
    reader = BookFile.read(path)
    assert CareMemory(reader).lasting() == [Remembered(SILENT, 100, 160, None)]
    reader.close()


def test_a_clock_that_goes_back_ends_nothing_before_it_began(book: BookFile) -> None:
    """Nothing lies in the future, and no end before what was seen."""
    memory = CareMemory(book)
    memory.note(needed(SILENT, FULL), 100)
    memory.note(needed(FULL), 40)
    assert memory.over(0) == [Remembered(SILENT, 40, 40, 40)]
    assert memory.lasting() == [Remembered(FULL, 40, 40, None)]
    memory.note(needed(SILENT), 40)
    assert memory.lasting() == [Remembered(SILENT, 40, 40, None)]


def test_it_forgets_a_year_later(book: BookFile) -> None:
    """What is long over goes, what lasts stays however old."""
    memory = CareMemory(book)
    memory.note(needed(SILENT, FULL), 100)
    memory.note(needed(FULL), 200)
    memory.note(needed(FULL), 200 + KEPT_US)
    assert [each.trouble for each in memory.over(0)] == [SILENT]
    memory.note(needed(FULL), 201 + KEPT_US)
    assert (memory.over(0), [each.trouble for each in memory.lasting()]) == ([], [FULL])


def test_a_damaged_row_begins_anew(book: BookFile) -> None:
    """What can't be trusted is not told; what is found still is."""
    memory = CareMemory(book)
    memory.note(needed(SILENT, FULL), 100)
    with book.transaction() as db:
        db.execute("UPDATE care SET since_us = 7 WHERE kind = ?", (SILENT.kind,))
    memory.note(needed(SILENT, FULL), 160)
    assert {each.trouble: each.since_us for each in memory.lasting()} == {SILENT: 160, FULL: 100}


def test_what_was_not_judged_is_not_over(book: BookFile) -> None:
    """Of a kind that nobody could judge nothing is known; it stays as it was seen last."""
    memory = CareMemory(book)
    memory.note(needed(SILENT, FULL), 100)
    memory.note(Findings(judged=frozenset({"disk_full"})), 160)
    assert memory.lasting() == [Remembered(SILENT, 100, 100, None)]
    assert memory.over(0) == [Remembered(FULL, 100, 100, 160)]


def test_a_closed_space_neither_begins_nor_ends_it(book: BookFile) -> None:
    """What began while the space was open still began then, on Monday too."""
    memory = CareMemory(book)
    at_night = Findings(still=frozenset({SILENT, FULL}), judged=KINDS)
    memory.note(needed(SILENT), 100)
    memory.note(at_night, 160)
    memory.note(needed(SILENT, FULL), 220)
    assert memory.lasting() == [
        Remembered(SILENT, 100, 220, None),
        Remembered(FULL, 220, 220, None),
    ]


def test_what_cant_be_undone_is_told_once(book: BookFile) -> None:
    """For two weeks, and then never again, however long the store says so."""
    memory = CareMemory(book)
    found = Findings(once=frozenset({LOST}), judged=KINDS)
    for now_us in (100, 99 + TOLD_US):
        memory.note(found, now_us)
        assert [each.trouble for each in memory.lasting()] == [LOST]
    for now_us in (100 + TOLD_US, 160 + TOLD_US, 100 + TOLD_US + 2 * KEPT_US):
        memory.note(found, now_us)
        assert memory.lasting() == []
    memory.note(needed(), 101 + TOLD_US + 2 * KEPT_US)
    assert memory.over(0) == []


def test_it_says_when_somebody_looked_last(book: BookFile) -> None:
    """Also where nothing was found: an empty list alone says nothing."""
    memory = CareMemory(book)
    assert memory.judged_us() is None
    memory.note(needed(), 100)
    memory.note(needed(), 160)
    assert (memory.judged_us(), memory.lasting(), memory.over(0)) == (160, [], [])
