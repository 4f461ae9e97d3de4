"""Where somebody is expected now, and where nobody until it opens again: for alarms. Pure.

A space is shut by plan from the first usual hours, or whole day, that an exception or a public
holiday closes until it is open again: so a closure up to a Friday lasts over the weekend. Usual
evenings and days off are no closure. The whole hub is open while any space is, and shut while all
are.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from hub.domain.alarm import Hours
from hub.domain.calendar import Calendar
from hub.domain.localtime import ONE_DAY, instant
from hub.domain.space import SpaceConfig

LONGEST_CLOSURE_DAYS: Final = 400
HUB: Final = ""
Calendars = Mapping[str, Calendar]


def hours_of(spaces: Mapping[str, SpaceConfig], calendars: Calendars, at: datetime) -> Hours:
    """Say where it is open at an instant, and where it is closed by plan; all by id."""
    shut = {each for each, space in spaces.items() if _is_shut(space, calendars[each], at)}
    is_open = {each for each in spaces if _is_open(calendars[each], at)} - shut
    return Hours(_with_hub(is_open, bool(is_open)), _with_hub(shut, shut == spaces.keys()))


def _with_hub(spaces: set[str], is_so: bool) -> frozenset[str]:
    return frozenset(spaces | ({HUB} if is_so else set()))


def _is_open(calendar: Calendar, at: datetime) -> bool:
    return calendar.is_open(at) or not calendar.names_hours


def _is_shut(space: SpaceConfig, calendar: Calendar, at: datetime) -> bool:
    """Tell whether usual hours that are closed by plan lie between the last opening and now."""
    day = calendar.day_of(at)
    if not calendar.names_hours:
        return _closes_all_day(space, calendar, day)
    for _ in range(LONGEST_CLOSURE_DAYS):
        begun = [span for span in calendar.open_spans(day) if span.start <= at]
        if any(at < span.end for span in begun):
            return False
        if _closes_all_day(space, calendar, day) or _has_missed_hours(space, calendar, day, at):
            return True
        if begun:
            return False
        day -= ONE_DAY
    return False


def _closes_all_day(space: SpaceConfig, calendar: Calendar, day: date) -> bool:
    """Tell whether a day is closed though the week alone has hours, or by an exception."""
    exception = next((each for each in reversed(space.exceptions) if each.covers(day)), None)
    if exception is not None:
        return exception.hours == ()
    hours, _ = calendar.hours_on(day)
    return not hours and bool(calendar.usual_hours_on(day))


def _has_missed_hours(space: SpaceConfig, calendar: Calendar, day: date, at: datetime) -> bool:
    """Tell whether the week has hours after a day's last opening that have begun without one."""
    zone = ZoneInfo(space.timezone)
    over = [span.end for span in calendar.open_spans(day) if span.start <= at]
    return any(
        instant(day, hours.start_min, zone) <= at
        and not any(instant(day, hours.end_min, zone) <= end for end in over)
        for hours in calendar.usual_hours_on(day)
    )
