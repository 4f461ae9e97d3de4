"""From which local day on a space's calendar isn't what it was. Pure.

What is set for next week changes no slot that was counted: only days that differ are made anew.
"""

from datetime import date

from hub.domain.calendar import Calendar
from hub.domain.localtime import ONE_DAY
from hub.domain.space import SpaceConfig


def first_difference(
    before: SpaceConfig, after: SpaceConfig, first: date, last: date
) -> date | None:
    """Return the first of some local days, both inclusive, whose slots may differ; None: none do.

    Days are compared where only exceptions and days out of service differ, else it is the first.
    """
    if first > last:
        return None
    if _beside(before) != _beside(after):
        return first
    was, is_now = Calendar(before), Calendar(after)
    day = first
    while day <= last:
        if (was.open_spans(day), was.served_on(day)) != (
            is_now.open_spans(day),
            is_now.served_on(day),
        ):
            return day
        day += ONE_DAY
    return None


def _beside(space: SpaceConfig) -> SpaceConfig:
    """Return a space without what is compared by day."""
    desks = tuple(desk.model_copy(update={"out_of_service": ()}) for desk in space.desks)
    return space.model_copy(update={"exceptions": (), "desks": desks})
