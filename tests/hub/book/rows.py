"""Rows for tests that need one of each table, and a byte of it that changes."""

from hub.book.file import Lent
from hub.book.row import with_check
from hub.book.tables import Table

_OF_TYPE: dict[str, object] = {"INTEGER": 1, "TEXT": "abc", "BLOB": b"abc"}


def add_row(db: Lent, table: Table, **said: object) -> None:
    """Add a whole row, whatever it means, and whatever a table asks of what it means."""
    columns = db.execute("SELECT name, type FROM pragma_table_info(?)", (table.name,)).fetchall()
    types = {row["name"]: row["type"] for row in columns}
    row = {name: _OF_TYPE[types[name]] for name in (*table.key, *table.said)} | said
    db.execute("PRAGMA ignore_check_constraints = ON")
    db.execute(table.insert, with_check(row))


def flip(db: Lent, table: Table) -> None:
    """Change the last bit of what the first row of a table says last."""
    column = (*table.key, *table.said)[-1]
    said = db.execute(f"{table.select} LIMIT 1").fetchone()[column]
    db.execute("PRAGMA ignore_check_constraints = ON")
    asked = f"UPDATE {table.name} SET {column} = ?"  # noqa: S608 - of our own tables
    db.execute(asked, (_flipped(said),))


def clear(db: Lent, table: Table) -> None:
    """Delete all rows."""
    db.execute(f"DELETE FROM {table.name}")  # noqa: S608 - of our own tables


def _flipped(said: object) -> object:
    match said:
        case int():
            return said ^ 1
        case str():
            return said[:-1] + chr(ord(said[-1]) ^ 1)
        case bytes():
            return said[:-1] + bytes([said[-1] ^ 1])
        case _:
            raise AssertionError(said)
