"""Public holidays of the German federal states. The only file that imports `holidays`."""

from datetime import date
from typing import Final

from holidays import country_holidays
from holidays.countries.germany import DE

FEDERAL_STATES: Final = tuple(sorted(code for code in DE.subdivisions if len(code) == 2))
"""ISO 3166-2:DE without the prefix. (The library also lists Augsburg, which is no state.)"""


def public_holidays(state: str, year: int) -> dict[date, str]:
    """Return the days of `year` that are public holidays by the law of `state`, named in German."""
    return dict(country_holidays("DE", subdiv=state, years=year, language="de"))
