"""A damaged book: moved aside whole, and another one begun with every row of it that is whole.

    book.db ─▶ rows whose sum fits ─▶ book.db.salvaging        book.db ─▶ book.db.damaged-…
                                      book.db.salvaging ─▶ book.db

The new one is finished before it takes the place, so that no power cut makes a book that has
forgotten that one was damaged. Of a month that was published, all is taken over or nothing: an
edition that was replaced never comes back. Header and schema are read as far as possible.

Nobody gets a right by it: sessions, open links and mail with them are left behind, so that none is
there again that was ended, and so are roles and ways in of somebody whose row is damaged. Of whom
the app that shows codes is damaged, the password stays behind. The audit log says it.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Final

from hub.book.agent_handovers import AGENT_HANDOVER
from hub.book.alarm_messages import ALARM_MESSAGE, ALARM_TOLD, about
from hub.book.alarm_ways import ALARM_ADDRESS, ALARM_WAY
from hub.book.assignments import ASSIGNMENT
from hub.book.audit_log import AUDIT_ENTRY, append
from hub.book.calendar_changes import CALENDAR_CHANGE
from hub.book.calendar_feeds import OF_FEEDS
from hub.book.care import CARE
from hub.book.care_answers import CARE_ANSWER
from hub.book.damage import move_aside
from hub.book.failed_sign_ins import FAILED_SIGN_IN
from hub.book.file import SALVAGING, BookFile, Lent, SqlError, in_memory, locked
from hub.book.outgoing import INVITING, OUTGOING
from hub.book.outside_identities import OUTSIDE_IDENTITY
from hub.book.passwords import PASSWORD
from hub.book.people import PERSON, PERSON_ROLE
from hub.book.published import CELL, MONTH, SALVAGE, SMALL_COUNT, note_salvage
from hub.book.row import is_whole
from hub.book.scheduled import SCHEDULED
from hub.book.second_factors import CODE_APP
from hub.book.sign_doubts import SIGN_DOUBT
from hub.book.tables import Table
from hub.book.targets import TARGET
from hub.book.tokens import API_TOKEN
from hub.book.ways_in import OF_PEOPLE
from hub.book.week_mail import WEEK_MAIL_KEY, WEEK_MAILED, WEEK_SUBSCRIPTION
from hub.domain.audit_chain import Action
from hub.errors import BookUnavailable

_OF_WAYS: Final = (ALARM_ADDRESS, ALARM_TOLD, ALARM_MESSAGE)
"""Tables whose rows are nothing without the row of a way, and may be secrets."""
_SIMPLE: Final = (
    CARE, ASSIGNMENT, SMALL_COUNT, SALVAGE, SIGN_DOUBT, TARGET, OUTGOING, SCHEDULED,
    API_TOKEN, AUDIT_ENTRY, AGENT_HANDOVER, CALENDAR_CHANGE, FAILED_SIGN_IN, *OF_FEEDS,
    WEEK_MAILED, WEEK_MAIL_KEY, CARE_ANSWER,
    *_OF_WAYS,
)  # fmt: skip
"""Tables of which a row stands for itself."""
_OF_PEOPLE: Final = (PERSON_ROLE, *OF_PEOPLE, OUTSIDE_IDENTITY, WEEK_SUBSCRIPTION, ALARM_WAY)
"""Tables whose rows are nothing without the row of a person."""
_HEADER: Final = 100
_PAGE: Final = 4096
_PAGES_AT: Final = slice(28, 32)
_FREE_AT: Final = slice(32, 40)
Row = Mapping[str, Any]


def salvage(path: Path, now_us: int, *, is_ours: bool) -> Path:
    """Put a book of what is whole in the place of a damaged one, and return where that is now.

    Raises BookUnavailable, and then everything is as it was.
    """
    made = path.with_name(path.name + SALVAGING)
    with closing(locked(path)):
        try:
            _delete(made)
            _make(made, path, now_us)
            aside = move_aside(path, now_us, is_ours=is_ours)
            made.rename(path)
        except OSError as error:
            raise BookUnavailable(f"{path}: {error.strerror}") from None
        finally:
            if path.exists():
                _delete(made)
    return aside


def _delete(made: Path) -> None:
    for end in ("", "-journal", ".lock"):
        with suppress(OSError):
            made.with_name(made.name + end).unlink()


def _make(made: Path, path: Path, now_us: int) -> None:
    with closing(BookFile.own(made)) as book:
        damaged = _opened(path.read_bytes(), made.read_bytes())
        tables = (*_SIMPLE, PERSON, *_OF_PEOPLE, MONTH, CELL)
        found = {table: _Found(damaged, table) for table in tables}
        damaged.close()
        with book.transaction() as db:
            for table in _SIMPLE:
                _add(db, table, found[table].whole)
            db.execute(f"DELETE FROM {OUTGOING.name} WHERE about LIKE ?", (f"{INVITING}%",))
            known = _Editions(found[MONTH], found[CELL])
            for table in (MONTH, CELL):
                _add(db, table, [row for row in found[table].whole if known.is_kept(row)])
            _add_people(db, found)
            append(db, now_us, "", Action.BOOK_SALVAGED)
            note_salvage(db)


def _add_people(db: Lent, found: Mapping[Table, "_Found"]) -> None:
    """Take over whoever is whole, with what they are; of two under one name the first."""
    named = {row["name_key"]: row for row in reversed(found[PERSON].whole)}
    known = {row["person"] for row in named.values()}
    _add(db, PERSON, list(named.values()))
    without_app = {row.get("person") for row in found[CODE_APP].damaged}
    for table in _OF_PEOPLE:
        # whose app is lost has a password that would open without it
        taken = known - without_app if table is PASSWORD else known
        _add(db, table, [row for row in found[table].whole if row["person"] in taken])
    _leave_out_ways(db)


def _leave_out_ways(db: Lent) -> None:
    """Leave out what is of ways that aren't there: nobody could remove their addresses any more."""
    ways = f"SELECT way FROM {ALARM_WAY.name}"
    for table in _OF_WAYS:
        db.execute(f"DELETE FROM {table.name} WHERE way NOT IN ({ways})")
    of_ways = f"about LIKE '{about('%')}' AND about NOT IN (SELECT '{about('')}' || way FROM"
    db.execute(f"DELETE FROM {OUTGOING.name} WHERE {of_ways} {ALARM_WAY.name})")


