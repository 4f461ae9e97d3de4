"""The metric dictionary: what each figure of a report is, by id, version, unit and formula. Pure.

A version grows whenever the formula gives another number for the same slots. What people read of an
entry are words, which are the reports'.
"""

from dataclasses import dataclass
from typing import Final

from hub.domain.indicators import UNITS, Indicator, Unit

TYPICAL_WEEK: Final = "typical_week"


@dataclass(frozen=True, slots=True)
class Metric:
    """One entry, but for its words."""

    id: str
    """That of the indicator, or TYPICAL_WEEK."""
    version: int
    unit: Unit
    formula: str
    """In the fields of slots; sums run over the open slots unless it says otherwise."""
    coverage: str | None
    """The formula of its coverage; None where the calendar alone gives the figure."""


_DESKS: Final = "Σ (occupied_s + free_s) / Σ (desks × 900)"
_FULLNESS: Final = "Σ (full_s + not_full_s) / Σ 900 over open slots with desks in service"
_DOORS: Final = "Σ doors_known_s / Σ 900 over open and closed slots"
_DEMAND: Final = (
    "Σ max(0, doors_known_s + full_s + not_full_s − 900) / Σ 900"
    " over open slots with desks in service"
)
_FORMULAS: Final[dict[Indicator, tuple[str, str | None]]] = {
    Indicator.OPEN_HOURS: ("Σ 0.25", None),
    Indicator.DESK_HOURS_OFFERED: ("Σ desks × 0.25", None),
    Indicator.DESK_HOURS_OCCUPIED: ("Σ occupied_s / 3600", _DESKS),
    Indicator.COVERAGE: (_DESKS, None),
    Indicator.UTILISATION: ("Σ occupied_s / Σ (occupied_s + free_s)", _DESKS),
    Indicator.FREQUENCY: ("Σ used_known_s / Σ (occupied_s + free_s)", _DESKS),
    Indicator.FULLNESS: ("Σ occupied_s / Σ used_known_s", _DESKS),
    Indicator.PEAK_OCCUPIED: ("max peak_occupied, in the earliest slot that has it", _DESKS),
    Indicator.PEAK_UTILISATION: ("peak_occupied / desks of the slot of the peak", _DESKS),
    Indicator.FULL_HOURS: ("Σ full_s / 3600", _FULLNESS),
    Indicator.FULL_SHARE: ("Σ full_s / Σ (full_s + not_full_s)", _FULLNESS),
    Indicator.DESK_DAYS: (
        "number of (desk, local day) with Σ occupied_s ≥ 1800 over the day's open slots",
        _DESKS,
    ),
    Indicator.VISITS: ("Σ arrivals over open and closed slots", _DOORS),
    Indicator.TURN_BACKS: ("Σ turn_backs over open and closed slots", _DOORS),
    Indicator.TURN_BACKS_FULL: ("Σ turn_backs over open slots with full_s = 900", _DEMAND),
    Indicator.TURN_BACKS_PARTLY_FULL: (
        "Σ turn_backs over open slots with 0 < full_s < 900",
        _DEMAND,
    ),
    Indicator.OUT_OF_HOURS_DESK_HOURS: (
        "Σ occupied_s / 3600 over closed slots",
        f"{_DESKS} over closed slots",
    ),
}
METRICS: Final = (
    *(Metric(indicator, 1, UNITS[indicator], *_FORMULAS[indicator]) for indicator in Indicator),
    Metric(
        TYPICAL_WEEK,
        1,
        Unit.RATIO,
        "utilisation per local weekday and hour in which the slot begins",
        f"{_DESKS} per cell",
    ),
)
"""Every entry, in the order of tables."""
