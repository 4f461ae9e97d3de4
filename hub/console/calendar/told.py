"""What was set in a calendar, in words: one line for each, and the list of months. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Final

from contract.times import from_us
from hub.console.calendar.words import CalendarWords
from hub.domain.calendar import Calendar
from hub.domain.calendar_change import CalendarChange, ChangeKind
from hub.domain.calendar_feed import ClosedRun, ClosedSpan, closed_runs
from hub.domain.coming_days import holiday_on
from hub.domain.localtime import ONE_DAY
from hub.domain.opening import Hours
from hub.domain.space import ExceptionConfig, SpaceConfig

MONTHS: Final = 12
SHOWN_OVER_DAYS: Final = 92
MOST_TAKEN_BACK: Final = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list."""

    first: date
    days: str
    what: str
    reason: str = ""
    set_by: str = ""
    internal: str = ""
    change: str = ""
    """The id of what can be changed; empty: it can't be, here."""


@dataclass(frozen=True, slots=True)
class Month:
    """A month, and what begins in it."""

    name: str
    entries: tuple[Entry, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Teller:
    """Says it in one language; `names` are people's, by id."""

    words: CalendarWords
    names: Mapping[str, str]

    def day(self, day: date) -> str:
        """Say a day: `Fr., 4. Dezember 2026`."""
        typography = self.words.typography
        weekday = typography.short_weekdays[day.weekday()]
        return self.words.day.format(w=weekday, d=typography.in_full(day))

    def days(self, first: date, last: date) -> str:
        """Say one day, or from which to which."""
        if first == last:
            return self.day(first)
        return self.words.days.format(a=self.day(first), b=self.day(last))

    def hours(self, hours: Sequence[Hours]) -> str:
        """Say hours of a day: `9:00–12:00 Uhr und 13:00–17:00 Uhr`."""
        said = (
            self.words.hours.format(a=_time(span.start_min), b=_time(span.end_min))
            for span in hours
        )
        return self.words.hours_and.join(said)

    def what(self, change: CalendarChange, space: SpaceConfig) -> str:
        """Say what was set, without its days."""
        words = self.words
        match change.kind:
            case ChangeKind.CLOSURE:
                said = self.hours(change.hours)
                return words.closed_from.format(t=said) if said else words.closed
            case ChangeKind.OPENING:
                return words.opened.format(t=self.hours(change.hours))
            case ChangeKind.DESKS:
                labels = {desk.id: desk.label for desk in space.desks}
                named = (labels.get(desk, desk) for desk in change.desks)
                return words.out_of_service.format(t=", ".join(named))
            case ChangeKind.NOTICE:
                return words.says.format(t=change.text)

    def line(self, change: CalendarChange, space: SpaceConfig) -> str:
        """Say all of it: `Fr., 4. Dezember 2026: geschlossen (Umbau)`."""
        reason = f" ({change.text})" if change.text and change.is_figure else ""
        return f"{self.days(change.first, change.last)}: {self.what(change, space)}{reason}"

    def who(self, person: str) -> str:
        """Name who did something."""
        if not person:
            return self.words.command_line
        return self.names.get(person, self.words.somebody_gone)

    def entry(self, change: CalendarChange, space: SpaceConfig, calendar: Calendar) -> Entry:
        """Make the line of something that was set."""
        made = self.words.typography.in_full(calendar.day_of(from_us(change.made_us)))
        set_by = self.words.set_by.format(t=self.who(change.by), d=made)
        if change.ended_us is not None:
            ended = self.words.typography.in_full(calendar.day_of(from_us(change.ended_us)))
            set_by = self.words.ended_by.format(t=self.who(change.ended_by), d=ended)
        return Entry(
            change.first,
            self.days(change.first, change.last),
            self.what(change, space),
            change.text if change.is_figure else "",
            set_by,
            self.words.internal.format(t=change.why) if change.why else "",
            change.id if change.holds else "",
        )


def months_of(
    teller: Teller,
    space: SpaceConfig,
    changes: Sequence[CalendarChange],
    today: date,
    subscribed: Iterable[tuple[str, Sequence[ClosedSpan]]] = (),
) -> tuple[Month, ...]:
    """List the next twelve months, with what is later as a thirteenth if there is something.

    `subscribed` are calendars by their names, with when they close the space. What began earlier
    and isn't over stands in the first one.
    """
    calendar, starts = Calendar(space), list(_months_from(today))
    last = starts[-1] - ONE_DAY
    coming = [each for each in changes if each.holds and each.last >= today]
    entries = [teller.entry(each, space, calendar) for each in coming]
    entries += [_by_toml(teller, each) for each in space.exceptions if each.to_date >= today]
    entries += _holidays(teller, space, today, last)
    for name, spans in subscribed:
        entries += [_by_feed(teller, name, run) for run in closed_runs(spans)]
    ordered = sorted(entries, key=lambda entry: (entry.first, entry.change == "", entry.what))
    months = [
        Month(
            teller.words.typography.month_in_full(start),
            tuple(each for each in ordered if start <= max(each.first, starts[0]) < end),
        )
        for start, end in pairwise(starts)
    ]
    later = tuple(each for each in ordered if each.first >= starts[-1])
    return (*months, Month(teller.words.later, later)) if later else tuple(months)


def over_of(
    teller: Teller, space: SpaceConfig, changes: Sequence[CalendarChange], today: date
) -> tuple[Entry, ...]:
    """List what was over in the last three months, the newest first."""
    calendar, earliest = Calendar(space), today - SHOWN_OVER_DAYS * ONE_DAY
    over = [each for each in changes if each.holds and earliest <= each.last < today]
    newest = sorted(over, key=lambda each: each.last, reverse=True)
    return tuple(teller.entry(each, space, calendar) for each in newest)


def taken_back_of(
    teller: Teller, space: SpaceConfig, changes: Sequence[CalendarChange]
) -> tuple[Entry, ...]:
    """List what was taken back or replaced, the newest first."""
    calendar, ended = Calendar(space), [each for each in changes if not each.holds]
    newest = sorted(ended, key=lambda each: each.ended_us or 0, reverse=True)
    return tuple(teller.entry(each, space, calendar) for each in newest[:MOST_TAKEN_BACK])


def _months_from(today: date) -> Iterator[date]:
    """Yield the first days of twelve months, and of the one after them."""
    first = today.replace(day=1)
    for n in range(MONTHS + 1):
        month = first.month - 1 + n
        yield first.replace(year=first.year + month // MONTHS, month=month % MONTHS + 1)


def _by_toml(teller: Teller, exception: ExceptionConfig) -> Entry:
    hours = exception.hours
    what = (
        teller.words.closed
        if hours == ()
        else teller.words.opened.format(t="" if hours is None else teller.hours(hours)).strip()
    )
    days = teller.days(exception.from_date, exception.to_date)
    return Entry(exception.from_date, days, what, exception.reason or "", teller.words.by_toml)


def _by_feed(teller: Teller, name: str, run: ClosedRun) -> Entry:
    hours = teller.hours(run.hours)
    what = teller.words.closed_from.format(t=hours) if hours else teller.words.closed
    set_by = teller.words.by_feed.format(t=name)
    return Entry(run.first, teller.days(run.first, run.last), what, run.title, set_by)


def _holidays(teller: Teller, space: SpaceConfig, first: date, last: date) -> Iterator[Entry]:
    day = first
    while day <= last:
        name = holiday_on(space, day)
        if name is not None:
            is_open = space.holidays == "usual" or space.opening is None
            what = teller.words.holiday_open if is_open else teller.words.holiday
            yield Entry(day, teller.day(day), what, name)
        day += ONE_DAY


def _time(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02}"
