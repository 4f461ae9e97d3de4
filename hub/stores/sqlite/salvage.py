"""A damaged store: set aside whole, and another one begun with every row of it that is sound.

    hub.db ─▶ rows, by SQLite or from its pages ─▶ those whose sum fits ─▶ hub.db.salvaging
    hub.db ─▶ hub.db.damaged-1            hub.db.salvaging ─▶ hub.db, of a new store id

The new id makes every edge send again what it still holds: events that were damaged come back. What
is lost of slots the roll-up makes anew as far as there are events, and else as unknown. The file
set aside holds single events, and goes when they are due, as copies do.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import groupby, islice
from pathlib import Path
from typing import Final

from hub.domain.seq_ranges import Span, intersection, spans_of, union
from hub.domain.trusted_time import FUTURE_US
from hub.errors import StoreDamaged, StoreUnavailable
from hub.stores.protocol import Damage
from hub.stores.sqlite.check_sums import COLUMNS, EARLIER_COLUMNS, is_sound, sound, with_sum
from hub.stores.sqlite.copies import (
    bring_to_disk,
    has_room,
    move_aside,
    next_aside,
    note_age,
)
from hub.stores.sqlite.earlier_desks import make_room, pack
from hub.stores.sqlite.file import SqliteFile
from hub.stores.sqlite.pages import Record, records
from hub.stores.sqlite.schema import (
    IS_PACKED,
    NUMBERED,
    OWN_NUMBER,
    Fate,
    oldest_raw,
)

log = logging.getLogger(__name__)

Row = tuple[object, ...]
_COLUMNS: Final = {**COLUMNS, **EARLIER_COLUMNS}
SALVAGING: Final = ".salvaging"
"""What an unfinished new store is called."""
SALVAGED: Final = ".salvaged"
"""What a finished one is called until it takes its place."""
NOTE_DAMAGE: Final = "INSERT INTO damage (found_us, aside, said, kept, set_aside, check_sum)"
_ROWS_AT_ONCE: Final = 500
_MOST_CHARS: Final = 200
_MADE_ANEW: Final = ("store", "rolled", "damage", "day_sum")
"""A store id is never used twice, the roll-up passes over everything again, and sums of days are
made of the slots that are left."""
_STRANDED: Final = (
    "DELETE FROM epoch WHERE agent_id NOT IN (SELECT id FROM agent)",
    "DELETE FROM seqs WHERE epoch_id NOT IN (SELECT id FROM epoch)",
    "DELETE FROM touched WHERE epoch_id NOT IN (SELECT id FROM epoch)",
    "DELETE FROM event WHERE (epoch_id, agent_id) NOT IN (SELECT id, agent_id FROM epoch)",
)
_WAS_DELETED: Final = """
SELECT EXISTS (SELECT 1 FROM deletion WHERE events > 0 AND at_us <= ?)
OR NOT EXISTS (SELECT 1 FROM deletion UNION ALL SELECT 1 FROM taken_back)
AND EXISTS (SELECT 1 FROM slot WHERE occupied_us + free_us > 0
AND start_us + 900000000 < (SELECT min(at_us) FROM event))
"""
"""Whether events were deleted for their age: the log of it says so, or has got lost.

What the log dates in the future a wrong clock has deleted: that can still be taken back.
"""
_ARE_SOME_GONE: Final = """
SELECT EXISTS (
    SELECT 1 FROM deletion WHERE events > 0 UNION ALL SELECT 1 FROM taken_back WHERE events > 0
)
"""
"""Whether events were deleted, rightly or by a wrong clock."""
_LOST_LOG_US: Final = 7 * 24 * 3600 * 1_000_000
"""More than a page of that log, one row an hour."""


def salvage(path: Path, said: str, now_us: int, *, is_readable: bool = True) -> Damage:
    """Put a store of what is sound in the place of a damaged one. Nobody else may have it open.

    `is_readable`: SQLite can be trusted to give every row. Raises StoreUnavailable, and then
    everything is as it was.
    """
    said = " ".join(said.split())[:_MOST_CHARS]
    if not has_room(path):
        raise StoreUnavailable(f"{path}: damaged ({said}), and no room to begin another")
    made = path.with_name(path.name + SALVAGING)
    try:
        damage, oldest_us = _made(path, made, said, now_us, is_readable=is_readable)
        bring_to_disk(made)
        made.rename(path.with_name(path.name + SALVAGED))
        aside = move_aside(path)
        finish_salvage(path)
        if oldest_us is not None:
            note_age(aside, oldest_us)
    except OSError as error:
        raise StoreUnavailable(f"{path}: damaged ({said}): {error}") from error
    finally:
        _delete_beside(path, SALVAGING)
    log.error(
        "%s: damaged (%s): set aside as %s, another begun with %d sound rows, without %d; the"
        " edges send again what they hold",
        path,
        said,
        damage.aside,
        damage.kept_count,
        damage.aside_count,
    )
    return damage


def finish_salvage(path: Path) -> None:
    """Give a finished new store its place, if the old one has left it. Raises OSError."""
    finished = path.with_name(path.name + SALVAGED)
    if finished.exists() and not path.exists():
        finished.rename(path)
        bring_to_disk(path.parent)


def _delete_beside(path: Path, *suffixes: str) -> None:
    """Delete what is left of a salvage that didn't end. Raises OSError."""
    beside = tuple(path.name + suffix for suffix in suffixes)
    for part in list(path.parent.iterdir()):
        if part.name.startswith(beside):
            part.unlink()


