"""Times of day, days and ages as people say them. Pure: the present is an argument."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from hub.pages.words import PageWords

_MINUTE_S: Final = 60
_HOUR_S: Final = 3600
_DAY_S: Final = 86400
_WEEK_DAYS: Final = 7


def clock(at: datetime, zone: ZoneInfo, words: PageWords) -> str:
    """Say a time of day: `9:00 Uhr`, `9:00`."""
    local = at.astimezone(zone)
    return words.live.clock.format(t=f"{local.hour}:{local.minute:02}")


def date_in_words(at: datetime, zone: ZoneInfo, words: PageWords) -> str:
    """Say a day of the year: `2. Januar`, `2 January`."""
    local = at.astimezone(zone)
    return words.day_of_month.format(n=local.day, t=words.months[local.month - 1])


def dated(at: datetime, zone: ZoneInfo, words: PageWords) -> str:
    """Say day, year and time: `2. Januar 2026, 9:00 Uhr`, `2 January 2026, 9:00`."""
    year = at.astimezone(zone).year
    return f"{date_in_words(at, zone, words)} {year}, {clock(at, zone, words)}"


def days_ahead(at: datetime, now: datetime, zone: ZoneInfo) -> int:
    """Count the local midnights between now and `at`."""
    return (at.astimezone(zone).date() - now.astimezone(zone).date()).days


def coming(at: datetime, now: datetime, zone: ZoneInfo, words: PageWords) -> str:
    """Say when something comes: `um 9:00 Uhr`, `morgen um 9:00 Uhr`, `am Montag um 9:00 Uhr`."""
    time = words.live.at.format(t=clock(at, zone, words))
    days = days_ahead(at, now, zone)
    if days < 1:
        return time
    return f"{_coming_day(at, days, zone, words)} {time}"


def _coming_day(at: datetime, days: int, zone: ZoneInfo, words: PageWords) -> str:
    if days == 1:
        return words.live.tomorrow
    if days < _WEEK_DAYS:
        return words.live.on_day.format(t=words.weekdays[at.astimezone(zone).weekday()])
    return words.live.on_day.format(t=date_in_words(at, zone, words))


def past(at: datetime, now: datetime, zone: ZoneInfo, words: PageWords) -> str:
    """Say when something was: the time, and the day unless it was today."""
    time = clock(at, zone, words)
    if days_ahead(at, now, zone) == 0:
        return time
    return f"{date_in_words(at, zone, words)}, {time}"


def age(elapsed: timedelta, words: PageWords) -> str:
    """Say how old something is, never younger than by one unit: `vor 12 Sekunden`."""
    seconds = max(0, int(elapsed.total_seconds()))
    live = words.live
    if seconds < 1:
        return live.just_now
    if seconds < _MINUTE_S:
        return _so_long(seconds, live.one_second_ago, live.seconds_ago)
    if seconds < _HOUR_S:
        return _so_long(seconds // _MINUTE_S, live.one_minute_ago, live.minutes_ago)
    if seconds < 2 * _DAY_S:
        return _so_long(seconds // _HOUR_S, live.one_hour_ago, live.hours_ago)
    return live.days_ago.format(n=seconds // _DAY_S)


def _so_long(count: int, one: str, many: str) -> str:
    return one if count == 1 else many.format(n=count)
