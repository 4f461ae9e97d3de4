"""Real agents on simulated pins, over a real broker."""

import queue
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from contract.messages import EventBatch, Receipt, State, Status, encode, parse
from contract.topics import Channel, Topic, every_agent
from tests.parts.mosquitto import Mosquitto

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
REGION = """
[[space]]
id = "hof"
timezone = "Europe/Berlin"
opening = {{ {week} }}
holidays = "usual"
desk = [ {desks} ]
door = [{{ id = "tor", agent = "pi-1", counts = true }}]
[[space]]
id = "markt"
timezone = "Europe/Berlin"
desk = [{{ id = "d1", agent = "pi-1" }}]
""".format(
    week=", ".join(f'{day} = "00:00-24:00"' for day in WEEKDAYS),
    desks=", ".join(f'{{ id = "d{number}", agent = "pi-1" }}' for number in range(1, 9)),
)
# Makers come at any hour, and these are so many that it doesn't matter when the test runs.
HABITS = """
[[space]]
id = "hof"
crowd = "makers"
demand = 10.0
[[outage]]
space = "markt"
agent = "pi-1"
days_ago = 3
[[fault]]
space = "hof"
agent = "pi-1"
sensor = "motion-d1"
days_ago = 3
"""
PATIENCE_S = 250.0
HEARD = (Channel.STATUS, Channel.STATE, Channel.EVENTS)


@pytest.fixture
def heard(mosquitto: Mosquitto) -> Iterator["queue.Queue[MQTTMessage]"]:
    """All that agents publish; events get their receipts."""
    messages = queue.Queue[MQTTMessage]()
    client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5)

    def on_message(client: Client, _: object, message: MQTTMessage) -> None:
        messages.put(message)
        topic = Topic.parse(message.topic)
        if topic is not None and topic.channel is Channel.EVENTS:
            batch = parse(EventBatch, bytes(message.payload))
            receipt = Receipt(
                store="a" * 32,
                epoch=batch.epoch,
                first=batch.first,
                last=batch.events[-1].seq,
            )
            client.publish(topic.address.topic(Channel.RECEIPTS), encode(receipt), qos=1)

    client.on_message = on_message
    client.connect(mosquitto.host, mosquitto.port)
    client.subscribe([(every_agent(channel), 1) for channel in HEARD])
    client.loop_start()
    yield messages
    client.disconnect()
    client.loop_stop()


@pytest.fixture
def ensemble(mosquitto: Mosquitto, tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Two simulated Pis, of which one is dead."""
    (tmp_path / "hub.toml").write_text(REGION, encoding="utf-8")
    (tmp_path / "habits.toml").write_text(HABITS, encoding="utf-8")
    command = [
        *(sys.executable, "-m", "edge", "simulate", "live", "--until-stdin-closes"),
        *("--region", str(tmp_path / "hub.toml"), "--habits", str(tmp_path / "habits.toml")),
        *("--broker", f"{mosquitto.host}:{mosquitto.port}", "--folder", str(tmp_path / "pis")),
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        yield process
        process.kill()


def until(
    messages: "queue.Queue[MQTTMessage]", wanted: Callable[[Channel, bytes], bool]
) -> list[MQTTMessage]:
    """Return all messages up to the first that is wanted; the living Pi alone sends any."""
    deadline_s, came = time.monotonic() + PATIENCE_S, list[MQTTMessage]()
    while True:
        message = messages.get(timeout=max(0.0, deadline_s - time.monotonic()))
        topic = Topic.parse(message.topic)
        assert topic is not None
        assert str(topic.address) == "hof/pi-1"
        came.append(message)
        if wanted(topic.channel, bytes(message.payload)):
            return came


def tells_of_desks(channel: Channel, payload: bytes) -> bool:
    """Tell whether this is a state in which somebody sits, and somebody doesn't."""
    if channel is not Channel.STATE:
        return False
    states = {desk.state for desk in parse(State, payload).desks.values()}
    return {"occupied", "free", "unknown"} <= states


def tells_of_passage(channel: Channel, payload: bytes) -> bool:
    """Tell whether these are events with a passage."""
    if channel is not Channel.EVENTS:
        return False
    return any(event.kind == "passage" for event in parse(EventBatch, payload).events)


def tells_of_the_end(channel: Channel, payload: bytes) -> bool:
    """Tell whether this is the farewell."""
    return channel is Channel.STATUS and not parse(Status, payload).online


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("way", ["signal", "stdin"])
def test_people_who_are_not_there_are_seen_by_agents_that_are(
    heard: "queue.Queue[MQTTMessage]", ensemble: "subprocess.Popen[bytes]", way: str
) -> None:
    """Seats are taken and left, doors passed, a broken sensor is unknown; then all end in order."""
    came = until(heard, tells_of_desks)
    assert parse(State, bytes(came[-1].payload)).desks["d1"].state == "unknown"
    until(heard, tells_of_passage)
    if way == "signal":
        ensemble.send_signal(signal.SIGTERM)
    else:
        assert ensemble.stdin is not None
        ensemble.stdin.close()
    until(heard, tells_of_the_end)
    assert ensemble.wait(PATIENCE_S) == 0
    assert ensemble.stderr is not None
    assert b"Traceback" not in ensemble.stderr.read()
