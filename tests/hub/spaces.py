"""Spaces for tests, written as briefly as a test can be read."""

from datetime import UTC, date, datetime
from typing import Any

from hub.config import HubConfig
from hub.domain.space import ExceptionConfig, SpaceConfig
from hub.spaces_now import Amendment

WEEK = {
    "mon": "09:00-17:00",
    "tue": "09:00-17:00",
    "wed": "09:00-12:00,13:00-17:00",
    "thu": "09:00-17:00",
    "fri": "09:00-15:00",
}

CHECKED_SITE = {
    text: {"url": f"https://hof.example/{text}"} for text in ("imprint", "privacy", "accessibility")
}
"""A site whose texts need nobody."""


def a_space(**keys: Any) -> SpaceConfig:
    """Make a space in Brandenburg; `keys` are those of hub.toml."""
    given = {
        "id": "hof",
        "name": "Hof",
        "timezone": "Europe/Berlin",
        "state": "BB",
        "since": date(2026, 1, 1),
    }
    return SpaceConfig.model_validate(given | keys)


def a_region(*spaces: SpaceConfig) -> HubConfig:
    """Make the configuration of a hub with these spaces."""
    return HubConfig.model_validate({"space": spaces, "site": CHECKED_SITE})


def utc(*fields: int) -> datetime:
    """Make an instant from year, month, day, hour and so on."""
    return datetime(*fields, tzinfo=UTC)  # type: ignore[misc, arg-type]  # as many as are given


def closed_on(day: date, reason: str = "Umbau", space_id: str = "hof") -> Amendment:
    """Make what closes a space for a day, in the place of what hub.toml says of it."""
    said = {"from": day, "to": day, "open": "closed", "reason": reason}
    closed = ExceptionConfig.model_validate(said)

    def amended(space: SpaceConfig) -> SpaceConfig:
        if space.id != space_id:
            return space
        return space.model_copy(update={"exceptions": (*space.exceptions, closed)})

    return amended
