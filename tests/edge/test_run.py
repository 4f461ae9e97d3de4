"""The process: put together, run as on a Pi, and ended by a signal, each time on mock pins."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from gpiozero import DigitalInputDevice
from gpiozero.pins.mock import MockFactory

from edge.agent import INBOX_SIZE, Ending, Stop, new_inbox
from edge.configuration.config import EdgeConfig
from edge.decisions.readings import Level
from edge.delivery.outbox import Outbox
from edge.run import _NonBlockingPut, build_agent, run_until_stopped
from edge.sensing.gpio import PinsUnavailable
from tests.edge.scripted import ScriptedClock
from tests.parts.mosquitto import HOST, Mosquitto
from tests.parts.peer import Heard, a_peer

PATIENCE_S = 30.0
ROOMY = 64 * 1024 * 1024
READING = Level("seat-1", 0, True, 5)


def edge_toml(folder: Path, port: int, more: str = "") -> Path:
    """Write the file of an agent with a seat and a door."""
    path = folder / "edge.toml"
    path.write_text(
        f"""
        space = "hof"
        agent = "pi-1"
        {more}
        [mqtt]
        host = "{HOST}"
        port = {port}
        [[sensor]]
        id = "seat-1"
        kind = "switch"
        desk = "d1"
        pin = 17
        [[sensor]]
        id = "reed-1"
        kind = "contact"
        door = "main"
        pin = 27
        """
    )
    return path


@contextmanager
def running_edge(config: Path) -> Iterator[subprocess.Popen[str]]:
    """Run `platzfrei-edge run` in a process of its own, and kill what is left of it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "edge", "run", "--config", config],
        env={**os.environ, "GPIOZERO_PIN_FACTORY": "mock"},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def line_with(process: subprocess.Popen[str], words: str) -> str:
    """Read the log until a line has these words."""
    assert process.stderr is not None
    line = next((line for line in process.stderr if words in line), None)
    assert line is not None, f"the process ended without saying {words!r}"
    return line


def kinds_on_card(folder: Path) -> list[str]:
    outbox = Outbox.open(folder / "outbox.db", ROOMY)
    rows = outbox._file.rows("SELECT body FROM entry ORDER BY epoch_no, seq")
    outbox.close()
    return [json.loads(body)["kind"] for (body,) in rows]


@pytest.fixture
def nobody() -> Iterator[int]:
    """Lend a port at which nobody listens."""
    with socket.socket() as held:
        held.bind((HOST, 0))
        yield held.getsockname()[1]


# As a process


@pytest.mark.parametrize(
    "signals",
    [[signal.SIGTERM], [signal.SIGINT], [signal.SIGINT, signal.SIGTERM, signal.SIGTERM]],
    ids=["TERM", "INT", "several at once"],
)
def test_without_a_broker_it_runs_until_a_signal(
    tmp_path: Path, nobody: int, signals: list[signal.Signals]
) -> None:
    """It says that it can't connect, goes on watching, and ends in good order with status 0."""
    with running_edge(edge_toml(tmp_path, nobody)) as process:
        assert "trying again" in line_with(process, f"{HOST}:{nobody}")
        for number in signals:
            process.send_signal(number)
        began = time.monotonic()
        _, rest = process.communicate(timeout=PATIENCE_S)
        assert time.monotonic() - began < 10
    assert process.returncode == 0
    assert "Traceback" not in rest
    first, *seen, last = kinds_on_card(tmp_path)
    assert (first, last) == ("started", "stopped")
    assert set(seen) <= {"door"}, "a slow start has time to see that it is open"


def test_with_a_broker_it_says_when_it_comes_and_goes(tmp_path: Path, mosquitto: Mosquitto) -> None:
    """Online, then what it sees, and offline at the end, all retained."""
    said: list[Heard] = []
    is_gone = threading.Event()

    def hear(one: Heard) -> None:
        said.append(one)
        if one.topic.endswith("/status") and not json.loads(one.payload)["online"]:
            is_gone.set()

    with a_peer(mosquitto.host, mosquitto.port, hear) as peer:
        peer.hear("platzfrei/v1/hof/pi-1/#")
        with running_edge(edge_toml(tmp_path, mosquitto.port)) as process:
            line_with(process, "connected to broker")
            process.terminate()
            assert process.wait(PATIENCE_S) == 0
        assert is_gone.wait(PATIENCE_S)
    messages = [(one.topic.rpartition("/")[2], json.loads(one.payload)) for one in said]
    assert [body["online"] for channel, body in messages if channel == "status"] == [True, False]
    assert messages[0][0] == "status"
    assert messages[-1][0] == "status"
    states = [body for channel, body in messages if channel == "state"]
    assert states[0]["desks"].keys() == {"d1"}
    batches = [body["events"] for channel, body in messages if channel == "events"]
    assert batches[0][0]["kind"] == "started"
    assert batches[-1][-1]["kind"] == "stopped"


