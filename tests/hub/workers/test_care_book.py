"""Damaged rows of the book, as the thread of care looks for them."""

from contextlib import closing
from pathlib import Path

from hub.book.calendar_changes import CALENDAR_CHANGE
from hub.book.file import BookFile
from hub.metrics import HubMetrics
from hub.workers.care_book import READ_EVERY_S, BookRowsLook
from hub.workers.care_notes import CareNotes
from tests.hub.book.rows import add_row, clear, flip


def test_damage_is_seen_within_five_minutes_and_so_is_its_end(tmp_path: Path) -> None:
    """Between, what was found last stands."""
    with closing(BookFile.own(tmp_path / "book.db")) as book:
        look = BookRowsLook(book)
        assert look.look(0.0) == ()
        with book.transaction() as db:
            add_row(db, CALENDAR_CHANGE)
            flip(db, CALENDAR_CHANGE)
        assert look.look(READ_EVERY_S - 1) == ()
        assert look.look(READ_EVERY_S) == ("book_calendar",)
        with book.transaction() as db:
            clear(db, CALENDAR_CHANGE)
        assert look.look(2 * READ_EVERY_S) == ()


def test_of_a_book_that_was_never_read_nothing_is_known(tmp_path: Path) -> None:
    """When it is out of reach later, what was found last stands."""
    assert BookRowsLook(CareNotes(None, HubMetrics())).look(0.0) is None
    here = tmp_path / "here"
    here.mkdir()
    notes = CareNotes(here / "book.db", HubMetrics())
    look = BookRowsLook(notes)
    assert look.look(0.0) == ()
    notes.close()
    here.rename(tmp_path / "away")
    assert look.look(READ_EVERY_S) == ()
