"""What people set above hub.toml in a space's calendar, and what the space is by that. Pure.

    closure      days, or hours of days, on which nobody can come
    opening      the hours of days that have others than usual
    desks        desks, rooms or booths that are out of service on some days
    notice       a short text for visitors on some days

Each is of one space and of local days, both inclusive. It is never changed: who edits one takes it
back and sets another in its place. What is set becomes hub.toml's own forms (`applied`), so that
hours, figures, reports and pages follow by the one calendar there is (calendar.py). Where several
hold on a day, whole closures come first, then hours that are closed, then openings: the last wins.
What may be set says calendar_rules.py.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from contract.times import from_us
from hub.domain.calendar import Calendar
from hub.domain.localtime import ONE_DAY
from hub.domain.opening import Hours
from hub.domain.space import DeskConfig, ExceptionConfig, OutOfService, SpaceConfig


class ChangeKind(StrEnum):
    """What is set; the value stands in the book."""

    CLOSURE = "closure"
    OPENING = "opening"
    DESKS = "desks"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class PublicNotice:
    """A short text for visitors, shown on local days, both inclusive."""

    first: date
    last: date
    german: str
    english: str = ""
    """Empty: the German text stands for it."""

    def said_in(self, language: str) -> tuple[str, str]:
        """Return the text and the language that it is in: `language` if there is one in it."""
        is_english = language == "en" and bool(self.english)
        return (self.english, "en") if is_english else (self.german, "de")

    def is_shown_on(self, day: date) -> bool:
        """Tell whether visitors read it on a local day."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class CalendarChange:
    """One thing that was set, by whom and why, and whether it was taken back."""

    id: str
    space: str
    kind: ChangeKind
    first: date
    last: date
    hours: tuple[Hours, ...] = ()
    """When it is closed (empty: all day), or open."""
    desks: tuple[str, ...] = ()
    text: str = ""
    """What visitors read: why, or the notice; in German."""
    english: str = ""
    """The notice in English."""
    why: str = ""
    """What visitors don't read."""
    wins: bool = False
    """Of an opening: also where a closure covers its days."""
    by: str = ""
    """Who set it: the id of a person, or nothing for the command line."""
    made_us: int = 0
    ended_us: int | None = None
    """When it was taken back, or another took its place; None: it holds."""
    ended_by: str = ""
    replaced: str = ""
    """The id of the one that it took the place of."""

    @property
    def holds(self) -> bool:
        """Whether nobody took it back."""
        return self.ended_us is None

    @property
    def is_figure(self) -> bool:
        """Whether figures depend on it."""
        return self.kind is not ChangeKind.NOTICE

    def covers(self, day: date) -> bool:
        """Tell whether a local day is one of its days."""
        return self.first <= day <= self.last

    def days(self) -> Iterator[date]:
        """Yield its local days."""
        return (self.first + n * ONE_DAY for n in range((self.last - self.first).days + 1))


def applied(space: SpaceConfig, changes: Iterable[CalendarChange]) -> SpaceConfig:
    """Return a space as it is with what was set for it; the same one, if nothing was."""
    own = [each for each in changes if each.space == space.id and each.holds]
    with_closures = _excepted(space, map(_exception, _of(own, ChangeKind.CLOSURE, whole=True)))
    hours = list(_of(own, ChangeKind.CLOSURE, whole=False))
    with_hours = _excepted(with_closures, _closed_hours(with_closures, hours))
    opened = _excepted(with_hours, map(_exception, _of(own, ChangeKind.OPENING)))
    return _without_desks(opened, list(_of(own, ChangeKind.DESKS)))


def notices_of(changes: Iterable[CalendarChange]) -> dict[str, tuple[PublicNotice, ...]]:
    """Return the notices that were set, by space."""
    found: dict[str, tuple[PublicNotice, ...]] = {}
    for each in _of(changes, ChangeKind.NOTICE):
        notice = PublicNotice(each.first, each.last, each.text, each.english)
        found[each.space] = (*found.get(each.space, ()), notice)
    return found


def before_day(change: CalendarChange | None, today: date) -> CalendarChange | None:
    """Return what of a change counts for figures of days before `today`; None: nothing."""
    if change is None or not change.is_figure or change.first >= today:
        return None
    return CalendarChange(
        id="",
        space=change.space,
        kind=change.kind,
        first=change.first,
        last=min(change.last, today - ONE_DAY),
        hours=change.hours,
        desks=change.desks,
        wins=change.wins,
    )


