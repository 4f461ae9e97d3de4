"""Check sums of the outbox's rows: what a flipped bit doesn't pass. It knows the columns, no file.

    row of `entry` ─▶ ('entry', 3, 812, …) as ASCII ─▶ 64 bits of BLAKE2b ─▶ its last column

A row's last column is the sum over its table's name and all other columns. It is worked out in
Python where events are kept, and by SQLite where a statement changes rows; each question for rows
has the condition `sound`, and fails as a whole at the first row that isn't.
"""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any, Final, Protocol

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "epoch": ("no", "epoch", "boot", "last_seq"),
    "entry": ("epoch_no", "seq", "boot_us", "at_us", "estimated", "lost", "settled", "body"),
    "store": ("id", "is_newest"),
}
"""What the sum of a row is worked out of, by table, in this order. Never change one: add to it."""

SUM_BYTES: Final = 8


class Connection(Protocol):
    """What is used of a connection."""

    def create_function(self, name: str, narg: int, func: Any, /, *, deterministic: bool) -> Any:
        """Give statements a function of ours."""


class UnsoundRow(Exception):
    """A row whose sum doesn't fit its columns; SQLite fails the statement that meets it."""


def check_sum(*row: object) -> int:
    """Work out the sum of a table's name and a row of it, without its sum.

    The row is as SQLite gives it: of None, int, float, str and bytes.
    """
    digest = blake2b(ascii(row).encode(), digest_size=SUM_BYTES).digest()
    return int.from_bytes(digest, "big", signed=True)


def with_sum(table: str, row: Sequence[object]) -> tuple[object, ...]:
    """Return a row to be written, with its sum behind it."""
    # True is 1 in SQLite
    plain = [int(value) if isinstance(value, int) else value for value in row]
    return (*plain, check_sum(table, *plain))


def is_sound(table: str, *row: object) -> bool:
    """Tell whether a row, with its sum behind it, is as it was written."""
    return check_sum(table, *row[:-1]) == row[-1]


def sound(table: str, alias: str = "") -> str:
    """Return the condition that each row of `table` which a question meets is sound."""
    return f"row_is_sound({_arguments(table, alias)}, {alias or table}.check_sum)"


def written(table: str) -> str:
    """Return what follows INSERT INTO for a row that `with_sum` has made."""
    names = (*COLUMNS[table], "check_sum")
    return f"{table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"


def summed(table: str) -> str:
    """Return the expression for the sum of the row that a statement has at hand."""
    return f"row_sum({_arguments(table, '')})"


def teach(connection: Connection) -> None:
    """Let the statements of a connection work out sums."""
    connection.create_function("row_sum", -1, check_sum, deterministic=True)
    connection.create_function("row_is_sound", -1, _require_sound, deterministic=True)


def _arguments(table: str, alias: str) -> str:
    columns = (f"{alias or table}.{name}" for name in COLUMNS[table])
    return ", ".join((f"'{table}'", *columns))


def _require_sound(*row: object) -> bool:
    if check_sum(*row[:-1]) != row[-1]:
        raise UnsoundRow(row[0])
    return True
