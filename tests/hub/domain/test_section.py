"""The base of every table of the configuration."""

from math import inf

import pytest
from pydantic import ValidationError

from hub.domain.section import Section


class Lamp(Section):
    """A table with one key."""

    watts: float


@pytest.mark.parametrize("keys", [{"watts": 5.0, "colour": "red"}, {"watts": "5"}, {"watts": inf}])
def test_what_was_not_asked_for_is_refused(keys: dict[str, object]) -> None:
    """An unknown key, another type, and what is no finite number."""
    with pytest.raises(ValidationError):
        Lamp.model_validate(keys)


def test_what_was_read_never_changes() -> None:
    """The configuration of a running hub is one for all its threads."""
    lamp = Lamp(watts=5.0)
    with pytest.raises(ValidationError, match="frozen_instance"):
        lamp.watts = 6.0  # type: ignore[misc]  # that it is refused is the point