def _add(db: Lent, table: Table, rows: Sequence[Row]) -> None:
    db.executemany(table.insert, [dict(row) for row in rows])


def _opened(damaged: bytes, new: bytes) -> Lent:
    """Open what is there in memory, under the header of a new book; what is free is left out."""
    content = bytearray(damaged + bytes(-len(damaged) % _PAGE))
    content[:_HEADER] = new[:_HEADER]
    content[_PAGES_AT] = (len(content) // _PAGE).to_bytes(4, "big")
    content[_FREE_AT] = bytes(8)
    return in_memory(bytes(content))


class _Found:
    """What can be read of one table: from the front up to a damaged page, then from the back."""

    def __init__(self, damaged: Lent, table: Table) -> None:
        self._table = table
        self._keys = table.key
        self.whole: list[Row] = []
        self.damaged: list[Row] = []
        self.last: Row | None = None
        """The last one before a damaged page: what would follow it isn't known."""
        self._seen: set[tuple[Any, ...]] = set()
        if self._is_cut(damaged, "ASC"):
            self.last = next(reversed(self.whole), None)
            self._is_cut(damaged, "DESC")

    def _is_cut(self, damaged: Lent, order: str) -> bool:
        by = ", ".join(f"{name} {order}" for name in self._keys)
        try:
            rows = damaged.execute(f"{self._table.select} ORDER BY {by}")
            names = [column[0] for column in rows.description]
            for row in rows:
                self._take(dict(zip(names, row, strict=True)))
        except SqlError:
            return True
        return False

    def _take(self, row: Row) -> None:
        if not is_whole(row):
            self.damaged.append(row)
        elif (key := tuple(row[name] for name in self._keys)) not in self._seen:
            self._seen.add(key)
            self.whole.append(row)


class _Editions:
    """Which months are taken over: those whose newest edition is known, and is whole."""

    def __init__(self, heads: _Found, cells: _Found) -> None:
        self._heads = {_edition(row) for row in heads.whole}
        self._newest: dict[tuple[Any, Any], int] = {}
        for row in (*heads.whole, *heads.damaged, *cells.whole, *cells.damaged):
            for month, edition in _named(row):
                self._newest[month] = max(edition, self._newest.get(month, 0))
        self._doubted = {_edition(each)[:2] for each in (heads.last,) if each is not None}

    def is_kept(self, row: Row) -> bool:
        """Tell whether a head or a cell is of a month that is taken over, and has its head."""
        space, month, edition = _edition(row)
        if (space, month) in self._doubted or (space, month, edition) not in self._heads:
            return False
        return (space, month, self._newest[space, month]) in self._heads


def _edition(row: Row) -> tuple[Any, Any, Any]:
    return row["space"], row["month"], row["edition"]


def _named(row: Row) -> Iterator[tuple[tuple[Any, Any], int]]:
    """Yield what a row says of its month, be it damaged."""
    space, month, edition = (row.get(name) for name in ("space", "month", "edition"))
    if isinstance(edition, int):
        yield (space, month), edition
