"""The memory of answers: one for a case, as long as it lasts, and each in the audit log."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from contract.care import Severity
from hub.book.audit_log import AuditLog
from hub.book.care import CareMemory, Findings, Trouble
from hub.book.care_answers import CARE_ANSWER, CareAnswerMemory, CaseOver, read_care_answers
from hub.book.file import BookFile
from hub.book.row import with_check
from hub.book.salvage import salvage
from hub.domain.audit_chain import Action
from hub.domain.care_answer import CareAnswer, Case, done, seen

SILENT = Trouble("agent_silent", "hof", "pi")
STUCK = Trouble("sensor_stuck", "hof", "pi/pir-7")
JUDGED = frozenset({"agent_silent", "sensor_stuck"})
A = Case("agent_silent", "hof", "pi", 100)
B = Case("sensor_stuck", "hof", "pi/pir-7", 100)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[BookFile]:
    """Own a new book in which two things need somebody."""
    with closing(BookFile.own(tmp_path / "book.db")) as opened:
        note(opened, 100, SILENT, STUCK)
        yield opened


def note(book: BookFile, now_us: int, *troubles: Trouble) -> None:
    """Find these, and nothing else."""
    CareMemory(book).note(Findings(frozenset(troubles), judged=JUDGED), now_us)


def seen_at(case: Case, at_us: int) -> CareAnswer:
    """Say that somebody knows."""
    return seen(case, "p-1", at_us, Severity.WARNING)


def test_a_case_has_the_newest_answer(book: BookFile) -> None:
    """Who answered, what, and until when."""
    memory = CareAnswerMemory(book)
    memory.answer(seen_at(A, 110))
    answer = done(A, "p-2", 120, Severity.WARNING)
    memory.answer(answer)
    memory.answer(seen_at(B, 130))
    assert memory.all() == {A: answer, B: seen_at(B, 130)}
    assert [each.case for each in CareMemory(book).lasting()] == [A, B]


def test_an_answer_ends_with_its_case(book: BookFile) -> None:
    """What begins anew asks anew; what goes on keeps its answer from look to look."""
    memory = CareAnswerMemory(book)
    memory.answer(seen_at(A, 110))
    memory.answer(seen_at(B, 110))
    note(book, 160, STUCK)
    assert set(memory.all()) == {B}
    note(book, 220, SILENT, STUCK)
    assert set(memory.all()) == {B}


def test_what_is_over_cant_be_answered(book: BookFile) -> None:
    """Also what began anew: somebody has seen the other one. Nothing stays, and no entry."""
    note(book, 160, STUCK)
    note(book, 220, SILENT, STUCK)
    memory = CareAnswerMemory(book)
    with pytest.raises(CaseOver):
        memory.answer(seen_at(A, 230))
    assert memory.all() == {}
    assert AuditLog(book).entries() == []


def test_an_answer_can_be_taken_back(book: BookFile) -> None:
    """Then the case asks again; where there is none nothing is done."""
    memory = CareAnswerMemory(book)
    memory.take_back(A, "p-1", 105)
    memory.answer(seen_at(A, 110))
    memory.take_back(A, "p-2", 120)
    assert memory.all() == {}
    found = [(each.actor, each.action) for each in AuditLog(book).entries()]
    assert found == [("p-1", Action.CARE_SEEN), ("p-2", Action.CARE_REOPENED)]


def test_the_log_names_kind_and_space_alone(book: BookFile) -> None:
    """Which sensor it was, and so which desk, stands nowhere for twelve months."""
    CareAnswerMemory(book).answer(seen_at(B, 110))
    (entry,) = AuditLog(book).entries()
    assert (entry.space, entry.detail, entry.subject) == ("hof", "sensor_stuck", "")
    assert "pir-7" not in str(entry)


def test_a_damaged_answer_is_none(book: BookFile) -> None:
    """The case asks anew; what another version has said is left out, too."""
    memory = CareAnswerMemory(book)
    memory.answer(seen_at(A, 110))
    memory.answer(seen_at(B, 110))
    with book.transaction() as db:
        (row,) = db.execute("SELECT * FROM care_answer WHERE kind = 'sensor_stuck'")
        later = {**row, "subject": "pi/pir-8", "answer": "delegated"}
        db.execute(CARE_ANSWER.put, with_check(later))
        db.execute("UPDATE care_answer SET person = 'p-9' WHERE kind = 'agent_silent'")
    assert set(memory.all()) == {B}


def test_a_damaged_book_hands_them_on(tmp_path: Path) -> None:
    """With the cases that they are of."""
    path = tmp_path / "book.db"
    assert read_care_answers(path) == {}
    with closing(BookFile.own(path)) as book:
        note(book, 100, SILENT)
        CareAnswerMemory(book).answer(seen_at(A, 110))
    salvage(path, 200, is_ours=True)
    assert read_care_answers(path) == {A: seen_at(A, 110)}
