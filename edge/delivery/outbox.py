"""The outbox: every event is on disk here before anything of it touches the network.

It owns the rows and their rules: a row leaves only by its age after a receipt, or together with a
`lost` row that names it. The file that they stand in is `edge/delivery/outbox_file.py`.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from enum import Enum
from pathlib import Path
from typing import Any, Final, Self, TypeVar

from contract.events import Previous, SeqRange
from edge.decisions.dating import Date, Dated
from edge.delivery.backup_files import (
    move_damaged,
    newest_damaged,
    restore_damaged,
    set_age,
)
from edge.delivery.check_sums import sound, summed, with_sum, written
from edge.delivery.disk_trial import try_disk
from edge.delivery.lost_ranges import MAX_LOST_RANGES, first_ranges, ranges_of
from edge.delivery.outbox_file import OutboxFile, read_damaged, read_sound_pages
from edge.delivery.outbox_rows import Entry, Position, Row, bytes_for, columns_of
from edge.delivery.pages import records, records_with_another_byte
from edge.delivery.reserve_file import ReserveFile
from edge.delivery.salvage import (
    Columns,
    declared,
    found_again,
    is_entry,
    is_epoch,
    lost_with,
    sound_rows,
    strayed,
)
from edge.delivery.unopened_file import UnopenedFile
from edge.errors import DiskFull, OutboxDamaged, OutboxUnavailable
from edge.private_files import make_private

SUPERSEDED_US: Final = 600 * 1_000_000
"""A store id that was replaced counts again only after so long a silence of the newer one."""
_PORTIONS: Final = 4  # a full outbox gives up one of them
_MOST_AT_ONCE: Final = 500

_SET_SUM: Final = "check_sum = row_sum('entry', epoch_no, seq, boot_us"
_PREVIOUS: Final = f"""
SELECT no, epoch, boot, last_seq FROM epoch WHERE {sound("epoch")} ORDER BY no DESC LIMIT 1
"""
_LAST_OF: Final = f"SELECT last_seq FROM epoch WHERE epoch = ? AND {sound('epoch')}"
_NEW_EPOCH: Final = "INSERT INTO epoch (epoch, boot, last_seq, check_sum) VALUES (?, ?, 0, 0)"
_SUM_OF_EPOCH: Final = f"UPDATE epoch SET check_sum = {summed('epoch')} WHERE epoch = ?"
_LAST_SEQ: Final = f"UPDATE epoch SET last_seq = ? WHERE no = ? AND {sound('epoch')}"
_UNSETTLED: Final = f"""
SELECT epoch_no, seq, epoch, at_us, estimated, body FROM entry JOIN epoch ON no = epoch_no
WHERE settled = 0 AND at_us IS NOT NULL AND (epoch_no, seq) > (?, ?) AND {sound("entry")}
AND {sound("epoch")} ORDER BY epoch_no, seq LIMIT ?
"""
_FROM: Final = f"""
SELECT epoch_no, seq, boot, boot_us, at_us FROM entry JOIN epoch ON no = epoch_no
WHERE (epoch_no, seq) >= (?, ?) AND {sound("entry")} AND {sound("epoch")} ORDER BY epoch_no, seq
"""
_DATE: Final = f"""
UPDATE entry SET at_us = ?1, estimated = ?2,
{_SET_SUM}, ?1, ?2, lost, settled, body) WHERE epoch_no = ?3 AND seq = ?4 AND {sound("entry")}
"""
_UNSETTLE: Final = f"""
UPDATE entry SET settled = 0, {_SET_SUM}, at_us, estimated, lost, 0, body)
WHERE settled = 1 AND {sound("entry")}
"""
_SETTLE: Final = f"""
UPDATE entry SET settled = 1, {_SET_SUM}, at_us, estimated, lost, 1, body)
WHERE epoch_no = (SELECT no FROM epoch WHERE epoch = ?) AND seq BETWEEN ? AND ?
AND settled = 0 AND at_us IS NOT NULL AND {sound("entry")}
"""
_NOT_NEWEST: Final = f"""
UPDATE store SET is_newest = 0, check_sum = row_sum('store', id, 0) WHERE {sound("store")}
"""

T = TypeVar("T")


class Settled(Enum):
    """What a receipt did."""

    ROWS = "settled the rows it names"
    NEW_STORE = "came from a new store: all rows but these wait again"
    STALE = "came from a store that was replaced, and did nothing"


Declare = Callable[[Sequence[SeqRange]], Entry]


class Outbox:
    """All events of one agent that a receipt or their age has not released."""

    def __init__(self, file: OutboxFile | UnopenedFile, quota_bytes: int) -> None:
        self._file = file
        self._quota_bytes = quota_bytes
        self._newest = _newest_store(file)
        self._newest_heard_us: int | None = None
        self._row_count: int | None = None
        self._may_not_grow = False
        self.lost_count = 0
        self.salvaged_from: Path | None = None

    @classmethod
    def open(cls, path: Path, quota_bytes: int) -> Self:
        """Open the file, or make it; one of an older schema is brought to the newest.

        A damaged file is moved aside, and what can still be read of it is kept: `salvaged_from`
        then names it. Raises OutboxUnavailable.
        """
        with suppress(OutboxDamaged):
            outbox = cls._opened(path, quota_bytes)
            damaged = newest_damaged(path)
            if damaged is None or outbox.previous() is not None:
                return outbox
            outbox.close()  # a salvage didn't end: nothing was ever kept here
            return cls._salvaged(path, quota_bytes, damaged)
        return cls._salvaged(path, quota_bytes, move_damaged(path))

    @classmethod
    def _salvaged(cls, path: Path, quota_bytes: int, damaged: Path) -> Self:
        outbox = cls._opened(path, quota_bytes)
        try:
            outbox._salvage(damaged)
        except OutboxUnavailable:
            outbox.close()
            restore_damaged(damaged, path)  # the next start tries again
            raise
        return outbox

    @classmethod
    def _opened(cls, path: Path, quota_bytes: int) -> Self:
        file = OutboxFile.open(path, quota_bytes)
        try:
            return cls(file, quota_bytes)
        except BaseException:
            file.close()
            raise

    @property
    def path(self) -> Path:
        """The file."""
        return self._file.path

    @property
    def may_not_grow(self) -> bool:
        """Whether the disk is so full that the oldest events give way to new ones."""
        return self._may_not_grow

    @property
    def reserve(self) -> ReserveFile:
        """What stands beside the file: by it the disk can be tried."""
        return self._file.reserve

    def reopen(self) -> bool:
        """Open anew a file that fails, if its disk takes a byte; tell whether it was opened.

        A disk that was taken away and came back is another one to whoever still holds its files.
        """
        if try_disk(self._file.reserve) is not None:
            return False
        self._file.close()
        make_private(self.path)
        try:
            opened = type(self).open(self.path, self._quota_bytes)
        except OutboxUnavailable as error:
            self._file = UnopenedFile(self.path, self._file.reserve, str(error))
            return False
        self._file, self._newest = opened._file, opened._newest
        self.salvaged_from = opened.salvaged_from
        self._row_count, self._may_not_grow = None, False
        return True

    def last_of(self, epoch: str) -> int | None:
        """Return the last number of an epoch that is on the disk; None: it isn't there.

        Raises OutboxUnavailable.
        """
        rows = self._file.rows(_LAST_OF, (epoch,))
        return int(rows[0][0]) if rows else None

    @property
    def is_damaged(self) -> bool:
        """Whether damage was found while running: only opening it anew can salvage it."""
        return self._file.is_damaged

    def previous(self) -> Previous | None:
        """Return the newest epoch and its last number; None on a fresh card.

        Raises OutboxUnavailable, as every reading method does.
        """
        rows = self._file.rows(_PREVIOUS)
        match [row for row in rows if is_epoch(row)]:
            case [(_, str(epoch), _, int(last))]:
                return Previous(epoch=epoch, last=last)
            case _:
                return None

    def begin(self, epoch: str, boot: str, first: Entry) -> None:
        """Open an epoch together with its first event. Raises OutboxUnavailable."""

        def work() -> None:
            self._file.execute(_NEW_EPOCH, (epoch, boot))
            self._file.execute(_SUM_OF_EPOCH, (epoch,))
            self._insert(epoch, [first])

        try:
            self._transact(work)
        except DiskFull:
            self._file.reserve.release()
            self._transact(work)

    def append(self, epoch: str, entries: Sequence[Entry], declare: Declare) -> bool:
        """Keep events of a begun epoch; all of them are durable on return.

        A full outbox gives up settled rows first, then its oldest unsettled quarter: `declare`
        makes the `lost` event that names them, kept in the same transaction, and the answer is
        true. Raises OutboxUnavailable; then nothing was kept.
        """
        need_bytes = bytes_for(entries)
        if self._may_not_grow and self._file.reserve.regain(need_bytes):
            self._may_not_grow = False
        try:
            is_full = self._is_full(need_bytes)
            return self._transact(lambda: self._append(epoch, entries, declare, is_full))
        except DiskFull:
            self._file.reserve.release()
            self._may_not_grow = True
            is_full = self._is_full(need_bytes)
            return self._transact(lambda: self._append(epoch, entries, declare, is_full))

    def unsettled(self, after: Position, limit: int) -> list[Row]:
        """Return dated rows without a receipt, in the order of sending."""
        rows = self._file.rows(_UNSETTLED, (after.epoch_no, after.seq, limit))
        return [
            Row(Position(no, seq), epoch, at_us, bool(estimated), body)
            for no, seq, epoch, at_us, estimated, body in rows
        ]

    def settle(self, store: str, epoch: str, first: int, last: int, now_us: int) -> Settled:
        """Note a receipt, heard at boot-time `now_us`. Raises OutboxUnavailable."""
        if self._is_superseded(store, now_us):
            return Settled.STALE
        is_new = store != self._newest
        self._transact(lambda: self._settle(store, epoch, first, last))
        self._newest, self._newest_heard_us = store, now_us
        return Settled.NEW_STORE if is_new else Settled.ROWS

    def undated(self) -> list[Dated]:
        """Return all rows from just before the first undated one, in order."""
        first = self._first(
            "SELECT epoch_no, seq FROM entry WHERE at_us IS NULL ORDER BY epoch_no, seq LIMIT 1"
        )
        if first is None:
            return []
        before = self._first(
            "SELECT epoch_no, seq FROM entry WHERE (epoch_no, seq) < (?, ?)"
            " ORDER BY epoch_no DESC, seq DESC LIMIT 1",
            first,
        )
        rows = self._file.rows(_FROM, before or first)
        return [Dated(*row) for row in rows]

    def set_dates(self, dates: Sequence[Date]) -> None:
        """Commit the dates of rows that waited for a clock. Raises OutboxUnavailable."""
        rows = [(date.at_us, date.is_estimated, date.epoch_no, date.seq) for date in dates]
        self._transact(lambda: self._file.executemany(_DATE, rows))

    def prune(self, before_us: int) -> int:
        """Delete settled rows dated before `before_us` and count them.

        Raises OutboxUnavailable.
        """
        return self._transact(lambda: self._prune(before_us))

    def wipe(self, today: int) -> None:
        """Overwrite what deleted rows left behind; `today` counts days, from 1970.

        Raises OutboxUnavailable.
        """
        self._file.wipe(today)

    def unsettled_count(self, before_us: int) -> int:
        """Count rows dated before `before_us` that have no receipt."""
        return int(
            self._first("SELECT count(*) FROM entry WHERE settled = 0 AND at_us < ?", (before_us,))[
                0
            ]
        )

    def newest(self, limit: int) -> list[tuple[int, str]]:
        """Return date and body of the newest events that have a date, newest first."""
        sql = "SELECT CAST(at_us AS INTEGER), CAST(body AS TEXT) FROM entry WHERE at_us IS NOT NULL"
        return self._file.rows(f"{sql} ORDER BY epoch_no DESC, seq DESC LIMIT ?", (limit,))

    def row_count(self) -> int:
        """Count all rows."""
        if self._row_count is None:
            ((count,),) = self._file.rows("SELECT count(*) FROM entry")
            self._row_count = int(count)
        return self._row_count

    def oldest_unsettled_us(self) -> int | None:
        """Return the date of the oldest dated row without a receipt."""
        row = self._first(
            f"SELECT at_us FROM entry WHERE settled = 0 AND at_us IS NOT NULL AND {sound('entry')}"
            " ORDER BY epoch_no, seq LIMIT 1"
        )
        return None if row is None else int(row[0])

    def oldest_undated_us(self, boot: str) -> int | None:
        """Return the boot-time of the oldest row without a date; 0 if it is of an earlier boot."""
        oldest = "min(iif(boot = ?, CAST(boot_us AS INTEGER), 0))"
        sql = f"SELECT {oldest} FROM entry JOIN epoch ON no = epoch_no WHERE at_us IS NULL"
        (oldest_us,) = self._first(sql, (boot,))
        return None if oldest_us is None else int(oldest_us)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _salvage(self, damaged: Path) -> None:
        """Take over every sound row of a damaged outbox, as unsettled, and say what is lost."""
        self.salvaged_from = damaged
        found = read_damaged(damaged)
        if found is None:
            found = sound_rows(read_sound_pages(damaged) or records(damaged))
            if numbers := strayed(found):
                again = found_again(numbers, records_with_another_byte(damaged))
                found["epoch"] = [*found["epoch"], *again]
        epochs = [row for row in found["epoch"] if is_epoch(row)]
        numbers = {row[0] for row in epochs}
        entries = [row for row in found["entry"] if is_entry(row, numbers)]
        self._transact(lambda: self._take_over(epochs, entries))
        dates = [at_us for _, _, _, at_us, *_ in entries if isinstance(at_us, int)]
        if dates:
            set_age(damaged, max(0, min(dates)))

    def _take_over(self, epochs: Sequence[Columns], entries: Sequence[Columns]) -> None:
        lost = lost_with(epochs, entries)
        if lost:
            *others, newest = sorted(epochs)
            said = declared(newest, entries, lost)
            epochs, entries = [*others, (*newest[:3], said[1])], [*entries, said]
        self._file.executemany(
            f"INSERT OR IGNORE INTO {written('epoch')}",
            [with_sum("epoch", row) for row in epochs],
        )
        self._file.executemany(
            f"INSERT OR IGNORE INTO {written('entry')}",
            [with_sum("entry", (*row[:6], 0, row[7])) for row in entries],
        )

    def _transact(self, work: Callable[[], T]) -> T:
        try:
            return self._file.transact(work)
        except BaseException:
            self._row_count = None
            raise

    def _first(self, sql: str, values: Columns = ()) -> Any:
        rows = self._file.rows(sql, values)
        return rows[0] if rows else None

    def _append(
        self, epoch: str, entries: Sequence[Entry], declare: Declare, is_full: bool
    ) -> bool:
        ranges = self._make_room(bytes_for(entries)) if is_full else []
        self._insert(epoch, [*entries, declare(ranges)] if ranges else entries)
        return bool(ranges)

    def _insert(self, epoch: str, entries: Sequence[Entry]) -> None:
        (epoch_no,) = self._file.execute(
            "SELECT no FROM epoch WHERE epoch = ?", (epoch,)
        ).fetchone()
        self._file.executemany(
            f"INSERT INTO {written('entry')}",
            [with_sum("entry", columns_of(epoch_no, entry)) for entry in entries],
        )
        if self._row_count is not None:
            self._row_count += len(entries)
        self._file.execute(_LAST_SEQ, (entries[-1].seq, epoch_no))
        self._file.execute(_SUM_OF_EPOCH, (epoch,))

    def _is_full(self, need_bytes: int) -> bool:
        page_count, free_count = self._file.page_counts()
        if self._may_not_grow:
            return free_count * self._file.page_bytes < need_bytes
        return (page_count - free_count) * self._file.page_bytes > self._quota_bytes

    def _make_room(self, need_bytes: int) -> list[SeqRange]:
        """Delete settled rows, or else the oldest unsettled ones, and name the latter."""
        while self._delete_oldest(settled=True):
            if not self._is_full(need_bytes):
                return []
        lost = more = self._delete_oldest(settled=False)
        while more and self._may_not_grow and self._is_full(need_bytes):
            if len(ranges_of(lost)) > MAX_LOST_RANGES:
                break
            more = self._delete_oldest(settled=False)
            lost += more
        self.lost_count += len(lost)
        return ranges_of(lost)

    def _delete_oldest(self, *, settled: bool) -> list[tuple[str, int]]:
        """Delete a quarter of them; on a full disk only what its WAL still has room for."""
        (count,) = self._file.execute(
            "SELECT count(*) FROM entry WHERE settled = ? AND lost = 0", (settled,)
        ).fetchone()
        quarter = -(-count // _PORTIONS)
        if self._may_not_grow:
            quarter = min(quarter, _MOST_AT_ONCE)
        rows = self._file.execute(
            "SELECT epoch_no, seq, epoch FROM entry JOIN epoch ON no = epoch_no"
            " WHERE settled = ? AND lost = 0 ORDER BY epoch_no, seq LIMIT ?",
            (settled, max(quarter, _MOST_AT_ONCE) if settled else quarter),
        ).fetchall()
        oldest = rows if settled else first_ranges(rows)
        self._row_count = None
        self._file.executemany(
            "DELETE FROM entry WHERE epoch_no = ? AND seq = ?", [row[:2] for row in oldest]
        )
        return [(epoch, seq) for _, seq, epoch in oldest]

    def _is_superseded(self, store: str, now_us: int) -> bool:
        if store == self._newest or self._newest is None:
            return False
        if self._newest_heard_us is None:
            self._newest_heard_us = now_us
        known = self._file.execute("SELECT 1 FROM store WHERE id = ?", (store,)).fetchone()
        return bool(known) and now_us - self._newest_heard_us < SUPERSEDED_US

    def _settle(self, store: str, epoch: str, first: int, last: int) -> None:
        if store != self._newest:
            self._file.execute(_UNSETTLE)
            self._file.execute(_NOT_NEWEST)
            row = with_sum("store", (store, 1))
            self._file.execute(f"INSERT OR REPLACE INTO {written('store')}", row)
        self._file.execute(_SETTLE, (epoch, first, last))

    def _prune(self, before_us: int) -> int:
        deleted = self._file.execute(
            f"DELETE FROM entry WHERE settled = 1 AND at_us < ? AND {sound('entry')}", (before_us,)
        ).rowcount
        self._file.execute(
            "DELETE FROM epoch WHERE no < (SELECT max(no) FROM epoch)"
            " AND NOT EXISTS (SELECT 1 FROM entry WHERE epoch_no = no)"
        )
        self._file.reserve.allocate()
        self._may_not_grow = self._may_not_grow and self._file.reserve.is_released
        self._row_count = None
        return deleted


def _newest_store(file: OutboxFile | UnopenedFile) -> str | None:
    if isinstance(file, UnopenedFile):
        return None
    newest = file.rows(f"SELECT id FROM store WHERE is_newest AND {sound('store')}")
    return newest[0][0] if newest else None
