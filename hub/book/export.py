"""The whole book as one readable JSON file, and back: for people, backups and other machines.

    {"book": 1, "schema": 1, "tables": {"care": [{"kind": …}, …]}}

Every table that is in the file is taken, whoever knows it. Damaged rows are left out and counted.

What opens something (NEVER_TOLD, and mail with a link) is in no export, and an import empties it:
whoever was removed, or has another password since, doesn't come in again by an old file. The audit
log of a book is never replaced, only begun: an import adds to it that it was made.
"""

import base64
import json
from collections.abc import Mapping
from typing import Any, Final, TextIO

from hub.book.audit_log import AUDIT_ENTRY, append
from hub.book.calendar_feeds import FEED_ADDRESS
from hub.book.file import MIGRATIONS, BookFile, Lent, SqlError
from hub.book.outgoing import OUTGOING, opens_something
from hub.book.people import WAYS_IN
from hub.book.published import note_salvage
from hub.book.row import CHECK, whole, with_check
from hub.book.tables import Table
from hub.domain.audit_chain import Action
from hub.errors import BookUnavailable

FORM: Final = 1
NEVER_TOLD: Final = (*WAYS_IN, FEED_ADDRESS.name)
"""Ways in, and addresses by which somebody's whole calendar can be read."""


def export(book: BookFile, out: TextIO) -> int:
    """Write the book and return how many rows are damaged. Raises BookUnavailable."""
    tables: dict[str, list[dict[str, object]]] = {}
    damaged = 0
    with book.transaction() as db:
        for table in _tables_of(db):
            if table.name in NEVER_TOLD:
                continue
            rows = db.execute(f"{table.select} {table.by_key}").fetchall()
            sound = list(whole(rows))
            damaged += len(rows) - len(sound)
            if table.name == OUTGOING.name:
                sound = [row for row in sound if not opens_something(row)]
            tables[table.name] = [_readable(row) for row in sound]
    said = {"book": FORM, "schema": MIGRATIONS[-1].version, "tables": tables}
    json.dump(said, out, ensure_ascii=False, indent=1)
    out.write("\n")
    return damaged


def load(book: BookFile, text: str, name: str, now_us: int) -> int:
    """Replace all that the book holds by what a file says, and count its rows.

    Nobody can sign in afterwards without a new link, and no program by a token of the book. What
    was published after the export isn't in it: as after a damage, months that are over and aren't
    there wait for an erratum. `now_us` is when it is done, for the log.

    Raises BookUnavailable, which names the file `name` and what is wrong; then nothing changed.
    """
    tables = _tables_in(text, name)
    with book.transaction() as db:
        known = {table.name: table for table in _tables_of(db)}
        if unknown := sorted(tables.keys() - known.keys()):
            raise BookUnavailable(f"{name}: tables.{unknown[0]}: this version knows no such table")
        if opening := sorted(set(NEVER_TOLD) & tables.keys()):
            raise BookUnavailable(
                f"{name}: tables.{opening[0]}: an import lets nobody in; leave it out"
            )
        has_log = db.execute(f"{AUDIT_ENTRY.select} LIMIT 1").fetchone() is not None
        db.execute("PRAGMA defer_foreign_keys = ON")  # in whichever order
        for table in known.values():
            if table.name == AUDIT_ENTRY.name and has_log:
                continue
            db.execute(f"DELETE FROM {table.name}")
            _fill(db, table, tables.get(table.name, []), name)
        for lost in db.execute("PRAGMA foreign_key_check").fetchall():
            missing = f"expected the row of {lost['parent']} that one of its rows names"
            raise BookUnavailable(f"{name}: tables.{lost['table']}: {missing}")
        append(db, now_us, "", Action.BOOK_IMPORTED)
        note_salvage(db)
    return sum(map(len, tables.values()))


def _fill(db: Lent, table: Table, rows: list[Any], name: str) -> None:
    columns = set(table.columns) - {CHECK}
    for index, row in enumerate(rows):
        if not isinstance(row, Mapping) or row.keys() != columns:
            expected = ", ".join(sorted(columns))
            raise BookUnavailable(
                f"{name}: tables.{table.name}[{index}]: expected the keys {expected}"
            )
    try:
        db.executemany(table.insert, [with_check(_stored(row)) for row in rows])
    except (OverflowError, UnicodeEncodeError, SqlError) as error:
        raise BookUnavailable(f"{name}: tables.{table.name}: {error}") from None


def _tables_of(db: Lent) -> list[Table]:
    """Return every table that the file has, by name."""
    named = db.execute(
        "SELECT name FROM sqlite_schema"
        " WHERE type = 'table' AND name NOT LIKE 'sqlite@_%' ESCAPE '@' ORDER BY name"
    )
    return [_table_of(db, row["name"]) for row in named.fetchall()]


def _table_of(db: Lent, name: str) -> Table:
    columns = db.execute("SELECT name, pk FROM pragma_table_info(?)", (name,)).fetchall()
    key = sorted((row["pk"], row["name"]) for row in columns if row["pk"])
    said = [row["name"] for row in columns if not row["pk"] and row["name"] != CHECK]
    return Table(name, tuple(each for _, each in key), tuple(said))


def _tables_in(text: str, name: str) -> dict[str, list[Any]]:
    try:
        said = json.loads(text)
    except ValueError as error:
        raise BookUnavailable(f"{name}: expected JSON: {error}") from None
    if not isinstance(said, dict) or said.get("book") != FORM:
        raise BookUnavailable(f"{name}: book: expected {FORM}: this is no export of a book")
    if said.get("schema") != MIGRATIONS[-1].version:
        raise BookUnavailable(
            f"{name}: schema: expected {MIGRATIONS[-1].version}, not {said.get('schema')!r}:"
            " import it with the version that exported it, and export it again"
        )
    tables = said.get("tables")
    if not isinstance(tables, dict) or not all(isinstance(rows, list) for rows in tables.values()):
        raise BookUnavailable(f"{name}: tables: expected a list of rows by table")
    return tables


def _readable(row: Mapping[str, object]) -> dict[str, object]:
    return {key: _to_json(value) for key, value in row.items() if key != CHECK}


def _to_json(value: object) -> object:
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode()}
    return value


def _stored(row: Mapping[str, object]) -> dict[str, object]:
    return {key: _from_json(value) for key, value in row.items()}


def _from_json(value: object) -> object:
    match value:
        case {"base64": str(text)}:
            return base64.b64decode(text)
        case _:
            return value
