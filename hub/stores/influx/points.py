"""What the store keeps, as points. Pure: names are those of contract.series, times nanoseconds."""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from contract import series
from contract.events import Event, EventClock
from contract.series import Series
from contract.times import from_us, to_us
from contract.topics import AgentAddress
from hub.domain.days import DayPart, DeskDay, DeskDayPart, SpaceDay
from hub.domain.localtime import instant
from hub.domain.meters import DeskSlot
from hub.domain.slots import SpaceSlot
from hub.stores.epoch_account import EpochAccount
from hub.stores.event_bodies import body_of
from hub.stores.history_protocol import Deletion, KeptSlot, Rolled
from hub.stores.protocol import IgnoredAgent

NS_PER_US: Final = 1_000

Value = bool | int | float | str


@dataclass(frozen=True, slots=True)
class Point:
    """One point on its way into the store."""

    series: Series
    tags: Mapping[str, str]
    fields: Mapping[str, Value]
    time_ns: int = 0


def event_ns(at_us: int, seq: int) -> int:
    """Return the time of an event's point: its number tells events of one microsecond apart."""
    return at_us * NS_PER_US + seq % NS_PER_US


def event_point(address: AgentAddress, epoch: str, event: Event) -> Point:
    """Write an event as a point."""
    fields: dict[str, Value] = {
        "seq": event.seq,
        "kind": event.kind,
        "body": body_of(event),
        "estimated": event.clock is EventClock.ESTIMATED,
        "replaced": False,
    }
    return Point(
        series.EVENT, epoch_tags(address, epoch), fields, event_ns(to_us(event.at), event.seq)
    )


def replaced_point(address: AgentAddress, epoch: str, time_ns: int) -> Point:
    """Mark the estimated copy at this time as replaced."""
    return Point(series.EVENT, epoch_tags(address, epoch), {"replaced": True}, time_ns)


def epoch_tags(address: AgentAddress, epoch: str) -> dict[str, str]:
    """Return the tags of whatever belongs to an epoch."""
    return {"space": address.space, "agent": address.agent, "epoch": epoch}


def account_point(address: AgentAddress, account: EpochAccount) -> Point:
    """Write what is remembered of an epoch."""
    tags = epoch_tags(address, account.epoch)
    return Point(series.EPOCH, tags, {"number": account.number, "account": account.to_json()})


@dataclass(frozen=True, slots=True)
class QuarantineEntry:
    """What could not be read: an event, or with seq 0 a whole payload."""

    source: str
    identity: str
    seq: int
    reason: str
    raw: bytes


def quarantine_point(entry: QuarantineEntry, time_ns: int) -> Point:
    """Write what was set aside, when it was received."""
    fields: dict[str, Value] = {
        "source": entry.source,
        "identity": entry.identity,
        "seq": entry.seq,
        "reason": entry.reason,
        "raw": b64encode(entry.raw).decode(),
    }
    return Point(series.QUARANTINE, {}, fields, time_ns)


def set_aside_point(entry: QuarantineEntry, time_ns: int) -> Point:
    """Write that something was set aside, without what it said."""
    fields: dict[str, Value] = {"source": entry.source, "seq": entry.seq, "reason": entry.reason}
    return Point(series.SET_ASIDE, {}, fields, time_ns)


def slot_point(space: str, kept: KeptSlot, zone: ZoneInfo) -> Point:
    """Write a slot; its desks have points of their own."""
    slot = kept.slot
    local = from_us(slot.start_us).astimezone(zone)
    tags = {
        "space": space,
        "weekday": series.WEEKDAYS[local.weekday()],
        "hour": f"{local.hour:02}",
    }
    figures = {"open": kept.open, **_figures(slot, leave_out=("start_us", "by_desk"))}
    return Point(series.SLOT, tags, figures, slot.start_us * NS_PER_US)


def desk_slot_points(space: str, slot: SpaceSlot) -> Iterator[Point]:
    """Write a slot's desks, in their order."""
    for place, desk in enumerate(slot.by_desk):
        yield _desk_slot(space, desk, place, slot.start_us)


