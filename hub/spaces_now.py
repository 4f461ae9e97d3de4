"""The spaces as they are now: what hub.toml says, and above it what people have set since.

    hub.toml ─▶ SpacesNow ─▶ now: spaces, calendars, notices ─▶ whoever asks, at each use
    people, feeds ─▶ amend, announce ─┘        replaced as a whole, under another revision

Owns which configuration is in force, and the one calendar of each space. Whoever keeps a space or a
calendar for longer than a look asks for the revision: another one means that some space or notice
is another one. It knows no file, no book and no clock. Any thread may ask, and any may amend.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from itertools import chain
from threading import Lock
from types import MappingProxyType
from typing import Final

from hub.domain.calendar import Calendar
from hub.domain.calendar_change import (
    CalendarChange,
    CalendarCorrection,
    PublicNotice,
    applied,
    corrections_of,
    notices_of,
)
from hub.domain.space import SpaceConfig

Amendment = Callable[[SpaceConfig], SpaceConfig]
"""Makes of a space what it is with what was set above; its id, time zone and names stay."""
_NO_NOTICES: Final[Mapping[str, tuple[PublicNotice, ...]]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Spaces:
    """All spaces as of one revision."""

    revision: int
    all: tuple[SpaceConfig, ...]
    """In the order of hub.toml."""
    notices: Mapping[str, tuple[PublicNotice, ...]] = field(default_factory=dict)
    corrections: tuple[CalendarCorrection, ...] = ()
    by_id: Mapping[str, SpaceConfig] = field(init=False, compare=False)
    calendars: Mapping[str, Calendar] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Make the calendars, each once."""
        object.__setattr__(self, "by_id", {space.id: space for space in self.all})
        object.__setattr__(self, "calendars", {space.id: Calendar(space) for space in self.all})

    def notices_on(self, space_id: str, day: date) -> tuple[PublicNotice, ...]:
        """Return what visitors of a space read on a local day."""
        return tuple(each for each in self.notices.get(space_id, ()) if each.is_shown_on(day))


class SpacesNow:
    """Holds them. What is amended in several layers is amended in the order of their names."""

    def __init__(self, spaces: Sequence[SpaceConfig]) -> None:
        """`spaces` are those of hub.toml."""
        self.named: Final = tuple(spaces)
        self.now = Spaces(0, self.named)
        """Replaced as a whole: who looks twice may see two."""
        self._layers: dict[str, Amendment] = {}
        self._notices: dict[str, Mapping[str, tuple[PublicNotice, ...]]] = {}
        self._corrections: dict[str, tuple[CalendarCorrection, ...]] = {}
        self._turn = Lock()

    def amend(
        self,
        layer: str,
        amendment: Amendment,
        notices: Mapping[str, tuple[PublicNotice, ...]] = _NO_NOTICES,
        corrections: tuple[CalendarCorrection, ...] = (),
    ) -> bool:
        """Replace all that one layer says; tell whether anything is another by that."""
        with self._turn:
            self._layers[layer], self._notices[layer] = amendment, notices
            self._corrections[layer] = corrections
            before = self.now
            after = Spaces(
                before.revision + 1,
                tuple(map(self._amended, self.named)),
                _joined(self._notices),
                tuple(sorted(chain.from_iterable(self._corrections.values()))),
            )
            if replace(after, revision=before.revision) == before:
                return False
            self.now = after
            return True

    def _amended(self, space: SpaceConfig) -> SpaceConfig:
        for layer in sorted(self._layers):
            space = self._layers[layer](space)
        return space


def set_above(spaces: SpacesNow, changes: Sequence[CalendarChange]) -> bool:
    """Put what people have set above hub.toml; tell whether anything is another by that."""
    held_now = [each for each in changes if each.holds]
    corrections = chain.from_iterable(corrections_of(each, changes) for each in spaces.named)
    return spaces.amend(
        "people",
        partial(applied, changes=held_now),
        notices_of(held_now),
        corrections=tuple(corrections),
    )


def held(spaces: SpacesNow | Sequence[SpaceConfig]) -> SpacesNow:
    """Return what holds them, or make what holds spaces that nobody amends."""
    return spaces if isinstance(spaces, SpacesNow) else SpacesNow(spaces)


def _joined(
    layers: Mapping[str, Mapping[str, tuple[PublicNotice, ...]]],
) -> dict[str, tuple[PublicNotice, ...]]:
    joined: dict[str, tuple[PublicNotice, ...]] = {}
    for layer in sorted(layers):
        for space, notices in layers[layer].items():
            joined[space] = (*joined.get(space, ()), *notices)
    return {space: notices for space, notices in joined.items() if notices}
