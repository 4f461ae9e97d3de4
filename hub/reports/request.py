"""A request for a report: read from texts, written as texts, checked against spaces and present.

    address, form, command line, file ─▶ read_request ─▶ ReportRequest ─▶ resolve… ─▶ Scope
                            address ◀─ parameters_of ◀──────┘

Pure, and clear about what it refuses: a refusal names the field (`space`, `from`, `to`) and what
would do. What was sent is beside the message, not in it: a command line repeats it, an answer over
HTTP never does.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from hub.domain.calendar import Calendar
from hub.domain.localtime import ONE_DAY
from hub.domain.published_cells import PublishedMonth
from hub.domain.space import SpaceConfig
from hub.errors import Reason, ReportRefused
from hub.reports.period import Period, joined_months, month_end

LONGEST_DAYS: Final = 1_096
"""Three years, the longest that funders usually ask about at once."""
_YEARS: Final = range(1971, 2200)
_NOTHING_PUBLISHED: Final = (
    "nothing is published yet; a month is, of all spaces that count in it, a week after its end"
)
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """What is wanted: spaces by id, none meaning every one, and local days, both inclusive."""

    spaces: tuple[str, ...]
    first: date
    last: date
    is_public: bool = False
    """Whether small counts are protected, so that the report may leave the office."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a report is about, once its request was found fit to be answered."""

    spaces: tuple[SpaceConfig, ...]
    """In the order of hub.toml."""
    period: Period

    def counted(self, space: SpaceConfig) -> Period:
        """Return the days of the period in which a space counts."""
        return Period(max(self.period.first, space.since), self.period.last)

    def beside(self, space: SpaceConfig) -> tuple[Period, ...]:
        """Return the periods to compare with, those in which it counts from the first day on."""
        periods = dict.fromkeys((self.period.previous(), self.period.year_before()))
        return tuple(period for period in periods if period.first >= space.since)


def read_request(
    spaces: Sequence[str],
    first: str,
    last: str,
    *,
    is_public: bool,
    longest_days: int | None = None,
) -> ReportRequest:
    """Read a request from texts, of at most so many days.

    Raises ReportRefused, field `from` or `to`: no date, or too many days.
    """
    request = ReportRequest(tuple(spaces), _day("from", first), _day("to", last), is_public)
    if longest_days is not None and (request.last - request.first).days >= longest_days:
        raise ReportRefused(
            "to", f"at most {longest_days} days, the first included", Reason.TOO_LONG
        )
    return request


def parameters_of(request: ReportRequest) -> list[tuple[str, str]]:
    """Write a request as the parameters of an address of the API."""
    pairs = [("space", space) for space in request.spaces]
    pairs += [("from", str(request.first)), ("to", str(request.last))]
    return [*pairs, ("public", "true")] if request.is_public else pairs


def _day(field: str, text: str) -> date:
    if not _DATE.fullmatch(text):
        expected = "expected a local date such as 2026-03-01"
        raise ReportRefused(field, expected, Reason.NO_DATE, sent=text)
    try:
        return date.fromisoformat(text)
    except ValueError:
        expected = "expected a day that the calendar has"
        raise ReportRefused(field, expected, Reason.NO_DATE, sent=text) from None


def resolve(spaces: Sequence[SpaceConfig], request: ReportRequest, now: datetime) -> Scope:
    """Check a request against the spaces of hub.toml and the present.

    Raises ReportRefused, field `space`, `from` or `to`: an unknown space, days in the wrong order,
    days that aren't over, days before anything was counted.
    """
    period = _period(request)
    chosen = _chosen(spaces, request, period)
    _refuse_future(chosen, period, now)
    _refuse_past(chosen, period)
    return Scope(chosen, period)


def _period(request: ReportRequest) -> Period:
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
    spaces: Sequence[SpaceConfig], request: ReportRequest, period: Period
) -> tuple[SpaceConfig, ...]:
    if not request.spaces:
        begun = tuple(space for space in spaces if space.since <= period.last)
        return begun or tuple(spaces)
    known = [space.id for space in spaces]
    for name in request.spaces:
        if name not in known:
            raise ReportRefused(
                "space",
                f"hub.toml names no such space; expected one of {', '.join(known)}",
                Reason.UNKNOWN_SPACE,
                sent=name,
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


def resolve_published(
    spaces: Sequence[SpaceConfig], request: ReportRequest, published: Iterable[PublishedMonth]
) -> Scope:
    """Check a request for a public report against the spaces of hub.toml and what is published.

    Raises ReportRefused, field `space`, `from` or `to`: an unknown space, days in the wrong order,
    and any period but whole months that are published of every chosen space.
    """
    period = _period(request)
    chosen = _chosen(spaces, request, period)
    there = {(each.space, each.month) for each in published}
    months = _published_months(chosen, there)
    if not months:
        raise ReportRefused("from", _NOTHING_PUBLISHED, Reason.NOTHING_PUBLISHED)
    field = _unpublished_end(period, months)
    if field is not None:
        known = runs_of_months(months)
        expected = f"a public report is of published months; expected whole ones of {known}"
        raise ReportRefused(field, expected, Reason.NOT_PUBLISHED, months=months)
    return Scope(chosen, period)


def _published_months(
    spaces: Sequence[SpaceConfig], there: Collection[tuple[str, date]]
) -> list[date]:
    """Return the months that are published of every space that counted in them."""
    return [
        month
        for month in sorted({month for _, month in there})
        if (counting := [space.id for space in spaces if space.since <= month_end(month)])
        and all((space, month) in there for space in counting)
    ]


def _unpublished_end(period: Period, months: Collection[date]) -> str | None:
    """Return which end of a period is amiss; None where all of it is published."""
    if period.first.day != 1 or period.first not in months:
        return "from"
    if not period.is_whole_months or any(month not in months for month in period.months()):
        return "to"
    return None


def runs_of_months(months: Sequence[date]) -> str:
    """Write ascending months as spans: 2026-01 to 2026-03, 2026-05."""
    return ", ".join(
        f"{run.first:%Y-%m}" if run.is_one_month else f"{run.first:%Y-%m} to {run.last:%Y-%m}"
        for run in joined_months(months)
    )
