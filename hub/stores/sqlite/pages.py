"""Rows straight from the pages of a database file, for one that SQLite itself refuses to read.

    file + WAL up to its last whole commit ─▶ pages ─▶ leaves ─▶ cells ─▶ (number, columns)

What is on a page counts as far as it can be read; nothing is known here of tables, or of which page
belongs to which. Formats: sqlite.org/fileformat2.html, sections 1.5 (pages), 2.1 (records) and 4
(WAL). It never writes.
"""

import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final, Self

PAGE_BYTES: Final = 4096
"""That of every file of ours; one that is damaged in its head can't be asked."""

_WAL_HEAD_BYTES: Final = 32
_FRAME_HEAD_BYTES: Final = 24
_FRAME_BYTES: Final = _FRAME_HEAD_BYTES + PAGE_BYTES
_BIG_ENDIAN_SUMS: Final = 1
_FILE_HEAD_BYTES: Final = 100
_TABLE_LEAF, _INDEX_LEAF, _INDEX_INTERIOR = 0x0D, 0x0A, 0x02
_FIRST_CELL: Final = {_TABLE_LEAF: 8, _INDEX_LEAF: 8, _INDEX_INTERIOR: 12}
_INTEGER_BYTES: Final = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
_MOST_PAYLOAD: Final = 1 << 20

_HEAD: Final = b"SQLite format 3\0"
_HEAD_VALUES: Final = {
    16: (PAGE_BYTES >> 8,),
    17: (PAGE_BYTES & 0xFF,),
    18: (1, 2),
    19: (1, 2),
    20: (0,),
    21: (64,),
    22: (32,),
    23: (32,),
}
"""What stands at these places of every file of ours."""

Value = None | int | float | str | bytes
Record = tuple[int | None, tuple[Value, ...]]
"""The number that SQLite keeps beside a row of most tables, and the row's columns."""


class _Unreadable(Exception):
    """A cell that makes no sense."""


@dataclass(frozen=True, slots=True)
class Wal:
    """What a write-ahead log holds."""

    frames: dict[int, int]
    """The newest whole commit of each page: its number to its place in the log."""
    is_cut: bool
    """Whether commits lie behind a frame that doesn't fit: SQLite passes over them in silence."""

    @classmethod
    def of(cls, content: bytes) -> Self:
        """Read a log, which may be empty."""
        if len(content) < _WAL_HEAD_BYTES + _FRAME_BYTES:
            return cls({}, is_cut=False)
        order = ">" if content[3] & _BIG_ENDIAN_SUMS else "<"
        sums = _sums(order, content[:24], (0, 0))
        salts = content[16:24]
        if struct.pack(">2I", *sums) != content[24:32]:
            return cls({}, is_cut=_has_commit(content, 0, salts=None))
        frames: dict[int, int] = {}
        begun: dict[int, int] = {}
        place = _WAL_HEAD_BYTES
        while place + _FRAME_BYTES <= len(content):
            head = content[place : place + _FRAME_HEAD_BYTES]
            sums = _sums(order, head[:8], sums)
            sums = _sums(order, content[place + _FRAME_HEAD_BYTES : place + _FRAME_BYTES], sums)
            if head[8:16] != salts or struct.pack(">2I", *sums) != head[16:24]:
                break
            number, committed = struct.unpack(">2I", head[:8])
            begun[number] = place + _FRAME_HEAD_BYTES
            if committed:
                frames |= begun
                begun = {}
            place += _FRAME_BYTES
        return cls(frames, _has_commit(content, place, salts))


def _has_commit(content: bytes, place: int, salts: bytes | None) -> bool:
    """Tell whether a whole frame of this log, from `place` on, ends a commit."""
    first = max(place, _WAL_HEAD_BYTES)
    places = range(first, len(content) - _FRAME_BYTES + 1, _FRAME_BYTES)
    heads = (content[at : at + 16] for at in places)
    return any((salts is None or head[8:16] == salts) and any(head[4:8]) for head in heads)


