"""The memory of who watches in whose place: exact, told in the log, and never deleted."""

import io
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from hub.book.agent_handovers import (
    HandoverMemory,
    HandoversChanged,
    read_handovers,
)
from hub.book.assignments import AssignmentMemory
from hub.book.audit_log import AuditLog
from hub.book.export import export, load
from hub.book.file import BookFile
from hub.book.row import with_check
from hub.book.salvage import salvage
from hub.domain.assignment import assigned_by
from hub.domain.audit_chain import Action
from hub.domain.handover_change import TakenBack, applied
from tests.hub.domain.test_handover_change import D1, D2, MAIN, a_change, a_hof, at

CHANGE = replace(a_change(), made_us=7, why="Gewitter")
LATER = replace(a_change("pi-3", "pi-2", at(28), units=(D1,)), made_us=9)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[BookFile]:
    """Make a book."""
    with closing(BookFile.own(tmp_path / "book.db")) as made:
        yield made


def test_what_was_said_is_kept(book: BookFile, tmp_path: Path) -> None:
    """In the order in which it was said, also for who reads beside the hub."""
    memory = HandoverMemory(book)
    assert memory.all() == ()
    memory.add(CHANGE, ())
    memory.add(LATER, (CHANGE,))
    assert memory.all() == (CHANGE, LATER)
    assert read_handovers(tmp_path / "book.db") == (CHANGE, LATER)
    assert read_handovers(tmp_path / "no.db") == ()


def test_who_has_not_seen_the_newest_changes_nothing(book: BookFile) -> None:
    """Two people at the same page: the second one is told; of another space nobody has to know."""
    memory = HandoverMemory(book)
    memory.add(CHANGE, ())
    with pytest.raises(HandoversChanged):
        memory.add(LATER, ())
    with pytest.raises(HandoversChanged):
        memory.take_back(CHANGE, (), "p", 9)
    assert memory.all() == (CHANGE,)
    assert len(AuditLog(book).entries()) == 1
    memory.add(replace(LATER, space="muehle"), ())


def test_what_is_taken_back_stays_as_such(book: BookFile) -> None:
    """And the start of a hub asks no date of the agent that never came."""
    memory, assignments = HandoverMemory(book), AssignmentMemory(book)
    memory.add(CHANGE, ())
    assignments.remember(assigned_by(applied(a_hof(), [CHANGE])))
    memory.take_back(CHANGE, (CHANGE,), "q", 9)
    assert memory.all() == (replace(CHANGE, taken_back=TakenBack("q", 9)),)
    assert {each.agent for each in assignments.remembered()} == {"pi-1"}


def test_the_log_says_who_and_what(book: BookFile) -> None:
    """By ids, and no desk."""
    memory = HandoverMemory(book)
    memory.add(CHANGE, ())
    memory.take_back(CHANGE, (CHANGE,), "q", 9)
    said = [(e.at_us, e.actor, e.action, e.subject, e.space) for e in AuditLog(book).entries()]
    assert said == [
        (7, "p", Action.DEVICE_REPLACED, CHANGE.id, "hof"),
        (9, "q", Action.REPLACEMENT_TAKEN_BACK, CHANGE.id, "hof"),
    ]
    details = {entry.detail for entry in AuditLog(book).entries()}
    assert details == {"pi-1 pi-2 2026-11-27T14:00"}


def test_a_damaged_row_loses_one_desk(book: BookFile) -> None:
    """What was said of the others stands."""
    memory = HandoverMemory(book)
    memory.add(CHANGE, ())
    with book.transaction() as db:
        db.execute("UPDATE agent_handover SET after_agent = 'pi-9' WHERE unit = 'd2'")
    assert memory.all() == (replace(CHANGE, units=(D1, MAIN)),)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("from_local", "2026-11-27T14:10"),
        ("from_local", "soon"),
        ("from_local", 7),
        ("after_agent", "Pi 2"),
        ("after_agent", "pi-1"),
        ("before_agent", ""),
    ],
)
def test_what_hub_toml_could_not_say_is_left_out(
    book: BookFile, column: str, value: object
) -> None:
    """Whoever wrote it, with a check sum that fits."""
    memory = HandoverMemory(book)
    memory.add(replace(CHANGE, units=(D2,)), ())
    with book.transaction() as db:
        row = dict(db.execute("SELECT * FROM agent_handover").fetchone())
        row.pop("check_sum")
        sealed = with_check({**row, column: value})
        db.execute(
            f"UPDATE agent_handover SET {column} = :{column}, check_sum = :check_sum",  # noqa: S608
            sealed,
        )
    assert memory.all() == ()


def test_a_damaged_book_and_an_export_hand_them_on(book: BookFile, tmp_path: Path) -> None:
    """History is made of them."""
    HandoverMemory(book).add(CHANGE, ())
    said = io.StringIO()
    assert export(book, said) == 0
    with closing(BookFile.own(tmp_path / "other.db")) as other:
        load(other, said.getvalue(), "book.json", 1)
        assert HandoverMemory(other).all() == (CHANGE,)
    book.close()
    salvage(tmp_path / "book.db", 0, is_ours=True)
    assert read_handovers(tmp_path / "book.db") == (CHANGE,)
