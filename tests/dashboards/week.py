"""Two weeks of a small region, kept by the real store: people, sensors, and a Pi that was off.

Two spaces of the demo's region are simulated, stored and rolled up as the hub does it, over the
Sunday on which the clock is put forward. What the hub writes every minute is written here by the
names in contract/series.py, for a little longer than the day that dashboards look back.
"""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from contract import series
from contract.series import CareKind, ChangeKind, Series
from contract.times import to_us
from contract.topics import Channel
from edge.simulator.event_batches import event_batches
from edge.simulator.habits_file import load_habits
from edge.simulator.hours import Span
from edge.simulator.region_file import load_region
from hub.config import load
from hub.domain.days import SpaceDay
from hub.domain.facts import Fact
from hub.metrics import HubMetrics
from hub.mqtt import Incoming
from hub.serving import scopes_of
from hub.stores.care_log import SpaceName
from hub.stores.history_protocol import KeptSlot
from hub.stores.influx.care_points import fact_point, name_point
from hub.stores.influx.history import InfluxHistory
from hub.stores.influx.points import Point, Value
from hub.stores.influx.store import InfluxStore
from hub.stores.influx.writing import Writing
from hub.workers.archive import Archivist
from hub.workers.rollup import Rollup
from tests.parts.influx import Influx

ZONE: Final = ZoneInfo("Europe/Berlin")
FIRST_DAY: Final = datetime(2026, 3, 16, tzinfo=ZONE)
CHOSEN_FROM: Final = datetime(2026, 3, 23, tzinfo=ZONE)
TODAY: Final = datetime(2026, 3, 30, tzinfo=ZONE)
NOW: Final = datetime(2026, 3, 30, 18, tzinfo=ZONE)
STATION: Final = "bahnhof-wiesenburg"
FACTORY: Final = "alte-drahtfabrik"
SPACES: Final = (FACTORY, STATION)
AGENTS: Final = (
    (FACTORY, "pi-galerie"),
    (FACTORY, "pi-halle"),
    (STATION, "pi-schalterraum"),
    (STATION, "pi-wartehalle"),
)
_HEADER: Final = '[http]\nport = 0\n[mqtt]\nhost = "x"\n[store]\npath = "x"\n'
_OFF: Final = """
[[outage]]
space = "alte-drahtfabrik"
agent = "pi-galerie"
days_ago = 12.0
hours = 90
[[outage]]
space = "bahnhof-wiesenburg"
agent = "pi-wartehalle"
days_ago = 6.0
hours = 24
"""
_MINUTES: Final = 26 * 60


@dataclass(frozen=True, slots=True)
class Week:
    """What is in the two buckets, as the store itself answers."""

    influx: Influx
    days: dict[str, list[SpaceDay]]
    slots: dict[str, list[KeptSlot]]
    minutes: list[Point]
    quarantined: list[tuple[int, str, str]]
    """When in microseconds, source, reason; oldest first."""


def keep_week(influx: Influx, folder: Path) -> Week:
    """Write all of it, and read back what the store says."""
    hub_toml = _write_configuration(folder)
    spaces = load(hub_toml).spaces
    with closing(InfluxStore.open(influx.access)) as store:
        archivist = Archivist(scopes_of(spaces), store, HubMetrics())
        archivist.take(list(_sent(hub_toml, folder / "habits.toml")), to_us(NOW))
        quarantined = list(_set_aside(store))
        with closing(store.open_history()) as kept:
            Rollup(spaces, kept, store.write_history).run(to_us(NOW))
            days, slots = _days(kept), _slots(kept)
    minutes = list(_minutes())
    with closing(Writing(influx.access)) as writing:
        writing.write_all(series.Keeping.PERMANENT, [*_names(), *_changes()])
        for keeping in series.Keeping:
            writing.write_all(
                keeping, [minute for minute in minutes if minute.series.keeping is keeping]
            )
    return Week(influx, days, slots, minutes, quarantined)


def _write_configuration(folder: Path) -> Path:
    region = (files("hub.demo") / "region.toml").read_text(encoding="utf-8")
    parts = region.replace("since = 2026-01-01", f"since = {FIRST_DAY.date()}").split("[[space]]")
    kept = [part for part in parts if any(f'id = "{space}"' in part for space in SPACES)]
    path = folder / "hub.toml"
    path.write_text(_HEADER + "".join(f"[[space]]{part}" for part in kept), encoding="utf-8")
    (folder / "habits.toml").write_text(_OFF, encoding="utf-8")
    return path


def _sent(region: Path, habits: Path) -> Iterator[Incoming]:
    span = Span(to_us(FIRST_DAY), to_us(NOW))
    for piece in event_batches(load_region(region), load_habits(habits), span, seed=5):
        yield Incoming(piece.address.topic(Channel.EVENTS), piece.payload, retained=False)


