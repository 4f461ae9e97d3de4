"""Which calendar history was counted by: the same rules give the same id. Pure."""

import hashlib
from datetime import date
from typing import Final

from hub.domain.space import DeskConfig, SpaceConfig

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


def calendar_id(config: SpaceConfig, until: date | None = None) -> str:
    """Name all of a space's configuration that history depends on, texts left out.

    `until`: history of local days up to there, so that what is set for later days is left out.
    """
    config = config if until is None else _as_of(config, until)
    said = config.model_dump_json(include=_CALENDAR_FIELDS)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _as_of(config: SpaceConfig, until: date) -> SpaceConfig:
    exceptions = tuple(each for each in config.exceptions if each.from_date <= until)
    desks = tuple(_desk_as_of(desk, until) for desk in config.desks)
    return config.model_copy(update={"exceptions": exceptions, "desks": desks})


def _desk_as_of(desk: DeskConfig, until: date) -> DeskConfig:
    begun = tuple(out for out in desk.out_of_service if out.from_date <= until)
    return desk.model_copy(update={"out_of_service": begun})
