"""The map of a region: every space at its place, drawn so that no mark covers another.

Pure geometry. Positions are projected onto a plane (equirectangular, true at the middle latitude,
which at the size of a region no eye can tell from the truth), then marks that would cover each
other are pushed apart; a thin line leads back to where they belong. Owns no state and no word.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, radians, sin
from typing import Final

from hub.domain.space import SpaceConfig
from hub.pages.nearby import EARTH_RADIUS_KM
from hub.pages.towns import Town

WIDTH: Final = 320
MARK: Final = 20
"""Side of a mark, in SVG units, as in the lists."""
APART: Final = 28.0
"""The nearest two marks are so far apart, centre to centre: one finger each on a phone."""
MOST_MARKS: Final = 80
"""More would fill the map; the list remains."""
_LEAST_HEIGHT, _MOST_HEIGHT = 180, 400
_MARGIN: Final = 24.0
_FOOT: Final = 34.0
"""Room below the marks for a name and the scale."""
_LEAST_EXTENT_KM: Final = 2.0
_ROUNDS: Final = 200
_TURN: Final = 0.2
"""Pushes go a little aside, in radians, or a row along the edge would never give way."""
_COS, _SIN = cos(_TURN), sin(_TURN)
_MOVED: Final = 5.0
"""A mark that was pushed further than this has a line to its place."""
_LETTER, _LINE = 6.8, 13.0
"""Size of a letter and of a line of a town's name, roughly and rather too large."""
_SCALES_KM: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)

