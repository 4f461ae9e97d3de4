"""The memory of ways by which people are told of what needs care, and what each wants to hear.

A change and its entry in the audit log are one transaction; the log says which way and of which
sort, and no address. Addresses but those of mail stand in a table of their own, which is in no
export: after an import such a way leads nowhere, and says so. An address never changes: who has
another one makes another way, which is told anew of all that lasts. A damaged row is no way.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from contract.care import Severity
from hub.book.alarm_messages import ALARM_MESSAGE, ALARM_TOLD, about, drop_waiting, untell_waiting
from hub.book.audit_log import append
from hub.book.file import Lent, scalar
from hub.book.one_way import new_handle
from hub.book.outgoing import delete_about
from hub.book.published import Transactions
from hub.book.row import whole, with_check
from hub.book.tables import Table
from hub.domain.alarm import Rule
from hub.domain.alarm_way import (
    MOST_WAYS,
    Address,
    AlarmWay,
    WayReason,
    WayRefused,
    WaySort,
    shown_of,
)
from hub.domain.audit_chain import Action

ALARM_WAY: Final = Table(
    "alarm_way",
    ("way",),
    (
        *("person", "sort", "shown", "language", "is_on", "severity", "kinds", "spaces"),
        *("always", "after_us", "repeat_us", "raise_us", "raise_to", "made_us"),
    ),
)
ALARM_ADDRESS: Final = Table("alarm_address", ("way",), ("address",))
MOST_NEW_A_DAY: Final = 20
"""So many ways may somebody add within a day: an address that was typed may be a stranger's."""
_DAY_US: Final = 86_400 * 1_000_000
_ADDED: Final = (
    "SELECT count(*) FROM audit_entry WHERE actor = ? AND action = ? AND at_us BETWEEN ? AND ?"
)
_ALL: Final = "*"
_HUB: Final = "-"
"""Stands for the hub itself, whose space is called ''."""


class AlarmWayMemory:
    """Reads and writes ways. Every call raises BookUnavailable."""

    def __init__(self, book: Transactions) -> None:
        self._book = book

    def all(self) -> Sequence[AlarmWay]:
        """Return every way, the oldest first."""
        with self._book.transaction() as db:
            return read_ways(db)

    def of_person(self, person: str) -> Sequence[AlarmWay]:
        """Return somebody's ways, the oldest first."""
        return [each for each in self.all() if each.rule.person == person]

    def one(self, person: str, handle: str) -> AlarmWay | None:
        """Return one way of a person; None: they have none of that handle."""
        return next((each for each in self.of_person(person) if each.handle == handle), None)

    def address(self, way: AlarmWay) -> Address | None:
        """Return where a way leads; None: it isn't known, for it was lost or left out."""
        with self._book.transaction() as db:
            return address_in(db, way)

    def add(
        self, rule: Rule, sort: WaySort, address: Address, language: str, now_us: int
    ) -> AlarmWay:
        """Keep a new way, under a handle of its own.

        Raises WayRefused if there are too many, or too many were added today.
        """
        way = AlarmWay(
            replace(rule, way=new_handle()), sort, shown_of(sort, address), language, now_us
        )
        with self._book.transaction() as db:
            own = [each for each in read_ways(db) if each.rule.person == rule.person]
            if len(own) >= MOST_WAYS:
                raise WayRefused("", WayReason.TOO_MANY)
            today = (rule.person, Action.ALARM_ADDED.value, now_us - _DAY_US, now_us)
            if scalar(db, _ADDED, today) >= MOST_NEW_A_DAY:
                raise WayRefused("", WayReason.TOO_OFTEN)
            db.execute(ALARM_WAY.insert, _row(way))
            if sort is not WaySort.MAIL:
                db.execute(ALARM_ADDRESS.insert, _address_row(way.handle, address))
            append(
                db, now_us, rule.person, Action.ALARM_ADDED, subject=way.handle, detail=sort.value
            )
        return way

    def change(self, way: AlarmWay, now_us: int) -> None:
        """Keep what a way is to be told from now on; its address stays.

        One that is switched off drops what waits. One that is gone meanwhile stays gone.
        """
        with self._book.transaction() as db:
            before = next((each for each in read_ways(db) if each.handle == way.handle), None)
            if before is None or before.rule.person != way.rule.person:
                return
            db.execute(ALARM_WAY.put, _row(way))
            if not way.rule.is_on:
                drop_waiting(db, way.handle, now_us)
            said = f"{way.sort} {'on' if way.rule.is_on else 'off'}"
            append(
                db, now_us, way.rule.person, Action.ALARM_CHANGED, subject=way.handle, detail=said
            )

    def remove(self, way: AlarmWay, now_us: int) -> None:
        """Forget a way with all that was told by it, and mail that names its address."""
        with self._book.transaction() as db:
            _forget(db, way.handle)
            append(
                db, now_us, way.rule.person, Action.ALARM_REMOVED, subject=way.handle,
                detail=way.sort.value,
            )  # fmt: skip


