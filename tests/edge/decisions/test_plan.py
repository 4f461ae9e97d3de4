"""How a sensor is read, unless its configuration says more."""

import pytest

from edge.decisions.plan import Kind, SensorPlan


@pytest.mark.parametrize("kind", Kind)
def test_a_plan_that_says_no_more_filters_nothing(kind: Kind) -> None:
    """One line, believed at once and for no longer than it speaks; nothing is a fault."""
    assert SensorPlan(id="s", kind=kind) == SensorPlan(
        id="s",
        kind=kind,
        desk=None,
        door=None,
        line_count=1,
        debounce_us=0,
        hold_us=0,
        near_m=0.0,
        far_m=0.0,
        confirmation_count=1,
        timeout_us=0,
        stuck_us=0,
        flapping_per_minute=0,
    )


def test_one_kind_measures_and_one_counts() -> None:
    """All others read the level of a line, and tell what state a place is in."""
    assert [kind for kind in Kind if kind.measures] == [Kind.DISTANCE]
    assert [kind for kind in Kind if kind.counts_passages] == [Kind.BEAMS]
