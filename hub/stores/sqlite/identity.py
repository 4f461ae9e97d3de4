"""Whether a file is a store of ours, and of which version: told by tables and by first bytes.

Pure, but for reading a file's first bytes; it knows no library. What somebody else has added to a
store (a table of notes, a view, what ANALYZE keeps) is theirs and harms nothing, unless it acts on
our tables: a trigger, or an index that forbids rows.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from hub.stores.sqlite.check_sums import COLUMNS

Table = tuple[str, str, str, str]
"""What a schema says of a table, index, view or trigger: kind, name, of which table, SQL."""
Tables = frozenset[Table]

OURS: Final = frozenset(COLUMNS)
_HEAD: Final = b"SQLite format 3\0"


def tables_of(said: Iterable[Table]) -> Tables:
    """Return what a schema says, whatever its spaces; a flipped bit makes bytes of a text."""
    return frozenset((*row[:-1], " ".join(str(row[-1]).split())) for row in said)


def version_by_tables(found: Tables, known: Mapping[Tables, int]) -> int | None:
    """Return the latest of the `known` versions whose tables are there; None: none of them."""
    fitting = [
        version
        for tables, version in known.items()
        if tables <= found and all(map(_is_harmless, found - tables))
    ]
    return max(fitting, default=None)


def has_a_table_of_ours(found: Tables) -> bool:
    """Tell whether anything in a file bears a name that we give."""
    return any(name in OURS for _, name, *_ in found)


def _is_harmless(added: Table) -> bool:
    kind, name, of, sql = added
    if name in OURS:
        return False
    return of not in OURS or (kind == "index" and sql.upper().startswith("CREATE INDEX"))


def is_of_something_else(path: Path) -> bool:
    """Tell a text or a picture from a database, also from one with a damaged head."""
    with path.open("rb") as file:
        head = file.read(len(_HEAD))
    likeness = sum(byte == other for byte, other in zip(head, _HEAD, strict=False))
    is_blank = not head.strip(b"\0") or not head.strip(b"\xff")
    return not is_blank and likeness < len(_HEAD) // 2