def _set_aside(store: InfluxStore) -> Iterator[tuple[int, str, str]]:
    """Keep payloads aside that nobody can read: one long ago, two within the last day."""
    for hours_ago, reason in ((30, "old"), (3, "no JSON"), (2, "no epoch")):
        at_us = to_us(NOW - timedelta(hours=hours_ago))
        topic = f"platzfrei/v1/{STATION}/pi-wartehalle/events"
        assert store.quarantine_payload(topic, reason.encode(), reason, at_us)
        yield at_us, topic, reason


def _days(kept: InfluxHistory) -> dict[str, list[SpaceDay]]:
    return {space: list(kept.days(space, FIRST_DAY.date(), NOW.date())) for space in SPACES}


def _slots(kept: InfluxHistory) -> dict[str, list[KeptSlot]]:
    return {space: list(kept.slots(space, to_us(FIRST_DAY), to_us(NOW))) for space in SPACES}


# What the hub writes beside it

NAMES: Final = {FACTORY: "Alte Drahtfabrik", STATION: "Bahnhof Wiesenburg"}
VERSION: Final = "9.9"


def _names() -> Iterator[Point]:
    return (name_point(SpaceName(space, name, ZONE.key)) for space, name in NAMES.items())


def _changes() -> Iterator[Point]:
    """Tell twice of everything that changes, the first time long ago."""
    for days, is_first in ((9, True), (2, False)):
        at_us = to_us(NOW - timedelta(days=days))
        for fact in (
            Fact(ChangeKind.HUB_STARTED, str(days), VERSION),
            Fact(ChangeKind.AGENT_STARTED, str(days), VERSION, STATION, "pi-wartehalle"),
            Fact(ChangeKind.CALENDAR, str(days), "", STATION),
            Fact(ChangeKind.SPECIAL_DAY, str(days), "" if is_first else "Putztag", STATION),
        ):
            yield fact_point(fact, at_us, is_first=is_first)


def _minutes() -> Iterator[Point]:
    for number in range(_MINUTES):
        at_ns = to_us(NOW - timedelta(minutes=_MINUTES - number)) * 1_000
        for of, tags, fields in _minute(number):
            yield Point(of, tags, fields, at_ns)


def _minute(number: int) -> Iterator[tuple[Series, dict[str, str], dict[str, Value]]]:
    for place, (space, agent) in enumerate(AGENTS):
        yield series.AGENT_HEALTH, {"space": space, "agent": agent}, _health(number, place)
        for kind in (CareKind.AGENT_SILENT, CareKind.OUTBOX_GROWING, CareKind.SENSOR_FAULT):
            tags = {"space": space, "agent": agent, "kind": kind.value}
            value = int((number // 60 + place) % 4 == 0)
            yield series.CARE, tags, _judged(space, value, number % 60 * 60.0 * value)
    for space in SPACES:
        tags = {"space": space, "agent": series.NOWHERE, "kind": CareKind.LOW_COVERAGE_YESTERDAY}
        yield series.CARE, tags, _judged(space, int(space == FACTORY), 60.0 * number)
        occupied = number % 7 if space == STATION else number % 5
        live: dict[str, Value] = {"occupied": occupied, "unknown": number % 3, "total": 8}
        live |= {"agents": 2, "agents_online": int(space == STATION)}
        yield series.LIVE, {"space": space}, live
    for kind in (CareKind.QUARANTINE_NOT_EMPTY, CareKind.DOOR_OPEN_AFTER_CLOSING):
        tags = {"space": series.NOWHERE, "agent": series.NOWHERE, "kind": kind.value}
        yield series.CARE, tags, _judged("", int(kind is CareKind.QUARANTINE_NOT_EMPTY), 7200.0)
    yield series.HUB, {}, _figures(number)


def _judged(space: str, value: int, lasting_s: float) -> dict[str, Value]:
    return {"value": value, "lasting_s": lasting_s, "place": NAMES.get(space, "–")}


def _health(number: int, place: int) -> dict[str, Value]:
    return {
        "place": NAMES[AGENTS[place][0]],
        "online": place != 1,
        "data_age_s": float(number % 50 + place),
        "outbox_rows": number // 9 + place,
        "oldest_unsettled_s": float(number % 31),
        "clock_synced": place != 2,
        "cpu_c": 40.0 + number % 17 + place,
        "throttled": place == 3,
        "disk_free_bytes": 2_000_000_000 - number,
        "uptime_s": 60.0 * number,
    }


_RESTART: Final = _MINUTES - 400
"""In this minute the hub started again, and its counters with it."""
_COUNTERS: Final = (
    "receipts_sent",
    "events_stored",
    "events_repeated",
    "events_quarantined",
    "payloads_unreadable",
    "messages_ignored",
    "messages_dropped",
    "store_failures",
)


def _figures(number: int) -> dict[str, Value]:
    since = number - _RESTART if number >= _RESTART else number
    figures: dict[str, Value] = {
        name: since * (place + 1) // 3 for place, name in enumerate(_COUNTERS)
    }
    figures["stream_clients"] = number % 13
    if number % 4:  # in other minutes nothing happened
        for place, name in enumerate(("lag_p50_s", "lag_p99_s", "api_p50_s", "api_p99_s")):
            figures[name] = (number % 11 + 1) * (place + 1) / 8
    return figures
