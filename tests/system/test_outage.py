"""InfluxDB is dead for a simulated day: what is live goes on, and afterwards nothing is missing."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import httpx
import pytest

from contract.messages import EventBatch, parse
from contract.times import to_us
from contract.topics import AgentAddress
from edge.delivery.outbox import Outbox
from edge.delivery.outbox_rows import Entry
from edge.simulator.event_batches import event_batches
from edge.simulator.habits_file import load_habits
from edge.simulator.hours import Span
from edge.simulator.region_file import load_region
from hub.domain.order import PlacedEvent, place
from hub.domain.slots import SLOT_US, SpaceSlot, WatchedPart, slot_of, slots_of
from hub.domain.timeline import Stretch
from hub.stores.influx.reader import InfluxReader
from hub.stores.influx.store import InfluxStore
from tests.hub.domain.outlines import outlines_of
from tests.parts.influx import Influx, InfluxServer
from tests.parts.mosquitto import Mosquitto
from tests.system.region import (
    SEAT_PINS,
    Hub,
    Process,
    eventually,
    write_edge_toml,
    write_hub_toml,
)
from tests.system.running_agent import running_agent
from tests.system.test_chaos import committed, unsettled_count

LIVE, PAST = AgentAddress("alte-post", "pi-1"), AgentAddress("hofladen", "pi-2")
DESKS = tuple(f"d{number}" for number in range(1, len(SEAT_PINS) + 1))
BESIDE = {"seq", "at", "clock"}
DAY_US = 24 * 3600 * 1_000_000


def a_simulated_day(hub_toml: Path, from_us: int) -> list[PlacedEvent]:
    """Let people live through a day of the space, and return what its agent saw."""
    spaces = [one for one in load_region(hub_toml) if one.id == PAST.space]
    span = Span(from_us, from_us + DAY_US)
    return [
        place(batch.epoch, event)
        for piece in event_batches(spaces, load_habits(None), span, seed=3)
        for batch in [parse(EventBatch, piece.payload)]
        for event in batch.events
    ]


def put_on_card(path: Path, events: list[PlacedEvent]) -> None:
    """Leave a card behind on which the day waits for its first receipt."""
    outbox = Outbox.open(path, quota_bytes=50_000_000)
    entries = [
        Entry(
            event.seq,
            event.at_us,
            event.at_us,
            event.event.model_dump_json(exclude={"seq", "at", "clock"}),
        )
        for event in events
    ]
    outbox.begin(events[0].epoch, "b" * 32, entries[0])

    def never(_: object) -> Entry:
        raise AssertionError("nothing overflows")

    outbox.append(events[0].epoch, entries[1:], never)
    outbox.close()


def slots_of_the_day(events: list[PlacedEvent], from_us: int) -> list[SpaceSlot]:
    """Make the slots of the day from what the agent saw, all at once and in memory."""
    stretch = Stretch(tuple(events), outlines_of(events))
    part = WatchedPart(stretch, frozenset(DESKS), frozenset({"main"}))
    return list(slots_of([part], from_us, from_us + DAY_US - SLOT_US, lambda _: DESKS))


@pytest.fixture
def buckets(own_influx: InfluxServer) -> Influx:
    """Name the buckets that `store init` shall make."""
    return Influx(own_influx.url, "platzfrei", "platzfrei-raw")


@pytest.fixture
def hub(mosquitto: Mosquitto, tmp_path: Path, buckets: Influx) -> Iterator[Hub]:
    """Make a hub that stores in InfluxDB."""
    (tmp_path / "token").write_text(buckets.token)
    store = (
        f'kind = "influxdb"\nurl = "{buckets.url}"\norg = "{buckets.org}"\n'
        f'token_file = "token"\nbucket = "{buckets.bucket}"\nraw_bucket = "{buckets.raw_bucket}"\n'
    )
    hub_toml = write_hub_toml(tmp_path, mosquitto, [LIVE, PAST], store)
    since = datetime.now(UTC).date() - timedelta(days=4)
    hub_toml.write_text(hub_toml.read_text().replace("2026-01-01", f"{since}"))
    made = Hub(hub_toml)
    yield made
    made.kill()


@pytest.fixture
def past_edge(mosquitto: Mosquitto, tmp_path: Path) -> Iterator[Process]:
    """Make the process of the agent whose card holds a day; nobody moves any more."""
    config = write_edge_toml(tmp_path, mosquitto, PAST)
    made = Process(
        ["-m", "tests.system.driven_edge", config, "1", "0.001"], config.with_suffix(".log")
    )
    yield made
    made.kill()


@pytest.fixture
def live_edge(mosquitto: Mosquitto, tmp_path: Path) -> Path:
    """Write the edge.toml of the agent whose pins the test drives."""
    return write_edge_toml(tmp_path, mosquitto, LIVE)


def states_of(hub: Hub) -> Iterator[str]:
    """Yield the state of the first desk whenever the stream says something."""
    url = f"{hub.address()}/api/v1/stream?space={LIVE.space}"
    with httpx.stream("GET", url, timeout=30) as answer:
        for line in answer.iter_lines():
            if line.startswith("data: "):
                yield json.loads(line.removeprefix("data: "))["detail"]["d1"]


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.faults
def test_a_dead_database_freezes_nothing_and_loses_nothing(
    own_influx: InfluxServer, buckets: Influx, hub: Hub, past_edge: Process, live_edge: Path
) -> None:
    """The page goes on, no receipt is sent, the cards keep all; then all is stored, to a slot."""
    from_us = slot_of(to_us(datetime.now(UTC) - timedelta(days=2)))
    day = a_simulated_day(hub.config, from_us)
    assert len(day) > 300
    cards = live_edge.parent
    put_on_card(cards / f"{PAST.agent}.db", day)
    status, said = hub.command("store", "init")
    assert status == 0, said
    hub.start()
    eventually(hub.is_ready, "the hub is ready")
    with running_agent(live_edge) as pins:
        eventually(lambda: unsettled_count(cards, LIVE) == 0, "the live agent is settled")
        own_influx.engine.kill()
        past_edge.start()
        eventually(lambda: "nothing stored" in hub.log(), "the archive finds out")
        stream = states_of(hub)
        for _ in range(20):
            pins.pin(SEAT_PINS[0]).drive_low()
            assert next(state for state in stream if state == "occupied")
            pins.pin(SEAT_PINS[0]).drive_high()
            assert next(state for state in stream if state == "free")
        eventually(lambda: unsettled_count(cards, PAST) > len(day), "the card keeps its day")
        eventually(lambda: unsettled_count(cards, LIVE) >= 40, "and what happened meanwhile")
        assert not hub.is_ready()
        own_influx.engine.start()
        eventually(lambda: unsettled_count(cards, LIVE) == 0, "the live agent is settled")
        eventually(lambda: unsettled_count(cards, PAST) == 0, "the day is settled")
        eventually(hub.is_ready, "the hub is ready again")
    past_edge.stop()
    eventually(lambda: hub.audit()[0] == 0, "the audit is clean")
    assert stored_of(buckets, from_us) == [(one.epoch, one.seq) for one in day]
    made = slots_of_the_day(day, from_us)
    eventually(lambda: kept_slots(buckets, from_us) == made, "the slots of the day are right")
    assert hub.stop() == 0


@pytest.fixture
def busy_edge(live_edge: Path) -> Iterator[Process]:
    """Make the process of an agent whose desks are busy."""
    made = Process(
        ["-m", "tests.system.driven_edge", live_edge, "5", "40"], live_edge.with_suffix(".log")
    )
    yield made
    made.kill()


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.faults
def test_whatever_is_killed_every_event_is_in_influxdb_once(
    own_influx: InfluxServer, buckets: Influx, hub: Hub, busy_edge: Process, live_edge: Path
) -> None:
    """Engine and hub die in turn, in the midst of writes; card and store agree to the event."""
    cards = live_edge.parent
    assert hub.command("store", "init")[0] == 0
    hub.start()
    busy_edge.start()
    eventually(hub.is_ready, "the hub is ready")
    for _ in range(3):
        for part in (own_influx.engine, hub):
            seen = len(committed(cards, LIVE))
            eventually(partial(_has_more, cards, seen + 20), "people move")
            part.kill()
            part.start()
    eventually(hub.is_ready, "the hub is ready again")
    eventually(lambda: unsettled_count(cards, LIVE) < 20, "all is settled but the newest")
    busy_edge.stop()
    busy_edge.start()  # what it could not send in its farewell, it sends now
    before = committed(cards, LIVE)
    with closing(InfluxReader.open(buckets.access)) as reader:
        eventually(lambda: before.issubset(events_in(reader)), "all of the card is stored")
        filed = events_in(reader)
    busy_edge.kill()
    assert len(filed) == len(set(filed)), "something counts twice"
    status, table = hub.audit()
    assert status == 0, table


def _has_more(cards: Path, than: int) -> bool:
    return len(committed(cards, LIVE)) > than


def events_in(reader: InfluxReader) -> list[tuple[str, int, str]]:
    """Read all events of the busy agent, as its card has them."""
    return [
        (event.epoch, event.event.seq, event.event.model_dump_json(exclude=BESIDE))
        for event in reader.events(LIVE, 0, 2**62)
    ]


def stored_of(buckets: Influx, from_us: int) -> list[tuple[str, int]]:
    """Name the stored events of the day."""
    with closing(InfluxReader.open(buckets.access)) as reader:
        return [
            (event.epoch, event.event.seq)
            for event in reader.events(PAST, from_us, from_us + DAY_US)
        ]


def kept_slots(buckets: Influx, from_us: int) -> list[SpaceSlot]:
    """Read the slots of the day."""
    with closing(InfluxStore(buckets.access)) as store, closing(store.open_history()) as reader:
        slots = reader.slots(PAST.space, from_us, from_us + DAY_US - SLOT_US)
        return [slot.slot for slot in slots]
