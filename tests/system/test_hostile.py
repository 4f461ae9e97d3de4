"""Whatever anybody publishes on any topic: hub and edge go on, and nothing is lost or believed."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from itertools import zip_longest
from pathlib import Path

import httpx
import pytest

from contract.events import Alive, DeskChanged, DeskState, Event, Stopped
from contract.examples import health, state, status
from contract.messages import EventBatch, encode
from contract.topics import AgentAddress, Channel
from hub.clock import SystemClock
from hub.mqtt import MAX_PACKET_BYTES
from hub.stores.sqlite.reader import SqliteReader
from tests.parts.mosquitto import Mosquitto
from tests.parts.peer import Peer, a_peer
from tests.system import region
from tests.system.hostile import EPOCH, MALFORMED_EVENTS, MEGABYTE, UNREADABLE, a_batch
from tests.system.region import Process, eventually, write_edge_toml
from tests.system.test_chaos import committed, stored, unsettled_count

RUNNING, SPOKEN_FOR = AgentAddress("alte-post", "pi-1"), AgentAddress("hofladen", "pi-2")
STRANGERS = (AgentAddress("alte-post", "ghost"), AgentAddress("nowhere", "pi-1"))
FOREIGN_TOPICS = ("platzfrei/v1/Alte-Post/pi-1/{}", "platzfrei/v1/a b/ä/{}", "platzfrei/v1///{}")
HEARD = (Channel.STATUS, Channel.STATE, Channel.HEALTH)
STRAY = b"stray-field-4711"
"""Stands in fields that the contract doesn't know, of messages that are good otherwise."""


@dataclass(frozen=True)
class Injected:
    """What was published, by what the hub must call it."""

    messages: list[tuple[str, bytes]]
    unreadable_by_channel: Counter[str]
    ignored_by_reason: Counter[str]
    quarantined_count: int
    stored: list[Event]


def everything() -> Injected:
    """Make a few hundred messages, none of which may do harm."""
    messages: list[tuple[str, bytes]] = []
    unreadable: Counter[str] = Counter()
    ignored: Counter[str] = Counter()
    for channel in Channel:
        unreadables = [
            payload
            for payload in UNREADABLE.values()
            if channel not in HEARD or len(payload) < MEGABYTE  # else it is a flood with the next
        ]
        for number, payload in enumerate(unreadables):
            # All of them from one agent within a second would be a flood, which isn't heard.
            address = (RUNNING, SPOKEN_FOR)[number % 2]
            hearers = (RUNNING, SPOKEN_FOR) if channel is Channel.RECEIPTS else (address,)
            messages += [(hearer.topic(channel), payload) for hearer in hearers]
        unreadable[channel] += len(unreadables)
        for address in STRANGERS:
            payloads = [*UNREADABLE.values(), b"", a_batch(1, 5), encode(status(online=True))]
            messages += [(address.topic(channel), payload) for payload in payloads]
        for topic in FOREIGN_TOPICS:
            messages += [(topic.format(channel), payload) for payload in (b"", a_batch(1, 5))]
    del unreadable[Channel.RECEIPTS]  # the hub hears none
    messages += [(SPOKEN_FOR.topic(channel), b"") for channel in HEARD]
    ignored["cleared"] += len(HEARD)
    batch, good = half_good_batch()
    messages += [(SPOKEN_FOR.topic(Channel.EVENTS), batch)]
    return Injected(messages, unreadable, ignored, len(MALFORMED_EVENTS) + 1, good)


def half_good_batch() -> tuple[bytes, list[Event]]:
    """Write a batch of malformed events between good ones that say more than they may."""
    at = SystemClock().wall() - timedelta(minutes=10)
    good: list[Event] = []
    written: list[bytes] = []
    for number, malformed in enumerate(MALFORMED_EVENTS):
        seq = 2 * number + 1
        event = Alive(
            seq=seq, at=at + timedelta(seconds=seq), desks={"d1": DeskState.FREE}, doors={}
        )
        good.append(event)
        written += [with_stray_fields(encode(event)), malformed.encode()]
    last = 2 * len(MALFORMED_EVENTS) + 1
    foreign = DeskChanged(
        seq=last, at=at + timedelta(hours=1), desk="d9", state=DeskState.FREE, evidence=""
    )
    head = b'{"schema":1,"epoch":"' + EPOCH.encode() + b'","' + STRAY + b'":1,"first":1,"events":['
    return head + b",".join([*written, encode(foreign)]) + b"]}", good


