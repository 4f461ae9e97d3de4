"""Check sums of rows: what a flipped bit doesn't pass. It knows the columns, and no file.

    row of `event` ─▶ ('event', 3, 812, …) as ASCII ─▶ 64 bits of BLAKE2b ─▶ its last column

A row's last column is the sum over its table's name and all other columns, of numbers that SQLite
hands out itself only where other rows refer to them. It is worked out in Python where rows are
written by the thousand, and by SQLite where a statement makes or changes a row; each question for
facts or figures has the condition `sound`, and fails as a whole at the first row that isn't.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from struct import Struct
from typing import Any, Final, Protocol

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "store": ("id",),
    "agent": ("id", "space", "agent"),
    "epoch": ("id", "agent_id", "epoch", "previous", "previous_last", "stopped_seq"),
    "seqs": ("epoch_id", "fate", "first", "last"),
    "event": ("epoch_id", "seq", "agent_id", "at_us", "estimated", "body"),
    "touched": ("epoch_id", "first", "last", "from_us", "to_us", "turns"),
    "rolled": ("space", "until_us", "calendar"),
    "slot": (
        "space",
        "start_us",
        "open",
        "desks",
        "occupied_us",
        "free_us",
        "unknown_us",
        "peak_occupied",
        "used_known_us",
        "full_us",
        "not_full_us",
        "doors_known_us",
        "arrivals",
        "departures",
        "turn_backs",
    ),
    "space_hour": (
        "space",
        "hour_of_week",
        "begin_us",
        "slots",
        "occupied_us",
        "free_us",
        "unknown_us",
    ),
    "slot_desks": ("space", "start_us", "desk_count", "desks"),
    "space_day": (
        "space",
        "day",
        "open",
        "slots",
        "desk_slots",
        "occupied_us",
        "free_us",
        "unknown_us",
        "used_known_us",
        "full_us",
        "not_full_us",
        "doors_known_us",
        "arrivals",
        "departures",
        "turn_backs",
        "peak_occupied",
        "peak_slot_us",
        "peak_desks",
    ),
    "desk_day": ("space", "day", "desk", "open", "occupied_us", "free_us", "unknown_us"),
    "day_sum": ("space", "day", "start_us", "slots", "opened", "sums", "digest"),
    "deletion": ("at_us", "before_us", "events", "quarantined", "desk_slots"),
    "quarantine": ("source", "identity", "epoch_id", "seq", "reason", "raw", "received_us"),
    "ignored": ("space", "agent", "message_count", "last_us"),
    "damage": ("found_us", "aside", "said", "kept", "set_aside"),
    "good_time": ("id", "good_us", "boot", "boot_us", "is_confirmed", "trial_us"),
    "taken_back": (
        "deleted_us",
        "before_us",
        "events",
        "quarantined",
        "desk_slots",
        "at_us",
    ),
}
"""What the sum of a row is worked out of, by table, in this order. Never change one: add to it."""
EARLIER_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "desk_slot": ("space", "start_us", "place", "desk", "occupied_us", "free_us", "unknown_us"),
}
"""The same of tables that only stores of an earlier schema have."""

SUM_BYTES: Final = 8
_NUMBER: Final = Struct(">q").unpack


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


def with_sums(
    table: str, rows: Iterable[tuple[int | str | bytes | None, ...]]
) -> list[tuple[object, ...]]:
    """Return rows to be written, each with its sum behind it: thousands, and none holds a bool."""
    name = f"('{table}', ".encode()
    return [
        (
            *row,
            int.from_bytes(
                blake2b(name + ascii(row)[1:].encode(), digest_size=SUM_BYTES).digest(),
                "big",
                signed=True,
            ),
        )
        for row in rows
    ]


def sound_rows(table: str, rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Yield rows of all columns and the sum, each judged: in half of the time that `sound` takes.

    Raises UnsoundRow.
    """
    name = f"('{table}', ".encode()
    for row in rows:
        text = name + ascii(row[:-1])[1:].encode()
        if _NUMBER(blake2b(text, digest_size=SUM_BYTES).digest())[0] != row[-1]:
            raise UnsoundRow(table)
        yield row


def is_sound(table: str, *row: object) -> bool:
    """Tell whether a row, with its sum behind it, is as it was written."""
    return check_sum(table, *row[:-1]) == row[-1]


def sound(table: str, alias: str = "") -> str:
    """Return the condition that each row of `table` which a question meets is sound."""
    return f"row_is_sound({_arguments(table, alias)}, {alias or table}.check_sum)"


def read_whole(table: str) -> str:
    """Return the SELECT whose rows `sound_rows` judges."""
    return f"SELECT {', '.join(COLUMNS[table])}, check_sum FROM {table}"


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
