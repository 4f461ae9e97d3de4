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
from tests.dashboards.week import CHOSEN_FROM, NAMES, NOW, SPACES, STATION, TODAY, ZONE, Week

Answer = Callable[[Week], list[Row]]
Columns = dict[str, Any]
Timed = DayPart | DeskDayPart | SpaceSlot
HOUR_US: Final = 3_600_000_000
SLOT_US: Final = 900_000_000
BEFORE_FROM: Final = CHOSEN_FROM - timedelta(days=8)
"""The chosen days are eight, the present one among them."""


# Figures: a value and its coverage


def utilisation(parts: Sequence[Timed]) -> float | None:
    occupied, known, whole = _desk_time(parts)
    return 100 * occupied / known if whole and known / whole >= 0.8 else None


def desk_hours(parts: Sequence[Timed]) -> float | None:
    occupied, known, whole = _desk_time(parts)
    return occupied / HOUR_US if known >= 0.8 * whole else None


def coverage(parts: Sequence[Timed]) -> float | None:
    _, known, whole = _desk_time(parts)
    return 100 * known / whole if whole else None


def _desk_time(parts: Sequence[Timed]) -> tuple[int, int, int]:
    occupied = sum(part.occupied_us for part in parts)
    known = occupied + sum(part.free_us for part in parts)
    return occupied, known, known + sum(part.unknown_us for part in parts)


def full_hours(parts: Sequence[DayPart]) -> float | None:
    full = sum(part.full_us for part in parts)
    told = full + sum(part.not_full_us for part in parts)
    whole = sum(part.slots for part in parts) * SLOT_US
    return full / HOUR_US if told >= 0.8 * whole else None


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


def week_hours(weekday: str) -> Answer:
    def answer(week: Week) -> list[Row]:
        by_hour: defaultdict[str, list[SpaceSlot]] = defaultdict(list)
        for local, slot in open_slots(week, CHOSEN_FROM, NOW):
            if series.WEEKDAYS[local.weekday()] == weekday:
                by_hour[f"{local:%H}"].append(slot)
        return known_rows(((hour,), weekday, utilisation(of)) for hour, of in by_hour.items())

    return answer


def open_slots(week: Week, begin: datetime, end: datetime) -> Iterator[tuple[datetime, SpaceSlot]]:
    for kept in week.slots[STATION]:
        local = from_us(kept.slot.start_us).astimezone(ZONE)
        if kept.open and begin <= local < end:
            yield local, kept.slot


DeskFigures = Mapping[str, Callable[[list[DeskDayPart]], float | None]]


def desks(
    spaces: Sequence[str],
    figures: DeskFigures,
    *,
    with_space: bool,
    begin: datetime = CHOSEN_FROM,
) -> Answer:
    def answer(week: Week) -> list[Row]:
        rows: list[Row] = []
        for space in spaces:
            by_desk: defaultdict[str, list[DeskDayPart]] = defaultdict(list)
            for day in days_of(week, space, begin):
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


def coverage_a_day(begin: datetime) -> Answer:
    def answer(week: Week) -> list[Row]:
        return [
            ((space,), {"time": ms(start_of(day.day)), "coverage": value})
            for space in SPACES
            for day in days_of(week, space, begin)
            if (value := coverage([day.open])) is not None
        ]

    return answer


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
        Minute(minute.tags, dict(minute.fields), minute.time_ns // 1_000_000)
        for minute in week.minutes
        if minute.series == of
    )
    return [one for one in found if one.at_ms >= earliest_ms]


DAY: Final = timedelta(days=1)
CHOSEN: Final = NOW - CHOSEN_FROM
JUST_NOW: Final = timedelta(seconds=90)
Wanted = dict[str, tuple[str, float]]
"""The columns of an answer: of which field, and by what it is divided."""


def plain(*fields: str) -> Wanted:
    return {field: (field, 1) for field in fields}


def scaled(fields: Columns, wanted: Wanted) -> Columns:
    """Bring fields to the units of an answer; what isn't a number stays."""
    return {
        name: fields[field] if divisor == 1 else fields[field] / divisor
        for name, (field, divisor) in wanted.items()
        if field in fields
    }


