"""The memory of care: what needed somebody, since when, and until when.

One row per trouble and time: it begins when it is first found, is seen again every minute, and ends
when it is over; a year later it goes. One row more says when everything was looked at last, so that
no trouble and no look are two things. A damaged row begins anew. What needs somebody is judged by
hub/domain/care.py, and said by whoever reads this.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Final

from hub.book.care_answers import forget_ended
from hub.book.file import BookFile, Lent
from hub.book.row import whole, with_check
from hub.book.tables import Table
from hub.domain.care_answer import Case

KEPT_US: Final = 365 * 86_400 * 1_000_000
"""What is over is remembered for so long."""
TOLD_US: Final = 14 * 86_400 * 1_000_000
"""What can't be undone needs somebody for so long."""

CARE: Final = Table("care", ("kind", "space", "subject", "since_us"), ("seen_us", "until_us"))
_LOOK: Final = ""
"""The kind of one row that is no trouble: since when somebody has looked, and when last."""
_LASTING: Final = f"{CARE.select} WHERE until_us IS NULL AND kind != ''"
_LOOKS: Final = f"{CARE.select} WHERE kind = ''"
_OVER: Final = f"{CARE.select} WHERE until_us IS NOT NULL"


@dataclass(frozen=True, slots=True, order=True)
class Trouble:
    """One thing that needs somebody: its kind, where, and what it is about."""

    kind: str
    space: str = ""
    """Empty where it is of the whole hub."""
    subject: str = ""
    """The agent, sensor, desk, door or file; empty for none."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """A trouble and its time, in microseconds since 1970."""

    trouble: Trouble
    since_us: int
    seen_us: int
    """When it was last found to be so."""
    until_us: int | None
    """None while it lasts."""

    @property
    def case(self) -> Case:
        """What people answer."""
        trouble = self.trouble
        return Case(trouble.kind, trouble.space, trouble.subject, self.since_us)


@dataclass(frozen=True, slots=True)
class Findings:
    """What one look at everything has found."""

    needed: frozenset[Trouble] = frozenset()
    still: frozenset[Trouble] = frozenset()
    """What is so, though nobody has to hurry: it goes on if it has begun, and doesn't begin."""
    once: frozenset[Trouble] = frozenset()
    """What can't be undone: it is told for TOLD_US, and then no more."""
    judged: frozenset[str] = frozenset()
    """The kinds that were judged; of others nobody knows whether they are over."""


def after(
    lasting: Mapping[Trouble, Remembered],
    told: Container[Trouble],
    found: Findings,
    now_us: int,
) -> list[Remembered]:
    """Take in what a look has found: all that lasted before or begins now, ended or not.

    `told` is what has been told once already. Nothing begins or ends after now.
    """
    present = found.needed | found.still | found.once
    kept = [_after(each, each.trouble in present, found, now_us) for each in lasting.values()]
    begins = found.needed | {each for each in found.once if each not in told}
    new = [Remembered(each, now_us, now_us, None) for each in begins if each not in lasting]
    return kept + new


def _after(each: Remembered, is_present: bool, found: Findings, now_us: int) -> Remembered:
    since_us, seen_us = min(each.since_us, now_us), min(each.seen_us, now_us)
    if not is_present and each.trouble.kind not in found.judged:
        return replace(each, since_us=since_us, seen_us=seen_us)
    is_told = each.trouble in found.once and now_us - since_us >= TOLD_US
    if is_present and not is_told:
        return replace(each, since_us=since_us, seen_us=now_us)
    return Remembered(each.trouble, since_us, seen_us, now_us)


class CareMemory:
    """Reads and writes what is remembered. Every call raises BookUnavailable."""

    def __init__(self, book: BookFile) -> None:
        self._book = book

    def note(self, found: Findings, now_us: int) -> None:
        """Remember what a look has found: what is new begins, what isn't so any more is over."""
        with self._book.transaction() as db:
            lasting = {each.trouble: each for each in _read(db, _LASTING)}
            told = {each.trouble for each in _read(db, _OVER) if each.trouble in found.once}
            rows = [_row(each) for each in after(lasting, told, found, now_us)]
            rows.append(_row(_look(_read(db, _LOOKS), now_us)))
            db.execute(f"DELETE FROM {CARE.name} WHERE until_us IS NULL")
            db.executemany(CARE.put, rows)
            _forget(db, found.once, now_us)
            forget_ended(db)

    def lasting(self) -> Sequence[Remembered]:
        """Return what needs somebody, oldest first."""
        with self._book.transaction() as db:
            return sorted(_read(db, _LASTING), key=lambda each: (each.since_us, each.trouble))

    def over(self, since_us: int) -> Sequence[Remembered]:
        """Return what has ended since an instant, the newest end first."""
        ended = f"{_OVER} AND until_us >= ? ORDER BY until_us DESC"
        with self._book.transaction() as db:
            return _read(db, ended, since_us)

    def judged_us(self) -> int | None:
        """Return when everything was looked at last; None: never."""
        with self._book.transaction() as db:
            return max((each.seen_us for each in _read(db, _LOOKS)), default=None)


def _look(looks: Sequence[Remembered], now_us: int) -> Remembered:
    since_us = min([now_us, *(each.since_us for each in looks)])
    return Remembered(Trouble(_LOOK), since_us, now_us, None)


def _forget(db: Lent, once: Container[Trouble], now_us: int) -> None:
    """Forget what has long been over, but not what would be told a second time."""
    for each in _read(db, f"{_OVER} AND until_us < ?", now_us - KEPT_US):
        if each.trouble not in once:
            db.execute(CARE.delete, _row(each))


def _read(db: Lent, question: str, *values: int) -> list[Remembered]:
    return [
        Remembered(
            Trouble(row["kind"], row["space"], row["subject"]),
            row["since_us"],
            row["seen_us"],
            row["until_us"],
        )
        for row in whole(db.execute(question, values))
    ]


def _row(each: Remembered) -> dict[str, object]:
    times: Mapping[str, object] = {
        "since_us": each.since_us,
        "seen_us": each.seen_us,
        "until_us": each.until_us,
    }
    return with_check({**asdict(each.trouble), **times})
