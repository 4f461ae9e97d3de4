"""Spares the hub what its libraries import and it may never use; called before all other imports.

Each is imported when somebody asks for something of it. It knows no more of these libraries than
what of them asks for what.
"""

import sys
from importlib import import_module
from typing import Final

from hub.late_modules import put_off


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
_WITHOUT_THE_REST: Final = {
    "holidays.calendars": (),
    "holidays.countries": (),
    "holidays.groups": (
        ("holidays.groups.christian", "ChristianHolidays"),
        ("holidays.groups.international", "InternationalHolidays"),
        ("holidays.groups.custom", "StaticHolidays"),
    ),
    "prometheus_client": (),
    "uvicorn": (("uvicorn.config", "Config"),),
}
"""Packages of which single files are enough, and what others ask of the package nevertheless."""


def put_off_imports() -> None:
    """Let be imported when first used: TLS, uvicorn's own commands, and what writes metrics.

    Of `holidays` Germany can be had without all other countries and their calendars, 10 MB.
    """
    put_off("ssl", _OF_TLS)
    put_off("asyncio.sslproto")
    put_off("urllib.request")
    put_off("pydantic.v1", {"BaseModel": _Never})  # FastAPI asks of each model whether it is one
    for package, names in _WITHOUT_THE_REST.items():
        if put_off(package):
            for file, name in names:
                setattr(sys.modules[package], name, getattr(import_module(file), name))
