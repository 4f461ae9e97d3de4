"""Spares the hub what its libraries import and it may never use; called before all other imports.

Each is imported when somebody asks for something of it. It knows no more of these libraries than
what of them asks for what.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from hub.late_modules import name_of, put_off, put_off_but


class _Never(Exception):
    """Stands for a class that nothing is of, as long as it isn't there."""


_OF_TLS: Final = {
    "CERT_NONE": 0,
    "PROTOCOL_TLS_SERVER": 17,
    "SSLSocket": _Never,
    "SSLWantReadError": _Never,
    "SSLWantWriteError": _Never,
}
"""uvicorn asks for the numbers at its import, and uses them only where it speaks TLS; for the
others asks who has a socket in hand, be it one without TLS."""


class _LateMapping(Mapping[object, object]):
    """Stands for a mapping in a module, which is imported when somebody looks into it."""

    def __init__(self, module: str, name: str) -> None:
        self._module, self._name = module, name

    def _itself(self) -> Mapping[object, object]:
        found: Mapping[object, object] = name_of(self._module, self._name)
        return found

    def __getitem__(self, key: object) -> object:
        """Ask the mapping."""
        return self._itself()[key]

    def __iter__(self) -> Iterator[object]:
        """Go through the mapping."""
        return iter(self._itself())

    def __len__(self) -> int:
        """Count what is in it."""
        return len(self._itself())


_SCHOOL: Final = "holidays.calendars.germany_school"
_OF_SCHOOLS: Final = {
    "AUTUMN_BREAK": 0,
    "CHRISTMAS_BREAK": 1,
    "WINTER_BREAK": 2,
    "EASTER_SPRING_BREAK": 3,
    "ASCENSION_WHIT_BREAK": 4,
    "SUMMER_BREAK": 5,
    "GERMANY_SCHOOL_HOLIDAYS": _LateMapping(_SCHOOL, "GERMANY_SCHOOL_HOLIDAYS"),
}
"""Germany's module asks for them at its import, and looks into the last for breaks of schools."""


def _parse(*said: object, **how: object) -> object:
    """Read a date that is written somehow, which `holidays` does for whoever asks by one."""
    said_date: object = name_of("dateutil.parser", "parse")(*said, **how)
    return said_date


def put_off_imports() -> None:
    """Let be imported when first used: TLS, uvicorn's own commands, and what writes metrics.

    Of `holidays` Germany can be had without all other countries and their calendars, 10 MB, and
    without the breaks of its schools and what reads dates, 1 MB.
    """
    put_off("ssl", _OF_TLS)
    put_off("asyncio.sslproto")
    put_off("urllib.request")
    put_off("pydantic.v1", {"BaseModel": _Never})  # FastAPI asks of each model whether it is one
    put_off("prometheus_client")
    put_off_but("uvicorn", ("uvicorn.config", "Config"))
    put_off("dateutil.parser", {"parse": _parse})
    put_off("holidays.calendars")
    put_off(_SCHOOL, _OF_SCHOOLS)
    put_off("holidays.countries")
    put_off_but(
        "holidays.groups",
        ("holidays.groups.christian", "ChristianHolidays"),
        ("holidays.groups.international", "InternationalHolidays"),
        ("holidays.groups.custom", "StaticHolidays"),
    )
