"""What visitors will read once something is set: the rows of their page, and from when. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from hub.console.sources import ShownRow
from hub.domain.calendar import Calendar
from hub.domain.calendar_change import CalendarChange, ChangeKind, applied
from hub.domain.calendar_rules import Wrong, faults_in
from hub.domain.coming_days import DAYS_AHEAD
from hub.domain.localtime import ONE_DAY
from hub.domain.space import SpaceConfig

RowsOf = Callable[[SpaceConfig, date], Sequence[ShownRow]]
"""Says which rows the page of a space has on a local day."""


@dataclass(frozen=True, slots=True)
class VisitorsView:
    """What they read; nothing, where they read nothing of it."""

    rows: Sequence[ShownRow] = ()
    notice: str = ""
    """In German."""
    english: str = ""
    """The same in English, if there is such a text."""
    since: date | None = None
    """From which day on; None: at once."""
    in_service: int = 0
    desk_count: int = 0
    """How many desks there are; 0: it isn't about them."""
    is_example: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to be read."""
        return not (self.rows or self.notice or self.desk_count)


def view_of(
    space: SpaceConfig,
    change: CalendarChange | None,
    others: Sequence[CalendarChange],
    today: date,
    special_rows: RowsOf,
) -> VisitorsView | None:
    """Say what a change of a space would be for its visitors, beside what was set before.

    None: it can't be made as it is.
    """
    if change is None or _is_wrong(change, space, others, today):
        return None
    if change.last < today:
        return VisitorsView()
    first = max(change.first, today)
    since = first if first > today else None
    if change.kind is ChangeKind.NOTICE:
        return VisitorsView(notice=change.text, english=change.english, since=since)
    after = applied(space, (*others, change))
    if change.kind is ChangeKind.DESKS:
        return _of_desks(space, after, first, since)
    shown_from = max(today, first - (DAYS_AHEAD - 1) * ONE_DAY)
    day_before = max(today, first - ONE_DAY)
    before = {_said(row) for row in special_rows(applied(space, others), day_before)}
    rows = [row for row in special_rows(after, day_before) if _said(row) not in before]
    return VisitorsView(rows=rows, since=shown_from if shown_from > today else None)


def _is_wrong(
    change: CalendarChange, space: SpaceConfig, others: Sequence[CalendarChange], today: date
) -> bool:
    """Tell whether more is missing than a word that it shall be so."""
    found = faults_in(change, space, others, today, may_correct=True)
    return any(fault.wrong is not Wrong.WITHIN_CLOSURE for fault in found)


def _of_desks(
    space: SpaceConfig, after: SpaceConfig, day: date, since: date | None
) -> VisitorsView:
    kinds = {desk.id for desk in space.desks if desk.kind == "desk"}
    there = sum(desk in kinds for desk, _ in Calendar(after).served_on(day))
    return VisitorsView(in_service=there, desk_count=len(kinds), since=since)


def _said(row: ShownRow) -> tuple[str, str, str]:
    return row.days, row.hours, row.reason