def test_a_second_life_names_the_first(tmp_path: Path, nobody: int) -> None:
    """After a kill the next start opens an epoch that knows where the last one ended."""
    config = edge_toml(tmp_path, nobody)
    for _ in range(2):
        with running_edge(config) as process:
            line_with(process, "trying again")
            process.kill()
            process.wait(PATIENCE_S)
    outbox = Outbox.open(tmp_path / "outbox.db", ROOMY)
    starts = outbox._file.rows(
        "SELECT epoch, body FROM entry JOIN epoch ON no = epoch_no WHERE seq = 1"
    )
    ((last,),) = outbox._file.rows("SELECT max(seq) FROM entry WHERE epoch_no = 1")
    outbox.close()
    (first, _), (_, second) = starts
    assert json.loads(second)["previous"] == {"epoch": first, "last": last}


# In this process


@pytest.fixture
def config(tmp_path: Path) -> EdgeConfig:
    return EdgeConfig.model_validate(
        {
            "space": "hof",
            "agent": "pi-1",
            "outbox": tmp_path / "outbox.db",
            "mqtt": {"host": HOST},
            "sensor": [{"id": "seat-1", "kind": "switch", "desk": "d1", "pin": 17}],
        }
    )


def test_a_pin_that_can_not_be_had_leaves_the_card_alone(config: EdgeConfig) -> None:
    """The error names the sensor, and nothing is held open."""
    factory = MockFactory()
    somebody = DigitalInputDevice(17, pin_factory=factory)
    with pytest.raises(PinsUnavailable, match="seat-1"):
        build_agent(config, ScriptedClock(), factory)
    somebody.close()
    outbox = Outbox.open(config.outbox, ROOMY)
    assert outbox.row_count() == 0
    outbox.close()


def test_readings_and_what_the_transport_tells_come_in_by_one_door(config: EdgeConfig) -> None:
    """A pin that is driven puts its reading into the agent's inbox."""
    factory = MockFactory()
    agent, inbox = build_agent(config, ScriptedClock(), factory)
    factory.pin(17).drive_low()
    item = inbox.get(timeout=PATIENCE_S)
    assert isinstance(item, Level)
    assert (item.sensor, item.active) == ("seat-1", True)
    inbox.put(Stop.NOW)
    assert agent.run() is Ending.ASKED
    factory.reset()


@pytest.fixture
def own_signals() -> Iterator[None]:
    """Give the test's thread its signals back."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [])
    yield
    signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Ends:
    """An agent that runs as the test says."""

    turn_count = 0

    def __init__(self, run: Callable[[], Ending]) -> None:
        self.run = run


def _raise() -> Ending:
    raise RuntimeError("ours")


@pytest.mark.usefixtures("own_signals")
@pytest.mark.parametrize("ending", Ending)
def test_the_ending_is_handed_on(
    config: EdgeConfig, monkeypatch: pytest.MonkeyPatch, ending: Ending
) -> None:
    """Whoever started the agent hears why it ended, without any signal."""
    monkeypatch.setattr("edge.run.build_agent", lambda *_: (Ends(lambda: ending), new_inbox()))
    assert run_until_stopped(config) is ending


@pytest.mark.usefixtures("own_signals")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_agent_that_dies_is_a_failure(
    config: EdgeConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For systemd: status 1, and the process does not stay behind without its thread."""
    monkeypatch.setattr("edge.run.build_agent", lambda *_: (Ends(_raise), new_inbox()))
    with pytest.raises(SystemExit) as died:
        run_until_stopped(config)
    assert died.value.code == 1


def test_a_full_inbox_drops_without_a_wait_and_says_so_once_a_minute(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A callback never waits for the disk, and the log is not flooded in its turn."""
    now_s = [1000.0]
    monkeypatch.setattr("edge.run.time.monotonic", lambda: now_s[0])
    inbox = new_inbox()
    enqueue = _NonBlockingPut(inbox)
    for _ in range(INBOX_SIZE + 50):
        enqueue(READING)
    assert inbox.qsize() == INBOX_SIZE
    assert len(caplog.records) == 1
    now_s[0] += 61
    enqueue(READING)
    enqueue(READING)
    assert len(caplog.records) == 2
    inbox.get()
    enqueue(READING)
    assert inbox.qsize() == INBOX_SIZE
