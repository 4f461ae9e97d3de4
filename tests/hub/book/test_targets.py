"""The memory of targets: exact, replaced together, and handed on by a damaged book."""

from contextlib import closing
from fractions import Fraction
from pathlib import Path

import pytest

from hub.book.file import BookFile
from hub.book.salvage import salvage
from hub.book.targets import TargetMemory, TargetsChanged, read_targets
from hub.domain.indicators import Indicator
from hub.domain.target import Target, Wanted

A_THIRD = Target(Indicator.UTILISATION, None, Fraction(1, 8), Fraction(1, 3))
AT_MOST = Target(Indicator.FULL_HOURS, "muehle", None, Fraction(25, 2), Wanted.AT_MOST)


def test_what_was_agreed_is_kept_to_the_last_digit(tmp_path: Path) -> None:
    """Also what no decimal can write; the newest replaces all."""
    path = tmp_path / "book.db"
    with closing(BookFile.own(path)) as book:
        memory = TargetMemory(book)
        assert memory.all() == ()
        memory.replace((), (A_THIRD, AT_MOST))
        assert set(memory.all()) == {A_THIRD, AT_MOST}
        memory.replace((AT_MOST, A_THIRD), (AT_MOST,))
    assert read_targets(path) == (AT_MOST,)


def test_who_has_not_seen_the_newest_changes_nothing(tmp_path: Path) -> None:
    """Two people at the same page: the second one is told."""
    with closing(BookFile.own(tmp_path / "book.db")) as book:
        memory = TargetMemory(book)
        memory.replace((), (A_THIRD,))
        with pytest.raises(TargetsChanged):
            memory.replace((), (AT_MOST,))
        assert memory.all() == (A_THIRD,)


def test_where_there_is_no_book_nothing_was_agreed(tmp_path: Path) -> None:
    """Before the first start of a hub."""
    assert read_targets(tmp_path / "book.db") == ()


def test_what_can_not_be_read_is_no_target(tmp_path: Path) -> None:
    """A damaged row, and an indicator that a later version knows."""
    path = tmp_path / "book.db"
    with closing(BookFile.own(path)) as book:
        memory = TargetMemory(book)
        memory.replace((), (A_THIRD, AT_MOST))
        with book.transaction() as db:
            db.execute("UPDATE target SET target = '1/2' WHERE space = 'muehle'")
        assert memory.all() == (A_THIRD,)


def test_a_damaged_book_hands_them_on(tmp_path: Path) -> None:
    """What was agreed isn't asked for again."""
    path = tmp_path / "book.db"
    with closing(BookFile.own(path)) as book:
        TargetMemory(book).replace((), (A_THIRD, AT_MOST))
    salvage(path, 0, is_ours=True)
    assert set(read_targets(path)) == {A_THIRD, AT_MOST}
