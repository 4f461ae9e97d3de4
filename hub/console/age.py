"""How long ago something was, or how long it has lasted, as people say it."""

from collections.abc import Mapping
from typing import Final, assert_never

from hub.reports.text.language import Language

_MINUTE_S: Final = 60
_HOUR_S: Final = 60 * _MINUTE_S
_DAY_S: Final = 24 * _HOUR_S
_UNITS_S: Final = (_DAY_S, _HOUR_S, _MINUTE_S)
_GERMAN: Final = {
    _DAY_S: ("einem Tag", "Tagen"),
    _HOUR_S: ("einer Stunde", "Stunden"),
    _MINUTE_S: ("einer Minute", "Minuten"),
    1: ("einer Sekunde", "Sekunden"),
}
_ENGLISH: Final = {
    _DAY_S: ("a day", "days"),
    _HOUR_S: ("an hour", "hours"),
    _MINUTE_S: ("a minute", "minutes"),
    1: ("a second", "seconds"),
}


def ago(seconds: float, language: Language) -> str:
    """Say it in the largest unit that fits, rounded down; nothing is in the future."""
    match language:
        case Language.GERMAN:
            return f"vor {_so_long(seconds, _GERMAN)}" if seconds >= 1 else "gerade eben"
        case Language.ENGLISH:
            return f"{_so_long(seconds, _ENGLISH)} ago" if seconds >= 1 else "just now"
        case _:
            assert_never(language)


def lasting(seconds: float, language: Language) -> str:
    """Say for how long something has been so."""
    match language:
        case Language.GERMAN:
            return f"seit {_so_long(seconds, _GERMAN)}" if seconds >= 1 else "seit eben"
        case Language.ENGLISH:
            return f"for {_so_long(seconds, _ENGLISH)}" if seconds >= 1 else "since just now"
        case _:
            assert_never(language)


def _so_long(seconds: float, units: Mapping[int, tuple[str, str]]) -> str:
    whole_s = max(0, int(seconds))
    unit_s = next((unit_s for unit_s in _UNITS_S if whole_s >= unit_s), 1)
    one, many = units[unit_s]
    number = whole_s // unit_s
    return one if number == 1 else f"{number} {many}"
