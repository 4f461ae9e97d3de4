"""A damaged book is moved aside, whole and for its owner alone, and never deleted here.

    book.db ─▶ book.db.damaged-20261128T064500Z        a new book begins in its place

What can't have been a book is left where it is, whatever hub.toml calls it.
"""

from contextlib import suppress
from pathlib import Path
from typing import Final

from contract.times import from_us
from hub.book.file import APPLICATION_ID
from hub.errors import BookUnavailable

_MARK: Final = ".damaged-"
_HEADS: Final = (b"SQLite format 3\0", bytes(16))
"""How a database begins, or what a card makes of its first page."""
_OWNER_AT: Final = 68
_OWNER: Final = APPLICATION_ID.to_bytes(4, "big")


def move_aside(path: Path, now_us: int, *, is_ours: bool = False) -> Path:
    """Give a damaged book another name, and its journal too, and return it.

    Who has used it knows that it is one. Raises BookUnavailable if it can't be moved, or never was
    a book.
    """
    aside = _free_name(path, f"{from_us(now_us):%Y%m%dT%H%M%SZ}")
    try:
        if not is_ours and not _was_a_book(path):
            raise BookUnavailable(f"{path}: a file of something else; expected Platzfrei's book")
        path.chmod(0o600)
        journal = path.with_name(f"{path.name}-journal")
        with suppress(FileNotFoundError):  # before the book, or it would be played into the new one
            journal.rename(aside.with_name(f"{aside.name}-journal"))
        path.rename(aside)
    except OSError as error:
        raise BookUnavailable(f"{path}: {error.strerror}") from None
    return aside


def moved_aside(path: Path) -> tuple[str, ...]:
    """Return the names of the damaged books that lie beside a book, oldest first."""
    found = (each.name for each in path.parent.glob(f"{path.name}{_MARK}*"))
    return tuple(sorted(name for name in found if not name.endswith("-journal")))


def _was_a_book(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(100)
    return head[:16] in _HEADS or head[_OWNER_AT : _OWNER_AT + 4] == _OWNER


def _free_name(path: Path, moment: str) -> Path:
    aside = path.with_name(f"{path.name}{_MARK}{moment}")
    number = 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.name}{_MARK}{moment}-{number}")
    return aside
