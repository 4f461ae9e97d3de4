"""The memory of what is published: each month once, errata beside it, nothing ever changed."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from hub.book.file import BookFile
from hub.book.published import MONTH, PublishedMemory, read_published
from hub.domain.published_cells import InForce, MonthCells, PublishedMonth, Withheld, amounts_of

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
TOLD = MonthCells(
    {amount: n for n, amount in enumerate(sorted(amounts_of(MonthCells({}, None, 3))), start=1)},
    None,
    3,
)
HIDDEN = MonthCells(
    dict.fromkeys(sorted(amounts_of(MonthCells({}, Withheld.FEW, 3))), 7), Withheld.FEW, 3
)
PUBLISHED = PublishedMonth("hof", MARCH, MARCH, TOLD, 100)
OTHER = PublishedMonth("cafe", MARCH, date(2026, 3, 9), HIDDEN, 200)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[BookFile]:
    """Make an empty book."""
    with closing(BookFile.own(tmp_path / "book.db")) as opened:
        yield opened


def test_what_is_published_is_read_back(book: BookFile, tmp_path: Path) -> None:
    """By space and month, told or withheld; also beside the hub that owns the book."""
    memory = PublishedMemory(book)
    assert memory.publish(PUBLISHED)
    assert memory.publish(OTHER)
    assert memory.months() == [OTHER, PUBLISHED]
    assert read_published(tmp_path / "book.db") == [OTHER, PUBLISHED]
    assert memory.taken() == {("hof", MARCH), ("cafe", MARCH)}


def test_without_a_book_nothing_is_published(tmp_path: Path) -> None:
    """And no file is made by asking."""
    assert read_published(tmp_path / "book.db") == ()
    assert not list(tmp_path.iterdir())


def test_the_first_edition_stands_for_ever(book: BookFile) -> None:
    """Whatever is worked out a second time changes nothing."""
    memory = PublishedMemory(book)
    memory.publish(PUBLISHED)
    assert not memory.publish(replace(PUBLISHED, cells=HIDDEN, at_us=300))
    assert memory.months() == [PUBLISHED]


def test_an_erratum_replaces_a_month_and_keeps_what_was_there(book: BookFile) -> None:
    """It has its own date and reason; the highest edition holds."""
    memory = PublishedMemory(book)
    memory.publish(PUBLISHED)
    corrected = replace(PUBLISHED, cells=HIDDEN, at_us=300, reason="a desk was counted twice")
    assert memory.correct(corrected) == 1
    assert memory.correct(replace(corrected, at_us=400)) == 2
    assert memory.months() == [replace(corrected, at_us=400, edition=2)]
    with book.transaction() as db:
        assert len(db.execute(MONTH.select).fetchall()) == 3


def test_what_was_never_published_is_not_corrected(book: BookFile) -> None:
    """There is nothing to correct, and nothing is kept."""
    memory = PublishedMemory(book)
    assert memory.correct(replace(PUBLISHED, reason="early")) == 0
    assert memory.months() == []


def test_a_damaged_month_is_told_nothing_of_and_not_made_again(book: BookFile) -> None:
    """A bit in its head or in one of its cells; an erratum takes its place."""
    for damage in (
        "UPDATE published_month SET small_count = 2",
        "UPDATE published_cell SET value = 3 WHERE amount = 'offered_s'",
        "DELETE FROM published_cell WHERE amount = 'offered_s'",
    ):
        memory = PublishedMemory(book)
        memory.publish(PUBLISHED)
        with book.transaction() as db:
            db.execute(damage)
        assert memory.months() == []
        assert memory.taken() == memory.damaged() == {("hof", MARCH)}
        assert not memory.publish(PUBLISHED)
        assert memory.correct(replace(PUBLISHED, reason="the book was damaged")) == 1
        assert [month.cells for month in memory.months()] == [TOLD]
        assert memory.damaged() == frozenset()
        with book.transaction() as db:
            db.execute("DELETE FROM published_cell")
            db.execute("DELETE FROM published_month")


@pytest.mark.parametrize("month", ["2026-0s-01", "", "2026-13-01", b"2026-04-01"])
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE published_month SET month = ? WHERE month = ?",
        "UPDATE published_cell SET month = ? WHERE month = ?",
    ],
)
def test_a_month_that_is_no_date_any_more_is_told_and_hinders_nothing(
    book: BookFile, tmp_path: Path, sql: str, month: str | bytes
) -> None:
    """In a head or in cells: its space is told, and an erratum of that space takes its place."""
    memory = PublishedMemory(book)
    memory.publish(PUBLISHED)
    memory.publish(replace(PUBLISHED, month=APRIL, first=APRIL))
    with closing(sqlite3.connect(tmp_path / "book.db")) as db, db:
        db.execute(sql, (month, str(APRIL)))
    assert memory.taken() == {("hof", MARCH), ("hof", APRIL)}
    assert memory.damaged() == {("hof", APRIL)}
    assert memory.undated() == {"hof"}
    assert memory.months() == [PUBLISHED]
    assert memory.correct(replace(PUBLISHED, month=APRIL, first=APRIL, reason="damaged")) == 1
    assert not memory.undated()
    assert not memory.damaged()


def test_what_is_in_force_is_noted_when_it_changes(book: BookFile) -> None:
    """A start with the same value notes nothing."""
    memory = PublishedMemory(book)
    for at_us, value in ((10, 3), (20, 3), (30, 5)):
        memory.note_small_counts({"hof": value}, at_us, at_us)
    assert memory.small_counts() == {"hof": [InForce(10, 3), InForce(30, 5)]}


def test_less_protection_counts_from_the_later_time(book: BookFile) -> None:
    """Where time is in doubt more protection begins early, and less begins late."""
    memory = PublishedMemory(book)
    memory.note_small_counts({"hof": 3}, 10, 50)
    memory.note_small_counts({"hof": 5}, 20, 90)
    memory.note_small_counts({"hof": 0}, 30, 90)
    counts = memory.small_counts()["hof"]
    assert [(count.from_us, count.small_count) for count in counts] == [(10, 3), (20, 5), (90, 0)]


def test_a_note_never_lies_before_the_one_before(book: BookFile) -> None:
    """A clock that went back doesn't turn the order of values round."""
    memory = PublishedMemory(book)
    memory.note_small_counts({"hof": 3}, 100, 100)
    memory.note_small_counts({"hof": 5}, 40, 40)
    assert [count.from_us for count in memory.small_counts()["hof"]] == [100, 101]
    with book.transaction() as db:
        db.execute("UPDATE small_count SET small_count = 0 WHERE from_us = 101")
    assert memory.small_counts() == {"hof": [InForce(100, 3)]}
