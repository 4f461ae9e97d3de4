"""What the book says of published months, for care, over a real book."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

from contract.times import to_us
from hub.book.file import BookFile
from hub.book.published import PublishedMemory
from hub.domain.calendar import Calendar
from hub.domain.counted_month import settled_at
from hub.domain.published_cells import MonthCells, PublishedMonth, Withheld, amounts_of
from hub.domain.publishing_care import LATE_US, Publishing
from hub.metrics import HubMetrics
from hub.workers.care_notes import CareNotes
from hub.workers.care_published import READ_EVERY_S, SETTLE_S, PublishedLook
from tests.hub.spaces import a_space

SPACE = a_space()
JANUARY = date(2026, 1, 1)
LATE_AT_US = to_us(settled_at(JANUARY, Calendar(SPACE))) + LATE_US + 1
CELLS = MonthCells(
    dict.fromkeys(sorted(amounts_of(MonthCells({}, Withheld.FEW, 3))), 7), Withheld.FEW, 3
)
PUBLISHED = PublishedMonth("hof", JANUARY, JANUARY, CELLS, LATE_AT_US)


def test_a_month_waits_until_it_is_published(tmp_path: Path) -> None:
    """It is seen at the next look; a hub that has just started publishes first."""
    with closing(BookFile.own(tmp_path / "book.db")) as book:
        memory = PublishedMemory(book)
        early = PublishedLook([SPACE], memory, lambda: LATE_AT_US - 1)
        late = PublishedLook([SPACE], memory, lambda: LATE_AT_US)
        assert [look.look(0.0) for look in (early, late)] == [Publishing()] * 2
        assert late.look(SETTLE_S - 1) == Publishing()
        assert early.look(SETTLE_S) == Publishing()
        assert late.look(SETTLE_S) == Publishing(waiting={"hof"})
        memory.publish(PUBLISHED)
        assert late.look(SETTLE_S + 60) == Publishing()


def test_a_damaged_month_needs_care_until_its_erratum(tmp_path: Path) -> None:
    """Begin and end are seen within ten minutes; it never counts as waiting."""
    with closing(BookFile.own(tmp_path / "book.db")) as book:
        memory = PublishedMemory(book)
        memory.publish(PUBLISHED)
        look = PublishedLook([SPACE], memory, lambda: LATE_AT_US)
        assert look.look(0.0) == Publishing()
        with book.transaction() as db:
            db.execute("UPDATE published_month SET small_count = 2")
        assert look.look(READ_EVERY_S) == Publishing(damaged={"hof"})
        memory.correct(replace(PUBLISHED, reason="the book was damaged"))
        assert look.look(2 * READ_EVERY_S) == Publishing()


def test_a_month_that_is_no_date_any_more_needs_care(tmp_path: Path) -> None:
    """The care thread goes on: what it can't name it tells of the space."""
    with closing(BookFile.own(tmp_path / "book.db")) as book:
        memory = PublishedMemory(book)
        memory.publish(PUBLISHED)
        with closing(sqlite3.connect(tmp_path / "book.db")) as db, db:
            db.execute("UPDATE published_month SET month = '2026-o1-01'")
            db.execute("UPDATE published_cell SET month = '2026-o1-01'")
        said = PublishedLook([SPACE], memory, lambda: 0).look(0.0)
        assert said == Publishing(damaged={"hof"})


def test_of_a_book_that_was_never_read_nothing_is_known(tmp_path: Path) -> None:
    """When it is out of reach later, what was read last stands."""
    here = tmp_path / "here"
    here.mkdir()
    none = PublishedMemory(CareNotes(None, HubMetrics()))
    assert PublishedLook([SPACE], none, lambda: LATE_AT_US).look(0.0) is None
    notes = CareNotes(here / "book.db", HubMetrics())
    look = PublishedLook([SPACE], PublishedMemory(notes), lambda: LATE_AT_US)
    look.look(0.0)
    assert look.look(SETTLE_S) == Publishing(waiting={"hof"})
    notes.close()
    here.rename(tmp_path / "away")
    assert look.look(SETTLE_S + 60) == Publishing(waiting={"hof"})
