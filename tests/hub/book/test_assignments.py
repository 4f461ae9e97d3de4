"""The memory of assignments: what was assigned once stays remembered."""

from contextlib import closing
from pathlib import Path

from hub.book.assignments import AssignmentMemory
from hub.book.file import BookFile
from hub.domain.assignment import Assigned

FIRST = Assigned("hof", "desk", "d1", "pi-1", None)
SECOND = Assigned("hof", "desk", "d1", "pi-2", None)
ENDED = Assigned("hof", "desk", "d1", "pi-1", 7)


def test_the_newest_word_stands(tmp_path: Path) -> None:
    """An agent whose time ended is remembered with the end, and nobody is forgotten."""
    with closing(BookFile.own(tmp_path / "book.db")) as book:
        memory = AssignmentMemory(book)
        memory.remember([FIRST])
        assert memory.remembered() == [FIRST]
        memory.remember([ENDED, SECOND])
        memory.remember([SECOND])
        assert memory.remembered() == [ENDED, SECOND]


def test_damaged_rows_are_forgotten(tmp_path: Path) -> None:
    """What can't be trusted refuses no start."""
    with closing(BookFile.own(tmp_path / "book.db")) as book:
        memory = AssignmentMemory(book)
        memory.remember([FIRST, SECOND])
        with book.transaction() as db:
            db.execute("UPDATE assignment SET unit = 'd9' WHERE agent = 'pi-1'")
        assert memory.remembered() == [SECOND]
