"""A small region for whole-system tests: configuration files, a hub and agents as processes."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, Protocol

import httpx

from contract.topics import AgentAddress

REPOSITORY: Final = Path(__file__).parents[2]
PATIENCE_S: Final = 60.0
ALWAYS: Final = ", ".join(
    f'{day} = "00:00-24:00"' for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
)
SEAT_PINS: Final = (17, 18, 22, 23)
REED_PIN: Final = 5
BEAM_PINS: Final = (6, 13)


class Listener(Protocol):
    """Where a broker is reached: itself, or what stands before it."""

    @property
    def host(self) -> str:
        """Its address."""
        ...

    @property
    def port(self) -> int:
        """Its port."""
        ...


class GaveUp(AssertionError):
    """Something that should have happened did not."""


def eventually(condition: Callable[[], bool], what: str, within_s: float = PATIENCE_S) -> None:
    """Wait until `condition` holds; raises GaveUp with `what`."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.02)
    raise GaveUp(f"not within {within_s:g} s: {what}")


IN_A_FILE: Final = 'path = "hub.db"\n'


def write_hub_toml(
    folder: Path, broker: Listener, agents: Sequence[AgentAddress], store: str = IN_A_FILE
) -> Path:
    """Write a hub.toml of open spaces without small counts, four desks and a door each."""
    lines = [
        "[http]\nport = 0\nmetrics = 'local'\n",
        f'[mqtt]\nhost = "{broker.host}"\nport = {broker.port}\n',
        f"[store]\n{store}",
    ]
    for address in agents:
        lines.append(
            f'[[space]]\nid = "{address.space}"\nname = "Space {address.space}"\n'
            'timezone = "Europe/Berlin"\nstate = "BB"\nsince = 2026-01-01\n'
            'small_count = 0\npublic_detail = "desks"\n'
            f"opening = {{ {ALWAYS} }}\nholidays = 'usual'\n"
        )
        lines += [
            f'[[space.desk]]\nid = "d{number}"\nagent = "{address.agent}"\nx = {number}\ny = 0\n'
            for number in range(1, len(SEAT_PINS) + 1)
        ]
        lines.append(f'[[space.door]]\nid = "main"\nagent = "{address.agent}"\ncounts = true\n')
    path = folder / "hub.toml"
    path.write_text("\n".join(lines))
    return path


CHECKED = "checked = 2026-01-01"
"""Somebody has seen the sensors change: their desks are free and whole from the start."""


def write_edge_toml(folder: Path, broker: Listener, address: AgentAddress) -> Path:
    """Write the edge.toml of an agent with four seat switches, a reed contact and a beam pair."""
    lines = [
        f'space = "{address.space}"\nagent = "{address.agent}"\noutbox = "{address.agent}.db"\n',
        f'[mqtt]\nhost = "{broker.host}"\nport = {broker.port}\nkeepalive_s = 5\n',
    ]
    for number, pin in enumerate(SEAT_PINS, start=1):
        lines.append(
            f'[[sensor]]\nid = "seat-{number}"\nkind = "switch"\ndesk = "d{number}"\n'
            f"pin = {pin}\nhold_s = 0\ndebounce_s = 0\nflapping_per_minute = 0\n"
            f"{CHECKED}\n"
        )
    lines.append(
        f'[[sensor]]\nid = "reed"\nkind = "contact"\ndoor = "main"\npin = {REED_PIN}\n{CHECKED}\n'
    )
    lines.append(
        f'[[sensor]]\nid = "beams"\nkind = "beams"\ndoor = "main"\npins = {list(BEAM_PINS)}\n'
        f"{CHECKED}\n"
    )
    path = folder / f"{address.space}-{address.agent}.toml"
    path.write_text("\n".join(lines))
    return path


class Process:
    """A program of ours, with its output in a file, ended by its pid."""

    def __init__(self, arguments: Sequence[str | Path], log: Path) -> None:
        self._arguments = [str(argument) for argument in arguments]
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, or start it again."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, *self._arguments],
                cwd=REPOSITORY,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
            )

    @property
    def running(self) -> bool:
        """Tell whether it runs."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """Its process id."""
        assert self._process is not None
        return self._process.pid

    def log(self) -> str:
        """Return all output of all its runs."""
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(PATIENCE_S)

    def stop(self) -> int:
        """End it in good order and return its exit status."""
        if self._process is None:
            return 0
        self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.kill()
            raise


class Hub(Process):
    """`platzfrei-hub serve` as its users run it, as a whole or with words such as `--live`."""

    def __init__(self, config: Path, *words: str, name: str = "hub") -> None:
        log = config.with_name(f"{name}.log")
        super().__init__(["-m", "hub", "serve", *words, "--config", config], log)
        self.config = config

    def address(self) -> str:
        """Wait for the address of the newest start."""
        eventually(lambda: self._said() is not None or not self.running, "the hub listens")
        said = self._said()
        if said is None:
            raise GaveUp(f"the hub ended: {self.log()}")
        return said

    def start(self) -> None:
        """Start it; the address is that of this start."""
        self._starts = len(self._addresses())
        super().start()

    def is_ready(self) -> bool:
        """Tell whether both readers are connected and the store takes events."""
        try:
            return httpx.get(f"{self.address()}/health/ready", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    def audit(self) -> tuple[int, str]:
        """Run `platzfrei-hub audit`; return its exit status and its output."""
        return self.command("audit")

    def command(self, *words: str) -> tuple[int, str]:
        """Run another command on the same hub.toml; return its exit status and its output."""
        done = subprocess.run(
            [sys.executable, "-m", "hub", *words, "--config", str(self.config)],
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        return done.returncode, done.stdout + done.stderr

    def _said(self) -> str | None:
        addresses = self._addresses()
        return addresses[-1] if len(addresses) > self._starts else None

    def _addresses(self) -> list[str]:
        return re.findall(r"listening on (http://\S+?:\d+)", self.log())
