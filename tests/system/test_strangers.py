"""What strangers may write, and what others on the machine may read, while both programs run."""

import json
import os
import socket
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from contract.examples import receipt
from contract.messages import Quarantined, encode
from contract.topics import AgentAddress, Channel
from tests.parts.mosquitto import Mosquitto
from tests.parts.peer import a_peer
from tests.system.region import Hub, Process, eventually, write_edge_toml

AGENT = AgentAddress("hofladen", "pi-2")
HOSTILE = "\x1b[2J\x9b31m\u202e\x85\u2028\r\nERROR forged"


@pytest.fixture
def loose_umask() -> Iterator[None]:
    """Let the shell that starts the programs allow everybody everything."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
def edge(
    mosquitto: Mosquitto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Process]:
    """Run `platzfrei-edge run` as on a Pi, on pins that are not there."""
    monkeypatch.setenv("GPIOZERO_PIN_FACTORY", "mock")
    config = write_edge_toml(tmp_path, mosquitto, AGENT)
    process = Process(["-m", "edge", "run", "--config", config], config.with_suffix(".log"))
    process.start()
    yield process
    process.kill()


def loose_files(folder: Path, *but: str) -> list[str]:
    """Return the files below a folder that anybody but their owner may read or write."""
    return [
        f"{path.name} {stat.S_IMODE(path.stat().st_mode):o}"
        for path in folder.rglob("*")
        if path.is_file() and path.stat().st_mode & 0o077 and not path.name.endswith(but)
    ]


def test_files_are_for_their_owner_alone(
    loose_umask: None,
    edge: Process,
    start_hub: Callable[[list[AgentAddress]], Hub],
    tmp_path: Path,
) -> None:
    """Store, outbox, WAL, lock, copies, token and report are, whatever the umask was."""
    hub = start_hub([AGENT])
    outbox = tmp_path / f"{AGENT.agent}.db"
    eventually(lambda: outbox.exists() and "connected" in edge.log(), "the agent runs")
    done = [
        hub.command("store", "backup", "--to", str(tmp_path / "copy.db")),
        hub.command(
            *("report", "--from", "2026-11-01", "--to", "2026-11-02"),
            *("--format", "json", "-o", str(tmp_path / "report.json")),
        ),
    ]
    assert [status for status, _ in done] == [0, 0], done
    made = {path.name for path in tmp_path.rglob("*")}
    assert {"hub.db", "hub.db-wal", "copy.db", "report.json", outbox.name} <= made
    assert loose_files(tmp_path, ".toml", ".log", ".conf") == []


def test_strangers_write_nothing_into_the_logs(
    mosquitto: Mosquitto, edge: Process, start_hub: Callable[[list[AgentAddress]], Hub]
) -> None:
    """By topics, payloads, receipts, client ids and requests: each line of a log is readable."""
    hub = start_hub([AGENT])
    eventually(lambda: "connected" in edge.log(), "the agent runs")
    forged = receipt().model_copy(update={"quarantined": (Quarantined(seq=813, reason=HOSTILE),)})
    odd = json.dumps({"schema": 1, HOSTILE: HOSTILE, "epoch": HOSTILE})
    with a_peer(mosquitto.host, mosquitto.port) as peer:
        for channel in Channel:
            peer.say(AGENT.topic(channel), odd.encode())
            peer.say(f"platzfrei/v1/hofladen/pi\u00a0{channel}/{channel}", HOSTILE.encode())
        peer.say(AGENT.topic(Channel.RECEIPTS), encode(forged))
        peer.say(AGENT.topic(Channel.RECEIPTS), HOSTILE.encode())
    for request in (f"GET /{HOSTILE} HTTP/1.1\r\n", f"GET / HTTP/1.1\r\nHost: {HOSTILE}\r\n"):
        _send(hub.address(), request.encode())
    eventually(lambda: "event 813 was quarantined" in edge.log(), "the agent has heard it")
    eventually(lambda: "quarantined" in hub.log(), "the hub has heard it")
    for log in (hub.log(), edge.log()):
        assert [line for line in log.split("\n") if not line.isprintable()] == []
        assert [line for line in log.split("\n") if line.startswith("ERROR forged")] == []


def _send(address: str, request: bytes) -> None:
    parts = urlsplit(address)
    place = (str(parts.hostname), int(parts.port or 0))
    with socket.create_connection(place, 10) as client, suppress(ConnectionError):
        client.sendall(request + b"\r\n")
        client.recv(65536)