def _made(
    path: Path, made: Path, said: str, now_us: int, *, is_readable: bool
) -> tuple[Damage, int | None]:
    """Make the new store; also return when the oldest of what is raw in it was."""
    _delete_beside(path, SALVAGING, SALVAGED)
    with closing(SqliteFile.make(made)) as file:
        taking = _Taking(file)
        file.transact(lambda: make_room(file))
        file.transact(lambda: taking.take(_rows(path, is_readable=is_readable)))
        damage = Damage(now_us, next_aside(path).name, said, taking.kept, taking.aside)
        file.transact(lambda: _mend(file, damage))
        return damage, file.number(oldest_raw(is_packed=True))


def _rows(path: Path, *, is_readable: bool) -> Iterator[tuple[str, Row] | None]:
    """Yield every row that can be read, by table; None for one that is known not to be sound."""
    if not _has_sums(path):
        yield from _rows_without_sums(path)
        return
    if is_readable:
        try:
            yield from _rows_by_table(path)
        except StoreDamaged:
            is_readable = False  # what comes twice is kept once
    if not is_readable:
        yield from _sorted_out(records(path))


def _rows_by_table(path: Path) -> Iterator[tuple[str, Row] | None]:
    with closing(SqliteFile.open_as_it_is(path)) as file:
        absent = "desk_slot" if file.number(IS_PACKED) else "slot_desks"
        for table in [name for name in _COLUMNS if name != absent]:
            for row in file.rows(f"SELECT {', '.join(_names(table))} FROM {table}"):
                yield (table, row) if is_sound(table, *_summed(table, row)) else None


def _rows_without_sums(path: Path) -> Iterator[tuple[str, Row] | None]:
    """Yield the rows of a store from before there were sums: what can be read has to be believed.

    Of each table, from the front up to the damage, then from the back.
    """
    with closing(SqliteFile.open_as_it_is(path)) as file:
        for table in _COLUMNS:
            for order in ("ASC", "DESC"):
                try:
                    rows = file.rows(f"SELECT * FROM {table} ORDER BY 1 {order}")
                    yield from ((table, _with_sum(table, row)) for row in rows)
                except StoreDamaged:
                    continue
                break


def _with_sum(table: str, row: Row) -> Row:
    summed = with_sum(table, _summed(table, row))
    return (row[0], *summed) if table in OWN_NUMBER else summed


def _has_sums(path: Path) -> bool:
    """Tell a store of before there were sums, as far as it still says so."""
    try:
        with closing(SqliteFile.open_as_it_is(path)) as file:
            return file.number(_SUMLESS) is None
    except StoreDamaged:
        return True


_SUMLESS: Final = """
SELECT 1 FROM (SELECT sum(instr(sql, 'check_sum')) AS named FROM sqlite_schema) WHERE named = 0
"""


def _sorted_out(found: Iterable[Record | None]) -> Iterator[tuple[str, Row] | None]:
    """Give each record to the table of which its sum fits; entries of indexes are of none."""
    for record in found:
        if record is None:
            yield None
            continue
        tables = _tables_of(record)
        rows = ((table, _row(table, record)) for table in tables)
        sound = next((each for each in rows if is_sound(each[0], *_summed(*each))), None)
        if sound is not None or tables:
            yield sound


def _row(table: str, record: Record) -> Row:
    number, columns = record
    return (number, *columns[1:]) if table in NUMBERED else columns


def _tables_of(record: Record) -> list[str]:
    """Return the tables that have rows of this shape."""
    number, columns = record
    has_name_first = bool(columns) and isinstance(columns[0], str)
    return [
        table
        for table, names in _COLUMNS.items()
        if len(columns) == len(names) + 1 + (table in OWN_NUMBER)
        and (table in NUMBERED) == (number is not None)
        and (table not in _SHAPED_LIKE_AN_INDEX or has_name_first)
    ]


def _names(table: str) -> tuple[str, ...]:
    """Return a table's columns in their order."""
    own = ("id",) if table in OWN_NUMBER else ()
    return (*own, *_COLUMNS[table], "check_sum")


def _summed(table: str, row: Row) -> Row:
    """Leave out the number that only SQLite needs."""
    return row[1:] if table in OWN_NUMBER else row


