"""What systemd is told, and that a program without it goes on."""

import secrets
import signal
from pathlib import Path
from queue import Queue
from types import SimpleNamespace

import pytest

from edge import run
from edge.agent import Ending
from edge.configuration.config import load
from edge.run import run_until_stopped
from edge.systemd import Supervisor
from tests.edge.test_run import edge_toml, running_edge
from tests.parts.notified import notified


@pytest.mark.parametrize("is_abstract", [True, False])
def test_systemd_is_told_at_its_socket(tmp_path: Path, *, is_abstract: bool) -> None:
    """At a path, or at an abstract name, as systemd chooses."""
    name = f"@platzfrei-{secrets.token_hex(8)}" if is_abstract else str(tmp_path / "notify")
    with notified(name) as told:
        supervisor = Supervisor({"NOTIFY_SOCKET": name})
        supervisor.is_ready()
        supervisor.is_alive()
        supervisor.is_stopping()
        assert [told.next() for _ in range(3)] == ["READY=1", "WATCHDOG=1", "STOPPING=1"]


@pytest.mark.parametrize("environment", [{}, {"NOTIFY_SOCKET": ""}, {"NOTIFY_SOCKET": "gone"}])
def test_without_systemd_nothing_happens(
    environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither without a socket, nor with one that nobody listens at."""
    monkeypatch.chdir(tmp_path)
    Supervisor(environment).is_alive()
    assert list(tmp_path.iterdir()) == []


def test_a_watching_agent_is_ready_and_alive_until_it_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ready once it has taken a turn, then alive again and again, and stopping when told to."""
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    with notified(tmp_path / "notify") as told, running_edge(edge_toml(tmp_path, 1)) as process:
        assert [told.next() for _ in range(3)] == ["READY=1", "WATCHDOG=1", "WATCHDOG=1"]
        process.terminate()
        assert set(told.until("STOPPING=1")) <= {"WATCHDOG=1"}


def test_an_agent_that_ends_by_itself_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The thread that waits for signals hears of it at once, and no Stop waits for nobody."""
    monkeypatch.setattr(run, "_LOOK_EVERY_S", 600.0)
    monkeypatch.setattr(run, "_UNTIL_READY_S", 600.0)
    inbox = Queue[object]()
    agent = SimpleNamespace(turn_count=5, run=lambda: Ending.DAMAGED)
    monkeypatch.setattr(run, "build_agent", lambda *_: (agent, inbox))
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    try:
        assert run_until_stopped(load(edge_toml(tmp_path, 1))) is Ending.DAMAGED
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    assert inbox.empty()


def test_an_agent_that_hangs_is_not_called_alive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The supervising thread lives on, but what counts are the turns of the agent."""
    told: list[str] = []
    monkeypatch.setattr(Supervisor, "is_alive", lambda _self: told.append("alive"))
    signals = iter([None, None, None, signal.SIGTERM])
    monkeypatch.setattr(signal, "sigtimedwait", lambda *_: next(signals))
    monkeypatch.setattr(signal, "pthread_sigmask", lambda *_: None)
    stopping = Queue[object]()
    agent = SimpleNamespace(turn_count=5, run=lambda: stopping.get() and Ending.ASKED)
    monkeypatch.setattr(run, "build_agent", lambda *_: (agent, stopping))
    assert run_until_stopped(load(edge_toml(tmp_path, 1))) is Ending.ASKED
    assert told == ["alive"]
