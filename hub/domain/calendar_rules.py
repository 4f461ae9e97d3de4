"""What may be set in a space's calendar: everything that is wrong with a change, named. Pure.

Nothing is put right in silence: two closures of one day are refused with the name of the other,
and what corrects figures of the past is refused until somebody says that it shall. It knows no
words: whoever shows a fault has them in its language.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from hub.domain.calendar_change import CalendarChange, ChangeKind, corrects_past
from hub.domain.opening import DAY_MIN, MARK_MIN, Hours
from hub.domain.space import SpaceConfig

MONTHS_AHEAD: Final = 24
MOST_CHARACTERS: Final = 200
MOST_IN_FORCE: Final = 500
"""So many may hold in one space; nobody reads more."""
MOST_DAYS_OF_HOURS: Final = 366
"""Hours are closed or opened on so many days at most."""


class Wrong(StrEnum):
    """Why a change can't be made."""

    DAY_MISSING = "day_missing"
    DAY_UNREADABLE = "day_unreadable"
    TIME_UNREADABLE = "time_unreadable"
    ENDS_BEFORE = "ends_before"
    TOO_FAR = "too_far"
    TOO_EARLY = "too_early"
    """Before the space counted anything."""
    CORRECTS_PAST = "corrects_past"
    DESKS_OF_PAST = "desks_of_past"
    """Figures with a desk and without it show how it was used: see `hides_desks`."""
    HOURS_MISSING = "hours_missing"
    HOURS_REVERSED = "hours_reversed"
    HOURS_OFF_MARKS = "hours_off_marks"
    HOURS_OVERLAP = "hours_overlap"
    TOO_MANY_DAYS = "too_many_days"
    NO_OPENING_HOURS = "no_opening_hours"
    """hub.toml names none, so that nothing can differ from them."""
    DESK_MISSING = "desk_missing"
    DESK_UNKNOWN = "desk_unknown"
    TEXT_MISSING = "text_missing"
    TEXT_TOO_LONG = "text_too_long"
    TEXT_UNREADABLE = "text_unreadable"
    """It has signs that nobody sees, or more than one line."""
    OVERLAPS_CLOSURE = "overlaps_closure"
    OVERLAPS_OPENING = "overlaps_opening"
    WITHIN_CLOSURE = "within_closure"
    """An opening, of which nobody has said that it wins."""
    TOO_MANY = "too_many"
    CHANGED_MEANWHILE = "changed_meanwhile"
    """Somebody else has taken it back, or edited it."""


class Place(StrEnum):
    """Which part of a change is wrong."""

    FIRST = "first"
    LAST = "last"
    HOURS = "hours"
    DESKS = "desks"
    TEXT = "text"
    ENGLISH = "english"
    WHY = "why"
    WINS = "wins"
    PAST = "past"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class ChangeFault:
    """One thing that is wrong, and where."""

    place: Place
    wrong: Wrong
    other: CalendarChange | None = None
    """What it collides with."""
    day: date | None = None
    """The day that it is about."""


def faults_in(
    change: CalendarChange,
    space: SpaceConfig,
    others: Iterable[CalendarChange],
    today: date,
    *,
    instead_of: CalendarChange | None = None,
    may_correct: bool = False,
    hides_desks: bool = False,
) -> Iterator[ChangeFault]:
    """Yield all that is wrong with a change of a space, as of a local day.

    `others` are those that hold. `may_correct`: figures of the past may become others by it.
    `hides_desks`: not by desks, as who asks sees counts alone, and no single desk.
    """
    standing = [
        each
        for each in others
        if each.space == space.id
        and each.holds
        and (instead_of is None or each.id != instead_of.id)
    ]
    if len(standing) >= MOST_IN_FORCE:
        yield ChangeFault(Place.ALL, Wrong.TOO_MANY)
    yield from _of_days(change, space, today)
    yield from _of_hours(change, space)
    yield from _of_desks(change, space)
    yield from _of_texts(change)
    if change.last < change.first:
        return
    yield from _collisions(change, standing)
    since = corrects_past(instead_of, change, today)
    if since is not None and hides_desks and change.kind is ChangeKind.DESKS:
        yield ChangeFault(Place.FIRST, Wrong.DESKS_OF_PAST, day=since)
    elif since is not None and not may_correct:
        yield ChangeFault(Place.PAST, Wrong.CORRECTS_PAST, day=since)


def latest_day(today: date) -> date:
    """Return the last day that anything may be set for."""
    month = today.month - 1 + MONTHS_AHEAD
    year = today.year + month // 12
    day = min(today.day, 28) if today.month == 2 else today.day
    return date(year, month % 12 + 1, day)