def quarters(
    of: Series,
    wanted: Wanted,
    by: tuple[str, ...],
    *,
    only: str = "",
    within: timedelta = CHOSEN,
) -> Answer:
    def answer(week: Week) -> list[Row]:
        found: defaultdict[tuple[tuple[str, ...], int], Columns] = defaultdict(dict)
        for minute in minutes(week, of, within):
            if only and minute.tags["space"] != only:
                continue
            cells = found[tuple(minute.tags[tag] for tag in by), minute.at_ms // 900_000 * 900_000]
            for name, value in scaled(minute.fields, wanted).items():
                cells[name] = max(cells.get(name, value), value)
        return [(tags, {"time": at_ms, **cells}) for (tags, at_ms), cells in found.items()]

    return answer


def newest(of: Series, within: timedelta, by: tuple[str, ...], wanted: Wanted) -> Answer:
    def answer(week: Week) -> list[Row]:
        last = {
            tuple(minute.tags[tag] for tag in by): {
                "time": minute.at_ms,
                **scaled(minute.fields, wanted),
            }
            for minute in minutes(week, of, within)
        }
        return list(last.items())

    return answer


def newest_minute(week: Week, of: Series) -> list[Minute]:
    found = minutes(week, of, JUST_NOW)
    assert len({one.at_ms for one in found}) == 1, "just now is one minute"
    return found


def reports(week: Week) -> list[Row]:
    return [((), {"reports": len(newest_minute(week, series.HUB))})]


def last_report(week: Week) -> list[Row]:
    (last,) = newest_minute(week, series.HUB)
    return [((), {"reports": last.fields["store_failures"]})]


def online(week: Week) -> list[Row]:
    found = [one.fields for one in newest_minute(week, series.LIVE)]
    known, here = (sum(cells[name] for cells in found) for name in ("agents", "agents_online"))
    return [((), {"online": here, "offline": known - here, "known": known})]


def in_need(*spaces: str) -> Answer:
    wanted = plain("value", "place") | {"lasting_h": ("lasting_s", 3600)}

    def answer(week: Week) -> list[Row]:
        return [
            (tuple(one.tags[tag] for tag in ("agent", "kind", "space")), scaled(one.fields, wanted))
            for one in newest_minute(week, series.CARE)
            if one.fields["value"] == 1 and one.tags["space"] in {*spaces, series.NOWHERE}
        ]

    return answer


def needed(week: Week) -> list[Row]:
    return [((), {"needed": len(in_need(*SPACES)(week))})]


def nothing(_: Week) -> list[Row]:
    """Something is needed in this week."""
    return []


def present(week: Week) -> list[Row]:
    (at,) = (one.fields for one in newest_minute(week, series.LIVE) if one.tags["space"] == STATION)
    free = at["total"] - at["occupied"] - at["unknown"]
    return [((), {**{name: at[name] for name in ("occupied", "unknown", "total")}, "free": free})]


def called(week: Week) -> list[Row]:
    assert week.influx
    return [((space,), {"called": name}) for space, name in NAMES.items()]


def set_aside(week: Week) -> list[Row]:
    return [
        ((), {"time": at_us // 1000, "source": source, "seq": 0, "reason": reason})
        for at_us, source, reason in reversed(week.quarantined)
        if at_us >= to_us(CHOSEN_FROM)
    ]


def counted(*fields: str) -> Answer:
    def answer(week: Week) -> list[Row]:
        rises = list(_rises(minutes(week, series.HUB, CHOSEN), fields))
        return [((), {field: sum(rise[field] for _, rise in rises) for field in fields})]

    return answer


def counted_by_quarter(*fields: str) -> Answer:
    def answer(week: Week) -> list[Row]:
        found: defaultdict[int, Columns] = defaultdict(lambda: dict.fromkeys(fields, 0))
        for at_ms, rise in _rises(minutes(week, series.HUB, CHOSEN), fields):
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
_AGE: Final = {"age_min": ("data_age_s", 60.0)}
_WAITING: Final = {"waiting_min": ("oldest_unsettled_s", 60.0)}
_MONTH_FROM: Final = NOW - timedelta(days=28)
_HUB: Final = {201: (reports,), 202: (last_report,)}
_PRESENT: Final = {**_HUB, 203: (online,), 204: (needed,)}


def _of_agents(wanted: Wanted) -> tuple[Answer, ...]:
    return quarters(series.AGENT_HEALTH, wanted, _AGENT), called


_REGION: Final[Mapping[int, tuple[Answer, ...]]] = {
    **_PRESENT,
    1: (in_region("utilisation", utilisation),),
    2: (in_region("coverage", coverage),),
    3: (in_region("desk_hours", desk_hours),),
    4: (in_region("full_hours", full_hours),),
    5: (region_visits,),
    13: (
        lambda week: [((), {"with_days": sum(bool(days_of(week, space)) for space in SPACES)})],
        lambda _: [((), {"chosen": len(SPACES)})],
    ),
    6: (
        called,
        by_space("coverage", coverage, *_CHOSEN),
        _USED,
        _USED_BEFORE,
        by_space("full_hours", full_hours, *_CHOSEN),
        by_space("desk_hours", desk_hours, *_CHOSEN),
        visits_by_space("visits", *_CHOSEN),
        visits_by_space("visits_before", *_BEFORE),
    ),
    7: (called, _USED),
    9: (called, _USED, _USED_BEFORE),
    11: (region_days("utilisation", utilisation), region_days("coverage", coverage)),
}
_SPACE: Final[Mapping[int, tuple[Answer, ...]]] = {
    **_HUB,
    205: (in_need(STATION), nothing),
    1: (present,),
    2: (of_station("utilisation", utilisation),),
    3: (of_station("coverage", coverage),),
    4: (quarters(series.LIVE, plain("occupied", "unknown"), (), only=STATION, within=DAY),),
    6: (
        hours("usual", TODAY - timedelta(weeks=8), TODAY, mondays=True),
        hours("today", TODAY, NOW, mondays=False),
    ),
    8: tuple(week_hours(weekday) for weekday in series.WEEKDAYS),
    9: (
        desks((STATION,), {"utilisation": utilisation, "desk_hours": desk_hours}, with_space=False),
    ),
    11: (passages_a_day,),
    13: (balance_a_day,),
}
_CARE: Final[Mapping[int, tuple[Answer, ...]]] = {
    **_PRESENT,
    205: (in_need(*SPACES), nothing),
    3: (quarters(series.CARE, plain("value"), ("kind",)),),
    5: (
        newest(
            series.AGENT_HEALTH,
            JUST_NOW,
            _AGENT,
            {
                **plain("place", "online", "clock_synced", "cpu_c", "throttled"),
                **_AGE,
                **_WAITING,
                "disk_gb": ("disk_free_bytes", 1e9),
                "uptime_d": ("uptime_s", 86_400.0),
            },
        ),
    ),
    6: _of_agents(_AGE),
    8: _of_agents(plain("outbox_rows")),
    17: _of_agents(_WAITING),
    10: _of_agents(plain("cpu_c")),
    12: (coverage_a_day(_MONTH_FROM), called),
    14: (
        desks(SPACES, {"utilisation": utilisation}, with_space=True, begin=_MONTH_FROM),
        called,
    ),
    15: (set_aside,),
}
_MS: Final = 0.001
_HUB_BOARD: Final[Mapping[int, tuple[Answer, ...]]] = {
    **_HUB,
    1: (counted("receipts_sent"),),
    2: (counted("events_stored"),),
    3: (counted("events_repeated"),),
    4: (counted("store_failures"),),
    5: (counted("events_quarantined"),),
    6: (counted("payloads_unreadable"),),
    7: (counted("messages_ignored"),),
    8: (counted("messages_dropped"),),
    9: (counted_by_quarter("receipts_sent", "events_stored", "events_repeated"),),
    11: (counted_by_quarter(*_REJECTED),),
    13: (quarters(series.HUB, plain("lag_p50_s", "lag_p99_s"), ()),),
    15: (
        quarters(
            series.HUB, {"api_p50_ms": ("api_p50_s", _MS), "api_p99_ms": ("api_p99_s", _MS)}, ()
        ),
    ),
    17: (quarters(series.HUB, plain("stream_clients"), ()),),
}
EXPECTED: Final[Mapping[tuple[str, int], tuple[Answer, ...]]] = {
    (board, panel_id): answers
    for board, panels in (
        ("region", _REGION),
        ("space", _SPACE),
        ("care", _CARE),
        ("hub", _HUB_BOARD),
    )
    for panel_id, answers in panels.items()
}
