"""Spares the hub what it would import and never use; called before anything else is imported.

`holidays.countries` imports the modules of all its countries, 8 MB, for whoever wants one of them.
It knows no more of the library than that.
"""

import sys
from importlib.resources import files
from types import ModuleType
from typing import Final

_COUNTRIES: Final = "holidays.countries"


def put_off_imports() -> None:
    """Let a country of `holidays` be imported alone, if none has been imported yet.

    Raises ModuleNotFoundError without the library.
    """
    if _COUNTRIES not in sys.modules:
        library, _, folder = _COUNTRIES.partition(".")
        package = ModuleType(_COUNTRIES)
        package.__path__ = [str(files(library) / folder)]
        sys.modules[_COUNTRIES] = package
