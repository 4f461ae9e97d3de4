"""Near or far: two thresholds, several measurements in a row, and silence."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.decisions.hysteresis import UNMEASURED, Range, Zone, measure, zone_of
from tests.edge.decisions.script import unhurried

NEAR, BETWEEN, FAR = Zone.NEAR, Zone.BETWEEN, Zone.FAR
SILENT, IMPOSSIBLE = Zone.SILENT, Zone.IMPOSSIBLE


@pytest.mark.parametrize(
    ("metres", "zone"),
    [
        (0.3, NEAR),
        (0.8, NEAR),
        (0.81, BETWEEN),
        (0.99, BETWEEN),
        (1.0, FAR),
        (4, FAR),
        (None, SILENT),
        (0.02, NEAR),
        (4.5, FAR),
        (0.019, IMPOSSIBLE),
        (-0.5, IMPOSSIBLE),
        (4.6, IMPOSSIBLE),
        (math.nan, IMPOSSIBLE),
        (math.inf, IMPOSSIBLE),
        (-math.inf, IMPOSSIBLE),
    ],
)
def test_zone(metres: float | None, zone: Zone) -> None:
    """Up to near_m is near, from far_m is far, no echo is silent, and what can't be is neither."""
    assert zone_of(metres, 0.8, 1.0) is zone


def measured(*zones: Zone) -> Range:
    """Return the judgement after these measurements, of which three in a row count."""
    seen = UNMEASURED
    for zone in zones:
        seen = measure(seen, zone, 3)
    return seen


@pytest.mark.parametrize(
    ("zones", "near", "silent"),
    [
        ([], None, False),
        ([NEAR, NEAR], None, False),
        ([NEAR, NEAR, NEAR], True, False),
        ([FAR, FAR, FAR], False, False),
        ([NEAR, NEAR, FAR, NEAR, NEAR], None, False),
        ([NEAR] * 3 + [FAR] * 2, True, False),
        ([NEAR] * 3 + [FAR] * 3, False, False),
        ([NEAR] * 3 + [BETWEEN] * 9, True, False),
        ([FAR] * 3 + [BETWEEN] * 9, False, False),
        ([BETWEEN] * 9, None, False),
        ([FAR] * 3 + [SILENT] * 2, False, False),
        ([FAR] * 3 + [SILENT] * 3, None, True),
        ([SILENT] * 3 + [FAR] * 2, None, True),
        ([SILENT] * 3 + [FAR] * 3, False, False),
        ([SILENT] * 3 + [BETWEEN] * 3, None, False),
        ([SILENT] * 3 + [FAR, FAR, SILENT, FAR, FAR], None, True),
    ],
)
def test_judgement(zones: list[Zone], near: bool | None, silent: bool) -> None:
    """Only so many equal answers in a row change the judgement; as many silences end it."""
    seen = measured(*zones)
    assert (seen.near, seen.silent) == (near, silent)


def test_equal_answers_become_equal() -> None:
    """A steady room costs nothing: the same answer again leaves everything as it is."""
    assert measured(*[FAR] * 4) == measured(*[FAR] * 400)


@unhurried
@given(st.lists(st.sampled_from(Zone), max_size=60), st.integers(1, 5))
def test_every_change_was_confirmed(zones: list[Zone], confirmation_count: int) -> None:
    """Near turns true or false only after as many answers of that kind in a row."""
    seen = UNMEASURED
    for number, zone in enumerate(zones, start=1):
        before, seen = seen, measure(seen, zone, confirmation_count)
        if seen.near is not before.near:
            row = zones[max(0, number - confirmation_count) : number]
            wanted = {True: {NEAR}, False: {FAR}, None: {SILENT, IMPOSSIBLE}}[seen.near]
            assert len(row) == confirmation_count
            assert wanted.issuperset(row)