def read_ways(db: Lent) -> list[AlarmWay]:
    """Read every way in somebody's transaction, the oldest first; none of a later version."""
    rows = whole(db.execute(f"{ALARM_WAY.select} ORDER BY made_us, way"))
    return [_way(row) for row in rows if _is_known(row)]


def address_in(db: Lent, way: AlarmWay) -> Address | None:
    """Read where a way leads in somebody's transaction; None: it isn't known."""
    if way.sort is WaySort.MAIL:
        return {"address": way.shown}
    rows = whole(db.execute(f"{ALARM_ADDRESS.select} WHERE way = ?", (way.handle,)))
    return next((json.loads(row["address"]) for row in rows), None)


def renew_alarms_of(db: Lent, person: str, now_us: int) -> None:
    """Drop what waits for a person whose rights are others, in that transaction.

    It may say what they mustn't know any more; of what they still may they are told anew.
    """
    for way in read_ways(db):
        if way.rule.person == person:
            untell_waiting(db, way.handle)
            drop_waiting(db, way.handle, now_us)


def forget_ways_of(db: Lent, person: str) -> None:
    """Forget all ways of a person, in the transaction that removes them, be a row damaged."""
    found = db.execute("SELECT way FROM alarm_way WHERE person = ?", (person,)).fetchall()
    for row in found:
        _forget(db, row["way"])


def _forget(db: Lent, handle: str) -> None:
    for table in (ALARM_WAY, ALARM_ADDRESS, ALARM_TOLD, ALARM_MESSAGE):
        db.execute(f"DELETE FROM {table.name} WHERE way = ?", (handle,))
    delete_about(db, about(handle))


def _is_known(row: Mapping[str, Any]) -> bool:
    return row["sort"] in tuple(WaySort) and row["severity"] in tuple(Severity)


def _address_row(handle: str, address: Address) -> dict[str, object]:
    return with_check({"way": handle, "address": json.dumps(dict(address), sort_keys=True)})


def _row(way: AlarmWay) -> dict[str, object]:
    rule = way.rule
    return with_check(
        {
            "way": rule.way,
            "person": rule.person,
            "sort": way.sort.value,
            "shown": way.shown,
            "language": way.language,
            "is_on": int(rule.is_on),
            "severity": rule.severity.value,
            "kinds": ",".join(sorted(rule.kinds)),
            "spaces": _written(rule.spaces),
            "always": int(rule.always),
            "after_us": rule.after_us,
            "repeat_us": rule.repeat_us,
            "raise_us": rule.raise_us,
            "raise_to": rule.raise_to,
            "made_us": way.made_us,
        }
    )


def _way(row: Mapping[str, Any]) -> AlarmWay:
    spaces = frozenset("" if each == _HUB else each for each in _parts(row["spaces"]))
    rule = Rule(
        way=row["way"],
        person=row["person"],
        severity=Severity(row["severity"]),
        kinds=_parts(row["kinds"]),
        spaces=None if row["spaces"] == _ALL else spaces,
        always=bool(row["always"]),
        after_us=row["after_us"],
        repeat_us=row["repeat_us"],
        raise_us=row["raise_us"],
        raise_to=row["raise_to"],
        is_on=bool(row["is_on"]),
    )
    return AlarmWay(rule, WaySort(row["sort"]), row["shown"], row["language"], row["made_us"])


def _written(spaces: frozenset[str] | None) -> str:
    return _ALL if spaces is None else ",".join(sorted(each or _HUB for each in spaces))


def _parts(text: str) -> frozenset[str]:
    return frozenset(part for part in text.split(",") if part)
