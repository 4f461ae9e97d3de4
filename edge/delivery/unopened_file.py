"""The place of an outbox's file that can't be opened now: it holds nothing, and says why.

An agent on an ill card sees, tells and counts all the same; its events wait in memory until the
file can be opened.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

from edge.delivery.reserve_file import ReserveFile
from edge.errors import OutboxUnavailable

T = TypeVar("T")
Columns = tuple[object, ...]


class UnopenedFile:
    """Refuses everything that needs the disk, as an OutboxFile on a failing one does."""

    is_damaged: bool = False
    page_bytes: Final = 4096

    def __init__(self, path: Path, reserve: ReserveFile, reason: str) -> None:
        self.path = path
        self.reserve = reserve
        self._reason = reason

    def rows(self, _: str, __: Columns = ()) -> list[Any]:
        """Raise OutboxUnavailable."""
        raise OutboxUnavailable(self._reason)

    def transact(self, _: Callable[[], T]) -> T:
        """Raise OutboxUnavailable."""
        raise OutboxUnavailable(self._reason)

    @contextmanager
    def unhurried(self) -> Iterator[None]:
        """Change nothing."""
        yield

    def execute(self, _: str, __: Columns = ()) -> Any:
        """Raise OutboxUnavailable."""
        raise OutboxUnavailable(self._reason)

    def executemany(self, _: str, __: Sequence[Columns]) -> None:
        """Raise OutboxUnavailable."""
        raise OutboxUnavailable(self._reason)

    def page_counts(self) -> tuple[int, int]:
        """Raise OutboxUnavailable."""
        raise OutboxUnavailable(self._reason)

    def wipe(self, _: int) -> None:
        """Raise OutboxUnavailable."""
        raise OutboxUnavailable(self._reason)

    def close(self) -> None:
        """Let go of nothing."""
