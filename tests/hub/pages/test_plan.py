"""The floor plan's geometry."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.space import DeskConfig
from hub.pages.plan import TILE, draw


def desk(x: float | None, y: float | None, number: int = 1) -> DeskConfig:
    """Make a desk somewhere."""
    return DeskConfig(id=f"d{number}", agent="pi", x=x, y=y)


def test_one_desk_is_a_plan() -> None:
    """A single desk stands inside the margins, wherever its origin is."""
    plan = draw([desk(-5.0, 100.0)])
    assert plan is not None
    tile = plan.tiles[0]
    assert 0 < tile.left < tile.left + TILE < plan.width
    assert 0 < tile.top < tile.foot < plan.height


@pytest.mark.parametrize(
    "desks",
    [
        [],
        [desk(None, None)],
        [desk(1.0, 1.0, 1), desk(1.0, 1.0, 2)],
        [desk(0.0, 0.0, 1), desk(0.1, 0.0, 2), desk(90.0, 0.0, 3)],
        [desk(0.0, 0.0, 1), desk(5e-324, 0.0, 2), desk(1.0, 0.0, 3)],
        [desk(-1e308, 0.0, 1), desk(1e308, 0.0, 2), desk(0.0, 0.0, 3)],
    ],
)
def test_no_plan_is_better_than_a_bad_one(desks: list[DeskConfig]) -> None:
    """Without places, with two desks on one place or too far apart there is only the list."""
    assert draw(desks) is None


def test_desks_without_a_place_are_left_to_the_list() -> None:
    """The others are still drawn."""
    placed, unplaced = desk(1.0, 1.0, 1), desk(None, None, 2)
    plan = draw([placed, unplaced])
    assert plan is not None
    assert plan.tile_of(placed) is not None
    assert plan.tile_of(unplaced) is None


@given(st.sets(st.tuples(st.integers(-5, 5), st.integers(-5, 5)), min_size=1, max_size=12))
def test_tiles_never_overlap(places: set[tuple[int, int]]) -> None:
    """No two desks or their labels cover each other, and all stand on the plan."""
    plan = draw([desk(x * 0.7, y * 0.7, n) for n, (x, y) in enumerate(sorted(places))])
    assert plan is not None
    for one in plan.tiles:
        assert one.left >= 0
        assert one.left + TILE <= plan.width
        assert one.foot <= plan.height
        for other in plan.tiles:
            apart = abs(one.left - other.left) >= TILE or abs(one.top - other.top) >= TILE + 9
            assert one is other or apart
