"""Hashes of people's passwords. How a hash is made says hub/console/password_hash.py."""

from typing import Final

from hub.book.file import Lent
from hub.book.row import whole, with_check
from hub.book.tables import Table

PASSWORD: Final = Table("password", ("person",), ("hash", "set_us"))


def put_password(db: Lent, person: str, password_hash: str, now_us: int) -> None:
    """Keep a hash, in the place of the one before."""
    row = {"person": person, "hash": password_hash, "set_us": now_us}
    db.execute(PASSWORD.put, with_check(row))


def password_in(db: Lent, person: str) -> str | None:
    """Return the hash of somebody's password; None: there is none that is whole."""
    found = whole(db.execute(f"{PASSWORD.select} WHERE person = ?", (person,)))
    return next((row["hash"] for row in found), None)
