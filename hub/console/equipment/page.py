"""`/console/technik`: agents and sensors of one's spaces, with what is known and how old it is.

    hub.toml, Live, CareSources (memory) ─▶ Devices ─▶ page

It asks no store and changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request, Response

from hub.care_told import items_of
from hub.console.equipment.devices import Device, Devices
from hub.console.equipment.words import EquipmentWords, words_of_equipment
from hub.console.look import Look
from hub.console.sources import ConsoleSources
from hub.domain.roles import Permission, Principal, may
from hub.domain.space import SpaceConfig
from hub.http.access import Access, signed_in_at
from hub.http.routing import read
from hub.http.rules import Where

TECHNIK: Final = "/console/technik"


@dataclass(frozen=True, slots=True)
class ShownSpace:
    """A space with its devices."""

    id: str
    name: str
    summary: str
    devices: Sequence[Device]
    is_mine: bool
    """Whether the reader may put another Pi in the place of one."""


class Equipment:
    """Writes the page."""

    def __init__(self, look: Look, sources: ConsoleSources) -> None:
        self._look = look
        self._sources = sources

    def page(self, request: Request) -> Response:
        """Write it for who is signed in."""
        signed_in = signed_in_at(request)
        who = Principal() if signed_in is None else signed_in.principal
        said = words_of_equipment(self._look.language_of(request))
        return self._look.page(
            request,
            "technik.html",
            text=said,
            spaces=self._spaces(request, who, said),
            is_starting=self._sources.live.starting_s() > 0,
        )

    def _spaces(self, request: Request, who: Principal, said: EquipmentWords) -> list[ShownSpace]:
        language, sources = self._look.language_of(request), self._sources
        spaces = [
            space for space in sources.spaces.now.all if may(who, Permission.SEE_DEVICES, space.id)
        ]
        items = items_of(sources.care.said().lasting, spaces, language)
        told = Devices(said, language, sources.now_us())
        found = ((each, told.of(each, sources.live.agents([each.id]), items)) for each in spaces)
        return [_shown(who, space, devices, said) for space, devices in found]


def _shown(
    who: Principal, space: SpaceConfig, devices: Sequence[Device], said: EquipmentWords
) -> ShownSpace:
    online = sum(device.is_online for device in devices)
    summary = said.online_of.format(n=online, t=len(devices)) if devices else said.no_agents
    is_mine = may(who, Permission.REPLACE_DEVICE, space.id)
    return ShownSpace(space.id, space.name, summary, devices, is_mine)


def equipment_router(look: Look, access: Access, sources: ConsoleSources) -> APIRouter:
    """Build the route."""
    router, equipment = APIRouter(), Equipment(look, sources)
    needs = access.needs_person(Permission.SEE_DEVICES, Where.SOMEWHERE)

    @read(router, TECHNIK, listed=False, needs=needs)
    def technik(request: Request) -> Response:
        """Show the devices."""
        return equipment.page(request)

    return router