class _Taking:
    """Takes sound rows over into a new store."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file
        self.kept = 0
        self.aside = 0

    def take(self, rows: Iterable[tuple[str, Row] | None]) -> None:
        """Write them, each once; of two that contradict each other neither."""
        for table, some in groupby(rows, key=lambda each: each[0] if each else None):
            if table is None:
                self.aside += sum(1 for _ in some)
            elif table not in _MADE_ANEW:
                self._take(table, (each[1] for each in some if each))

    def _take(self, table: str, rows: Iterator[Row]) -> None:
        while some := list(islice(rows, _ROWS_AT_ONCE)):
            written = self._write(table, some)
            if written < len(some):
                written += sum(self._settle(table, row) for row in some)
            self.kept += written

    def _write(self, table: str, rows: Sequence[Row]) -> int:
        names = ", ".join(_names(table))
        return self._file.insert(f"INSERT OR IGNORE INTO {table} ({names})", rows)

    def _settle(self, table: str, row: Row) -> int:
        """Delete a row that contradicts the one taken in its place."""
        names = _names(table)[:-1]
        same = " AND ".join(f"{name} IS ?" for name in names)
        if self._file.number(f"SELECT 1 FROM {table} WHERE {same}", row[:-1]):
            return 0
        key = _KEYS.get(table, names[:1])
        where = " AND ".join(f"{name} IS ?" for name in key)
        values = [row[names.index(name)] for name in key]
        return -self._file.change(f"DELETE FROM {table} WHERE {where}", values)


_SHAPED_LIKE_AN_INDEX: Final = ("store", "rolled", "slot_desks")
"""Tables as wide as the entries of an index that doesn't begin with a text."""
_KEYS: Final = {
    "seqs": ("epoch_id", "fate", "first"),
    "event": ("epoch_id", "seq"),
    "slot": ("space", "start_us"),
    "space_hour": ("space", "hour_of_week", "begin_us"),
    "desk_slot": ("space", "start_us", "place"),
    "slot_desks": ("space", "start_us"),
    "space_day": ("space", "day", "open"),
    "desk_day": ("space", "day", "desk", "open"),
    "ignored": ("space", "agent"),
    "quarantine": ("identity",),
}


def _mend(file: SqliteFile, damage: Damage) -> None:
    """Make what was taken over hang together again, within a transaction."""
    pack(file)
    for statement in _STRANDED:
        file.change(statement)
    latest_us = damage.found_us + FUTURE_US
    was_deleted = bool(file.number(_WAS_DELETED, (latest_us,)))
    are_some_gone = was_deleted or bool(file.number(_ARE_SOME_GONE))
    for epoch_id in [number for (number,) in file.rows("SELECT id FROM epoch")]:
        _mend_spans(file, epoch_id, was_deleted=are_some_gone)
    if was_deleted:
        _freeze(file, damage.found_us)
    row = (damage.found_us, damage.aside, damage.said, damage.kept_count, damage.aside_count)
    file.insert(NOTE_DAMAGE, [with_sum("damage", row)])


def _mend_spans(file: SqliteFile, epoch_id: int, *, was_deleted: bool) -> None:
    """Let no number count as stored whose event is gone, but for its age; nor one missing that is.

    Numbers below the first that is there may have been deleted for their age: those stand.
    """
    key = (epoch_id, Fate.STORED)
    said = [Span(*row) for row in file.rows(_SAID, key)]
    there = spans_of(seq for (seq,) in file.rows(_THERE, key[:1]))
    aged: tuple[Span, ...] = ()
    if was_deleted:
        before = [Span(1, there[0].first - 1)] if there else said
        aged = intersection(said, [span for span in before if len(span) > 0])
    true = union([*aged, *there])
    if true != tuple(said):
        file.change("DELETE FROM seqs WHERE epoch_id = ? AND fate = ?", key)
        rows = [with_sum("seqs", (*key, span.first, span.last)) for span in true]
        file.insert("INSERT INTO seqs", rows)


_THERE: Final = "SELECT seq FROM event WHERE epoch_id = ?"
_SAID: Final = "SELECT first, last FROM seqs WHERE epoch_id = ? AND fate = ? ORDER BY first"


_LOGGED: Final = f"SELECT max(before_us) FROM deletion WHERE {sound('deletion')} AND at_us <= ?"


def _freeze(file: SqliteFile, now_us: int) -> None:
    """Let no slot be made anew of events that were deleted, though the log of that has a hole."""
    oldest_us = file.number("SELECT min(at_us) FROM event")
    made_us = file.number("SELECT max(start_us) FROM slot")
    logged_us = file.number(_LOGGED, (now_us + FUTURE_US,))
    before_us = (made_us or 0) if oldest_us is None else oldest_us
    if logged_us is not None:
        before_us = max(logged_us, min(before_us, logged_us + _LOST_LOG_US))
    file.insert(
        "INSERT INTO deletion (at_us, before_us, events, quarantined, desk_slots, check_sum)",
        [with_sum("deletion", (now_us, before_us, 0, 0, 0))],
    )
