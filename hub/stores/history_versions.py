"""Which version of history a range is, known without reading it: its one writer counts changes.

    writing ── its days have no version ─▶ committed: they have another one
    changing_all ── nothing has a version ─▶ done: all have another one

Counted in memory, by local writes alone: versions begin anew with each process, and where another
hub may write a space's history, this one says nothing before it has written it itself. What failed
may have been written all the same, now or a moment later: its days have no version until a write of
them succeeds. No version costs a read; a wrong one would be a lie. Safe to use from any thread.
"""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Final

_DAY_US: Final = 86_400 * 1_000_000
MOST_DAYS: Final = 64
"""So many changed days of a space are told apart."""


class HistoryVersions:
    """What history says of a space on a day has the same version only while it is the same."""

    def __init__(self, *, is_only_writer: bool) -> None:
        """`is_only_writer`: as long as this exists nobody else writes the store."""
        self._is_only_writer = is_only_writer
        self._lock = Lock()
        self._life: str | None = secrets.token_hex(8)
        self._count = 0
        self._least: dict[str, int] = {}
        """Of each space that was written: what its unchanged days count."""
        self._changed: dict[str, dict[int, int]] = {}
        self._unsettled: dict[str, set[int]] = {}

    def of(self, space: str, from_us: int, to_us: int) -> str | None:
        """Name the version of the slots that start in [from_us, to_us); None: nobody knows."""
        first, last = from_us // _DAY_US, (to_us - 1) // _DAY_US
        with self._lock:
            least = self._least.get(space, 0 if self._is_only_writer else None)
            unsettled = self._unsettled.get(space, ())
            if self._life is None or least is None:
                return None
            if any(first <= day <= last for day in unsettled):
                return None
            changed = self._changed.get(space, {}).items()
            numbers = (number for day, number in changed if first <= day <= last)
            return f"{self._life}.{max(least, *numbers, 0)}"

    @contextmanager
    def writing(self, space: str, starts_us: Iterable[int]) -> Iterator[None]:
        """Write the slots of a space that start then."""
        days = {start_us // _DAY_US for start_us in starts_us}
        with self._lock:
            self._unsettled.setdefault(space, set()).update(days)
        yield
        with self._lock:
            self._count += 1
            self._least.setdefault(space, 0)
            self._unsettled[space] -= days
            self._note(space, days)

    def _note(self, space: str, days: Iterable[int]) -> None:
        changed = self._changed.setdefault(space, {})
        changed.update(dict.fromkeys(days, self._count))
        if len(changed) > MOST_DAYS:
            self._least[space] = self._count
            changed.clear()

    @contextmanager
    def changing_all(self) -> Iterator[None]:
        """Change anything of any space."""
        with self._lock:
            self._life = None
        yield
        self.forget()

    def forget(self) -> None:
        """Begin anew: nobody knows what happened to the store."""
        with self._lock:
            self._life = secrets.token_hex(8)
            for kept in (self._least, self._changed, self._unsettled):
                kept.clear()
