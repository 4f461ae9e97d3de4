"""What was typed into a form of the calendar: read as a change, or kept with what is wrong.

Nothing that was typed is lost: it comes back with each mistake at its field. Days are read as
browsers send them and as people write them in German; what is left open is taken in the kindest
way: no last day is the same day, no hours of a closure are the whole day.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from hub.domain.calendar_change import CalendarChange, ChangeKind
from hub.domain.calendar_rules import ChangeFault, Place, Wrong
from hub.domain.opening import DAY_MIN, Hours
from hub.http.forms import Form

_WRITTEN_DAY: Final = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})", re.ASCII)
_ISO_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME: Final = re.compile(r"(\d{1,2}):(\d\d)(?::00)?", re.ASCII)
_HOUR_MIN: Final = 60


@dataclass(frozen=True, slots=True)
class Typed:
    """The fields of the form, as they stand there."""

    kind: ChangeKind
    first: str = ""
    last: str = ""
    from_time: str = ""
    until_time: str = ""
    from_again: str = ""
    until_again: str = ""
    desks: tuple[str, ...] = ()
    text: str = ""
    english: str = ""
    why: str = ""
    wins: bool = False
    past: bool = False
    """Whether it is said that figures of the past may become others."""


def typed_of(form: Form, kind: ChangeKind) -> Typed:
    """Return what a form sent."""
    return Typed(
        kind,
        first=form.one("first").strip(),
        last=form.one("last").strip(),
        from_time=form.one("from_time").strip(),
        until_time=form.one("until_time").strip(),
        from_again=form.one("from_again").strip(),
        until_again=form.one("until_again").strip(),
        desks=tuple(dict.fromkeys(form.all("desks"))),
        text=_one_line(form.one("text")),
        english=_one_line(form.one("english")),
        why=_one_line(form.one("why")),
        wins=bool(form.one("wins")),
        past=bool(form.one("past")),
    )


def _one_line(text: str) -> str:
    """Put lines that were typed below each other behind each other."""
    return " ".join(text.split())


def typed_from(change: CalendarChange) -> Typed:
    """Return the form of something that was set."""
    times = [_time(edge) for span in change.hours for edge in (span.start_min, span.end_min)]
    from_time, until_time, from_again, until_again = [*times, "", "", "", ""][:4]
    return Typed(
        change.kind,
        change.first.isoformat(),
        change.last.isoformat() if change.last != change.first else "",
        from_time,
        until_time,
        from_again,
        until_again,
        change.desks,
        change.text,
        change.english,
        change.why,
        wins=change.wins,
    )


def read_typed(typed: Typed, space: str) -> tuple[CalendarChange | None, tuple[ChangeFault, ...]]:
    """Return the change that was typed, without id and author, or what can't be read."""
    faults: list[ChangeFault] = []
    first = _day(typed.first, Place.FIRST, faults)
    last = _day(typed.last, Place.LAST, faults) if typed.last else first
    if not typed.first:
        faults[:] = [ChangeFault(Place.FIRST, Wrong.DAY_MISSING), *faults[1:]]
    hours = _hours(typed, faults)
    if faults or first is None or last is None:
        return None, tuple(faults)
    desks = typed.desks if typed.kind is ChangeKind.DESKS else ()
    change = CalendarChange(
        id="",
        space=space,
        kind=typed.kind,
        first=first,
        last=last,
        hours=hours,
        desks=desks,
        text=typed.text,
        english=typed.english if typed.kind is ChangeKind.NOTICE else "",
        why=typed.why,
        wins=typed.wins and typed.kind is ChangeKind.OPENING,
    )
    return change, ()


def day_of_text(text: str) -> date | None:
    """Read a day as browsers send it, or as it is written in German; None: it is none."""
    written = _WRITTEN_DAY.fullmatch(text)
    try:
        if written is not None:
            day, month, year = map(int, written.groups())
            return date(year, month, day)
        return date.fromisoformat(text) if _ISO_DAY.fullmatch(text) else None
    except ValueError:
        return None


def _day(text: str, place: Place, faults: list[ChangeFault]) -> date | None:
    day = day_of_text(text)
    if day is None:
        faults.append(ChangeFault(place, Wrong.DAY_UNREADABLE))
    return day


def _hours(typed: Typed, faults: list[ChangeFault]) -> tuple[Hours, ...]:
    """Read up to two spans; of a closure an end that is left open is the day's."""
    if typed.kind not in (ChangeKind.CLOSURE, ChangeKind.OPENING):
        return ()
    is_closure = typed.kind is ChangeKind.CLOSURE
    first = _span(typed.from_time, typed.until_time, faults, is_open_ended=is_closure)
    again = () if is_closure else _span(typed.from_again, typed.until_again, faults)
    return (*first, *again)


def _span(
    start: str, end: str, faults: list[ChangeFault], *, is_open_ended: bool = False
) -> tuple[Hours, ...]:
    if not start and not end:
        return ()
    if not (start and end) and not is_open_ended:
        faults.append(ChangeFault(Place.HOURS, Wrong.HOURS_MISSING))
        return ()
    start_min = _minute(start) if start else 0
    end_min = _minute(end) if end else DAY_MIN
    if start_min is None or end_min is None:
        faults.append(ChangeFault(Place.HOURS, Wrong.TIME_UNREADABLE))
        return ()
    return (Hours(start_min, end_min or DAY_MIN),)


def _minute(text: str) -> int | None:
    """Read a time of day as a minute; None: it is none."""
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    hour, minute = map(int, found.groups())
    total = hour * _HOUR_MIN + minute
    return total if minute < _HOUR_MIN and total <= DAY_MIN else None


def _time(minute: int) -> str:
    """Write a minute as the form has it: midnight at a day's end is 00:00."""
    return f"{minute // _HOUR_MIN % 24:02}:{minute % _HOUR_MIN:02}"
