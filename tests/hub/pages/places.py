"""Spaces that are somewhere, for tests of distances and maps."""

from datetime import date

from hub.domain.space import SpaceConfig


def at(space_id: str, latitude: float | None = None, longitude: float | None = None) -> SpaceConfig:
    """Make a space somewhere."""
    return SpaceConfig(
        id=space_id, name=space_id, timezone="Europe/Berlin", state="BB", since=date(2026, 1, 1),
        latitude=latitude, longitude=longitude,
    )  # fmt: skip
