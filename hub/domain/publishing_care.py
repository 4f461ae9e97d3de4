"""What of the published months needs a person: one that waits, one that is damaged. Pure."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import Final

from contract.series import CareKind
from hub.domain.calendar import Calendar
from hub.domain.care import Judgement
from hub.domain.counted_month import settled_months

LATE_US: Final = 86_400 * 1_000_000
"""So long after it is settled a month is published, even if the hub was off for a night."""


@dataclass(frozen=True, slots=True)
class Publishing:
    """How it is with the published months; spaces by their ids."""

    waiting: AbstractSet[str] = frozenset()
    """Spaces of which a month should long be published, and isn't."""
    damaged: AbstractSet[str] = frozenset()
    """Spaces of which a published month isn't as it was written."""


def late_months(since: date, calendar: Calendar, certain_us: int) -> Iterator[date]:
    """Yield the months that have been settled for more than a day, by their first days."""
    return settled_months(since, calendar, certain_us - LATE_US - 1)


def judge_publishing(space: str, publishing: Publishing | None) -> Iterator[Judgement]:
    """Judge the months of a space; None: the book was never read, so nothing is known of them."""
    if publishing is None:
        return
    yield Judgement(CareKind.PUBLISHING_WAITS, space in publishing.waiting, space)
    yield Judgement(CareKind.PUBLISHED_DAMAGED, space in publishing.damaged, space)
