"""When a space is open, until when, why not, and which desks are in service.

Owns weekly hours, public holidays, exceptions and dated capacity of one space, by instant and by
local day. It knows no present time, no sensor and no history.

Of what applies to one local day the more special wins: the last exception that covers the day,
else a public holiday (where `holidays = "closed"`), else the weekly hours. The desks' own `hours`
follow the week alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import chain
from typing import Final
from zoneinfo import ZoneInfo

from contract.times import to_us
from hub.domain.assignment import agent_of
from hub.domain.localtime import ONE_DAY, day_of, instant, slots_between, with_local_offset
from hub.domain.opening import DAY_MIN, Hours
from hub.domain.public_holidays import public_holidays
from hub.domain.space import DeskConfig, ExceptionConfig, SpaceConfig

LOOK_AHEAD_DAYS: Final = 370
"""A change further away than this is not looked for: somebody will have edited the file."""
_CACHED_DAYS: Final = 800
_CACHED_YEARS: Final = 8
_NO_TIME: Final = timedelta()


class OpeningState(StrEnum):
    """Whether a space is open; unknown where hub.toml names no hours."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Opening:
    """Open or not, until when (local time; None if nothing changes within a year), and why."""

    state: OpeningState
    until: datetime | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Span:
    """From one instant to another in UTC, half-open."""

    start: datetime
    end: datetime

    def __contains__(self, at: datetime) -> bool:
        return self.start <= at < self.end


@dataclass(frozen=True, slots=True)
class LocalDay:
    """All that the calendar says about one local day."""

    whole: Span
    open: tuple[Span, ...]
    reason: str | None
    desks: tuple[DeskConfig, ...]
    desk_spans: tuple[tuple[Span, ...] | None, ...]
    """When each desk is in service; None is all day."""


@dataclass(frozen=True, slots=True)
class _Valid:
    """An answer, and for which instants it holds."""

    during: Span
    opening: Opening


_NOTHING_KNOWN: Final = Opening(OpeningState.UNKNOWN, None, None)


