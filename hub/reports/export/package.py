"""An export as a folder: a CSV file for each table, a data package that describes them, check sums.

    rows ─▶ *.csv ─▶ datapackage.json (columns, types, sizes, SHA-256) ─▶ SHA256SUMS

The folder is there whole, or not at all. Only its owner may read it: what it holds is finer than
anything public. The same rows give the same bytes.
"""

import csv
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from hub.errors import ReportRefused
from hub.private_files import for_the_owner_alone
from hub.reports.export.rows import Row, Value
from hub.reports.export.tables import Table

DESCRIPTION: Final = "datapackage.json"
CHECK_SUMS: Final = "SHA256SUMS"
_EMPTY: Final = ""


@dataclass(frozen=True, slots=True)
class Written:
    """One file, once it is written."""

    table: Table
    byte_count: int
    row_count: int
    sha256: str

    def resource(self) -> dict[str, Any]:
        """Describe it as a data package does."""
        return {
            "profile": "tabular-data-resource",
            "name": self.table.name.replace("_", "-"),
            "path": self.table.file,
            "description": self.table.description,
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "bytes": self.byte_count,
            "hash": f"sha256:{self.sha256}",
            "rows": self.row_count,
            "schema": self.table.schema(),
        }


class _Digesting:
    """A file that is written in UTF-8, and what its check sum is."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("xb")
        self._digest = hashlib.sha256()
        self.byte_count = 0

    def write(self, text: str) -> None:
        """Write a text."""
        raw = text.encode()
        self._digest.update(raw)
        self.byte_count += len(raw)
        self._file.write(raw)

    def end(self) -> str:
        """Bring it to the disk; return the check sum, in hexadecimal digits."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return self._digest.hexdigest()


class Folder:
    """A folder that is being written."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._written: list[Written] = []

    def write(self, table: Table, rows: Iterable[Row]) -> None:
        """Write a table."""
        file = _Digesting(self._path / table.file)
        out = csv.writer(file, lineterminator="\n")
        out.writerow(table.columns)
        row_count = 0
        for row in rows:
            out.writerow([_text(value) for value in row])
            row_count += 1
        byte_count = file.byte_count
        self._written.append(Written(table, byte_count, row_count, file.end()))

    def describe(self, told: dict[str, Any]) -> None:
        """Write what describes all tables, beginning with `told`, and the check sums of all."""
        package = told | {"resources": [each.resource() for each in self._written]}
        file = _Digesting(self._path / DESCRIPTION)
        file.write(json.dumps(package, ensure_ascii=False, indent=2) + "\n")
        sums = [(each.table.file, each.sha256) for each in self._written]
        sums.append((DESCRIPTION, file.end()))
        listed = _Digesting(self._path / CHECK_SUMS)
        listed.write("".join(f"{sha256}  {name}\n" for name, sha256 in sums))
        listed.end()

    @property
    def row_count(self) -> int:
        """How many rows were written."""
        return sum(each.row_count for each in self._written)


def _text(value: Value) -> str:
    match value:
        case None:
            return _EMPTY
        case bool():
            return "true" if value else "false"
        case datetime():
            return f"{value:%Y-%m-%dT%H:%M:%SZ}"
        case _:
            return str(value)


@contextmanager
def new_folder(path: Path) -> Iterator[Folder]:
    """Make a folder that appears at `path` once all is written.

    Raises ReportRefused, field `-o`, where something is there already or nothing can be written.
    """
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise ReportRefused("-o", f"{path} is there already; expected a new or an empty folder")
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with for_the_owner_alone():
            draft.mkdir()
            yield Folder(draft)
        draft.replace(path)
    except OSError as error:
        raise ReportRefused("-o", f"{path} can't be written: {error.strerror or error}") from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
