"""The figures of the dashboards as quotients of sums, named like those of the reports.

A figure whose coverage is below 0.8 is not shown, as in a report: the question leaves its row out
and the panel says so. Formulas: the metric dictionary at `/api/v1/metrics`.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

LEAST_COVERAGE: Final = 0.8
"""What is known of less than this share of the time is no figure."""
_SLOT_S: Final = 900


class Part(StrEnum):
    """Which slots count, as the prefix of the fields of a local day."""

    OPEN = "open_"
    CLOSED = "closed_"
    SLOT = ""
    """One slot's own fields have no prefix."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: what is summed, and what is worked out of the sums."""

    name: str
    fields: tuple[str, ...]
    value: str
    known: str
    whole: str
    """Coverage is known / whole."""
    is_ratio: bool = False
    """Of nothing there is none; of hours and passages there are 0."""


def utilisation(part: Part) -> Figure:
    """Occupied time over known time, percent."""
    occupied, free, unknown = _desk_times(part)
    known = f"({occupied} + {free})"
    return Figure(
        "utilisation",
        _named(part, "occupied_s", "free_s", "unknown_s"),
        f"100 * {occupied} / {known}",
        known,
        f"({occupied} + {free} + {unknown})",
        is_ratio=True,
    )


def desk_hours(part: Part) -> Figure:
    """Hours in which desks were occupied, at least."""
    of = utilisation(part)
    occupied, *_ = _desk_times(part)
    return Figure("desk_hours", of.fields, f"{occupied} / 3600", of.known, of.whole)


def coverage(part: Part) -> Figure:
    """Known time over all time, percent. Shown however low it is."""
    of = utilisation(part)
    return Figure("coverage", of.fields, f"100 * {of.known} / {of.whole}", of.whole, of.whole, True)


def full_hours(part: Part) -> Figure:
    """Hours in which every desk was occupied, at least: the sign of unmet demand."""
    full, not_full, slots = (f'"{part}{name}"' for name in ("full_s", "not_full_s", "slots"))
    return Figure(
        "full_hours",
        _named(part, "full_s", "not_full_s", "slots"),
        f"{full} / 3600",
        f"({full} + {not_full})",
        f"({slots} * {_SLOT_S})",
    )


def visits() -> Figure:
    """Arrivals on whole local days, open or closed, at least: visits, not visitors."""
    return Figure("visits", _DOOR_FIELDS, _both("arrivals"), _both("doors_known_s"), _WHOLE_DAY)


def _both(name: str) -> str:
    return f'("open_{name}" + "closed_{name}")'


_WHOLE_DAY: Final = f"({_both('slots')} * {_SLOT_S})"
_DOOR_FIELDS: Final = tuple(
    f"{part}_{name}"
    for name in ("arrivals", "departures", "turn_backs", "doors_known_s", "slots")
    for part in ("open", "closed")
)
PASSAGES: Final = tuple(
    Figure(name, _DOOR_FIELDS, _both(name), _both("doors_known_s"), _WHOLE_DAY)
    for name in ("arrivals", "departures", "turn_backs")
)
"""Passages of whole local days."""
BALANCE: Final = Figure(
    "balance",
    _DOOR_FIELDS,
    f"{_both('arrivals')} - {_both('departures')}",
    _both("doors_known_s"),
    _WHOLE_DAY,
)
"""Arrivals less departures of a whole local day: where nobody stays overnight, the drift."""


def _named(part: Part, *names: str) -> tuple[str, ...]:
    return tuple(f"{part}{name}" for name in names)


def _desk_times(part: Part) -> tuple[str, ...]:
    return tuple(f'"{name}"' for name in _named(part, "occupied_s", "free_s", "unknown_s"))
