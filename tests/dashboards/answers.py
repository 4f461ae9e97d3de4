"""What every question of every panel ought to be answered, out of the store's own answers.

Worked out in Python from days, slots and written minutes, by the formulas of the metric dictionary
and not by those of dashboards/figures.py. Times are milliseconds.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, Final

from contract import series
from contract.series import Series
from contract.times import from_us, to_us
from hub.domain.days import DayPart, DeskDayPart, SpaceDay
from hub.domain.slots import SpaceSlot
from tests.dashboards.asking import Row
from tests.dashboards.week import CHOSEN_FROM, NOW, SPACES, STATION, TODAY, ZONE, Week

Answer = Callable[[Week], list[Row]]
Columns = dict[str, Any]
Timed = DayPart | DeskDayPart | SpaceSlot
HOUR_US: Final = 3_600_000_000
SLOT_US: Final = 900_000_000
BEFORE_FROM: Final = CHOSEN_FROM - (NOW - CHOSEN_FROM)


# Figures: a value and its coverage


def utilisation(parts: Sequence[Timed]) -> float | None:
    occupied, known, whole = _desk_time(parts)
    return occupied / known if whole and known / whole >= 0.8 else None


def desk_hours(parts: Sequence[Timed]) -> float | None:
    occupied, known, whole = _desk_time(parts)
    return occupied / HOUR_US if whole and known / whole >= 0.8 else None


def coverage(parts: Sequence[Timed]) -> float | None:
    _, known, whole = _desk_time(parts)
    return known / whole if whole else None


def _desk_time(parts: Sequence[Timed]) -> tuple[int, int, int]:
    occupied = sum(part.occupied_us for part in parts)
    known = occupied + sum(part.free_us for part in parts)
    return occupied, known, known + sum(part.unknown_us for part in parts)


def full_hours(parts: Sequence[DayPart]) -> float | None:
    full = sum(part.full_us for part in parts)
    told = full + sum(part.not_full_us for part in parts)
    whole = sum(part.slots for part in parts) * SLOT_US
    return full / HOUR_US if whole and told / whole >= 0.8 else None


def passages(days: Sequence[SpaceDay], name: str) -> int | None:
    parts = [part for day in days for part in (day.open, day.closed)]
    watched = sum(part.doors_known_us for part in parts)
    whole = sum(part.slots for part in parts) * SLOT_US
    if watched / whole < 0.8:
        return None
    return sum(int(getattr(part, name)) for part in parts)


# Days


def start_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZONE)


def ms(at: datetime) -> int:
    return to_us(at) // 1000


def days_of(
    week: Week, space: str, begin: datetime = CHOSEN_FROM, end: datetime = NOW
) -> list[SpaceDay]:
    return [day for day in week.days[space] if begin <= start_of(day.day) < end]


def opened(days: Iterable[SpaceDay]) -> list[DayPart]:
    return [day.open for day in days]


OpenFigure = Callable[[list[DayPart]], float | None]


def in_region(name: str, figure: OpenFigure) -> Answer:
    def answer(week: Week) -> list[Row]:
        parts = [part for space in SPACES for part in opened(days_of(week, space))]
        return known_rows([((), name, figure(parts))])

    return answer


def by_space(name: str, figure: OpenFigure, begin: datetime, end: datetime) -> Answer:
    def answer(week: Week) -> list[Row]:
        return known_rows(
            ((space,), name, figure(opened(days_of(week, space, begin, end)))) for space in SPACES
        )

    return answer


def known_rows(found: Iterable[tuple[tuple[str, ...], str, float | None]]) -> list[Row]:
    return [(tags, {name: value}) for tags, name, value in found if value is not None]


def region_visits(week: Week) -> list[Row]:
    days = [day for space in SPACES for day in days_of(week, space)]
    return known_rows([((), "visits", passages(days, "arrivals"))])


def visits_by_space(name: str, begin: datetime, end: datetime) -> Answer:
    def answer(week: Week) -> list[Row]:
        return known_rows(
            ((space,), name, passages(days_of(week, space, begin, end), "arrivals"))
            for space in SPACES
        )

    return answer


def region_days(name: str, figure: OpenFigure) -> Answer:
    def answer(week: Week) -> list[Row]:
        by_day: defaultdict[date, list[DayPart]] = defaultdict(list)
        for space in SPACES:
            for day in days_of(week, space):
                by_day[day.day].append(day.open)
        return [
            ((), {"time": ms(start_of(day)), name: value})
            for day, parts in sorted(by_day.items())
            if (value := figure(parts)) is not None
        ]

    return answer


# One space


def of_station(name: str, figure: OpenFigure) -> Answer:
    return lambda week: known_rows([((), name, figure(opened(days_of(week, STATION))))])


def hours(name: str, begin: datetime, end: datetime, *, mondays: bool) -> Answer:
    def answer(week: Week) -> list[Row]:
        by_hour: defaultdict[str, list[SpaceSlot]] = defaultdict(list)
        for local, slot in open_slots(week, begin, end):
            if not mondays or local.weekday() == 0:
                by_hour[f"{local:%H}"].append(slot)
        return known_rows(((hour,), name, utilisation(of)) for hour, of in sorted(by_hour.items()))

    return answer


def week_hours(week: Week) -> list[Row]:
    by_hour: defaultdict[tuple[str, str], list[SpaceSlot]] = defaultdict(list)
    for local, slot in open_slots(week, CHOSEN_FROM, NOW):
        by_hour[f"{local:%H}", series.WEEKDAYS[local.weekday()]].append(slot)
    return known_rows((tags, "utilisation", utilisation(of)) for tags, of in by_hour.items())


def open_slots(week: Week, begin: datetime, end: datetime) -> Iterator[tuple[datetime, SpaceSlot]]:
    for kept in week.slots[STATION]:
        local = from_us(kept.slot.start_us).astimezone(ZONE)
        if kept.open and begin <= local < end:
            yield local, kept.slot


DeskFigures = Mapping[str, Callable[[list[DeskDayPart]], float | None]]


def desks(spaces: Sequence[str], figures: DeskFigures, *, with_space: bool) -> Answer:
    def answer(week: Week) -> list[Row]:
        rows: list[Row] = []
        for space in spaces:
            by_desk: defaultdict[str, list[DeskDayPart]] = defaultdict(list)
            for day in days_of(week, space):
                for desk in day.by_desk:
                    by_desk[desk.desk].append(desk.open)
            for name, parts in by_desk.items():
                found = {title: figure(parts) for title, figure in figures.items()}
                if None not in found.values():
                    rows.append(((name, space) if with_space else (name,), dict(found)))
        return rows

    return answer


def passages_a_day(week: Week) -> list[Row]:
    names = ("arrivals", "departures", "turn_backs")
    return [
        ((), {"time": ms(start_of(day.day)), **{name: passages([day], name) for name in names}})
        for day in days_of(week, STATION)
        if passages([day], "arrivals") is not None
    ]


def balance_a_day(week: Week) -> list[Row]:
    return [
        ((), {"time": cells["time"], "balance": cells["arrivals"] - cells["departures"]})
        for _, cells in passages_a_day(week)
    ]


def coverage_a_day(week: Week) -> list[Row]:
    return [
        ((space,), {"time": ms(start_of(day.day)), "coverage": value})
        for space in SPACES
        for day in days_of(week, space)
        if (value := coverage([day.open])) is not None
    ]


# Every minute


@dataclass(frozen=True, slots=True)
class Minute:
    """One point of a minute."""

    tags: Mapping[str, str]
    fields: Columns
    at_ms: int


def minutes(week: Week, of: Series, within: timedelta) -> list[Minute]:
    earliest_ms = ms(NOW - within)
    found = (
        Minute(one.tags, dict(one.fields), one.time_ns // 1_000_000)
        for one in week.minutes
        if one.series == of
    )
    return [one for one in found if one.at_ms >= earliest_ms]


DAY: Final = timedelta(days=1)
JUST_NOW: Final = timedelta(minutes=10)


def quarters(of: Series, fields: Sequence[str], by: tuple[str, ...], only: str = "") -> Answer:
    def answer(week: Week) -> list[Row]:
        found: defaultdict[tuple[tuple[str, ...], int], Columns] = defaultdict(dict)
        for one in minutes(week, of, DAY):
            if only and one.tags["space"] != only:
                continue
            cells = found[tuple(one.tags[tag] for tag in by), one.at_ms // 900_000 * 900_000]
            for field in fields:
                if field in one.fields:
                    cells[field] = max(cells.get(field, one.fields[field]), one.fields[field])
        return [(tags, {"time": at_ms, **cells}) for (tags, at_ms), cells in found.items()]

    return answer


def newest(of: Series, within: timedelta, by: tuple[str, ...], only: str = "") -> Answer:
    def answer(week: Week) -> list[Row]:
        last = {
            tuple(one.tags[tag] for tag in by): {"time": one.at_ms, **one.fields}
            for one in minutes(week, of, within)
            if not only or one.tags["space"] == only
        }
        return list(last.items())

    return answer


def online_count(week: Week) -> list[Row]:
    agents = newest(series.AGENT_HEALTH, JUST_NOW, ("agent",))(week)
    return [((), {"online": sum(cells["online"] for _, cells in agents)})]


def agent_count(week: Week) -> list[Row]:
    return [((), {"known": len(newest(series.AGENT_HEALTH, JUST_NOW, ("agent",))(week))})]


def in_need(week: Week) -> list[Row]:
    last = newest(series.CARE, JUST_NOW, ("agent", "kind", "space"))(week)
    return [(tags, {"value": 1}) for tags, cells in last if cells["value"] == 1]


def judged(week: Week) -> list[Row]:
    return [((), {"judged": len(newest(series.CARE, JUST_NOW, ("agent", "kind", "space"))(week))})]


def set_aside(week: Week) -> list[Row]:
    return [
        ((), {"time": at_us // 1000, "source": source, "seq": 0, "reason": reason})
        for at_us, source, reason in reversed(week.quarantined)
        if at_us >= to_us(NOW - DAY)
    ]


def counted(*fields: str) -> Answer:
    def answer(week: Week) -> list[Row]:
        rises = list(_rises(minutes(week, series.HUB, DAY), fields))
        return [((), {field: sum(rise[field] for _, rise in rises) for field in fields})]

    return answer


def counted_by_quarter(*fields: str) -> Answer:
    def answer(week: Week) -> list[Row]:
        found: defaultdict[int, Columns] = defaultdict(lambda: dict.fromkeys(fields, 0))
        for at_ms, rise in _rises(minutes(week, series.HUB, DAY), fields):
            for field in fields:
                found[at_ms // 900_000 * 900_000][field] += rise[field]
        return [((), {"time": at_ms, **cells}) for at_ms, cells in found.items()]

    return answer


def _rises(found: list[Minute], fields: Sequence[str]) -> Iterator[tuple[int, Columns]]:
    """Yield by how much counters rose from minute to minute, but for the hub's restart."""
    for earlier, later in pairwise(found):
        rise = {field: later.fields[field] - earlier.fields[field] for field in fields}
        if min(rise.values()) >= 0:
            yield later.at_ms, rise


