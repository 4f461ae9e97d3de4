"""The memory of desks in doubt: kept for ever, the end in the place of the open row."""

from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

from hub.book.file import BookFile
from hub.book.salvage import salvage
from hub.book.sign_doubts import SignDoubtMemory, read_sign_doubts
from hub.domain.sign_doubt import SignDoubt

FIRST = SignDoubt("hof", "pi", "pir-1", date(2026, 3, 2), "d1", 7)
SECOND = SignDoubt("hof", "pi", "pir-2", date(2026, 3, 2), "d2", 7)


def kept(path: Path, *doubts: SignDoubt) -> None:
    with closing(BookFile.own(path)) as book:
        SignDoubtMemory(book).keep(doubts)


def test_an_end_takes_the_place_of_what_lasted(tmp_path: Path) -> None:
    """Two begin, one ends; the next doubt of the same sensor is another."""
    book = tmp_path / "book.db"
    ended = replace(FIRST, until_us=9)
    again = replace(FIRST, since_us=12)
    kept(book, FIRST, SECOND)
    kept(book, ended, again)
    assert read_sign_doubts(book) == [ended, again, SECOND]
    with closing(BookFile.own(book)) as opened:
        assert SignDoubtMemory(opened).lasting() == [again, SECOND]


def test_where_there_is_no_book_there_is_no_doubt(tmp_path: Path) -> None:
    """Before the first start of a hub."""
    assert read_sign_doubts(tmp_path / "book.db") == ()


def test_damaged_rows_are_forgotten(tmp_path: Path) -> None:
    """What can't be trusted says nothing."""
    book = tmp_path / "book.db"
    kept(book, FIRST, SECOND)
    with closing(BookFile.own(book)) as opened, opened.transaction() as db:
        db.execute("UPDATE sign_doubt SET desk = 'd9' WHERE sensor = 'pir-1'")
    assert read_sign_doubts(book) == [SECOND]


def test_a_damaged_book_hands_them_on(tmp_path: Path) -> None:
    """They are taken over into the one that begins in its place."""
    book = tmp_path / "book.db"
    kept(book, FIRST, SECOND)
    salvage(book, 0, is_ours=True)
    assert read_sign_doubts(book) == [FIRST, SECOND]