def no_desk_slot_point(space: str, desk: str, start_us: int) -> Point:
    """Write that a desk isn't in service in a slot after all."""
    return _desk_slot(space, DeskSlot(desk, 0, 0, 0), 0, start_us)


def _desk_slot(space: str, desk: DeskSlot, place: int, start_us: int) -> Point:
    fields: dict[str, Value] = {
        "place": place,
        "occupied_s": desk.occupied_us / 1e6,
        "free_s": desk.free_us / 1e6,
        "unknown_s": desk.unknown_us / 1e6,
    }
    tags = {"space": space, "desk": desk.desk}
    return Point(series.DESK_SLOT, tags, fields, start_us * NS_PER_US)


def space_day_point(space: str, day: SpaceDay, zone: ZoneInfo) -> Point:
    """Write a local day of a space."""
    parts = {"open": day.open, "closed": day.closed}
    figures: dict[str, Value] = {"day": day.day.isoformat()}
    for name, part in parts.items():
        figures |= {f"{name}_{field}": value for field, value in _part(part).items()}
    return Point(series.SPACE_DAY, {"space": space}, figures, _day_ns(day.day, zone))


def _part(part: DayPart) -> dict[str, Value]:
    peak = part.peak
    return {
        **_figures(part, leave_out=("peak",)),
        "peak_occupied": peak.occupied if peak else 0,
        "peak_slot_us": peak.slot_us if peak else 0,
        "peak_desks": peak.desks if peak else 0,
    }


def desk_day_point(space: str, day: date, desk: DeskDay, zone: ZoneInfo) -> Point:
    """Write a desk's local day."""
    figures: dict[str, Value] = {"day": day.isoformat()}
    for name, part in (("open", desk.open), ("closed", desk.closed)):
        figures |= {f"{name}_{field}": value for field, value in _figures(part).items()}
    return Point(series.DESK_DAY, {"space": space, "desk": desk.desk}, figures, _day_ns(day, zone))


def no_desk_day_point(space: str, day: date, desk: str, zone: ZoneInfo) -> Point:
    """Write that a desk wasn't in service on a day after all."""
    return desk_day_point(space, day, DeskDay(desk, DeskDayPart(), DeskDayPart()), zone)


def rolled_point(space: str, rolled: Rolled) -> Point:
    """Write how far a space's slots are made."""
    fields: dict[str, Value] = {"until_us": rolled.until_us, "calendar": rolled.calendar}
    return Point(series.ROLLED, {"space": space}, fields)


def deletion_point(done: Deletion) -> Point:
    """Write a line of the log of deletions."""
    fields: dict[str, Value] = {
        "before_us": done.before_us,
        "events": done.event_count,
        "quarantined": done.quarantined_count,
        "desk_slots": done.desk_slot_count,
    }
    return Point(series.DELETION, {}, fields, done.at_us * NS_PER_US)


def ignored_point(ignored: IgnoredAgent) -> Point:
    """Write how much an unknown agent sent."""
    fields: dict[str, Value] = {"message_count": ignored.message_count, "last_us": ignored.last_us}
    return Point(series.IGNORED_AGENT, {"space": ignored.space, "agent": ignored.agent}, fields)


def store_point(store_id: str) -> Point:
    """Write the name of this life of the store."""
    return Point(series.STORE, {}, {"id": store_id})


def _day_ns(day: date, zone: ZoneInfo) -> int:
    return to_us(instant(day, 0, zone)) * NS_PER_US


def _figures(
    record: SpaceSlot | DayPart | DeskDayPart, leave_out: tuple[str, ...] = ()
) -> dict[str, Value]:
    """Name a record's figures as the series does: what it has in microseconds, in seconds."""
    figures: dict[str, Value] = {}
    for field in fields(record):
        if field.name in leave_out:
            continue
        value = getattr(record, field.name)
        name = field.name.removesuffix("_us")
        figures[field.name if name == field.name else f"{name}_s"] = (
            value if name == field.name else value / 1e6
        )
    return figures
