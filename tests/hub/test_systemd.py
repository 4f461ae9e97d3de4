"""What systemd is told, and that a program without it goes on."""

import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from hub.systemd import Supervisor
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


def test_a_serving_hub_is_ready_and_alive_until_it_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ready once it listens, alive while its loop turns, and stopping when told to."""
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    config = tmp_path / "hub.toml"
    config.write_text(
        "[http]\nport = 0\n[mqtt]\nport = 1\n[[space]]\n"
        'id = "hof"\nname = "Hof"\ntimezone = "Europe/Berlin"\nstate = "BB"\nsince = 2026-01-01\n'
    )
    with notified(tmp_path / "notify") as told:
        process = subprocess.Popen([sys.executable, "-m", "hub", "serve", "--config", config])
        try:
            assert set(told.until("READY=1")) == {"WATCHDOG=1"}
            process.terminate()
            assert set(told.until("STOPPING=1")) <= {"WATCHDOG=1"}
            assert process.wait(30) == 0
        finally:
            process.kill()
            process.wait()
