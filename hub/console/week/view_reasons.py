"""Why something of a week isn't known: what needed care in it, by its name and its days. Pure.

It names no sensor and no desk, and nothing that is finer than a day.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from contract.series import CareKind
from contract.times import from_us
from hub.book.care import Remembered
from hub.console.week.words import WeekWords
from hub.domain.iso_week import Week
from hub.domain.localtime import day_of
from hub.reports.period import Period

UNKNOWN_BY: Final = frozenset(
    {
        *(kind for kind in CareKind if kind.value.startswith("sensor_")),
        CareKind.AGENT_DUPLICATED,
        CareKind.AGENT_RESTARTING,
        CareKind.AGENT_SILENT,
        CareKind.AGENT_UNORDERED,
        CareKind.BROKER_UNREACHABLE,
        CareKind.CARD_COPIED,
        CareKind.CARD_FAILING,
        CareKind.CARD_FULL,
        CareKind.EVENTS_FROM_THE_FUTURE,
        CareKind.EVENTS_LOST,
        CareKind.EVENTS_MISSING,
        CareKind.EVENTS_TOO_LATE,
        CareKind.FOREIGN_CLAIM,
        CareKind.OUTBOX_DAMAGED,
        CareKind.OUTBOX_GROWING,
        CareKind.QUARANTINE_NOT_EMPTY,
        CareKind.STORE_DAMAGED,
        CareKind.STORE_FAILING,
    }
)
"""Kinds by which something can be unknown."""
DaysOf = Callable[[Sequence[date]], str]
"""Writes days of a week."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One kind, on which days of the week."""

    kind: CareKind
    is_of_hub: bool
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Reasons:
    """All that is known of a week."""

    found: tuple[Reason, ...] = ()

    def lines(self, words: WeekWords, days: DaysOf) -> Iterator[str]:
        """Say each in a line."""
        for each in self.found:
            name = words.troubles[each.kind].name
            named = f"{words.of_the_hub}: {name}" if each.is_of_hub else name
            yield f"{days(each.days)}: {named}"


def reasons_of(remembered: Iterable[Remembered], space: str, week: Week, zone: ZoneInfo) -> Reasons:
    """Pick out what bears on a week of a space; the same kind at several places is said once."""
    found: dict[tuple[CareKind, bool], set[date]] = {}
    for each in remembered:
        if each.trouble.space in (space, "") and each.trouble.kind in UNKNOWN_BY:
            key = CareKind(each.trouble.kind), not each.trouble.space
            found.setdefault(key, set()).update(_days_within(each, week, zone))
    reasons = [
        Reason(kind, is_of_hub, tuple(sorted(days)))
        for (kind, is_of_hub), days in found.items()
        if days
    ]
    return Reasons(tuple(sorted(reasons, key=lambda each: (each.days, each.kind))))


def _days_within(each: Remembered, week: Week, zone: ZoneInfo) -> Iterator[date]:
    last_us = each.seen_us if each.until_us is None else each.until_us
    first, last = day_of(from_us(each.since_us), zone), day_of(from_us(last_us), zone)
    return (day for day in Period(week.first, week.last).days() if first <= day <= last)
