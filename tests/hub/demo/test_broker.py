"""The embedded broker: two engines, one behaviour."""

import os
import queue
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from hub.demo import broker
from hub.demo.broker import BrokerUnavailable, Engine

PATIENCE_S = 15.0
ENGINES = [
    pytest.param(Engine.MOSQUITTO, marks=pytest.mark.real("mosquitto")),
    Engine.IOTCORE,
]


class Running:
    """A broker's process and its port."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.port = broker.free_port()
        command = broker.command(engine, self.port, folder)
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE)
        broker.await_ready(self.port, lambda: self.process.poll() is not None)
        self.programs = [psutil.Process(self.process.pid)]
        self.programs += self.programs[0].children(recursive=True)

    def connect(self, messages: "queue.Queue[MQTTMessage] | None" = None) -> Client:
        """Connect as edge and hub do, by MQTT 5; what comes on t/# goes into `messages`."""
        client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5)
        client.will_set("t/will", b"gone", qos=1, retain=True)
        if messages is not None:
            client.on_message = lambda _, __, message: messages.put(message)
        client.connect(broker.HOST, self.port, clean_start=True)
        client.subscribe("t/#", qos=1)
        client.loop_start()
        return client


@pytest.fixture(params=ENGINES)
def running(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Running]:
    """A broker of each engine."""
    started = Running(request.param, tmp_path)
    yield started
    started.process.kill()
    started.process.communicate()
    psutil.wait_procs(started.programs, PATIENCE_S)


def test_messages_of_the_largest_size_get_through(running: Running) -> None:
    """At once to who listens, and later what was retained."""
    messages = queue.Queue[MQTTMessage]()
    sender = running.connect(messages)
    sender.publish("t/events", b"x" * 64 * 1024, qos=1)
    sender.publish("t/state", b"y", qos=1, retain=True)
    came = {messages.get(timeout=PATIENCE_S).topic for _ in range(2)}
    assert came == {"t/events", "t/state"}
    late = queue.Queue[MQTTMessage]()
    receiver = running.connect(late)
    retained = late.get(timeout=PATIENCE_S)
    assert (retained.topic, retained.retain) == ("t/state", True)
    for client in (sender, receiver):
        client.disconnect()
        client.loop_stop()


def test_nobody_else_can_reach_it(running: Running) -> None:
    """It listens on the loopback address alone: it lets in whoever asks."""
    listening = [
        connection.laddr
        for program in running.programs
        for connection in program.net_connections()
        if connection.status == psutil.CONN_LISTEN
    ]
    assert listening == [(broker.HOST, running.port)]


def test_it_ends_with_whoever_started_it(running: Running) -> None:
    """When its standard input closes, as the kernel does for a parent that was killed."""
    assert running.process.stdin is not None
    running.process.stdin.close()
    _, alive = psutil.wait_procs(running.programs, PATIENCE_S)
    assert alive == []


def test_it_leaves_nothing_behind_when_it_is_killed(running: Running) -> None:
    """Nobody's leftover holds a port, or a test's folder."""
    running.process.kill()
    _, alive = psutil.wait_procs(running.programs, PATIENCE_S)
    assert alive == []


def test_a_terminal_s_ctrl_c_does_not_reach_it(running: Running) -> None:
    """The Pis still have to say good-bye; SIGTERM ends it."""
    running.process.send_signal(signal.SIGINT)
    client = running.connect()
    assert client.publish("t/x", b"1", qos=1).rc == 0
    client.disconnect()
    client.loop_stop()
    running.process.terminate()
    _, alive = psutil.wait_procs(running.programs, PATIENCE_S)
    assert alive == []


def test_mosquitto_is_taken_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also in the folders of daemons, which aren't on a user's PATH."""
    monkeypatch.setattr(broker, "_SYSTEM_FOLDERS", str(tmp_path))
    monkeypatch.setenv("PATH", "/nowhere")
    assert broker.installed_engine() is Engine.IOTCORE
    program = tmp_path / "mosquitto"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    assert broker.installed_engine() is Engine.MOSQUITTO


def test_a_broker_that_does_not_start_is_named() -> None:
    """At once, not after the whole patience."""
    began_s = time.monotonic()
    with pytest.raises(BrokerUnavailable, match="did not start on"):
        broker.await_ready(broker.free_port(), lambda: True)
    assert time.monotonic() - began_s < PATIENCE_S


def test_a_root_s_mosquitto_stays_root(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own user may not exist; for anybody else the line would be a mistake."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert "user root" in broker._mosquitto_lines(1883)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert "user root" not in broker._mosquitto_lines(1883)


def test_it_is_a_program_that_explains_itself() -> None:
    """A missing option is a mistake with status 2."""
    done = subprocess.run(
        [sys.executable, "-m", "hub.demo.broker"], capture_output=True, check=False
    )
    assert done.returncode == 2
    assert b"--engine" in done.stderr
