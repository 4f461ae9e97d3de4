"""The audit log in the book: with what it tells of or not at all, and for twelve months."""

from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from hub.book.audit_log import KEPT_US, AuditLog, append, read_entries
from hub.book.file import BookFile
from hub.domain.audit_chain import Action, faults_in

NOW_US = 1_772_444_460_000_000


@pytest.fixture
def book(tmp_path: Path) -> Iterator[BookFile]:
    """Open a new book."""
    with closing(BookFile.own(tmp_path / "book.db")) as opened:
        yield opened


def numbers(log: AuditLog) -> list[int]:
    """Return the numbers of what is there."""
    return [entry.number for entry in log.entries()]


def test_entries_are_a_chain(book: BookFile, tmp_path: Path) -> None:
    """Read beside a hub that serves as well; without a book there are none."""
    log = AuditLog(book)
    for number in range(3):
        log.note(NOW_US + number, "p-1", Action.SIGNED_IN)
    assert list(faults_in(log.entries())) == []
    assert read_entries(tmp_path / "book.db") == log.entries()
    assert read_entries(tmp_path / "none.db") == ()


def test_an_entry_is_there_with_what_it_tells_of(book: BookFile) -> None:
    """A transaction that fails has written neither."""
    with suppress(ZeroDivisionError), book.transaction() as db:
        append(db, NOW_US, "", Action.INVITED)
        raise ZeroDivisionError
    assert AuditLog(book).entries() == []


def test_a_damaged_entry_is_missed(book: BookFile) -> None:
    """In the middle and at the end, whatever comes behind it."""
    log = AuditLog(book)
    for number in range(4):
        log.note(NOW_US + number, "p-1", Action.SIGNED_IN)
    with book.transaction() as db:
        db.execute("UPDATE audit_entry SET actor = 'p-2' WHERE number IN (2, 4)")
    log.note(NOW_US, "p-1", Action.SIGNED_OUT)
    assert [str(fault) for fault in faults_in(log.entries())] == [
        "entry 2 is missing",
        "entry 4 is missing",
    ]


def test_after_twelve_months_it_is_forgotten_from_the_front(book: BookFile) -> None:
    """The chain stays whole, and the newest entry stays, so that numbers go on."""
    log = AuditLog(book)
    for number in range(3):
        log.note(NOW_US + number, "p-1", Action.SIGNED_IN)
    log.forget_old(NOW_US + KEPT_US)
    assert numbers(log) == [1, 2, 3]
    log.forget_old(NOW_US + 1 + KEPT_US)
    assert numbers(log) == [2, 3]
    log.forget_old(NOW_US + 10 * KEPT_US)
    assert numbers(log) == [3]
    log.note(NOW_US + 10 * KEPT_US, "p-1", Action.SIGNED_OUT)
    assert list(faults_in(log.entries())) == []
    assert numbers(log) == [3, 4]


def test_an_empty_log_forgets_nothing(book: BookFile) -> None:
    """Nor does it fail."""
    AuditLog(book).forget_old(NOW_US)
    assert AuditLog(book).entries() == []
