"""The memory of what people set in calendars, above hub.toml: closures, openings, desks, notices.

    form, command ─▶ faults_in (hub/domain/calendar_rules.py) ─▶ row, audit log ─▶ SpacesNow

A row is never changed but for being taken back. Who edits takes one back and sets another, in one
transaction with its entry in the audit log; who hasn't seen that somebody else did so is refused.
The entry names days and kind, and no desk. A damaged row sets nothing, and is counted.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from hub.book.agent_handovers import read_handovers
from hub.book.audit_log import append
from hub.book.calendar_feeds import read_closures
from hub.book.file import BookFile, Lent, scalar
from hub.book.one_way import new_handle
from hub.book.published import Transactions
from hub.book.row import is_whole, with_check
from hub.book.tables import Table
from hub.config import HubConfig
from hub.domain import handover_change
from hub.domain.audit_chain import Action
from hub.domain.calendar_change import CalendarChange, ChangeKind, applied, rest_of
from hub.domain.calendar_feed import closed_by
from hub.domain.calendar_rules import ChangeFault, Place, Wrong, faults_in
from hub.domain.opening import Hours, parse_hours
from hub.domain.space import SpaceConfig
from hub.errors import HubError

CALENDAR_CHANGE: Final = Table(
    "calendar_change",
    ("change",),
    (
        "space", "kind", "first_day", "last_day", "hours", "desks", "text", "english", "why",
        "wins", "made_by", "made_us", "ended_by", "ended_us", "replaced",
    ),
)  # fmt: skip
_COUNTER: Final = "PRAGMA data_version"
"""Another one whenever the file was written by another connection; our own counts what it does."""


class ChangeRefused(HubError):
    """A change that isn't made; nothing has changed."""

    def __init__(self, *faults: ChangeFault) -> None:
        super().__init__(", ".join(f"{fault.place}: {fault.wrong}" for fault in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Seen:
    """As of when the calendar was looked at."""

    by: Lent
    counters: tuple[int, int]

    def is_as(self, other: "Seen | None") -> bool:
        """Tell whether nobody has written since another look, by the same connection."""
        return other is not None and self.by is other.by and self.counters == other.counters


@dataclass(frozen=True, slots=True)
class Judged:
    """By what a change is judged: its space as hub.toml has it, and the local day."""

    space: SpaceConfig
    today: date
    may_correct: bool = False
    """Whether somebody has said that figures of the past may become others."""
    hides_desks: bool = False
    """Whether who asks may not see single desks, so that desks of the past stay as they were."""


class CalendarMemory:
    """Reads and writes what was set. Every call raises BookUnavailable."""

    def __init__(self, book: Transactions) -> None:
        self._book = book

    def all(self) -> Sequence[CalendarChange]:
        """Return everything that was ever set, also what was taken back, oldest day first."""
        with self._book.transaction() as db:
            return _all(db)[0]

    def damaged_count(self) -> int:
        """Count the rows that can't be read any more."""
        with self._book.transaction() as db:
            return _all(db)[1]

    def follow(
        self, before: Seen | None, put: Callable[[Sequence[CalendarChange], int], object]
    ) -> Seen:
        """Hand on what is set, and how many rows are damaged, if it may be another than before.

        Nobody writes meanwhile, so that what is handed on last is the newest.
        """
        with self._book.transaction() as db:
            seen = Seen(db, (scalar(db, _COUNTER), db.total_changes))
            if not seen.is_as(before):
                put(*_all(db))
            return seen

    def add(self, change: CalendarChange, judged: Judged) -> CalendarChange:
        """Set something, and return it with its id. Raises ChangeRefused."""
        with self._book.transaction() as db:
            return _added(db, change, judged, None)

    def edit(self, before: str, change: CalendarChange, judged: Judged) -> CalendarChange:
        """Set something in the place of another. Raises ChangeRefused, also if that is gone."""
        with self._book.transaction() as db:
            standing = _standing(db, before, change.space)
            _end(db, standing, change.by, change.made_us)
            return _added(db, replace(change, replaced=before), judged, standing)

    def take_back(self, change: str, by: str, now_us: int, judged: Judged) -> CalendarChange | None:
        """Take something back, from today on; where it may correct the past, wholly.

        Returns what stays of it. Raises ChangeRefused if it is gone, or if nothing of it is left
        to be taken back without correcting the past.
        """
        with self._book.transaction() as db:
            standing = _standing(db, change, judged.space.id)
            rest = None if _may_correct(standing, judged) else _rest(standing, judged)
            _end(db, standing, by, now_us)
            append(
                db, now_us, by, Action.CALENDAR_TAKEN_BACK,
                subject=standing.id, space=standing.space, detail=_detail(standing),
            )  # fmt: skip
            if rest is None:
                return None
            kept = replace(rest, id=_new_id(), replaced=standing.id, made_us=now_us, by=by)
            db.execute(CALENDAR_CHANGE.insert, _row(kept))
            return kept


def _may_correct(standing: CalendarChange, judged: Judged) -> bool:
    return judged.may_correct and not _hides(standing, judged)


def _hides(standing: CalendarChange, judged: Judged) -> bool:
    return judged.hides_desks and standing.kind is ChangeKind.DESKS


def _rest(standing: CalendarChange, judged: Judged) -> CalendarChange | None:
    rest = rest_of(standing, judged.today)
    if rest == standing and standing.is_figure:
        wrong = Wrong.DESKS_OF_PAST if _hides(standing, judged) else Wrong.CORRECTS_PAST
        raise ChangeRefused(ChangeFault(Place.PAST, wrong, day=standing.first))
    return rest if standing.is_figure else None


def _added(
    db: Lent, change: CalendarChange, judged: Judged, before: CalendarChange | None
) -> CalendarChange:
    found = tuple(
        faults_in(
            change,
            judged.space,
            _all(db)[0],
            judged.today,
            instead_of=before,
            may_correct=judged.may_correct,
            hides_desks=judged.hides_desks,
        )
    )
    if found:
        raise ChangeRefused(*found)
    made = replace(change, id=_new_id())
    db.execute(CALENDAR_CHANGE.insert, _row(made))
    action = Action.CALENDAR_SET if before is None else Action.CALENDAR_EDITED
    append(
        db, made.made_us, made.by, action, subject=made.id, space=made.space, detail=_detail(made)
    )
    return made


def _standing(db: Lent, change: str, space: str) -> CalendarChange:
    found = next((each for each in _all(db)[0] if each.id == change and each.space == space), None)
    if found is None or not found.holds:
        raise ChangeRefused(ChangeFault(Place.ALL, Wrong.CHANGED_MEANWHILE, found))
    return found


def _end(db: Lent, change: CalendarChange, by: str, now_us: int) -> None:
    db.execute(CALENDAR_CHANGE.put, _row(replace(change, ended_by=by, ended_us=now_us)))


def _new_id() -> str:
    return f"c-{new_handle()}"


def _detail(change: CalendarChange) -> str:
    return f"{change.kind} {change.first} {change.last}"


def _all(db: Lent) -> tuple[list[CalendarChange], int]:
    rows = db.execute(f"{CALENDAR_CHANGE.select} ORDER BY first_day, made_us, change").fetchall()
    sound = [_change(row) for row in rows if is_whole(row) and row["kind"] in _KINDS]
    return sound, len(rows) - len(sound)


_KINDS: Final = frozenset(kind.value for kind in ChangeKind)


def _row(change: CalendarChange) -> dict[str, object]:
    return with_check(
        {
            "change": change.id,
            "space": change.space,
            "kind": change.kind.value,
            "first_day": change.first.isoformat(),
            "last_day": change.last.isoformat(),
            "hours": ",".join(map(_span, change.hours)),
            "desks": ",".join(change.desks),
            "text": change.text,
            "english": change.english,
            "why": change.why,
            "wins": int(change.wins),
            "made_by": change.by,
            "made_us": change.made_us,
            "ended_by": change.ended_by,
            "ended_us": change.ended_us,
            "replaced": change.replaced,
        }
    )


def _span(hours: Hours) -> str:
    return f"{_time(hours.start_min)}-{_time(hours.end_min)}"


def _time(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _change(row: Mapping[str, Any]) -> CalendarChange:
    return CalendarChange(
        id=row["change"],
        space=row["space"],
        kind=ChangeKind(row["kind"]),
        first=date.fromisoformat(row["first_day"]),
        last=date.fromisoformat(row["last_day"]),
        hours=parse_hours(row["hours"]) if row["hours"] else (),
        desks=tuple(row["desks"].split(",")) if row["desks"] else (),
        text=row["text"],
        english=row["english"],
        why=row["why"],
        wins=bool(row["wins"]),
        by=row["made_by"],
        made_us=row["made_us"],
        ended_us=row["ended_us"],
        ended_by=row["ended_by"],
        replaced=row["replaced"],
    )


def read_changes(path: Path) -> Sequence[CalendarChange]:
    """Read what was set beside a hub that may be serving; nothing where there is no book yet.

    Raises BookUnavailable.
    """
    if not path.exists():
        return ()
    with closing(BookFile.read(path)) as book:
        return CalendarMemory(book).all()


def as_set(config: HubConfig, path: Path) -> HubConfig:
    """Return a configuration with what people have set above it, and calendars below that.

    Raises BookUnavailable.
    """
    changes, closures, handovers = read_changes(path), read_closures(path), read_handovers(path)
    spaces = tuple(
        applied(
            closed_by(handover_change.applied(space, handovers), closures.get(space.id, ())),
            changes,
        )
        for space in config.spaces
    )
    return config if spaces == config.spaces else config.model_copy(update={"spaces": spaces})
