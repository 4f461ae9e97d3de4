"""What a visitor may choose on the region page, and how an address says it. Pure.

    /?lang=de&near=bad-belzig&open=1&wifi=1   ─▶  Choice  ─▶  the same address again

There are only so many choices as filters and towns make; whatever else an address says is left
out, so nobody can ask for pages without end.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from urllib.parse import urlencode

from hub.domain.space import SpaceConfig
from hub.domain.visitors import Amenity


class Filter(StrEnum):
    """What the spaces shown must have; the value is its name in an address."""

    OPEN = "open"
    STEP_FREE = "step_free"
    WIFI = "wifi"
    MEETING_ROOM = "meeting_room"


FACTS: Final[Mapping[Filter, Amenity]] = MappingProxyType(
    {
        Filter.STEP_FREE: Amenity.WHEELCHAIR,
        Filter.WIFI: Amenity.INTERNET_ACCESS,
        Filter.MEETING_ROOM: Amenity.MEETING_ROOM,
    }
)
"""Which fact of a space each filter asks for; `open` asks for none."""
_ON: Final = "1"
_NEAR: Final = "near"


@dataclass(frozen=True, slots=True)
class Choice:
    """Which spaces are wanted, and from which town distances are told."""

    near: str = ""
    """The key of a town; empty if none was chosen."""
    filters: frozenset[Filter] = frozenset()

    def toggled(self, wanted: Filter) -> "Choice":
        """Return the choice with one filter more or less."""
        return replace(self, filters=self.filters ^ {wanted})

    def matches(self, space: SpaceConfig) -> bool:
        """Tell whether a space has all the facts that are wanted, open or closed."""
        return all(FACTS[wanted] in space.facts for wanted in self.filters if wanted in FACTS)

    def pairs(self) -> list[tuple[str, str]]:
        """Return what an address says of it, in an order that never changes."""
        near = [(_NEAR, self.near)] if self.near else []
        return near + [(wanted.value, _ON) for wanted in Filter if wanted in self.filters]

    def address(self, language: str = "") -> str:
        """Return the query of an address with its question mark; empty if nothing is chosen."""
        pairs = [("lang", language)] if language else []
        query = urlencode(pairs + self.pairs())
        return f"?{query}" if query else ""


NOTHING_CHOSEN: Final = Choice()


def read_choice(
    asked: Mapping[str, str], towns: Container[str], filters: Iterable[Filter]
) -> Choice:
    """Read the choice from the parameters of an address; what isn't offered counts as nothing."""
    near = asked.get(_NEAR, "")
    return Choice(
        near=near if near in towns else "",
        filters=frozenset(wanted for wanted in filters if asked.get(wanted) == _ON),
    )


def offered(spaces: tuple[SpaceConfig, ...]) -> tuple[Filter, ...]:
    """Return the filters that at least one space here passes."""
    return tuple(
        wanted
        for wanted in Filter
        if wanted not in FACTS or any(FACTS[wanted] in space.facts for space in spaces)
    )
