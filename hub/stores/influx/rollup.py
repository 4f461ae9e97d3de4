"""Writing history in InfluxDB: one step of the roll-up, and deletion by age.

A point is overwritten, never taken away: a desk that a corrected calendar takes out of a slot or
a day gets times of 0, which readers pass over.
"""

from collections.abc import Iterator
from typing import Final
from zoneinfo import ZoneInfo

from contract import series
from contract.series import Keeping, Series
from hub.domain.slots import SLOT_US
from hub.stores.history_protocol import Deletion, SpaceHistory
from hub.stores.influx.history import InfluxHistory
from hub.stores.influx.points import (
    NS_PER_US,
    Point,
    deletion_point,
    desk_day_point,
    desk_slot_points,
    no_desk_day_point,
    no_desk_slot_point,
    rolled_point,
    slot_point,
    space_day_point,
)
from hub.stores.influx.queries import select, where
from hub.stores.influx.reading import Reading
from hub.stores.influx.writing import Writing

_LONGEST_DAY_US: Final = 25 * 3600 * 1_000_000
"""A day of which any slot may still change keeps its desks' slots: its sums need them."""


def write_history(kept: InfluxHistory, writing: Writing, history: SpaceHistory) -> None:
    """Write slots and days over what was there; how far they are made comes last.

    The days come first: a roll-up that was cut off finds the slots that still differ, and writes
    their days again. A desk's slot that is older than the bucket keeps is not kept, as it would be
    deleted at once; its day is. Raises StoreUnavailable.
    """
    zone = ZoneInfo(history.timezone)
    writing.write_all(Keeping.PERMANENT, [*_days(kept, history, zone)])
    writing.write_recent(Keeping.RECENT, [*_desk_slots(kept, history)])
    slots = [slot_point(history.space, made, zone) for made in history.slots]
    writing.write_all(Keeping.PERMANENT, slots)
    writing.write_all(Keeping.PERMANENT, [rolled_point(history.space, history.rolled)])


def _desk_slots(kept: InfluxHistory, history: SpaceHistory) -> Iterator[Point]:
    for start_us, desks in _kept_desks(kept, history).items():
        for desk in desks:
            yield no_desk_slot_point(history.space, desk, start_us)
    for made in history.slots:
        yield from desk_slot_points(history.space, made.slot)


def _kept_desks(kept: InfluxHistory, history: SpaceHistory) -> dict[int, set[str]]:
    """Find the desks that a slot has so far and will have no more."""
    if not history.slots:
        return {}
    starts = {made.slot.start_us: made.slot for made in history.slots}
    found = kept.slots(history.space, min(starts), max(starts) + SLOT_US)
    return {
        before.slot.start_us: {desk.desk for desk in before.slot.by_desk}
        - {desk.desk for desk in starts[before.slot.start_us].by_desk}
        for before in found
        if before.slot.start_us in starts
    }


def _days(kept: InfluxHistory, history: SpaceHistory, zone: ZoneInfo) -> Iterator[Point]:
    space = history.space
    for day in history.days:
        yield space_day_point(space, day, zone)
        names = {desk.desk for desk in day.by_desk}
        for before in kept.days(space, day.day, day.day):
            for desk in before.by_desk:
                if desk.desk not in names:
                    yield no_desk_day_point(space, day.day, desk.desk, zone)
        for desk in day.by_desk:
            yield desk_day_point(space, day.day, desk, zone)


def delete_raw(reading: Reading, writing: Writing, before_us: int, now_us: int) -> Deletion:
    """Delete everything raw or recent that is older than `before_us`, and log it with its counts.

    What was only a hint, and no fact, goes uncounted. Raises StoreUnavailable.
    """
    desks_before_us = before_us - _LONGEST_DAY_US
    done = Deletion(
        at_us=now_us,
        before_us=before_us,
        event_count=_delete(reading, writing, series.EVENT, before_us, " AND replaced = false"),
        quarantined_count=_delete(reading, writing, series.QUARANTINE, before_us),
        desk_slot_count=_delete(reading, writing, series.DESK_SLOT, desks_before_us),
    )
    for hints in _HINTS:
        _delete(reading, writing, hints, before_us)
    writing.write_all(Keeping.PERMANENT, [deletion_point(done)])
    return done


_HINTS: Final = (
    series.MARK,
    series.PROOF,
    series.SET_ASIDE,
    series.CARE,
    series.AGENT_HEALTH,
    series.HUB,
    series.LIVE,
)
_COUNTED: Final = {
    "event": "seq",
    "quarantine": "seq",
    "set_aside": "seq",
    "desk_slot": "place",
    "mark": "life",
    "proof": "taken",
    "care": "value",
    "agent_health": "online",
    "hub": "receipts_sent",
    "live": "total",
}


def _delete(reading: Reading, writing: Writing, of: Series, before_us: int, only: str = "") -> int:
    before_ns = before_us * NS_PER_US
    counted = select(of, (f"count({_COUNTED[of.measurement]})",))
    queries = [counted + where(tags, to_ns=before_ns) + only for tags in reading.tags_of(of)]
    found = [cells for query in queries for cells in reading.rows(of.keeping, query)]
    if not found:
        return 0
    writing.delete_before(of, before_ns)
    return sum(int(count) for _, count in found)
