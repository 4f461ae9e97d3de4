"""What is said on the pages of times, desks and mistakes, in one language."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from contract.times import from_us
from hub.care_told import moment
from hub.console.replacing.words import ReplacingWords
from hub.domain.handover_change import DOOR, HandoverChange, UnitName, unit_of
from hub.domain.handover_request import Field, Mistake, Refusal, start_us
from hub.domain.space import DeskConfig, SpaceConfig
from hub.reports.text.language import Language

_DATED: Final = (Refusal.TOO_OLD, Refusal.OVERLAPS)
"""What these are about ends in a local time."""
_AT: Final[Mapping[Field, str]] = {
    Field.AFTER: "after",
    Field.FROM: "day",
    Field.UNITS: "units",
    Field.WHY: "why",
}
"""What each field is called on the page."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is said beside a field, and above it with a link."""

    at: str
    text: str


@dataclass(frozen=True, slots=True)
class Past:
    """One change that was made here."""

    id: str
    what: str
    when: str
    is_over: bool


@dataclass(frozen=True, slots=True)
class Telling:
    """Says it, of one space."""

    space: SpaceConfig
    said: ReplacingWords
    language: Language

    def at(self, at_us: int) -> str:
        """Write an instant by the clock of the space."""
        return moment(from_us(at_us), self.language, ZoneInfo(self.space.timezone))

    def local(self, wall: datetime) -> str:
        """Write a local time of the space, on a mark."""
        return self.at(start_us(wall, ZoneInfo(self.space.timezone)))

    def called(self, name: UnitName) -> str:
        """Return what a desk, room, booth or door is called."""
        unit = unit_of(self.space, name)
        if name.kind == DOOR:
            return self.said.door.format(name.id)
        if not isinstance(unit, DeskConfig):
            return self.said.desk.format(name.id)
        kinds = {"desk": self.said.desk, "room": self.said.room, "booth": self.said.booth}
        return kinds[unit.kind].format(unit.label)

    def wrong(self, mistakes: Iterable[Mistake]) -> Iterator[Wrong]:
        """Say what is wrong."""
        for each in mistakes:
            about = each.about
            if each.refusal in _DATED:
                about = (*about[:-1], self.local(datetime.fromisoformat(about[-1])))
            yield Wrong(_AT[each.field], self.said.mistakes[each.refusal].format(*about))

    def past(self, changes: Iterable[HandoverChange]) -> Iterator[Past]:
        """Say what was replaced here, the newest first."""
        own = [change for change in changes if change.space == self.space.id]
        for each in sorted(own, key=lambda change: change.made_us, reverse=True):
            what = self.said.in_the_place_of.format(each.after, each.before)
            when = self.said.from_when.format(self.local(each.from_wall))
            yield Past(each.id, what, when, not each.holds)
