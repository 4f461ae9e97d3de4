"""Failed attempts to sign in, as numbers by day."""

from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from hub.book.failed_sign_ins import KEPT, FailedCounts, FailedSignInMemory
from hub.book.file import BookFile

DAY = date(2026, 3, 2)


def test_counts_of_a_day_add_up_and_names_are_at_least_so_many(tmp_path: Path) -> None:
    """After a restart nobody knows whether the names are the same ones."""
    with closing(BookFile.own(tmp_path / "book.db")) as book:
        memory = FailedSignInMemory(book)
        memory.add(DAY, FailedCounts(3, 0, 2))
        memory.add(DAY, FailedCounts(4, 5, 1))
        memory.add(DAY + timedelta(1), FailedCounts(1, 0, 1))
        assert memory.since(DAY) == [
            (DAY + timedelta(1), FailedCounts(1, 0, 1)),
            (DAY, FailedCounts(7, 5, 2)),
        ]
        assert memory.since(DAY + timedelta(1)) == [(DAY + timedelta(1), FailedCounts(1, 0, 1))]


def test_what_is_old_is_forgotten(tmp_path: Path) -> None:
    """After a quarter of a year."""
    with closing(BookFile.own(tmp_path / "book.db")) as book:
        memory = FailedSignInMemory(book)
        memory.add(DAY, FailedCounts(1, 0, 1))
        memory.add(DAY + KEPT, FailedCounts(1, 0, 1))
        assert len(memory.since(DAY)) == 2
        memory.add(DAY + KEPT + timedelta(1), FailedCounts(1, 0, 1))
        assert [day for day, _ in memory.since(DAY)] == [DAY + KEPT + timedelta(1), DAY + KEPT]


def test_what_fails_now_is_of_two_days_and_nobody_knows_without_a_book(tmp_path: Path) -> None:
    """Wrong ones and those that were refused without a look."""
    with closing(BookFile.own(tmp_path / "book.db")) as book:
        memory = FailedSignInMemory(book)
        for days, counts in ((0, FailedCounts(100, 0, 1)), (1, FailedCounts(1, 2, 1))):
            memory.add(DAY + timedelta(days), counts)
        assert memory.failing(DAY + timedelta(2)) == 3
        assert memory.failing(DAY + timedelta(1)) == 103
    assert memory.failing(DAY) is None
