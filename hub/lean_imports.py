"""Spares the hub what its libraries import and it may never use; called before all other imports.

Each is imported when somebody asks for something of it. It knows no more of these libraries than
what of them asks for what.
"""

from typing import Final

from hub.late_modules import put_off, put_off_but


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


def put_off_imports() -> None:
    """Let be imported when first used: TLS, uvicorn's own commands, and what writes metrics.

    Of `holidays` Germany can be had without all other countries and their calendars, 10 MB.
    """
    put_off("ssl", _OF_TLS)
    put_off("asyncio.sslproto")
    put_off("urllib.request")
    put_off("pydantic.v1", {"BaseModel": _Never})  # FastAPI asks of each model whether it is one
    put_off("prometheus_client")
    put_off_but("uvicorn", ("uvicorn.config", "Config"))
    put_off("holidays.calendars")
    put_off("holidays.countries")
    put_off_but(
        "holidays.groups",
        ("holidays.groups.christian", "ChristianHolidays"),
        ("holidays.groups.international", "InternationalHolidays"),
        ("holidays.groups.custom", "StaticHolidays"),
    )
