"""The annex on data quality: what of the period is unknown, frozen, or lost on the way. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from contract.times import to_us
from contract.topics import AgentAddress
from hub.audit import EpochAudit, audit_epoch
from hub.domain.calendar import Calendar
from hub.domain.doubt import frozen_until_us
from hub.domain.indicators import Coverage, Indicator
from hub.domain.seq_ranges import count
from hub.reports.model import AgentQuality, DayPoint, Part, SpaceQuality
from hub.reports.period import Period
from hub.stores.protocol import EpochRecord

_NOTHING = Coverage(0, 0)


@dataclass(frozen=True, slots=True)
class Frozen:
    """Which days of a period stand for ever."""

    day_count: int
    corrections_from: date | None


def frozen_days(deleted_until_us: int, calendar: Calendar, period: Period) -> Frozen:
    """Find the days of which raw events may be deleted, so that no correction reaches them."""
    until_us = frozen_until_us(deleted_until_us)
    open_to_change = [
        day for day in period.days() if to_us(calendar.span_of(day).start) >= until_us
    ]
    return Frozen(period.day_count - len(open_to_change), next(iter(open_to_change), None))


def unreliable_days(days: Iterable[DayPoint]) -> tuple[date, ...]:
    """Return the days whose figures of desks can't be printed."""
    return tuple(
        point.day
        for point in days
        if not Coverage(point.totals.open.known_us, point.totals.open.desk_us).is_enough
    )


def space_quality(
    part: Part, absent_slot_count: int, frozen: Frozen, *, is_calendar_applied: bool
) -> SpaceQuality:
    """Sum up what a space's figures rest on."""
    doors = part.figure(Indicator.VISITS).coverage
    return SpaceQuality(
        space=part.space or "",
        coverage=part.figure(Indicator.UTILISATION).coverage or _NOTHING,
        closed_coverage=part.figure(Indicator.OUT_OF_HOURS_DESK_HOURS).coverage or _NOTHING,
        doors_coverage=doors if doors and doors.whole else None,
        absent_slot_count=absent_slot_count,
        unreliable_days=unreliable_days(part.days),
        frozen_day_count=frozen.day_count,
        corrections_from=frozen.corrections_from,
        is_calendar_applied=is_calendar_applied,
    )


def agent_qualities(
    records: Iterable[EpochRecord], space_ids: Sequence[str]
) -> tuple[AgentQuality, ...]:
    """Sum the audit up per agent of these spaces, by name; over the whole life of the store."""
    audits: dict[AgentAddress, list[EpochAudit]] = {}
    for record in records:
        if record.address.space in space_ids:
            audits.setdefault(record.address, []).append(audit_epoch(record))
    order = sorted(audits, key=lambda address: (space_ids.index(address.space), address.agent))
    return tuple(_agent(address, audits[address]) for address in order)


def _agent(address: AgentAddress, audits: Sequence[EpochAudit]) -> AgentQuality:
    return AgentQuality(
        space=address.space,
        agent=address.agent,
        missing_count=sum(count(audit.missing) for audit in audits),
        lost_count=sum(count(audit.lost) for audit in audits),
        quarantined_count=sum(count(audit.quarantined) for audit in audits),
        too_late_count=sum(count(audit.too_late) for audit in audits),
        alarm_count=sum(len(audit.alarms) for audit in audits),
    )