def with_stray_fields(message: bytes) -> bytes:
    """Add what the contract doesn't know: a name, a place, a nested secret."""
    stray = STRAY.decode()
    return message[:-1] + f',"{stray}":"{stray}","person":{{"name":"{stray}"}}}}'.encode()


@pytest.fixture
def agent(mosquitto: Mosquitto, tmp_path: Path) -> Iterator[Process]:
    """Make the process of a real agent whose desks are busy."""
    config = write_edge_toml(tmp_path, mosquitto, RUNNING)
    arguments: list[str | Path] = ["-m", "tests.system.driven_edge", config, "1", "20"]
    process = Process(arguments, config.with_suffix(".log"))
    yield process
    process.kill()


def gauge(hub: region.Hub, name: str) -> Counter[str]:
    """Return a counter of the hub's /metrics by the value of its last label, if any."""
    text = httpx.get(f"{hub.address()}/metrics", timeout=10).text
    line = rf'^platzfrei_{name}_total(?:\{{.*?\w+="([\w-]+)"\}})? (\S+)$'
    counts = Counter[str]()
    for label, value in re.findall(line, text, re.MULTILINE):
        counts[label] += int(float(value))
    return +counts


@pytest.mark.slow
@pytest.mark.faults
def test_hub_and_agent_go_on_under_hostile_fire(
    mosquitto: Mosquitto,
    start_hub: Callable[[list[AgentAddress]], region.Hub],
    agent: Process,
    tmp_path: Path,
) -> None:
    """Hundreds of hostile payloads on every topic: all counted, none lost, nothing stray kept."""
    hub = start_hub([RUNNING, SPOKEN_FOR])
    agent.start()
    eventually(lambda: len(stored_of(hub, RUNNING)) > 10, "the agent delivers")
    injected = everything()
    with a_peer(mosquitto.host, mosquitto.port) as enemy:
        for stranger in STRANGERS:
            enemy.say(stranger.topic(Channel.STATUS), encode(status(online=True)), retain=True)
        eventually(
            lambda: gauge(hub, "messages_ignored")["unknown_agent"] > 1, "strangers are found"
        )
        *others, batch = injected.messages
        fire(enemy, others)
        eventually(
            lambda: (
                (gauge(hub, "payloads_unreadable") + gauge(hub, "messages_dropped")).total()
                >= injected.unreadable_by_channel.total()
            ),
            "every unreadable payload is counted, as such or as overtaken",
        )
        fire(enemy, [batch])
        enemy.say(RUNNING.topic(Channel.EVENTS), b"[" * (MAX_PACKET_BYTES + 1))
        enemy.say(RUNNING.topic(Channel.RECEIPTS), b"[" * (MAX_PACKET_BYTES + 1))
        enemy.say(SPOKEN_FOR.topic(Channel.STATE), with_stray_fields(encode(state())))
        enemy.say(SPOKEN_FOR.topic(Channel.HEALTH), with_stray_fields(encode(health())))
    eventually(
        lambda: (
            gauge(hub, "messages_ignored") - Counter({"foreign_claim": 99, "unknown_agent": 999})
            == injected.ignored_by_reason
        ),
        "every ignored message is counted",
    )
    aside = Counter({"": injected.quarantined_count})
    eventually(lambda: gauge(hub, "events_quarantined") == aside, "bad events are set aside")
    assert gauge(hub, "payloads_unreadable") <= injected.unreadable_by_channel
    assert gauge(hub, "floods") == Counter()
    assert stored_of(hub, SPOKEN_FOR) == injected.stored
    assert_agent_delivers(agent, tmp_path)
    assert_audit_tells(hub, injected)
    assert hub.running
    assert "Traceback" not in hub.log() + agent.log()
    assert agent.stop() == 0
    assert hub.stop() == 0
    assert_nothing_stray(tmp_path)


