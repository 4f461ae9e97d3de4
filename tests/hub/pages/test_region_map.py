"""The map of the region: every mark at its place, and none covers another."""

from itertools import combinations
from math import hypot

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain.space import SpaceConfig
from hub.pages.nearby import distance_km
from hub.pages.region_map import APART, MARK, MOST_MARKS, WIDTH, RegionMap, draw_region
from hub.pages.towns import Town
from tests.hub.pages.places import at


def drawn(*positions: tuple[float, float], towns: tuple[Town, ...] = ()) -> RegionMap:
    """Draw spaces at these positions."""
    spaces = [at(f"s{n}", *position) for n, position in enumerate(positions)]
    found = draw_region(spaces, towns)
    assert found is not None
    return found


NEAR_BELZIG = st.tuples(st.floats(52.0, 52.3), st.floats(12.3, 12.8))
ANYWHERE = st.tuples(st.floats(-89, 89), st.floats(-180, 180))
ONE_SPOT = st.just((52.1, 12.5))


@settings(max_examples=30)
@given(st.lists(st.one_of(NEAR_BELZIG, ANYWHERE, ONE_SPOT), min_size=2, max_size=20))
def test_no_mark_covers_another(positions: list[tuple[float, float]]) -> None:
    """Wherever spaces are, in one house or on two continents, each mark can be touched alone."""
    found = drawn(*positions)
    for one, other in combinations(found.spots, 2):
        assert hypot(one.x - other.x, one.y - other.y) > APART - 2
    for spot in found.spots:
        assert MARK / 2 <= spot.x <= WIDTH - MARK / 2
        assert MARK / 2 <= spot.y <= found.height - MARK / 2


def test_positions_are_true_to_scale() -> None:
    """North is up, east is right, and the scale says how long a kilometre is."""
    south, north, east = at("s", 52.0, 12.0), at("n", 52.3, 12.0), at("e", 52.0, 12.5)
    found = draw_region((south, north, east), ())
    assert found is not None
    spots = {spot.space_id: spot for spot in found.spots}
    assert spots["n"].y < spots["s"].y == spots["e"].y
    assert spots["e"].x > spots["s"].x == spots["n"].x
    per_km = found.scale / found.scale_km
    for one, other in combinations((south, north, east), 2):
        a, b = spots[one.id], spots[other.id]
        km = distance_km(one, other)
        assert km is not None
        assert hypot(a.true_x - b.true_x, a.true_y - b.true_y) / per_km == pytest.approx(
            km, rel=0.02
        )
        assert not a.is_moved


def test_neighbours_are_pushed_apart_and_point_to_their_place() -> None:
    """Two in one street stand side by side, each with a line to where it is."""
    found = drawn((52.0, 12.3), (52.15, 12.6), (52.1501, 12.6001), (52.3, 12.9))
    west, first, second, east = found.spots
    assert [spot.is_moved for spot in (west, first, second, east)] == [False, True, True, False]
    assert hypot(first.true_x - second.true_x, first.true_y - second.true_y) < 1


def test_there_is_no_map_of_one_place_or_of_very_many() -> None:
    """One place needs none; of a hundred no mark could be touched."""
    assert draw_region([at("a", 52, 12), at("b")], ()) is None
    many: list[SpaceConfig] = [at(f"s{n}", 52 + n / 100, 12) for n in range(MOST_MARKS + 1)]
    assert draw_region(many, ()) is None
    assert draw_region(many[1:], ()) is not None


def test_names_cover_neither_marks_nor_each_other() -> None:
    """A town's name stands beside its mark or not at all, and inside the map."""
    towns = tuple(
        Town(f"t{n}", "Bad Belzig an der Havel"[: 6 + n], 52 + n / 40, 12 + n / 20)
        for n in range(12)
    )
    found = drawn(*((town.latitude, town.longitude) for town in towns), towns=towns)
    assert 3 <= len(found.names) <= len(towns)
    for name in found.names:
        half = len(name.text) * 3
        assert 0 < name.x - half < name.x + half < WIDTH
        for spot in found.spots:
            is_beside = abs(spot.x - name.x) > half + MARK / 2
            assert is_beside or abs(spot.y - (name.y - 4)) > MARK / 2
    far = Town("f", "Anderswo", 48.0, 9.0)
    assert "Anderswo" not in [name.text for name in drawn((52, 12), (52.1, 12), towns=(far,)).names]
