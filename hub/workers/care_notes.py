"""Remembers care from minute to minute: in the book, or in memory while the book can't be used.

    findings ─▶ CareNotes ─▶ book ─▶ what lasts, since when
                    │          └─ can't be opened or written: said once, tried again at each look
                    └─ memory ◀── what lasts, as far as this hub has seen

It owns the book while the hub serves, opens it late, has a damaged one moved aside and what is
whole of it taken over, and lends it to who keeps something else there. Nothing that a book does
ends the hub. It knows no kind of care.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock
from typing import Final

from hub.book.care import CareMemory, Findings, Remembered, Trouble, after
from hub.book.care_answers import CareAnswerMemory
from hub.book.damage import moved_aside
from hub.book.file import BookFile, Lent
from hub.book.salvage import salvage
from hub.domain.care_answer import CareAnswer, Case
from hub.errors import BookDamaged, BookUnavailable
from hub.metrics import HubMetrics

log = logging.getLogger(__name__)

NO_BOOK: Final = "no book"


@dataclass(frozen=True, slots=True)
class CareSaid:
    """What needs somebody, as of the last look."""

    judged_us: int | None = None
    """When that was; None: not yet."""
    lasting: tuple[Remembered, ...] = ()
    answers: Mapping[Case, CareAnswer] = field(default_factory=dict)
    """What people said of it by then."""


@dataclass(frozen=True, slots=True)
class CareSources:
    """What is asked by who tells people, and answers at once."""

    said: Callable[[], CareSaid] = CareSaid
    book_trouble: Callable[[], str] = str
    """Why the book can't be used; empty: it can."""
    now_us: Callable[[], int] = int


_Noted = tuple[list[Remembered], Mapping[Case, CareAnswer]]


class CareNotes:
    """Notes what was found. One thread notes; any may read `said` and `trouble`."""

    def __init__(self, path: Path | None, metrics: HubMetrics) -> None:
        self._path = path
        self._metrics = metrics
        self._book: BookFile | None = None
        self._turn = RLock()
        self._here: dict[Trouble, Remembered] = {}
        self._told: set[Trouble] = set()
        self.said = CareSaid()
        """Replaced as a whole."""
        self.salvages = 0
        """How often the book was found damaged, and another begun."""
        self.trouble = NO_BOOK if path is None else ""
        """Why the book can't be used; empty: it can."""

    def aside(self) -> tuple[str, ...]:
        """Return the names of damaged books that lie beside this one."""
        return () if self._path is None else moved_aside(self._path)

    def note(self, found: Findings, now_us: int) -> CareSaid:
        """Take in what a look has found, and return what lasts. It never raises."""
        self._note_here(found, now_us)
        lasting, answers = list(self._here.values()), self.said.answers
        if self._path is not None:
            try:
                with self._turn:
                    lasting, answers = self._note_there(self._path, found, now_us)
                self._succeed()
            except BookUnavailable as error:
                self._fail(error)
        self.said = CareSaid(now_us, tuple(sorted(lasting, key=_age)), answers)
        return self.said

    @contextmanager
    def transaction(self) -> Iterator[Lent]:
        """Lend the book to a neighbour for one transaction. Raises BookUnavailable."""
        if self._path is None:
            raise BookUnavailable(NO_BOOK)
        with self._turn, self._open(self._path).transaction() as connection:
            yield connection

    def close(self) -> None:
        """Let go of the book."""
        with self._turn:
            if self._book is not None:
                self._book.close()
                self._book = None

    def _note_here(self, found: Findings, now_us: int) -> None:
        present = after(self._here, self._told, found, now_us)
        self._told |= {each.trouble for each in present if each.until_us is not None}
        self._here = {each.trouble: each for each in present if each.until_us is None}

    def _note_there(self, path: Path, found: Findings, now_us: int) -> _Noted:
        try:
            return self._note_in(self._open(path), found, now_us)
        except BookDamaged as error:
            is_ours = self._book is not None
            self.close()
            aside = salvage(path, now_us, is_ours=is_ours)
            self.salvages += 1
            self._metrics.book_damages.inc()
            said = "the book is damaged (%s): it is kept as %s, and what is whole of it goes on"
            log.error(said, error, aside)  # noqa: TRY400 - no bug
            return self._note_in(self._open(path), found, now_us)

    def _open(self, path: Path) -> BookFile:
        self._book = self._book or BookFile.own(path)
        return self._book

    def _note_in(self, book: BookFile, found: Findings, now_us: int) -> _Noted:
        memory = CareMemory(book)
        memory.note(found, now_us)
        return list(memory.lasting()), CareAnswerMemory(book).all()

    def _succeed(self) -> None:
        if self.trouble:
            log.info("the book remembers again what needs care")
        self.trouble = ""

    def _fail(self, error: BookUnavailable) -> None:
        self.close()
        self._metrics.book_failures.inc()
        if not self.trouble:
            log.error("what needs care isn't remembered, but judged: %s", error)
        self.trouble = " ".join(str(error).split())


def _age(each: Remembered) -> tuple[int, Trouble]:
    return each.since_us, each.trouble
