"""Typical days as one hub tells them to another: what they look like, and what is believed of them.

Owns the form of `/api/v1/typical-days`, written by hub/api/typical_days.py and read by a replica.
"""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from contract.times import UtcTime
from hub.domain.typical_day import TypicalDay
from hub.errors import StoreUnavailable
from hub.workers.typical_days import ShownTypicalDay

_HOURS = range(24)
_WEEKDAYS = 7


class SpaceTypicalDay(BaseModel):
    """One space of which something has been said, or that there is nothing to say."""

    model_config = ConfigDict(frozen=True)

    space: str = Field(examples=["bahnhof-wiesenburg"])
    typical_day: ShownTypicalDay | None = Field(
        description="the day that it is shown for, and what is typical; null: too little is known"
    )
    week: tuple[ShownTypicalDay | None, ...] = Field(
        default=(None,) * 7, description="the same of each weekday, from Monday"
    )
    copied_at: UtcTime | None = Field(
        default=None, description="when a live replica took it over; null: it is made here"
    )


class TypicalDaysSaid(BaseModel):
    """The spaces of which anything has been said; of others it isn't known yet."""

    model_config = ConfigDict(frozen=True)

    spaces: Annotated[tuple[SpaceTypicalDay, ...], Field(strict=False)]


def read_said(body: bytes, small_counts: Mapping[str, int]) -> dict[str, SpaceTypicalDay]:
    """Read what a hub says of the spaces in `small_counts`; others are passed over.

    Raises StoreUnavailable for what is no such answer, and for one that protects less than ours.
    """
    try:
        said = TypicalDaysSaid.model_validate_json(body)
    except ValidationError:
        raise StoreUnavailable("it answers with something else than typical days") from None
    found = {each.space: each for each in said.spaces if each.space in small_counts}
    for space, each in found.items():
        if not _is_whole(each, small_counts[space]):
            raise StoreUnavailable(f"what it says of {space} isn't of the same hub.toml")
    return found


def _is_whole(said: SpaceTypicalDay, small_count: int) -> bool:
    days = (said.typical_day, *said.week)
    sound = all(day is None or _is_sound(day.typical, small_count) for day in days)
    weekdays = (
        day is None or day.shown.weekday() == number for number, day in enumerate(said.week)
    )
    return sound and len(said.week) == _WEEKDAYS and all(weekdays)


def _is_sound(typical: TypicalDay, small_count: int) -> bool:
    """Tell whether it can be drawn, and protects as many as we do."""
    hours = [each.hour for each in typical.hours]
    return (
        typical.basis.small_count == small_count
        and bool(typical.basis.days)
        and bool(hours)
        and hours == sorted(set(hours))
        and set(hours) <= set(_HOURS)
        and all(each.utilisation_ratio is None for each in typical.hours if small_count)
        and all(0 <= each.coverage_ratio <= 1 for each in typical.hours)
        and all(0 <= (each.utilisation_ratio or 0) <= 1 for each in typical.hours)
    )
