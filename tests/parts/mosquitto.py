"""A real Mosquitto on a free loopback port, started and killed by tests.

Owns one broker process and its folder. It never becomes a daemon, and is ended by its pid.
"""

import os
import random
import socket
import subprocess
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

HOST: Final = "127.0.0.1"
_PATIENCE_S: Final = 10.0
_POLL_S: Final = 0.01
# Below the ports that a kernel hands to outgoing connections, so that nobody takes the port while
# the broker is down.
_PORTS: Final = range(10_240, 32_000)
_TRIES: Final = 20


class BrokerFailed(RuntimeError):
    """The broker did not come up; the text ends with its log."""


@dataclass(frozen=True, slots=True)
class BrokerConfig:
    """What a test wants of its broker. Without persistence a crash takes everything away."""

    persistence: bool = False
    max_packet_size_bytes: int | None = None
    acl: str | None = None
    extra_lines: tuple[str, ...] = ()

    def lines(self, folder: Path, port: int) -> list[str]:
        """Return the lines of mosquitto.conf, and write the ACL file that they name."""
        lines = [
            f"listener {port} {HOST}",
            "allow_anonymous true",
            "set_tcp_nodelay true",
            "log_dest stderr",
            f"persistence {'true' if self.persistence else 'false'}",
        ]
        if os.geteuid() == 0:
            lines.append("user root")  # or it gives up root and can't write into a test's folder
        if self.persistence:
            lines += [f"persistence_location {folder}/", "autosave_interval 1"]
        if self.max_packet_size_bytes is not None:
            lines.append(f"max_packet_size {self.max_packet_size_bytes}")
        if self.acl is not None:
            (folder / "acl").write_text(self.acl)
            (folder / "acl").chmod(0o600)
            lines.append(f"acl_file {folder / 'acl'}")
        return [*lines, *self.extra_lines]


class Mosquitto:
    """One broker: the same port and folder however often it is started."""

    def __init__(self, program: Path, folder: Path, config: BrokerConfig) -> None:
        self.host = HOST
        self.config = config
        self.port = 0
        self._program = program
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        """Tell whether the broker's process is alive."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """Its process id while it runs."""
        assert self._process is not None
        return self._process.pid

    def configure(self, **changes: object) -> None:
        """Change fields of `config`; they hold from the next start."""
        self.config = replace(self.config, **changes)  # type: ignore[arg-type]  # checked by replace

    def start(self) -> None:
        """Start the broker and return once it accepts connections.

        The first start chooses a free port, every later one takes the same. Raises BrokerFailed.
        """
        if self.running:
            return
        if self.port:
            self._launch(self.port)
            return
        for attempt in range(_TRIES):
            port = free_port()
            try:
                self._launch(port)
            except BrokerFailed:
                if attempt == _TRIES - 1 or "in use" not in self.log():
                    raise
            else:
                self.port = port
                return

    def stop(self) -> None:
        """End the broker in good order (SIGTERM): wills are sent, persistence is written."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(_PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.kill()
        self._process = None

    def kill(self) -> None:
        """End the broker as a power cut would (SIGKILL)."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(_PATIENCE_S)
            self._process = None

    def log(self) -> str:
        """Return what the broker has logged since its last start."""
        path = self._folder / "mosquitto.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def _launch(self, port: int) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        config_path = self._folder / "mosquitto.conf"
        config_path.write_text("\n".join([*self.config.lines(self._folder, port), ""]))
        with (self._folder / "mosquitto.log").open("wb") as log:
            self._process = subprocess.Popen(
                [self._program, "-c", config_path], stdin=subprocess.DEVNULL, stderr=log, stdout=log
            )
        try:
            self._await_ready(port)
        except BrokerFailed:
            self.kill()
            raise

    def _await_ready(self, port: int) -> None:
        deadline = time.monotonic() + _PATIENCE_S
        while time.monotonic() < deadline:
            if not self.running:
                raise BrokerFailed(f"mosquitto ended at its start:\n{self.log()}")
            # Its own word first: somebody else's listener would accept a connection as well.
            if " running" in self.log() and _accepts(port):
                return
            time.sleep(_POLL_S)
        raise BrokerFailed(f"no connection within {_PATIENCE_S:g} s:\n{self.log()}")


def _accepts(port: int) -> bool:
    try:
        socket.create_connection((HOST, port), timeout=1).close()
    except OSError:
        return False
    return True


def free_port() -> int:
    for port in random.SystemRandom().sample(_PORTS, _TRIES):
        with socket.socket() as probe:
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    raise BrokerFailed(f"no free port among {_TRIES} tried")