def fire(enemy: Peer, messages: Sequence[tuple[str, bytes]]) -> None:
    """Publish in volleys of one message for each topic: many to one of them would be a flood."""
    by_topic: dict[str, list[tuple[str, bytes]]] = {}
    for topic, payload in messages:
        by_topic.setdefault(topic, []).append((topic, payload))
    for volley in zip_longest(*by_topic.values()):
        enemy.say_all(message for message in volley if message is not None)


def stored_of(hub: region.Hub, address: AgentAddress) -> list[Event]:
    """Read an agent's events."""
    with closing(SqliteReader.open(hub.config.parent / "hub.db")) as reader:
        return [event.event for event in reader.events(address, 0, 2**62)]


def assert_agent_delivers(agent: Process, folder: Path) -> None:
    """What the agent sees from now on is stored and settled, and so is all that it saw before."""
    seen = committed(folder, RUNNING)
    eventually(lambda: seen.issubset(stored(folder, RUNNING)), "all that was seen is stored")
    eventually(lambda: len(committed(folder, RUNNING)) > len(seen), "the agent goes on seeing")
    eventually(lambda: unsettled_count(folder, RUNNING) < len(seen), "events are settled")
    assert agent.running
    taken = sum(len(payload) < MEGABYTE for payload in UNREADABLE.values())
    assert agent.log().count("unreadable receipt") == taken


def assert_audit_tells(hub: region.Hub, injected: Injected) -> None:
    """The operator sees what was quarantined, and who was ignored."""
    exit_status, table = hub.audit()
    assert exit_status == 1
    row = next(line.split() for line in table.splitlines() if line.startswith(str(SPOKEN_FOR)))
    assert row[1:] == [
        EPOCH[:8],
        "-",
        str(len(injected.stored)),
        "0",
        "0",
        str(injected.quarantined_count),
        "0",
    ]
    distinct = gauge(hub, "payloads_unreadable")["events"]
    # Behind a slow hub there is no room for some: their sender would send them again.
    assert distinct + gauge(hub, "messages_dropped").total() >= len(UNREADABLE)
    assert f"unreadable payloads in quarantine: {distinct}" in table
    for stranger in STRANGERS:
        assert f"{stranger}: not in hub.toml" in table


def assert_nothing_stray(folder: Path) -> None:
    """Not in the tables, not in free pages, not in a log: a stray field was never kept."""
    files = [path for path in folder.rglob("*") if path.is_file() and "mosquitto" not in path.name]
    assert any(path.name == "hub.db" for path in files)
    assert [path.name for path in files if STRAY in path.read_bytes()] == []


def test_retained_garbage_does_not_hinder_a_start(
    mosquitto: Mosquitto, start_hub: Callable[[list[AgentAddress]], region.Hub]
) -> None:
    """What somebody left on the broker is there at every start, and every start gets over it."""
    with a_peer(mosquitto.host, mosquitto.port) as enemy:
        for address in (RUNNING, *STRANGERS):
            for channel in Channel:
                enemy.say(address.topic(channel), UNREADABLE["deeply nested lists"], retain=True)
        hub = start_hub([RUNNING])
        stopped = Stopped(seq=1, at=SystemClock().wall())
        good = encode(EventBatch(epoch=EPOCH, first=1, events=(stopped,)))
        enemy.say(RUNNING.topic(Channel.EVENTS), good)
        eventually(lambda: stored_of(hub, RUNNING) == [stopped], "a good event is stored")
    unreadable = Counter(dict.fromkeys(("events", "health", "state", "status"), 1))
    eventually(lambda: gauge(hub, "payloads_unreadable") == unreadable, "all of it is counted")
