"""The whole book as one readable JSON file, and back: for people, backups and other machines.

    {"book": 1, "schema": 1, "tables": {"care": [{"kind": …}, …]}}

Every table that is in the file is taken, whoever knows it. Damaged rows are left out and counted.
"""

import base64
import json
from collections.abc import Mapping
from typing import Any, Final, TextIO

from sqlalchemy import Connection, MetaData, delete, insert, select

from hub.book.file import MIGRATIONS, BookFile
from hub.book.published import note_salvage
from hub.book.row import CHECK, whole, with_check
from hub.errors import BookUnavailable

FORM: Final = 1


def export(book: BookFile, out: TextIO) -> int:
    """Write the book and return how many rows are damaged. Raises BookUnavailable."""
    tables: dict[str, list[dict[str, object]]] = {}
    damaged = 0
    with book.transaction() as db:
        for table in _reflected(db).sorted_tables:
            rows = db.execute(select(table).order_by(*table.primary_key.columns)).all()
            sound = list(whole(rows))
            damaged += len(rows) - len(sound)
            tables[table.name] = [_readable(row) for row in sound]
    said = {"book": FORM, "schema": MIGRATIONS[-1].version, "tables": tables}
    json.dump(said, out, ensure_ascii=False, indent=1)
    out.write("\n")
    return damaged


def load(book: BookFile, text: str, name: str) -> int:
    """Replace all that the book holds by what a file says, and count its rows.

    What was published after the export isn't in it: as after a damage, months that are over and
    aren't there wait for an erratum.

    Raises BookUnavailable, which names the file `name` and what is wrong; then nothing changed.
    """
    tables = _tables_in(text, name)
    with book.transaction() as db:
        known = {table.name: table for table in _reflected(db).sorted_tables}
        if unknown := sorted(tables.keys() - known.keys()):
            raise BookUnavailable(f"{name}: tables.{unknown[0]}: this version knows no such table")
        for table in reversed(known.values()):
            db.execute(delete(table))
        for table_name, table in known.items():
            rows = tables.get(table_name, [])
            columns = {column.name for column in table.columns} - {CHECK}
            for index, row in enumerate(rows):
                if not isinstance(row, Mapping) or row.keys() != columns:
                    expected = ", ".join(sorted(columns))
                    raise BookUnavailable(
                        f"{name}: tables.{table_name}[{index}]: expected the keys {expected}"
                    )
            if rows:
                db.execute(insert(table), [with_check(_stored(row)) for row in rows])
        note_salvage(db)
    return sum(map(len, tables.values()))


def _reflected(db: Connection) -> MetaData:
    metadata = MetaData()
    metadata.reflect(bind=db)
    return metadata


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
