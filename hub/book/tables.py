"""A table of the book as code knows it: the columns that the migrations make, and its statements.

A statement names its values after the columns, so that a row by column fits each. It knows no
table: the modules beside it each name theirs.
"""

from dataclasses import dataclass

from hub.book.row import CHECK


@dataclass(frozen=True, slots=True)
class Table:
    """One table, whose rows carry a check sum beside what they say."""

    name: str
    key: tuple[str, ...]
    said: tuple[str, ...] = ()
    """The columns that are neither of the key nor the check sum."""

    @property
    def columns(self) -> tuple[str, ...]:
        """All of its columns."""
        return (*self.key, *self.said, CHECK)

    @property
    def select(self) -> str:
        """Read all rows; a WHERE or an ORDER BY may follow."""
        return f"SELECT * FROM {self.name}"

    @property
    def by_key(self) -> str:
        """What lets all rows come in the order of their key."""
        return f"ORDER BY {', '.join(self.key)}"

    @property
    def insert(self) -> str:
        """Add a row; one that is there under its key is an error."""
        return f"INSERT {self._row}"

    @property
    def put(self) -> str:
        """Add a row, in the place of what is there under its key."""
        return f"INSERT OR REPLACE {self._row}"

    @property
    def delete(self) -> str:
        """Delete the row that has a key."""
        same = " AND ".join(f"{name} = :{name}" for name in self.key)
        return f"DELETE FROM {self.name} WHERE {same}"

    @property
    def _row(self) -> str:
        values = ", ".join(f":{name}" for name in self.columns)
        return f"INTO {self.name} ({', '.join(self.columns)}) VALUES ({values})"
