"""The memory of what people said of what needs care: one answer for a case, the newest.

An answer and its entry in the audit log are one transaction. When a case is over its answer goes,
with the look that found it over (care.py). The log says the kind and the space, and nothing of
which sensor it was about. A damaged row is no answer: the case asks anew.
"""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from contract.care import Severity
from hub.book.audit_log import append
from hub.book.file import BookFile, Lent, scalar
from hub.book.published import Transactions
from hub.book.row import whole, with_check
from hub.book.tables import Table
from hub.domain.audit_chain import Action
from hub.domain.care_answer import AnswerKind, CareAnswer, Case
from hub.errors import HubError

CARE_ANSWER: Final = Table(
    "care_answer",
    ("kind", "space", "subject", "since_us"),
    ("answer", "person", "at_us", "until_us", "severity"),
)
_KEY: Final = ", ".join(CARE_ANSWER.key)
_LASTING: Final = f"SELECT {_KEY} FROM care WHERE until_us IS NULL"
_IS_LASTING: Final = f"SELECT (:kind, :space, :subject, :since_us) IN ({_LASTING})"
_FORGET: Final = f"DELETE FROM care_answer WHERE ({_KEY}) NOT IN ({_LASTING})"
_ACTIONS: Final = {
    AnswerKind.SEEN: Action.CARE_SEEN,
    AnswerKind.DONE: Action.CARE_DONE,
    AnswerKind.REMIND: Action.CARE_REMINDED,
}


class CaseOver(HubError):
    """What somebody answers is over meanwhile, or has begun anew."""


class CareAnswerMemory:
    """Reads and writes what is remembered. Every call raises BookUnavailable."""

    def __init__(self, book: Transactions) -> None:
        self._book = book

    def all(self) -> Mapping[Case, CareAnswer]:
        """Return every answer by its case; damaged rows, and kinds of a later version, are none."""
        with self._book.transaction() as db:
            rows = whole(db.execute(f"{CARE_ANSWER.select} {CARE_ANSWER.by_key}"))
            answers = [_answer(row) for row in rows if _is_known(row)]
        return {each.case: each for each in answers}

    def answer(self, answer: CareAnswer) -> None:
        """Keep an answer in the place of the one before. Raises CaseOver."""
        case = answer.case
        with self._book.transaction() as db:
            if not scalar(db, _IS_LASTING, asdict(case)):
                raise CaseOver("it is over meanwhile")
            db.execute(CARE_ANSWER.put, _row(answer))
            action = _ACTIONS[answer.kind]
            append(db, answer.at_us, answer.by, action, space=case.space, detail=case.kind)

    def take_back(self, case: Case, by: str, at_us: int) -> None:
        """Let a case ask anew; one that has no answer does so already."""
        with self._book.transaction() as db:
            if db.execute(CARE_ANSWER.delete, asdict(case)).rowcount:
                append(db, at_us, by, Action.CARE_REOPENED, space=case.space, detail=case.kind)


def forget_ended(db: Lent) -> None:
    """Forget what was said of cases that are over, in the transaction of who found them over."""
    db.execute(_FORGET)


def read_care_answers(path: Path) -> Mapping[Case, CareAnswer]:
    """Read them beside a hub that may be serving; none where there is no book yet.

    Raises BookUnavailable.
    """
    if not path.exists():
        return {}
    with closing(BookFile.read(path)) as book:
        return CareAnswerMemory(book).all()


def _is_known(row: Mapping[str, Any]) -> bool:
    return row["answer"] in tuple(AnswerKind) and row["severity"] in tuple(Severity)


def _row(each: CareAnswer) -> dict[str, object]:
    return with_check(
        {
            **asdict(each.case),
            "answer": each.kind.value,
            "person": each.by,
            "at_us": each.at_us,
            "until_us": each.until_us,
            "severity": each.severity.value,
        }
    )


def _answer(row: Mapping[str, Any]) -> CareAnswer:
    return CareAnswer(
        Case(row["kind"], row["space"], row["subject"], row["since_us"]),
        kind=AnswerKind(row["answer"]),
        by=row["person"],
        at_us=row["at_us"],
        until_us=row["until_us"],
        severity=Severity(row["severity"]),
    )
