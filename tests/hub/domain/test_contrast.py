"""Colours are compared as WCAG 2.2 says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.contrast import EASY, contrast, is_colour, mixed, readable_on

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#0000ff", "#ffffff", 8.59),
        ("#ff0000", "#000000", 5.25),
    ],
)
def test_known_ratios(one: str, other: str, ratio: float) -> None:
    """Those that every checker of contrast gives."""
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)


@given(one=COLOURS, other=COLOURS)
def test_a_ratio_has_no_direction(one: str, other: str) -> None:
    """Text on a background is as readable as the other way round."""
    assert contrast(one, other) == contrast(other, one)
    assert 1.0 <= contrast(one, other) <= 21.0


@given(colour=COLOURS)
def test_a_colour_can_always_be_made_readable(colour: str) -> None:
    """On dark ground towards white, and one that is light enough stays as it is."""
    grounds = ("#111613", "#19201c")
    found = readable_on(colour, grounds, "#ffffff")
    assert all(contrast(found, ground) >= EASY for ground in grounds)
    if all(contrast(colour, ground) >= EASY for ground in grounds):
        assert found == colour


def test_mixing() -> None:
    """Nothing of a colour leaves the other, all of it replaces it."""
    assert mixed("#ff0000", "#0000ff", 0.0) == "#0000ff"
    assert mixed("#ff0000", "#0000ff", 1.0) == "#ff0000"
    assert mixed("#000000", "#ffffff", 0.5) == "#808080"


@pytest.mark.parametrize("text", ["", "#fff", "14603f", "#14603g", "#14603f ", "green", "#١٢٣٤٥٦"])
def test_what_is_no_colour(text: str) -> None:
    """Six hex digits after a #, and nothing else."""
    assert not is_colour(text)
    assert is_colour("#14603F")