def corrects_past(
    before: CalendarChange | None, after: CalendarChange | None, today: date
) -> date | None:
    """Return from which day on figures of days before `today` become others; None: they don't."""
    was, will_be = before_day(before, today), before_day(after, today)
    if was == will_be:
        return None
    if was is not None and will_be is not None:
        if replace(was, last=will_be.last) == will_be:
            return min(was.last, will_be.last) + ONE_DAY
        if replace(was, first=will_be.first) == will_be:
            return min(was.first, will_be.first)
    return min(each.first for each in (was, will_be) if each is not None)


@dataclass(frozen=True, slots=True, order=True)
class CalendarCorrection:
    """Figures of days that were over became others, as somebody corrected the calendar."""

    space: str
    on: date
    """The local day of the correction."""
    first: date
    """The first day of which figures may be others by it."""


def corrections_of(
    space: SpaceConfig, changes: Sequence[CalendarChange]
) -> tuple[CalendarCorrection, ...]:
    """Return when the calendar of a space was corrected, of changes that hold or held, in order."""
    calendar, own = Calendar(space), [each for each in changes if each.space == space.id]
    by_id, followed = {each.id: each for each in own}, {each.replaced for each in own}
    steps: list[tuple[CalendarChange | None, CalendarChange | None, int]] = [
        (by_id.get(each.replaced), each, each.made_us) for each in own
    ]
    steps += [
        (each, None, each.ended_us)
        for each in own
        if each.ended_us is not None and each.id not in followed
    ]
    found: set[CalendarCorrection] = set()
    for before, after, at_us in steps:
        on = calendar.day_of(from_us(at_us))
        first = corrects_past(before, after, on)
        if first is not None:
            found.add(CalendarCorrection(space.id, on, first))
    return tuple(sorted(found))


def rest_of(change: CalendarChange, today: date) -> CalendarChange | None:
    """Return what stays of a change that is taken back from `today` on; None: nothing."""
    if change.first >= today:
        return None
    return replace(change, last=min(change.last, today - ONE_DAY))


def _of(
    changes: Iterable[CalendarChange], kind: ChangeKind, *, whole: bool | None = None
) -> Iterator[CalendarChange]:
    """Yield those of a kind that hold, in the order of their days."""
    found = (each for each in changes if each.kind is kind and each.holds)
    ordered = sorted(found, key=lambda each: (each.first, each.made_us, each.id))
    return (each for each in ordered if whole is None or whole == (not each.hours))


def _exception(change: CalendarChange) -> ExceptionConfig:
    said = {
        "from": change.first,
        "to": change.last,
        "open": change.hours if change.kind is ChangeKind.OPENING else (),
        "reason": change.text or None,
    }
    return ExceptionConfig.model_validate(said)


def _excepted(space: SpaceConfig, exceptions: Iterable[ExceptionConfig]) -> SpaceConfig:
    added = tuple(exceptions)
    if not added:
        return space
    return space.model_copy(update={"exceptions": (*space.exceptions, *added)})


def _closed_hours(
    space: SpaceConfig, closures: Sequence[CalendarChange]
) -> Iterator[ExceptionConfig]:
    """Yield what is left of the days on which some hours are closed."""
    calendar = Calendar(space)
    by_day: dict[date, list[CalendarChange]] = {}
    for closure in closures:
        for day in closure.days():
            by_day.setdefault(day, []).append(closure)
    for day, covering in sorted(by_day.items()):
        usual, why = calendar.hours_on(day)
        left = usual
        for closure in covering:
            left = without(left, closure.hours)
        if left != usual:
            reason = next((each.text for each in covering if each.text), None) or why
            yield ExceptionConfig.model_validate(
                {"from": day, "to": day, "open": left, "reason": reason}
            )


def without(hours: Sequence[Hours], closed: Iterable[Hours]) -> tuple[Hours, ...]:
    """Return what is left of some hours of a day, in order."""
    left = list(hours)
    for gap in closed:
        left = [part for span in left for part in _around(span, gap)]
    return tuple(left)


def _around(span: Hours, gap: Hours) -> Iterator[Hours]:
    """Yield what of a span lies before and after a gap."""
    parts = (
        Hours(span.start_min, min(span.end_min, gap.start_min)),
        Hours(max(span.start_min, gap.end_min), span.end_min),
    )
    return (part for part in parts if part.start_min < part.end_min)


def _without_desks(space: SpaceConfig, changes: Sequence[CalendarChange]) -> SpaceConfig:
    if not changes:
        return space
    desks = tuple(_with_days_out(desk, changes) for desk in space.desks)
    return space.model_copy(update={"desks": desks})


def _with_days_out(desk: DeskConfig, changes: Sequence[CalendarChange]) -> DeskConfig:
    out = tuple(
        OutOfService.model_validate({"from": each.first, "to": each.last})
        for each in changes
        if desk.id in each.desks
    )
    if not out:
        return desk
    return desk.model_copy(update={"out_of_service": (*desk.out_of_service, *out)})
