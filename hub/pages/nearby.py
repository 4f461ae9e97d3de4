"""Which spaces are near another one. Pure geometry on configured positions."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Final, Protocol

from hub.domain.space import SpaceConfig
from hub.pages.words import PageWords

EARTH_RADIUS_KM: Final = 6371.0088  # mean radius R1, IUGG
_WHOLE_FROM_KM: Final = 10


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another space and how far it is, as the crow flies; None where positions are missing."""

    space: SpaceConfig
    distance_km: float | None


def neighbours(space: SpaceConfig, spaces: tuple[SpaceConfig, ...]) -> tuple[Neighbour, ...]:
    """Return the other spaces, the nearest first, those without a position at the end."""
    others = [Neighbour(each, distance_km(space, each)) for each in spaces if each.id != space.id]
    return tuple(sorted(others, key=_by_distance))


def _by_distance(neighbour: Neighbour) -> tuple[float, str]:
    unknown = neighbour.distance_km is None
    return (float("inf") if unknown else neighbour.distance_km or 0.0, neighbour.space.name)


class Placed(Protocol):
    """What may have a position, in degrees."""

    @property
    def latitude(self) -> float | None:
        """North of the equator."""
        ...

    @property
    def longitude(self) -> float | None:
        """East of Greenwich."""
        ...


def distance_km(one: Placed, other: Placed) -> float | None:
    """Return the great-circle distance by the haversine formula, in km."""
    if one.latitude is None or one.longitude is None:
        return None
    if other.latitude is None or other.longitude is None:
        return None
    north, south = radians(one.latitude), radians(other.latitude)
    half_height = sin((south - north) / 2)
    half_width = sin(radians(other.longitude - one.longitude) / 2)
    chord = half_height**2 + cos(north) * cos(south) * half_width**2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, chord)))


def distance_in_words(km: float, words: PageWords) -> str:
    """Say a distance: `1,2 km`, `14 km`."""
    digits = f"{km:.0f}" if km >= _WHOLE_FROM_KM else f"{km:.1f}"
    return words.distance.format(t=digits.replace(".", words.decimal_mark))
