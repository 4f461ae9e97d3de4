"""The recipe of docs/recompute.md, run as it stands in DuckDB over an export."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import duckdb

from tests.house.tree import ROOT

PAGE: Final = ROOT / "docs" / "recompute.md"
_SQL: Final = re.compile(r"^```sql\n(.*?)^```$", re.MULTILINE | re.DOTALL)
Answers = list[dict[str, Any]]


def statements() -> list[str]:
    """Read every statement of the page, in order."""
    blocks = _SQL.findall(PAGE.read_text())
    return [text for block in blocks for text in map(str.strip, block.split(";")) if text]


class Recomputed:
    """What the statements gave over one export."""

    def __init__(self, folder: Path) -> None:
        self._connection = duckdb.connect()
        with _within(folder):
            for statement in statements():
                self._connection.execute(statement)

    def ask(self, question: str) -> Answers:
        """Return the rows that answer a question, each by column."""
        answer = self._connection.execute(question)
        names = [column[0] for column in answer.description or ()]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


@contextmanager
def _within(folder: Path) -> Iterator[None]:
    """Work in a folder, as the page does."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
