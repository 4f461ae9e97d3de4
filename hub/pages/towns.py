"""The towns that a visitor may choose: those of hub.toml, and those of the spaces. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum

from hub.domain.space import SpaceConfig
from hub.domain.town import TownConfig, key_of


@dataclass(frozen=True, slots=True)
class Town:
    """A town, the key that stands for it in an address, and its place in degrees."""

    key: str
    name: str
    latitude: float
    longitude: float


def towns_of(named: Iterable[TownConfig], spaces: Iterable[SpaceConfig]) -> tuple[Town, ...]:
    """Return all towns by name. A named one stands where hub.toml says.

    Others are in the middle of their spaces; one without any position can't be chosen.
    """
    towns = _of_the_spaces(spaces)
    for town in named:
        key = key_of(town.name)
        towns[key] = Town(key, town.name, town.latitude, town.longitude)
    return tuple(sorted(towns.values(), key=lambda town: (town.key, town.name)))


def _of_the_spaces(spaces: Iterable[SpaceConfig]) -> dict[str, Town]:
    names: dict[str, str] = {}
    positions: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    for space in spaces:
        key = key_of(space.town or "")
        if key and space.latitude is not None and space.longitude is not None:
            names.setdefault(key, space.town or "")
            positions[key].append((space.latitude, space.longitude))
    return {
        key: Town(key, name, *(_mean(degrees) for degrees in zip(*positions[key], strict=True)))
        for key, name in names.items()
    }


def _mean(degrees: Sequence[float]) -> float:
    return fsum(degrees) / len(degrees)
