"""Keeps for a replica what the archive says of typical days, so that no page waits for another hub.

    each archive ─▶ thread, once a minute: all its typical days ─▶ here ─▶ page

An archive that can't be reached costs the others nothing, and what it said last stays, with its
age. It knows no page and no words.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Final

from hub.clock import Clock
from hub.errors import StoreUnavailable
from hub.workers.archive_link import Answer, ask
from hub.workers.periodic import IsEnding, Schedule, Work
from hub.workers.typical_days import Origin, ShownTypicalDay
from hub.workers.typical_days_said import SpaceTypicalDay, read_said

PATH: Final = "/api/v1/typical-days"
EVERY_S: Final = 60.0
LONGEST_WAIT_S: Final = 60.0

Ask = Callable[[str, str], Answer | None]


class TypicalDayCopies:
    """Knows what the archives said last; `of` and `origin` may be asked from any thread."""

    schedule: Final = Schedule(
        "typical-day-copies", EVERY_S, LONGEST_WAIT_S, "typical days wait for the archive"
    )

    def __init__(
        self,
        archives: Mapping[str, str],
        small_counts: Mapping[str, int],
        clock: Clock,
        ask: Ask = ask,
    ) -> None:
        """Begin with nothing. `archives` says where that of a space answers, if there is one."""
        spaces = defaultdict[str, dict[str, int]](dict)
        for space, url in archives.items():
            spaces[url][space] = small_counts[space]
        self._copies = {url: _Copy(url, theirs, ask) for url, theirs in spaces.items()}
        self._by_space = {space: self._copies[url] for space, url in archives.items()}
        self._clock = clock

    def of(self, space_id: str, weekday: int | None = None) -> ShownTypicalDay | None:
        """Return what was said last of a weekday, from Monday = 0, or else of the next open day."""
        copy = self._by_space.get(space_id)
        said = None if copy is None else copy.said.get(space_id)
        if said is None:
            return None
        return said.typical_day if weekday is None else said.week[weekday]

    def origin(self, space_id: str) -> Origin:
        """Tell whether anything was said of a space, and when."""
        copy = self._by_space.get(space_id)
        if copy is None or space_id not in copy.said:
            return Origin(has_answered=False)
        return Origin(copied_at=copy.at)

    def due(self) -> Work | None:
        """Return the asking, if there is anybody to ask."""
        return partial(self._renew, self._clock.wall()) if self._copies else None

    def close(self) -> None:
        """Do nothing: nothing is open between two questions."""

    def _renew(self, now: datetime, is_ending: IsEnding) -> None:
        """Ask each archive. Raises StoreUnavailable for the first out of reach, after the rest."""
        failures = list[StoreUnavailable]()
        for copy in self._copies.values():
            if is_ending():
                return
            try:
                copy.renew(now)
            except StoreUnavailable as failure:
                failures.append(failure)
        if failures:
            raise failures[0]


class _Copy:
    """What one archive said last, and when."""

    def __init__(self, url: str, small_counts: Mapping[str, int], ask: Ask) -> None:
        self.said: dict[str, SpaceTypicalDay] = {}
        self.at: datetime | None = None
        self._url = f"{url.rstrip('/')}{PATH}"
        self._small_counts = small_counts
        self._ask = ask
        self._etag = ""

    def renew(self, now: datetime) -> None:
        """Ask again; what it doesn't know, having just begun, stays. Raises StoreUnavailable."""
        answer = self._ask(self._url, self._etag)
        if answer is not None:
            self.said = self.said | read_said(answer.body, self._small_counts)
            self._etag = answer.etag
        self.at = now