def _sums(order: str, content: bytes, sums: tuple[int, int]) -> tuple[int, int]:
    one, other = sums
    words = iter(struct.unpack(f"{order}{len(content) // 4}I", content))
    for first, second in zip(words, words, strict=True):
        one = (one + first + other) & 0xFFFFFFFF
        other = (other + second + one) & 0xFFFFFFFF
    return one, other


def has_odd_head(path: Path) -> bool:
    """Tell whether the head of a database is none that we make: it may be read, but not written.

    Raises OSError.
    """
    if not path.is_file():
        return False
    with path.open("rb") as file:
        head = file.read(_FILE_HEAD_BYTES)
    values = _HEAD_VALUES.items()
    return head.startswith(_HEAD) and any(head[at] not in good for at, good in values)


def wal_of(path: Path) -> Wal:
    """Read the log beside a database file. Raises OSError."""
    beside = path.with_name(path.name + "-wal")
    return Wal.of(beside.read_bytes() if beside.exists() else b"")


def records(path: Path) -> Iterator[Record | None]:
    """Yield what can be read of every page that may hold rows; None for a cell that can't be.

    Rows that were deleted, and entries of indexes, may be among them. Raises OSError.
    """
    image = _Image(path.read_bytes(), path)
    for number in range(1, image.page_count + 1):
        yield from _records_on(image, number)


def records_with_another_byte(path: Path) -> Iterator[Record]:
    """Yield what the pages of tables would hold if one byte of them were another, again and again.

    Whoever knows a row by its sum finds it, whichever of its bytes has changed. One bit is tried
    first, a tenth of a second for a thousand bytes in use; all others take thirty times as long.
    Raises OSError.
    """
    image = _Image(path.read_bytes(), path)
    pages = [image.page(number) for number in range(2, image.page_count + 1)]
    whole = [bytearray(page) for page in pages if len(page) == PAGE_BYTES]
    for changes in (_ONE_BIT, _OTHERS):
        for page in whole:
            if page[0] == _TABLE_LEAF or page[0] ^ _TABLE_LEAF in changes:
                yield from _with_another_byte(image, page, changes)


_ONE_BIT: Final = tuple(1 << bit for bit in range(8))
_OTHERS: Final = tuple(sorted(set(range(1, 256)) - set(_ONE_BIT)))


def _with_another_byte(
    image: "_Image", page: bytearray, changes: tuple[int, ...]
) -> Iterator[Record]:
    (count,) = struct.unpack_from(">H", page, 3)
    first = _FIRST_CELL[_TABLE_LEAF]
    places = range(first, min(first + 2 * count, PAGE_BYTES - 1), 2)
    cells = sorted(struct.unpack_from(">H", page, at)[0] for at in places)
    for at in [at for at in range(PAGE_BYTES) if any(page[max(0, at - 1) : at + 2])]:
        cell = max((cell for cell in cells if cell <= at), default=None)
        for change in changes:
            page[at] ^= change
            yield from _records_in(image, page, 0) if cell is None else _cell(image, page, cell)
            page[at] ^= change


def _cell(image: "_Image", page: bytearray, place: int) -> Iterator[Record]:
    with suppress(_Unreadable, IndexError, struct.error):
        yield _record_at(image, bytes(page), place, _TABLE_LEAF)