def _of_days(change: CalendarChange, space: SpaceConfig, today: date) -> Iterator[ChangeFault]:
    latest = latest_day(today)
    if change.last < change.first:
        yield ChangeFault(Place.LAST, Wrong.ENDS_BEFORE, day=change.first)
    elif change.last > latest:
        yield ChangeFault(Place.LAST, Wrong.TOO_FAR, day=latest)
    if change.first > latest:
        yield ChangeFault(Place.FIRST, Wrong.TOO_FAR, day=latest)
    if change.first < space.since:
        yield ChangeFault(Place.FIRST, Wrong.TOO_EARLY, day=space.since)


def _of_hours(change: CalendarChange, space: SpaceConfig) -> Iterator[ChangeFault]:
    if change.kind not in (ChangeKind.CLOSURE, ChangeKind.OPENING):
        return
    if space.opening is None:
        yield ChangeFault(Place.ALL, Wrong.NO_OPENING_HOURS)
    if change.kind is ChangeKind.OPENING and not change.hours:
        yield ChangeFault(Place.HOURS, Wrong.HOURS_MISSING)
    if change.hours and (change.last - change.first).days >= MOST_DAYS_OF_HOURS:
        yield ChangeFault(Place.LAST, Wrong.TOO_MANY_DAYS)
    wrong = wrong_hours(change.hours)
    if wrong is not None:
        yield ChangeFault(Place.HOURS, wrong)


def wrong_hours(hours: Sequence[Hours]) -> Wrong | None:
    """Say what is wrong with the hours of a day; None: nothing."""
    edges = [edge for span in hours for edge in (span.start_min, span.end_min)]
    if any(span.start_min >= span.end_min for span in hours):
        return Wrong.HOURS_REVERSED
    if any(edge % MARK_MIN or not 0 <= edge <= DAY_MIN for edge in edges):
        return Wrong.HOURS_OFF_MARKS
    return Wrong.HOURS_OVERLAP if edges != sorted(edges) else None


def _of_desks(change: CalendarChange, space: SpaceConfig) -> Iterator[ChangeFault]:
    if change.kind is not ChangeKind.DESKS:
        return
    if not change.desks:
        yield ChangeFault(Place.DESKS, Wrong.DESK_MISSING)
    if not {desk.id for desk in space.desks}.issuperset(change.desks):
        yield ChangeFault(Place.DESKS, Wrong.DESK_UNKNOWN)


def _of_texts(change: CalendarChange) -> Iterator[ChangeFault]:
    if change.kind is ChangeKind.NOTICE and not change.text.strip():
        yield ChangeFault(Place.TEXT, Wrong.TEXT_MISSING)
    for place, text in (
        (Place.TEXT, change.text),
        (Place.ENGLISH, change.english),
        (Place.WHY, change.why),
    ):
        if len(text) > MOST_CHARACTERS:
            yield ChangeFault(place, Wrong.TEXT_TOO_LONG)
        if not text.isprintable():
            yield ChangeFault(place, Wrong.TEXT_UNREADABLE)


def _collisions(
    change: CalendarChange, standing: Sequence[CalendarChange]
) -> Iterator[ChangeFault]:
    """Yield the first closure and the first opening that a change can't stand beside."""
    if change.kind not in (ChangeKind.CLOSURE, ChangeKind.OPENING):
        return
    closure = next(_meeting(change, standing, ChangeKind.CLOSURE), None)
    opening = next(_meeting(change, standing, ChangeKind.OPENING), None)
    if closure is not None and change.kind is ChangeKind.CLOSURE:
        yield ChangeFault(Place.FIRST, Wrong.OVERLAPS_CLOSURE, closure)
    if closure is not None and change.kind is ChangeKind.OPENING and not change.wins:
        yield ChangeFault(Place.WINS, Wrong.WITHIN_CLOSURE, closure)
    if opening is not None:
        yield ChangeFault(Place.FIRST, Wrong.OVERLAPS_OPENING, opening)


def _meeting(
    change: CalendarChange, standing: Sequence[CalendarChange], kind: ChangeKind
) -> Iterator[CalendarChange]:
    """Yield those of a kind that have a day in common, and hours where both have hours.

    Two openings meet wherever they have a day in common: each is all that its days have.
    """
    is_by_hours = not (kind is change.kind is ChangeKind.OPENING)
    for each in sorted(standing, key=lambda each: (each.first, each.id)):
        if each.kind is not kind or each.last < change.first or change.last < each.first:
            continue
        if is_by_hours and change.hours and each.hours and not _meet(change.hours, each.hours):
            continue
        yield each


def _meet(some: Sequence[Hours], others: Sequence[Hours]) -> bool:
    return any(
        span.start_min < other.end_min and other.start_min < span.end_min
        for span in some
        for other in others
    )
