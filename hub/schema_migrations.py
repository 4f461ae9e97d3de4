"""Numbered migrations: the SQL that makes version n of a schema n + 1, one file each.

Each is one transaction with its number, which is the file's `user_version`: after a kill the file
is of one version or the next. It knows no database and no table.
"""

import re
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import Final

_NAME: Final = re.compile(r"(\d{4})_\w+\.sql")


@dataclass(frozen=True, slots=True, order=True)
class Migration:
    """Statements that make `version` of the version before, or of an empty file."""

    version: int
    sql: str

    @property
    def script(self) -> str:
        """The whole transaction."""
        return f"BEGIN IMMEDIATE;\n{self.sql}\nPRAGMA user_version = {self.version};\nCOMMIT;"


def numbered(folder: Traversable) -> tuple[Migration, ...]:
    """Read the migrations of a folder, in their order."""
    named = [(_NAME.fullmatch(each.name), each) for each in folder.iterdir()]
    return tuple(sorted(Migration(int(name[1]), each.read_text()) for name, each in named if name))
