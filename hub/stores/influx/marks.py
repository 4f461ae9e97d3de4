"""That the raw bucket still holds what was put into it, proven by marks in the bucket itself.

Retention runs without the hub, and a bucket may be deleted and made anew: then the events are gone
and nobody says so. So each UTC day with events holds a mark, and `bucket` remembers which there
must be. InfluxDB drops whole shards, whose edges are those of days, and a bucket goes as a whole:
while a day's mark is there, so is every event of the day.

    all there ─▶ nothing to do      the newest is gone ─▶ emptied: a new life of the bucket
    older ones are gone ─▶ dropped: deleted up to the end of the newest of them

It goes by InfluxDB's own clock and by what it finds, never by the hub's clock.
"""

import json
import secrets
import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Final, Self

from contract import series
from hub.stores.influx.points import NS_PER_US, Point, Value
from hub.stores.influx.queries import select, where
from hub.stores.influx.reading import Reading
from hub.stores.influx.writing import Writing

_DAY_US: Final = 86_400 * 1_000_000
NEVER_US: Final = -(2**62)
MOST_DAYS: Final = 3_700
"""So far back days are marked: beyond what `raw_days` may be."""


@dataclass(frozen=True, slots=True)
class RawLife:
    """One life of the raw bucket: from when it was made until it is found empty."""

    id: str
    days: frozenset[int]
    """Days since 1970 whose marks must be there."""
    doubtful_us: int = NEVER_US
    """Of events received before this some may be gone that are not too old."""

    @classmethod
    def begun(cls, doubtful_us: int = NEVER_US) -> Self:
        """Begin one."""
        return cls(secrets.token_hex(8), frozenset(), doubtful_us)

    def lost(self, found: Collection[int]) -> frozenset[int]:
        """Return the days whose marks are missing."""
        return self.days - frozenset(found)

    def is_emptied(self, found: Collection[int]) -> bool:
        """Tell whether the newest mark is gone, which retention takes last."""
        return bool(self.days) and max(self.days) in self.lost(found)


def day_of(at_us: int) -> int:
    """Return the UTC day of an instant, in days since 1970."""
    return at_us // _DAY_US


def end_of(day: int) -> int:
    """Return the first instant after a day, in microseconds."""
    return (day + 1) * _DAY_US


class Marks:
    """The marks of one store's raw bucket. Each call raises StoreUnavailable."""

    def __init__(self, reading: Reading, writing: Writing) -> None:
        self._reading = reading
        self._writing = writing

    def read_life(self) -> RawLife | None:
        """Return which marks there must be; None: no hub has made any yet."""
        query = select(series.RAW_LIFE, ("id", "days", "doubtful_us")) + where(self._reading.own)
        found = next(self._reading.rows(series.RAW_LIFE.keeping, query), None)
        if found is None:
            return None
        _, name, days, doubtful_us = found
        return RawLife(name, frozenset(json.loads(days)), doubtful_us)

    def found(self, life: RawLife) -> frozenset[int]:
        """Return the days whose marks are there."""
        query = select(series.MARK, ("life",)) + where(self._reading.own)
        rows = self._reading.rows(series.MARK.keeping, query)
        return frozenset(day_of(time_ns // NS_PER_US) for time_ns, name in rows if name == life.id)

    def now_us(self) -> int:
        """Return what time it is for InfluxDB."""
        return self._reading.clock_us or time.time_ns() // NS_PER_US

    def remember(self, life: RawLife) -> RawLife:
        """Write which marks there must be."""
        fields: dict[str, Value] = {
            "id": life.id,
            "days": json.dumps(sorted(life.days), separators=(",", ":")),
            "doubtful_us": life.doubtful_us,
        }
        self._writing.write_all(series.RAW_LIFE.keeping, [Point(series.RAW_LIFE, {}, fields)])
        return life

    def marked(self, life: RawLife, times_us: Iterable[int]) -> RawLife:
        """Mark the days of these instants, unless they are too old to be kept, or to come."""
        today = day_of(self.now_us())
        days = {day_of(at_us) for at_us in times_us} - life.days
        wanted = sorted(day for day in days if today - MOST_DAYS <= day <= today)
        if not wanted:
            return life
        refused = self._writing.write(series.MARK.keeping, [_mark(life, day) for day in wanted])
        too_old = {
            day_of(refusal.point.time_ns // NS_PER_US) for refusal in refused if refusal.is_too_old
        }
        self._writing.require([refusal for refusal in refused if not refusal.is_too_old])
        kept = life.days | (frozenset(wanted) - too_old)
        return life if kept == life.days else self.remember(replace(life, days=kept))

    def without(self, life: RawLife, before_us: int) -> RawLife:
        """Expect no marks of days that end by `before_us`: they are deleted next."""
        kept = frozenset(day for day in life.days if end_of(day) > before_us)
        return life if kept == life.days else self.remember(replace(life, days=kept))


def _mark(life: RawLife, day: int) -> Point:
    return Point(series.MARK, {}, {"life": life.id}, (end_of(day) - 1) * NS_PER_US)
