"""Which calendar history was counted by: the same rules give the same id. Pure."""

import hashlib
from typing import Final

from hub.domain.space import SpaceConfig

_CALENDAR_FIELDS: Final = {
    "timezone",
    "state",
    "since",
    "opening",
    "holidays",
    "exceptions",
    "desks",
    "doors",
}


def calendar_id(config: SpaceConfig) -> str:
    """Name all of a space's configuration that history depends on, texts left out."""
    said = config.model_dump_json(include=_CALENDAR_FIELDS)
    return hashlib.sha256(said.encode()).hexdigest()[:16]
