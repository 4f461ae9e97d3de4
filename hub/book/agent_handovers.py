"""The memory of who watches in whose place, as people say it above hub.toml.

Nothing is ever deleted here: history is made of it. Whoever adds has seen all that there was, and
what is taken back stays, as taken back. It judges nothing (hub/domain/handover_request.py does);
each change stands in the audit log, in the same transaction.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from hub.book.assignments import ASSIGNMENT
from hub.book.audit_log import append
from hub.book.file import BookFile, Lent
from hub.book.published import Transactions
from hub.book.row import whole, with_check
from hub.book.tables import Table
from hub.domain.audit_chain import Action
from hub.domain.handover_change import HandoverChange, TakenBack, UnitName
from hub.domain.handover_request import time_asked
from hub.domain.space import EarlierAgent
from hub.errors import HubError

AGENT_HANDOVER: Final = Table(
    "agent_handover",
    ("handover", "kind", "unit"),
    (
        *("space", "before_agent", "after_agent", "from_local"),
        *("made_by", "made_us", "why", "taken_back_by", "taken_back_us"),
    ),
)
_MINUTES: Final = "%Y-%m-%dT%H:%M"


class HandoversChanged(HubError):
    """Somebody else has changed them meanwhile."""


class HandoverMemory:
    """Reads and writes what is remembered. Every call raises BookUnavailable."""

    def __init__(self, book: Transactions) -> None:
        self._book = book

    def all(self) -> Sequence[HandoverChange]:
        """Return all, also what was taken back, in the order in which it was said.

        Damaged rows are left out: what was said of other desks at the same time stands.
        """
        with self._book.transaction() as db:
            return _all(db)

    def hand_on(self, put: Callable[[Sequence[HandoverChange]], object]) -> None:
        """Hand all on; nobody writes meanwhile, so that what is handed on last is the newest."""
        with self._book.transaction() as db:
            put(_all(db))

    def add(self, change: HandoverChange, seen: Sequence[HandoverChange]) -> None:
        """Remember a change of whoever has seen all that there are of the space.

        Raises HandoversChanged where there are others by now, and changes nothing then.
        """
        with self._book.transaction() as db:
            _require_same(db, seen, change.space)
            db.executemany(AGENT_HANDOVER.insert, list(_rows(change)))
            _append(db, Action.DEVICE_REPLACED, change, change.made_us, change.made_by)

    def take_back(
        self, change: HandoverChange, seen: Sequence[HandoverChange], by: str, now_us: int
    ) -> None:
        """Let a change hold no more; that the new agent was to watch is forgotten, too.

        Raises HandoversChanged, as `add` does.
        """
        with self._book.transaction() as db:
            _require_same(db, seen, change.space)
            ended = replace(change, taken_back=TakenBack(by, now_us))
            db.executemany(AGENT_HANDOVER.put, list(_rows(ended)))
            db.executemany(ASSIGNMENT.delete, list(_assigned(change)))
            _append(db, Action.REPLACEMENT_TAKEN_BACK, change, now_us, by)


def _require_same(db: Lent, seen: Sequence[HandoverChange], space: str) -> None:
    present = [change for change in _all(db) if change.space == space]
    if present != [change for change in seen if change.space == space]:
        raise HandoversChanged("who watches what was changed meanwhile")


def _append(db: Lent, action: Action, change: HandoverChange, at_us: int, by: str) -> None:
    said = f"{change.before} {change.after} {change.from_wall:{_MINUTES}}"
    append(db, at_us, by, action, subject=change.id, space=change.space, detail=said)


def _rows(change: HandoverChange) -> Iterator[dict[str, object]]:
    back = change.taken_back
    for name in change.units:
        yield with_check(
            {
                "handover": change.id,
                "kind": name.kind,
                "unit": name.id,
                "space": change.space,
                "before_agent": change.before,
                "after_agent": change.after,
                "from_local": f"{change.from_wall:{_MINUTES}}",
                "made_by": change.made_by,
                "made_us": change.made_us,
                "why": change.why,
                "taken_back_by": "" if back is None else back.by,
                "taken_back_us": None if back is None else back.at_us,
            }
        )


def _assigned(change: HandoverChange) -> Iterator[dict[str, str]]:
    for name in change.units:
        yield {
            "space": change.space,
            "kind": name.kind,
            "unit": name.id,
            "agent": change.after,
        }


def _all(db: Lent) -> tuple[HandoverChange, ...]:
    rows = whole(db.execute(f"{AGENT_HANDOVER.select} {AGENT_HANDOVER.by_key}"))
    changes = _joined(change for row in rows if (change := _change(row)) is not None)
    return tuple(sorted(changes, key=lambda change: (change.made_us, change.id)))


def _joined(singles: Iterable[HandoverChange]) -> Iterable[HandoverChange]:
    """Join what was said at once, in the order of its units."""
    by_id: dict[str, HandoverChange] = {}
    for each in singles:
        known = by_id.get(each.id)
        units = each.units if known is None else (*known.units, *each.units)
        by_id[each.id] = replace(each, units=units)
    return by_id.values()


def _change(row: Mapping[str, Any]) -> HandoverChange | None:
    """Read a row; None where hub.toml could say no such thing."""
    try:
        return _read(row)
    except (ValidationError, ValueError, TypeError, AttributeError):
        return None


def _read(row: Mapping[str, Any]) -> HandoverChange | None:
    day, _, time = row["from_local"].partition("T")
    until = time_asked(day, time)
    if until is None:
        return None
    before = EarlierAgent(agent=row["before_agent"], until=until)
    after = EarlierAgent(agent=row["after_agent"], until=until)
    back_us = row["taken_back_us"]
    if before.agent == after.agent:
        return None
    return HandoverChange(
        id=row["handover"],
        space=row["space"],
        units=(UnitName(row["kind"], row["unit"]),),
        before=before.agent,
        after=after.agent,
        from_wall=until,
        made_by=row["made_by"],
        made_us=row["made_us"],
        why=row["why"],
        taken_back=None if back_us is None else TakenBack(row["taken_back_by"], back_us),
    )


def read_handovers(path: Path) -> Sequence[HandoverChange]:
    """Read them beside a hub that may be serving; none where there is no book yet.

    Raises BookUnavailable.
    """
    if not path.exists():
        return ()
    with closing(BookFile.read(path)) as book:
        return HandoverMemory(book).all()
