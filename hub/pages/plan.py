"""The floor plan: desks at their places, scaled so that no two overlap. Pure geometry.

The unit is one step of the configured x and y; y grows downwards, as in SVG.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from hub.domain.space import DeskConfig

TILE: Final = 20
"""Side of one desk, in SVG units."""
_GAP: Final = 1.6
"""The nearest two desks are so many tiles apart, centre to centre: room for the label below."""
_MARGIN: Final = 8
_LABEL: Final = 9
_LONGEST_SIDE: Final = 480
"""A bigger plan would be too small to read on a phone; the list remains."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One desk on the plan: its upper left corner, and where its label goes."""

    desk: DeskConfig
    left: int
    top: int

    @property
    def middle(self) -> int:
        """Where the label is centred."""
        return self.left + TILE // 2

    @property
    def foot(self) -> int:
        """The label's base line."""
        return self.top + TILE + _LABEL


@dataclass(frozen=True, slots=True)
class Plan:
    """All desks that have a place."""

    width: int
    height: int
    tiles: tuple[Tile, ...]

    def tile_of(self, desk: DeskConfig) -> Tile | None:
        """Return where a desk stands; None if it has no place."""
        return next((tile for tile in self.tiles if tile.desk is desk), None)


def draw(desks: Sequence[DeskConfig]) -> Plan | None:
    """Place the desks that have coordinates; None if there are none or two share a place."""
    placed = [(desk, desk.x, desk.y) for desk in desks]
    points = [(desk, x, y) for desk, x, y in placed if x is not None and y is not None]
    places = {(x, y) for _, x, y in points}
    if not points or len(places) < len(points):
        return None
    left, top = min(x for x, _ in places), min(y for _, y in places)
    side = max(max(x for x, _ in places) - left, max(y for _, y in places) - top)
    scale = _scale(list(places))
    if not side * scale <= _LONGEST_SIDE:
        return None
    tiles = tuple(
        Tile(desk, _MARGIN + round((x - left) * scale), _MARGIN + round((y - top) * scale))
        for desk, x, y in points
    )
    width = max(tile.left for tile in tiles) + TILE + _MARGIN
    height = max(tile.top for tile in tiles) + TILE + _LABEL + _MARGIN
    return Plan(width, height, tiles)


def _scale(places: Sequence[tuple[float, float]]) -> float:
    """Return SVG units per step, by the two desks that are nearest to each other."""
    steps = [max(abs(a[0] - b[0]), abs(a[1] - b[1])) for a, b in combinations(places, 2)]
    return TILE * _GAP / min(steps, default=1.0)
