"""Distances and the nearest alternatives."""

import pytest

from hub.domain.space import SpaceConfig
from hub.pages.nearby import distance_in_words, distance_km, neighbours
from hub.pages.vocabulary import words_in
from hub.reports.text.language import Language
from tests.hub.pages.places import at


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        (at("berlin", 52.5200, 13.4050), at("hamburg", 53.5511, 9.9937), 255.3),
        (at("pole", 90, 0), at("south", -90, 0), 20015.1),
        (at("a", 0, 179.5), at("b", 0, -179.5), 111.2),
        (at("a", 52, 12), at("b", 52, 12), 0.0),
    ],
)
def test_distance(one: SpaceConfig, other: SpaceConfig, km: float) -> None:
    """Great-circle distances, over the date line too, the same both ways."""
    assert distance_km(one, other) == pytest.approx(km, abs=0.1)
    assert distance_km(other, one) == pytest.approx(km, abs=0.1)


def test_the_nearest_comes_first() -> None:
    """Sorted by distance; those without a position follow by name."""
    here = at("here", 52.0, 12.0)
    spaces = (at("z"), at("far", 53.0, 12.0), here, at("near", 52.1, 12.0), at("a"))
    assert [each.space.id for each in neighbours(here, spaces)] == ["near", "far", "a", "z"]


def test_without_a_position_all_are_equal() -> None:
    """A space without a position lists the others by name, with no distance."""
    found = neighbours(at("here"), (at("b", 1, 1), at("here"), at("a", 2, 2)))
    assert [(each.space.id, each.distance_km) for each in found] == [("a", None), ("b", None)]


@pytest.mark.parametrize(
    ("km", "german", "english"),
    [
        (0.04, "0,0 km", "0.0 km"),
        (1.24, "1,2 km", "1.2 km"),
        (9.94, "9,9 km", "9.9 km"),
        (14.4, "14 km", "14 km"),
    ],
)
def test_distance_in_words(km: float, german: str, english: str) -> None:
    """One decimal while near, with the language's decimal mark."""
    assert distance_in_words(km, words_in(Language.GERMAN)) == german
    assert distance_in_words(km, words_in(Language.ENGLISH)) == english
