"""One space's public snapshot, renewed in one of two ways: at once, or by the full minute.

Owns the snapshot and when it may be replaced. It knows no message and no watcher; hub/live/live.py
calls, domain/disclosure.py decides what is said.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from hub.domain.availability import Published
from hub.domain.calendar import Calendar
from hub.domain.disclosure import (
    at_mark,
    at_once,
    before_first_mark,
    between_marks,
)
from hub.domain.live import AgentNow
from hub.domain.sight import Sight, look, see
from hub.domain.space import DeskConfig, SpaceConfig
from hub.spaces_now import SpacesNow

Agents = Mapping[str, AgentNow]


@dataclass(frozen=True, slots=True)
class Moment:
    """One instant on both clocks: aware time of day, and monotonic seconds."""

    wall: datetime
    monotonic_s: float

    def at(self, wall: datetime) -> "Moment":
        """Return the earlier or later moment with the time of day `wall`."""
        return Moment(wall, self.monotonic_s + (wall - self.wall).total_seconds())


class AtOnce:
    """The snapshot of a space that protects no small counts."""

    def __init__(self, space: SpaceConfig, start: Moment, spaces: SpacesNow) -> None:
        self._space = space
        self._spaces = spaces
        self._sight = self._look({}, start)
        self.published = at_once(space, self._sight, start.wall)

    def renew(self, agents: Agents, now: Moment) -> bool:
        """Publish what is true now; tell whether anything changed."""
        sight = self._look(agents, now)
        if sight == self._sight:
            return False
        self._sight = sight
        before = self.published
        self.published = at_once(self._space, sight, now.wall, before)
        return self.published is not before

    def _look(self, agents: Agents, now: Moment) -> Sight:
        calendar = self._spaces.now.calendars[self._space.id]
        units = calendar.desks_in_service(now.wall)
        if self._space.public_detail == "count":
            units = _only_desks(units)
        return look(units, calendar, agents, now.wall, now.monotonic_s)


class AtMarks:
    """The snapshot of a space that protects small counts.

    Another calendar is in force from the next full minute on.
    """

    def __init__(self, space: SpaceConfig, start: Moment, spaces: SpacesNow) -> None:
        self._space = space
        self._spaces = spaces
        self._calendar = self._calendar_now()
        self._units = _only_desks(self._calendar.desks_in_service(start.wall))
        self._marked = before_first_mark(space, self._look({}, start), start.wall)
        self._next = self._marked
        """What the next tick publishes. It follows from marks and messages alone, not from ticks,
        so that all hubs that hear the same publish the same."""

    @property
    def published(self) -> Published:
        """Return what anybody may see now."""
        return self._marked.published

    def pass_mark(self, agents: Agents, mark: Moment) -> None:
        """Keep what is true at a full minute for the next tick."""
        self._calendar = self._calendar_now()
        self._units = _only_desks(self._calendar.desks_in_service(mark.wall))
        version = self._next.published.version
        self._next = at_mark(self._space, self._look(agents, mark), mark.wall, version)

    def note(self, agents: Agents, now: Moment) -> None:
        """Take away what became unknown since the mark, for the next tick; after each message."""
        self._next = between_marks(self._next, see(self._units, agents, now.monotonic_s))

    def tick(self, agents: Agents, now: Moment) -> bool:
        """Publish the latest mark and what became unknown since; tell if it changed."""
        self.note(agents, now)
        before, self._marked = self._marked, self._next
        return self._marked is not before

    def _look(self, agents: Agents, now: Moment) -> Sight:
        return look(self._units, self._calendar, agents, now.wall, now.monotonic_s)

    def _calendar_now(self) -> Calendar:
        return self._spaces.now.calendars[self._space.id]


def _only_desks(units: tuple[DeskConfig, ...]) -> tuple[DeskConfig, ...]:
    return tuple(unit for unit in units if unit.kind == "desk")
