"""Spares the hub what it would import and never use; called before anything else is imported.

`holidays.countries` imports the modules of all its countries, 8 MB, for whoever wants one of them.
It knows no more of the library than that.
"""

import sys
from importlib.util import find_spec
from types import ModuleType
from typing import Final

_COUNTRIES: Final = "holidays.countries"


def spare_countries() -> None:
    """Let a country of `holidays` be imported alone, if none has been imported yet."""
    spec = find_spec(_COUNTRIES.partition(".")[0])
    if spec is None or not spec.submodule_search_locations or _COUNTRIES in sys.modules:
        return
    package = ModuleType(_COUNTRIES)
    package.__path__ = [f"{place}/countries" for place in spec.submodule_search_locations]
    sys.modules[_COUNTRIES] = package