class Calendar:
    """The calendar of one space. It never changes; what it keeps are answers given before."""

    def __init__(self, space: SpaceConfig) -> None:
        self._space = space
        self._zone = ZoneInfo(space.timezone)
        self._day = lru_cache(maxsize=_CACHED_DAYS)(self._make_day)
        self._holidays = lru_cache(maxsize=_CACHED_YEARS)(public_holidays)
        self._always_in_service = all(
            desk.from_date is None
            and desk.to_date is None
            and desk.hours is None
            and not desk.out_of_service
            for desk in space.desks
        )
        self._latest_day: LocalDay | None = None
        self._latest_opening: _Valid | None = None

    def opening_at(self, at: datetime) -> Opening:
        """Say whether the space is open at `at`, and when that changes next."""
        if self._space.opening is None:
            return _NOTHING_KNOWN
        latest = self._latest_opening
        if latest is None or at not in latest.during:
            latest = self._latest_opening = self._look_up(at)
        return latest.opening

    @property
    def names_hours(self) -> bool:
        """Whether hub.toml names opening hours at all."""
        return self._space.opening is not None

    def is_open(self, at: datetime) -> bool:
        """Tell whether the space is open at `at`; never, where hub.toml names no hours."""
        return any(at in span for span in self._day_at(at).open)

    def desks_in_service(self, at: datetime) -> tuple[DeskConfig, ...]:
        """Return the desks, rooms and booths in service at `at`, in the order of hub.toml.

        Each names as its agent the one that watches it then.
        """
        day = self._day_at(at)
        return tuple(
            self._as_watched(desk, at)
            for desk, spans in zip(day.desks, day.desk_spans, strict=True)
            if spans is None or any(at in span for span in spans)
        )

    def serves_all_day(self, at: datetime) -> bool:
        """Tell whether the same desks, rooms and booths are in service all the local day."""
        return all(spans is None for spans in self._day_at(at).desk_spans)

    def _as_watched(self, desk: DeskConfig, at: datetime) -> DeskConfig:
        if not desk.earlier:
            return desk
        agent = agent_of(desk, to_us(at), self._zone)
        return desk.model_copy(update={"agent": agent, "earlier": ()})

    def day_of(self, at: datetime) -> date:
        """Return the local day that `at` belongs to."""
        return day_of(at, self._zone)

    def span_of(self, day: date) -> Span:
        """Return a local day from midnight to midnight: 23, 24 or 25 hours."""
        return self._day(day).whole

    def open_spans(self, day: date) -> tuple[Span, ...]:
        """Return when a local day is open, in order."""
        return self._day(day).open

    def slots_of(self, day: date) -> tuple[datetime, ...]:
        """Return the starts of all slots of a local day, in UTC."""
        whole = self._day(day).whole
        return slots_between(whole.start, whole.end)

    def hours_on(self, day: date) -> tuple[tuple[Hours, ...], str | None]:
        """Return the hours of a local day as people write them, and why they differ if they do."""
        return self._rule(day)

    def usual_hours_on(self, day: date) -> tuple[Hours, ...]:
        """Return the hours of a local day as the week alone has them."""
        week = self._space.opening
        return () if week is None else week.on(day.weekday())

    def served_on(self, day: date) -> tuple[tuple[str, tuple[Span, ...] | None], ...]:
        """Return the desks, rooms and booths of a local day by id, and when each is in service.

        None is all day.
        """
        found = self._day(day)
        return tuple(
            (desk.id, spans) for desk, spans in zip(found.desks, found.desk_spans, strict=True)
        )

    def spans_on(self, day: date) -> tuple[Span, ...]:
        """Return when a local day is open, in order, within it."""
        return self._day(day).open

    def open_slots(self, first: date, last: date) -> tuple[datetime, ...]:
        """Return the starts of the open slots of some local days, both inclusive, in UTC."""
        days = (self._day(day) for day in _days(first, (last - first).days + 1))
        spans = chain.from_iterable(day.open for day in days)
        return tuple(chain.from_iterable(slots_between(span.start, span.end) for span in spans))

    def open_between(self, start: datetime, end: datetime) -> timedelta:
        """Return for how long the space is open between two instants."""
        first, last = self.day_of(start), self.day_of(end)
        spans = (
            span for day in _days(first, (last - first).days + 1) for span in self._day(day).open
        )
        inside = (min(span.end, end) - max(span.start, start) for span in spans)
        return sum((length for length in inside if length > _NO_TIME), _NO_TIME)

    @property
    def open_in_a_week(self) -> timedelta:
        """For how long the space is open in a usual week; none, where hub.toml names no hours."""
        week = self._space.opening
        hours = [] if week is None else [each for day in range(7) for each in week.on(day)]
        return timedelta(minutes=sum(each.end_min - each.start_min for each in hours))

    def _day_at(self, at: datetime) -> LocalDay:
        latest = self._latest_day
        if latest is None or at not in latest.whole:
            latest = self._latest_day = self._day(self.day_of(at))
        return latest

    def _look_up(self, at: datetime) -> _Valid:
        day = self._day_at(at)
        is_open = any(at in span for span in day.open)
        change = self._closing_after(at) if is_open else self._opening_after(at)
        opening = Opening(
            OpeningState.OPEN if is_open else OpeningState.CLOSED,
            change and with_local_offset(change, self._zone),
            day.reason,
        )
        return _Valid(Span(at, min(change or day.whole.end, day.whole.end)), opening)

    def _opening_after(self, at: datetime) -> datetime | None:
        return next((span.start for span in self._spans_from(at) if span.start > at), None)

    def _closing_after(self, at: datetime) -> datetime | None:
        """Return the end of the opening that `at` lies in, joined with what follows at once."""
        end = None
        for span in self._spans_from(at):
            if end is not None and span.start > end:
                return end
            if span.end > at:
                end = span.end
        return end if end != self._horizon(at) else None

    def _spans_from(self, at: datetime) -> Iterator[Span]:
        days = _days(self.day_of(at), LOOK_AHEAD_DAYS + 1)
        return chain.from_iterable(self._day(day).open for day in days)

    def _horizon(self, at: datetime) -> datetime:
        return self._day(self.day_of(at) + LOOK_AHEAD_DAYS * ONE_DAY).whole.end

    def _make_day(self, day: date) -> LocalDay:
        hours, reason = self._rule(day)
        desks, desk_spans = self._desks_on(day)
        return LocalDay(
            whole=Span(instant(day, 0, self._zone), instant(day, DAY_MIN, self._zone)),
            open=self._spans(day, hours),
            reason=reason,
            desks=desks,
            desk_spans=desk_spans,
        )

    def _desks_on(
        self, day: date
    ) -> tuple[tuple[DeskConfig, ...], tuple[tuple[Span, ...] | None, ...]]:
        """Return the desks of a day, and when each is in service."""
        if self._always_in_service:
            return self._space.desks, (None,) * len(self._space.desks)
        desks = tuple(desk for desk in self._space.desks if desk.is_there_on(day))
        return desks, tuple(self._desk_spans(desk, day) for desk in desks)

    def _desk_spans(self, desk: DeskConfig, day: date) -> tuple[Span, ...] | None:
        return None if desk.hours is None else self._spans(day, desk.hours.on(day.weekday()))

    def _rule(self, day: date) -> tuple[tuple[Hours, ...], str | None]:
        """Return the hours of a day, and the reason if the week alone does not give them."""
        if self._space.opening is None:
            return (), None
        usual = self._space.opening.on(day.weekday())
        exception = self._exception(day)
        if exception is not None:
            return usual if exception.hours is None else exception.hours, exception.reason
        holiday = self._closing_holiday(day)
        return (usual, None) if holiday is None else ((), holiday)

    def _exception(self, day: date) -> ExceptionConfig | None:
        return next((e for e in reversed(self._space.exceptions) if e.covers(day)), None)

    def _closing_holiday(self, day: date) -> str | None:
        if self._space.state is None or self._space.holidays == "usual":
            return None
        return self._holidays(self._space.state, day.year).get(day)

    def _spans(self, day: date, hours: tuple[Hours, ...]) -> tuple[Span, ...]:
        spans = (
            Span(instant(day, h.start_min, self._zone), instant(day, h.end_min, self._zone))
            for h in hours
        )
        return tuple(span for span in spans if span.start < span.end)


def _days(first: date, count: int) -> Iterator[date]:
    return (first + n * ONE_DAY for n in range(count))
