"""The next days on which a space's week alone isn't right: holidays and exceptions. Pure.

A holiday is told even where the space is open on it as usual, because people ask; a day that is
closed anyway is none. Days that follow each other and are alike are one entry, whose true first and
last day are told though only the next fourteen days are looked at for it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Final

from hub.domain.calendar import Calendar
from hub.domain.localtime import ONE_DAY
from hub.domain.opening import Hours
from hub.domain.public_holidays import public_holidays
from hub.domain.space import SpaceConfig

DAYS_AHEAD: Final = 14
_LONGEST_RUN_DAYS: Final = 370
"""What lasts longer than that is told without its end."""
_KEPT_YEARS: Final = 64

_holidays_of = lru_cache(maxsize=_KEPT_YEARS)(public_holidays)


@dataclass(frozen=True, slots=True)
class SpecialDays:
    """Local days with hours and a reason of their own; `last` is None where no end is in sight."""

    first: date
    last: date | None
    hours: tuple[Hours, ...]
    is_usual: bool
    """Whether it is open, and as long as on any such weekday."""
    reason: str | None


def special_days(space: SpaceConfig, calendar: Calendar, today: date) -> tuple[SpecialDays, ...]:
    """Return what is special from `today` on, in order; nothing without opening hours."""
    if not calendar.names_hours:
        return ()
    days = (today + n * ONE_DAY for n in range(DAYS_AHEAD))
    found: list[SpecialDays] = []
    for day in days:
        special = _special(space, calendar, day)
        if special is None:
            continue
        if found and _continues(found[-1], special):
            found[-1] = replace(found[-1], last=day)
        else:
            found.append(special)
    horizon = today + (DAYS_AHEAD - 1) * ONE_DAY
    return tuple(_to_its_end(space, calendar, each, horizon) for each in found)


def exceptional_days(
    space: SpaceConfig, calendar: Calendar, today: date, last: date
) -> tuple[SpecialDays, ...]:
    """Return all days up to `last` whose hours aren't the usual ones, in order.

    What has begun before today is told from its first day, so that it is the same every day; what
    goes on beyond the last day is told up to it.
    """
    if not calendar.names_hours:
        return ()
    found: list[SpecialDays] = []
    day = _begun(space, calendar, today)
    while day <= last:
        special = _special(space, calendar, day)
        if special is not None and not special.is_usual:
            if found and _continues(found[-1], special):
                found[-1] = replace(found[-1], last=day)
            else:
                found.append(special)
        day += ONE_DAY
    return tuple(found)


def _begun(space: SpaceConfig, calendar: Calendar, today: date) -> date:
    """Return the first day of what is special on a day; that day, if nothing is."""
    special, first = _special(space, calendar, today), today
    for _ in range(_LONGEST_RUN_DAYS):
        before = _special(space, calendar, first - ONE_DAY)
        if special is None or before is None or not _continues(before, special):
            break
        special, first = before, first - ONE_DAY
    return first


def holiday_on(space: SpaceConfig, day: date) -> str | None:
    """Name the public holiday of the space's federal state on a local day, in German."""
    return None if space.state is None else _holidays_of(space.state, day.year).get(day)


def _special(space: SpaceConfig, calendar: Calendar, day: date) -> SpecialDays | None:
    hours, said = calendar.hours_on(day)
    usual, holiday = calendar.usual_hours_on(day), holiday_on(space, day)
    is_excepted = any(each.covers(day) for each in space.exceptions)
    is_told = is_excepted and (hours != usual or said is not None or not hours)
    if not is_told and (not usual or (hours == usual and holiday is None)):
        return None
    return SpecialDays(day, day, hours, bool(hours) and hours == usual, said or holiday)


def _continues(before: SpecialDays, special: SpecialDays) -> bool:
    follows = before.last is not None and before.last + ONE_DAY == special.first
    return follows and before == replace(special, first=before.first, last=before.last)


def _to_its_end(
    space: SpaceConfig, calendar: Calendar, special: SpecialDays, horizon: date
) -> SpecialDays:
    if special.last != horizon:
        return special
    for day in _days_after(horizon):
        following = _special(space, calendar, day)
        if following is None or not _continues(special, following):
            return special
        special = replace(special, last=day)
    return replace(special, last=None)


def _days_after(day: date) -> Iterator[date]:
    return (day + n * ONE_DAY for n in range(1, _LONGEST_RUN_DAYS))
