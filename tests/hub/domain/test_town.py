"""Towns of hub.toml, and what stands for them in an address."""

from typing import Any

import pytest
from pydantic import ValidationError

from hub.config import HubConfig
from hub.domain.town import TownConfig, key_of
from tests.hub.pages.region import space


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Bad Belzig", "bad-belzig"),
        ("Brück (Mark)", "brueck-mark"),
        ("Bru\u0308ck", "brueck"),
        ("Großbeeren", "grossbeeren"),
        ("  Görzke--Süd_1 ", "goerzke-sued-1"),
        ("Écublens", "ecublens"),
        ("!?", ""),
    ],
)
def test_the_key_of_a_town(name: str, key: str) -> None:
    """Small letters, umlauts spelt out, hyphens between words."""
    assert key_of(name) == key


def a_config(*towns: dict[str, Any]) -> HubConfig:
    """Make a configuration of one space with these towns."""
    return HubConfig.model_validate({"space": [space("hof", "Hof", "f")], "town": list(towns)})


def test_towns_are_read() -> None:
    """Each with its name and position."""
    config = a_config({"name": "Brück", "latitude": 52.2, "longitude": 12.8})
    assert config.towns == (TownConfig(name="Brück", latitude=52.2, longitude=12.8),)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "Brück"},
        {"name": "!", "latitude": 52.2, "longitude": 12.8},
        {"name": "a\nb", "latitude": 52.2, "longitude": 12.8},
        {"name": "x" * 61, "latitude": 52.2, "longitude": 12.8},
        {"name": "Brück", "latitude": 91.0, "longitude": 12.8},
        {"name": "Brück", "latitude": 52.2, "longitude": 12.8, "zip": "14822"},
    ],
)
def test_a_wrong_town_is_refused(wrong: dict[str, Any]) -> None:
    """Without a position, without a letter, on two lines, too long, off the earth, misspelt."""
    with pytest.raises(ValidationError):
        a_config(wrong)


def test_two_towns_that_no_address_could_tell_apart_are_refused() -> None:
    """The second is named by its key."""
    one = {"name": "Brück", "latitude": 52.2, "longitude": 12.8}
    with pytest.raises(ValidationError, match=r"town\[1\]\.name"):
        a_config(one, one | {"name": "Brueck"})