Point = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the mark of a space stands, and where the space is."""

    space_id: str
    x: float
    y: float
    true_x: float
    true_y: float

    @property
    def is_moved(self) -> bool:
        """Tell whether the mark stands far enough away to need a line."""
        return hypot(self.x - self.true_x, self.y - self.true_y) > _MOVED


@dataclass(frozen=True, slots=True)
class Name:
    """The name of a town, and the middle of its base line."""

    text: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class RegionMap:
    """A map, in SVG units."""

    height: int
    spots: tuple[Spot, ...]
    names: tuple[Name, ...]
    scale_km: int
    scale: float
    """How long so many kilometres are."""

    @property
    def width(self) -> int:
        """All maps are as wide."""
        return WIDTH


@dataclass(frozen=True, slots=True)
class _Plane:
    """How degrees become SVG units."""

    middle: Point
    units_per_km: float
    centre: Point

    def point(self, latitude: float, longitude: float) -> Point:
        x_km, y_km = _on_plane(latitude, longitude, self.middle)
        return (
            self.centre[0] + x_km * self.units_per_km,
            self.centre[1] + y_km * self.units_per_km,
        )


def draw_region(spaces: Sequence[SpaceConfig], towns: Iterable[Town]) -> RegionMap | None:
    """Draw the spaces that have positions; None if fewer than two, or too many, have one."""
    positions = {
        space.id: (space.latitude, space.longitude)
        for space in spaces
        if space.latitude is not None and space.longitude is not None
    }
    if not 2 <= len(positions) <= MOST_MARKS:
        return None
    height, plane = _plane_of(list(positions.values()))
    truth = {space_id: plane.point(*at) for space_id, at in positions.items()}
    frame = (_MARGIN, _MARGIN, WIDTH - _MARGIN, height - _FOOT - MARK / 2)
    marks = dict(zip(truth, _pushed_apart(list(truth.values()), frame), strict=True))
    scale_km = _scale_of(plane.units_per_km)
    return RegionMap(
        height=height,
        spots=tuple(_spot(space_id, marks[space_id], truth[space_id]) for space_id in truth),
        names=_named(towns, plane, tuple(marks.values()), height),
        scale_km=scale_km,
        scale=round(scale_km * plane.units_per_km, 1),
    )


def _spot(space_id: str, mark: Point, truth: Point) -> Spot:
    return Spot(space_id, *(round(each, 1) for each in (*mark, *truth)))


def _on_plane(latitude: float, longitude: float, middle: Point) -> Point:
    """Return kilometres east and south of the middle, the short way round the date line."""
    east = (longitude - middle[1] + 180) % 360 - 180
    km_per_degree = EARTH_RADIUS_KM * pi / 180
    return (
        east * km_per_degree * cos(radians(middle[0])),
        (middle[0] - latitude) * km_per_degree,
    )


def _plane_of(positions: Sequence[Point]) -> tuple[int, _Plane]:
    """Choose a height and a scale so that all positions fit, with their middle in the middle."""
    north, south = max(at[0] for at in positions), min(at[0] for at in positions)
    around = ((north + south) / 2, positions[0][1])
    points = [_on_plane(*at, around) for at in positions]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    wide, high = max(right - left, _LEAST_EXTENT_KM), max(bottom - top, _LEAST_EXTENT_KM)
    inner = WIDTH - 2 * _MARGIN
    height = round(inner * high / wide + _MARGIN + _FOOT + MARK / 2)
    height = min(max(height, _LEAST_HEIGHT), _MOST_HEIGHT)
    room = height - _MARGIN - _FOOT - MARK / 2
    units = min(inner / wide, room / high)
    centre = (
        WIDTH / 2 - (left + right) / 2 * units,
        _MARGIN + room / 2 - (top + bottom) / 2 * units,
    )
    return height, _Plane(around, units, centre)


def _pushed_apart(points: Sequence[Point], frame: Box) -> list[Point]:
    """Move points until any two are APART, or after so many rounds as well as it goes."""
    moved = [_within(point, frame) for point in points]
    for _ in range(_ROUNDS):
        is_done = True
        for first in range(len(moved)):
            for second in range(first + 1, len(moved)):
                is_done = not _push(moved, first, second, frame) and is_done
        if is_done:
            break
    return moved


def _push(points: list[Point], first: int, second: int, frame: Box) -> bool:
    (ax, ay), (bx, by) = points[first], points[second]
    distance = hypot(bx - ax, by - ay)
    missing = APART - distance
    if missing <= 0.05:
        return False
    if distance < 0.5:  # in the same place: each pair in a direction of its own
        angle = first + 2.4 * second
        east, south = cos(angle), sin(angle)
    else:
        east, south = (bx - ax) / distance, (by - ay) / distance
    east, south = east * _COS - south * _SIN, east * _SIN + south * _COS
    half = missing / 2
    points[first] = _within((ax - east * half, ay - south * half), frame)
    points[second] = _within((bx + east * half, by + south * half), frame)
    return True


def _within(point: Point, frame: Box) -> Point:
    left, top, right, bottom = frame
    return min(max(point[0], left), right), min(max(point[1], top), bottom)


def _scale_of(units_per_km: float) -> int:
    """Return the longest of the usual lengths that takes at most a third of the width."""
    fitting = [km for km in _SCALES_KM if km * units_per_km <= WIDTH / 3]
    return max(fitting, default=_SCALES_KM[0])


def _named(
    towns: Iterable[Town], plane: _Plane, marks: Sequence[Point], height: int
) -> tuple[Name, ...]:
    """Write each town's name where it covers neither a mark nor another name, or not at all."""
    half = MARK / 2 + 3
    taken: list[Box] = [(x - half, y - half, x + half, y + half) for x, y in marks]
    inside: Box = (2, 2, WIDTH - 2, height - _FOOT + 8)
    names = []
    for town in towns:
        wide = len(town.name) * _LETTER
        point = plane.point(town.latitude, town.longitude)
        for middle, base in _places(point, marks, wide):
            box = (middle - wide / 2, base - _LINE + 3, middle + wide / 2, base + 3)
            if _lies_in(box, inside) and not any(_meet(box, other) for other in taken):
                taken.append(box)
                names.append(Name(town.name, round(middle, 1), round(base, 1)))
                break
    return tuple(names)


def _places(point: Point, marks: Sequence[Point], wide: float) -> Iterable[Point]:
    """Yield places for a name: around the marks that stand in the town, then around its middle."""
    away = sorted((hypot(x - point[0], y - point[1]), (x, y)) for x, y in marks)
    for anchor in (*(mark for distance, mark in away if distance < APART), point):
        yield from _around(*anchor, wide)


def _around(x: float, y: float, wide: float) -> Iterable[Point]:
    """Yield places for a name near a point: below, above, right, left, and rather more aside."""
    below, above = y + MARK / 2 + _LINE + 2, y - MARK / 2 - 7
    beside = MARK / 2 + 6 + wide / 2
    yield from ((x, below), (x, above), (x + beside, y + 4), (x - beside, y + 4))
    for aside in (wide / 4, -wide / 4, wide / 2, -wide / 2):
        yield from ((x + aside, below), (x + aside, above))


def _lies_in(box: Box, frame: Box) -> bool:
    left, top, right, bottom = frame
    return box[0] >= left and box[1] >= top and box[2] <= right and box[3] <= bottom


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