# Panel by panel

_CHOSEN: Final = (CHOSEN_FROM, NOW)
_BEFORE: Final = (BEFORE_FROM, CHOSEN_FROM)
_USED: Final = by_space("utilisation", utilisation, *_CHOSEN)
_USED_BEFORE: Final = by_space("utilisation_before", utilisation, *_BEFORE)
_AGENT: Final = ("agent", "space")
_REJECTED: Final = (
    "events_quarantined",
    "payloads_unreadable",
    "messages_ignored",
    "messages_dropped",
)
EXPECTED: Final[Mapping[tuple[str, int], tuple[Answer, ...]]] = {
    ("region", 1): (in_region("utilisation", utilisation),),
    ("region", 2): (in_region("coverage", coverage),),
    ("region", 3): (in_region("desk_hours", desk_hours),),
    ("region", 4): (in_region("full_hours", full_hours),),
    ("region", 5): (region_visits,),
    ("region", 6): (
        by_space("coverage", coverage, *_CHOSEN),
        _USED,
        _USED_BEFORE,
        by_space("full_hours", full_hours, *_CHOSEN),
        by_space("desk_hours", desk_hours, *_CHOSEN),
        visits_by_space("visits", *_CHOSEN),
        visits_by_space("visits_before", *_BEFORE),
    ),
    ("region", 7): (_USED,),
    ("region", 9): (_USED, _USED_BEFORE),
    ("region", 11): (
        region_days("utilisation", utilisation),
        region_days("coverage", coverage),
    ),
    ("space", 1): (newest(series.LIVE, JUST_NOW, (), STATION),),
    ("space", 2): (of_station("utilisation", utilisation),),
    ("space", 3): (of_station("coverage", coverage),),
    ("space", 4): (quarters(series.LIVE, ("occupied", "unknown"), (), STATION),),
    ("space", 6): (
        hours("usual", TODAY - timedelta(weeks=8), TODAY, mondays=True),
        hours("today", TODAY, NOW, mondays=False),
    ),
    ("space", 8): (week_hours,),
    ("space", 9): (
        desks((STATION,), {"utilisation": utilisation, "desk_hours": desk_hours}, with_space=False),
    ),
    ("space", 11): (passages_a_day,),
    ("space", 13): (balance_a_day,),
    ("care", 1): (online_count, agent_count),
    ("care", 2): (in_need,),
    ("care", 3): (quarters(series.CARE, ("value",), ("kind",)),),
    ("care", 5): (newest(series.AGENT_HEALTH, DAY, _AGENT),),
    ("care", 6): (quarters(series.AGENT_HEALTH, ("data_age_s",), _AGENT),),
    ("care", 8): (quarters(series.AGENT_HEALTH, ("outbox_rows",), _AGENT),),
    ("care", 17): (quarters(series.AGENT_HEALTH, ("oldest_unsettled_s",), _AGENT),),
    ("care", 10): (quarters(series.AGENT_HEALTH, ("cpu_c",), _AGENT),),
    ("care", 12): (coverage_a_day,),
    ("care", 14): (
        desks(SPACES, {"coverage": coverage}, with_space=True),
        desks(SPACES, {"utilisation": utilisation}, with_space=True),
    ),
    ("care", 15): (set_aside,),
    ("care", 16): (judged,),
    ("hub", 1): (counted("receipts_sent"),),
    ("hub", 2): (counted("events_stored"),),
    ("hub", 3): (counted("events_repeated"),),
    ("hub", 4): (counted("store_failures"),),
    ("hub", 5): (counted("events_quarantined"),),
    ("hub", 6): (counted("payloads_unreadable"),),
    ("hub", 7): (counted("messages_ignored"),),
    ("hub", 8): (counted("messages_dropped"),),
    ("hub", 9): (counted_by_quarter("receipts_sent", "events_stored", "events_repeated"),),
    ("hub", 11): (counted_by_quarter(*_REJECTED),),
    ("hub", 13): (quarters(series.HUB, ("lag_p50_s", "lag_p99_s"), ()),),
    ("hub", 15): (quarters(series.HUB, ("api_p50_s", "api_p99_s"), ()),),
    ("hub", 17): (quarters(series.HUB, ("stream_clients",), ()),),
}
