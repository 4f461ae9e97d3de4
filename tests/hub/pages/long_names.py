"""A region in which every name, address, note and reason is as long as German allows.

All of its spaces were counted in February, so that a report holds the same names.
"""

from datetime import date
from pathlib import Path
from typing import Final

from tests.hub.pages.counted_region import CountedRegion
from tests.hub.pages.region import space
from tests.hub.pages.typical_days import ROUND_THE_CLOCK

COMPOUND: Final = "Verkehrsinfrastrukturfinanzierungsgesellschaftsverwaltungsgebäude"
ADDRESS: Final = (
    "https://www.gemeinschaftsarbeitsplaetze-im-hohen-flaeming.example/orte/anfahrt?von=bahnhof"
)
_ROOMS: Final = [
    {"id": "d1", "agent": "pi-1", "name": COMPOUND, "x": 0.0, "y": 0.0},
    {"id": "d2", "agent": "pi-1", "name": f"Fensterplatz {COMPOUND}", "x": 9.0, "y": 0.0},
    {"id": "d3", "agent": "pi-1"},
    {"id": "r1", "agent": "pi-1", "kind": "room", "name": f"{COMPOUND}2", "x": 4.0, "y": 2.0},
    {"id": "b1", "agent": "pi-1", "kind": "booth", "name": f"{COMPOUND}3"},
]
_DETAILED: Final[dict[str, object]] = {
    "desk": _ROOMS,
    "public_detail": "desks",
    "opening": dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "00:00-24:00"),
}
_CLOSED: Final = {
    "from": date(2026, 2, 23),
    "to": date(2026, 3, 13),
    "open": "closed",
    "reason": f"{COMPOUND} {ADDRESS}",
}


def _long(space_id: str, name: str, desks: str, **more: object) -> tuple[dict[str, object], str]:
    told = {"address": f"{COMPOUND}, {ADDRESS}", "website": ADDRESS, "note": f"Tür: {ADDRESS}"}
    return space(space_id, name, desks, latitude=52.1, longitude=12.5, **told, **more), desks


class LongNames(CountedRegion):
    """Three spaces: one open day and night, one protected, one closed for a long reason."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            folder,
            _long("gebaeude", COMPOUND, "fouff", **_DETAILED),
            _long("bahnhof", f"Alter Bahnhof {COMPOUND}", "f" * 20, small_count=3),
            _long("hof", f"{COMPOUND}-{COMPOUND}", "ff", exceptions=[_CLOSED]),
            counts={"gebaeude": (3, 1), "bahnhof": (20, 4), "hof": (2, 1)},
        )
        self.typical_days = {"gebaeude": ROUND_THE_CLOCK}