class _Image:
    """The pages of a file as of the last whole commit of its log."""

    def __init__(self, content: bytes, path: Path) -> None:
        beside = path.with_name(path.name + "-wal")
        self._content = content
        self._log = beside.read_bytes() if beside.exists() else b""
        self._frames = Wal.of(self._log).frames
        self.page_count = max([-(-len(content) // PAGE_BYTES), *self._frames])

    def page(self, number: int) -> bytes:
        """Return a page; a short one, or an empty one, where the file ends."""
        place = self._frames.get(number)
        if place is not None:
            return self._log[place : place + PAGE_BYTES]
        return self._content[(number - 1) * PAGE_BYTES : number * PAGE_BYTES]


def _records_on(image: _Image, number: int) -> Iterator[Record | None]:
    yield from _records_or_none(image, image.page(number), _FILE_HEAD_BYTES if number == 1 else 0)


def _records_in(image: _Image, page: bytearray, start: int) -> Iterator[Record]:
    yield from filter(None, _records_or_none(image, bytes(page), start))


def _records_or_none(image: _Image, page: bytes, start: int) -> Iterator[Record | None]:
    if len(page) < PAGE_BYTES or page[start] not in _FIRST_CELL:
        return
    kind = page[start]
    (count,) = struct.unpack_from(">H", page, start + 3)
    first = start + _FIRST_CELL[kind]
    for at in islice(range(first, PAGE_BYTES - 1, 2), count):
        (place,) = struct.unpack_from(">H", page, at)
        try:
            yield _record_at(image, page, place, kind)
        except (_Unreadable, IndexError, struct.error):
            yield None


def _record_at(image: _Image, page: bytes, place: int, kind: int) -> Record:
    if kind == _INDEX_INTERIOR:
        place += 4  # the page below it
    size, place = _varint(page, place)
    row_number = None
    if kind == _TABLE_LEAF:
        row_number, place = _varint(page, place)
    if size > _MOST_PAYLOAD:
        raise _Unreadable
    return row_number, _columns(_payload(image, page, place, size, kind))


def _payload(image: _Image, page: bytes, place: int, size: int, kind: int) -> bytes:
    """Gather a record from its page and the overflow pages after it."""
    most = PAGE_BYTES - 35 if kind == _TABLE_LEAF else (PAGE_BYTES - 12) * 64 // 255 - 23
    if size <= most:
        return _slice(page, place, size)
    least = (PAGE_BYTES - 12) * 32 // 255 - 23
    local = least + (size - least) % (PAGE_BYTES - 4)
    local = local if local <= most else least
    content = _slice(page, place, local)
    (following,) = struct.unpack_from(">I", page, place + local)
    while len(content) < size and following:
        part = image.page(following)
        content += _slice(part, 4, min(size - len(content), PAGE_BYTES - 4))
        (following,) = struct.unpack_from(">I", part, 0)
    if len(content) < size:
        raise _Unreadable
    return content


def _columns(content: bytes) -> tuple[Value, ...]:
    head_bytes, place = _varint(content, 0)
    body = head_bytes
    values: list[Value] = []
    while place < head_bytes:
        kind, place = _varint(content, place)
        value, body = _value(content, body, kind)
        values.append(value)
    if place != head_bytes or body != len(content):
        raise _Unreadable
    return tuple(values)


def _value(content: bytes, place: int, kind: int) -> tuple[Value, int]:
    if kind in (8, 9):
        return kind - 8, place
    if kind == 0:
        return None, place
    if kind == 7:
        return struct.unpack_from(">d", content, place)[0], place + 8
    if kind in _INTEGER_BYTES:
        end = place + _INTEGER_BYTES[kind]
        return int.from_bytes(_slice(content, place, end - place), "big", signed=True), end
    if kind < 12:
        raise _Unreadable
    raw = _slice(content, place, (kind - 12) // 2)
    value = raw.decode("utf-8", "surrogateescape") if kind % 2 else raw
    return value, place + len(raw)


def _slice(content: bytes, place: int, size: int) -> bytes:
    part = content[place : place + size]
    if len(part) < size:
        raise _Unreadable
    return part


def _varint(content: bytes, place: int) -> tuple[int, int]:
    """Read an integer of one to nine bytes, and return where it ends."""
    number = 0
    for at in range(place, place + 8):
        number = number << 7 | content[at] & 0x7F
        if content[at] < 0x80:
            return number, at + 1
    number = number << 8 | content[place + 8]
    return number - (1 << 64) if number >> 63 else number, place + 9
