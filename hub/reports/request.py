"""What is asked for: read from the texts of an address, then checked against spaces and present.

Pure, and clear about what it refuses; nothing is built before both are done.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from hub.domain.calendar import Calendar
from hub.domain.localtime import ONE_DAY
from hub.domain.space import SpaceConfig
from hub.errors import Reason, ReportRefused
from hub.reports.model import Request
from hub.reports.period import Period

_YEARS: Final = range(1971, 2200)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that can be answered."""

    spaces: tuple[SpaceConfig, ...]
    """In the order of hub.toml."""
    period: Period


def resolve(spaces: Sequence[SpaceConfig], request: Request, now: datetime) -> Asked:
    """Check a request against the spaces of hub.toml and the present.

    Raises ReportRefused, field `space`, `from` or `to`: an unknown space, days in the wrong order,
    days that aren't over, days before anything was counted; of a public report also days that
    aren't whole months.
    """
    period = _period(request)
    chosen = _chosen(spaces, request, period)
    _refuse_future(chosen, period, now)
    _refuse_past(chosen, period)
    if request.is_public:
        _refuse_parts_of_months(period)
    return Asked(chosen, period)


def _period(request: Request) -> Period:
    for field, day in (("from", request.first), ("to", request.last)):
        if day.year not in _YEARS:
            raise ReportRefused(
                field, f"expected a day from {_YEARS[0]} to {_YEARS[-1]}", Reason.NO_DATE
            )
    if request.first > request.last:
        raise ReportRefused(
            "from",
            f"{request.first} is after the last day, {request.last}; expected it before",
            Reason.WRONG_ORDER,
        )
    return Period(request.first, request.last)


def _chosen(
    spaces: Sequence[SpaceConfig], request: Request, period: Period
) -> tuple[SpaceConfig, ...]:
    if not request.spaces:
        begun = tuple(space for space in spaces if space.since <= period.last)
        return begun or tuple(spaces)
    known = [space.id for space in spaces]
    for name in request.spaces:
        if name not in known:
            raise ReportRefused(
                "space",
                f'hub.toml names no space "{name}"; expected one of {", ".join(known)}',
                Reason.UNKNOWN_SPACE,
            )
    chosen = tuple(space for space in spaces if space.id in request.spaces)
    for space in chosen:
        if len(chosen) > 1 and space.since > period.last:
            raise ReportRefused(
                "space",
                f"{space.id} counts from {space.since} on",
                Reason.NOT_COUNTING_YET,
                space.since,
            )
    return chosen


def _refuse_future(spaces: Iterable[SpaceConfig], period: Period, now: datetime) -> None:
    if period.last <= now.date() + ONE_DAY:  # else it is far off, wherever on earth
        over = min(_last_full_day(space, now) for space in spaces)
    else:
        over = now.date() - ONE_DAY
    if period.last > over:
        raise ReportRefused(
            "to", f"{period.last} isn't over yet; expected {over} or earlier", Reason.NOT_OVER, over
        )


def _last_full_day(space: SpaceConfig, now: datetime) -> date:
    return Calendar(space).day_of(now) - ONE_DAY


def _refuse_past(spaces: Iterable[SpaceConfig], period: Period) -> None:
    since = min(space.since for space in spaces)
    if period.first < since:
        raise ReportRefused(
            "from",
            f"nothing was counted before {since}; expected that day or a later one",
            Reason.TOO_EARLY,
            since,
        )


def _refuse_parts_of_months(period: Period) -> None:
    if period.first.day != 1:
        raise ReportRefused(
            "from",
            "a public report is of whole months; expected a first of month",
            Reason.PARTS_OF_MONTHS,
        )
    if not period.is_whole_months:
        raise ReportRefused(
            "to",
            "a public report is of whole months; expected a month's last day",
            Reason.PARTS_OF_MONTHS,
        )


LONGEST_DAYS: Final = 1_096
"""Three years, the longest that funders usually ask about at once."""
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def read_day(text: str) -> date:
    """Read a date such as 2026-03-01. Raises ValueError."""
    if not _DATE.fullmatch(text):
        raise ValueError("expected a date such as 2026-03-01")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("expected a day that the calendar has") from None


def read_request(
    spaces: Sequence[str], first: str, last: str, known: Collection[str], *, is_public: bool
) -> Request:
    """Read what is asked of the spaces `known`; of a time that one computer may work on.

    Raises ReportRefused, which repeats nothing of what was sent.
    """
    if not set(spaces) <= set(known):
        raise ReportRefused("space", "ids that GET /api/v1/spaces lists", Reason.UNKNOWN_SPACE)
    request = Request(tuple(spaces), _day("from", first), _day("to", last), is_public)
    if (request.last - request.first).days >= LONGEST_DAYS:
        raise ReportRefused(
            "to", f"at most {LONGEST_DAYS} days, the first included", Reason.TOO_LONG
        )
    return request


def _day(name: str, text: str) -> date:
    try:
        return read_day(text)
    except ValueError:
        raise ReportRefused(name, "a local date such as 2026-03-01", Reason.NO_DATE) from None
