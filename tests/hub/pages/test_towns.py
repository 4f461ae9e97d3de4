"""The towns that a visitor may choose."""

import pytest

from hub.domain.town import TownConfig
from hub.pages.towns import towns_of
from tests.hub.pages.places import at


def test_towns_of_spaces_are_in_their_middle() -> None:
    """Two spaces of one town, one of another, and one without a position or town."""
    spaces = (
        at("a", 52.0, 12.0).model_copy(update={"town": "Brück"}),
        at("b", 52.2, 12.4).model_copy(update={"town": "Brück"}),
        at("c", 53.0, 13.0).model_copy(update={"town": "Alt Brück"}),
        at("d").model_copy(update={"town": "Nirgends"}),
        at("e", 54.0, 14.0),
    )
    old, new = towns_of((), spaces)
    assert (old.name, new.name, new.key) == ("Alt Brück", "Brück", "brueck")
    assert (new.latitude, new.longitude) == pytest.approx((52.1, 12.2))


def test_a_named_town_stands_where_the_operator_says() -> None:
    """It takes the place of the spaces' town of the same name."""
    spaces = (at("a", 52.0, 12.0).model_copy(update={"town": "Brück"}),)
    (town,) = towns_of((TownConfig(name="Brück", latitude=50, longitude=10),), spaces)
    assert (town.latitude, town.longitude) == (50, 10)
