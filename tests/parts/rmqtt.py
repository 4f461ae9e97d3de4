"""A real cluster of three RMQTT nodes on free loopback ports, killed and started again by tests.

Owns their processes and folders; each is ended by its pid. The program is `rmqttd` of the PATH, or
what `PLATZFREI_RMQTTD` names; it is in no Debian package (`cargo install rmqttd`).
"""

import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Final

from tests.parts.mosquitto import HOST, free_port

VARIABLE: Final = "PLATZFREI_RMQTTD"
NODES: Final = 3
_PATIENCE_S: Final = 60.0
_SETTLING_S: Final = 3.0
"""The first node leads before the others join: one that finds no leader ends at once."""
_TRIES: Final = 30
"""One that was killed may find its port held by the kernel for a minute, and ends at once, too."""
_NODE: Final = """
node.id = {id}
rpc.server_addr = "{host}:{rpc}"
rpc.server_workers = 2
log.to = "console"
log.level = "warn"
plugins.dir = "{folder}/plugins/"
plugins.default_startups = ["rmqtt-retainer", "rmqtt-cluster-raft"]

[listener.tcp.external]
addr = "{host}:{mqtt}"
workers = 2
max_connections = 1000
max_handshaking_limit = 100
handshake_timeout = "30s"
max_packet_size = "2m"
backlog = 128
allow_anonymous = true
max_inflight = 100
max_mqueue_len = 10000
retain_available = true
"""
_RAFT: Final = """
message_type = 198
node_grpc_addrs = [{rpcs}]
raft_peer_addrs = [{rafts}]
laddr = "{host}:{raft}"
"""
_HTTP: Final = 'http_laddr = "{host}:{http}"\n'


class NodeFailed(RuntimeError):
    """A node did not come up; the text ends with its log."""


def rmqttd() -> Path | None:
    """Return the program, or None if this machine hasn't got it."""
    found = os.environ.get(VARIABLE) or shutil.which("rmqttd")
    return Path(found) if found and Path(found).is_file() else None


class Node:
    """One node: the same ports and folder however often it is started."""

    def __init__(self, program: Path, folder: Path, number: int) -> None:
        self.host = HOST
        self.number = number
        self.port, self.rpc, self.raft, self.http = (free_port() for _ in range(4))
        self._program = program
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where clients reach it."""
        return f"{self.host}:{self.port}"

    def configure(self, nodes: "list[Node]") -> None:
        """Write its files."""
        plugins = self._folder / "plugins"
        plugins.mkdir(parents=True)
        ports = {"host": self.host, "rpc": self.rpc, "mqtt": self.port}
        text = _NODE.format(id=self.number, folder=self._folder, **ports)
        (self._folder / "rmqtt.toml").write_text(text)
        rpcs = ", ".join(f'"{each.number}@{each.host}:{each.rpc}"' for each in nodes)
        rafts = ", ".join(f'"{each.number}@{each.host}:{each.raft}"' for each in nodes)
        raft = _RAFT.format(host=self.host, raft=self.raft, rpcs=rpcs, rafts=rafts)
        (plugins / "rmqtt-cluster-raft.toml").write_text(raft)
        http = _HTTP.format(host=self.host, http=self.http)
        (plugins / "rmqtt-http-api.toml").write_text(http)

    def start(self, *, leads: bool = False) -> None:
        """Start it, again and again where it found no leader. Raises NodeFailed."""
        for _ in range(_TRIES):
            if self._launch(*(("--raft-leader-id", str(self.number)) if leads else ())):
                return
            time.sleep(_SETTLING_S)
        raise NodeFailed(f"node {self.number} didn't come up:\n{self.log()}")

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(_PATIENCE_S)
            self._process = None

    def freeze(self) -> None:
        """Let it take connections and answer nothing, as a machine that hangs does."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on where it stood."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def log(self) -> str:
        """Return what all its runs have said."""
        path = self._folder / "node.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def _launch(self, *more: str) -> bool:
        """Start it once; tell whether it takes clients."""
        config, number = str(self._folder / "rmqtt.toml"), str(self.number)
        command = [str(self._program), "-f", config, "--id", number]
        with (self._folder / "node.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, *more],
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + _PATIENCE_S
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                socket.create_connection((self.host, self.port), timeout=1).close()
            except OSError:
                time.sleep(0.1)
            else:
                return True
        self.kill()
        return False


class Cluster:
    """Three nodes that know each other."""

    def __init__(self, program: Path, folder: Path) -> None:
        self.nodes = [
            Node(program, folder / f"node-{number}", number) for number in range(1, NODES + 1)
        ]
        for node in self.nodes:
            node.configure(self.nodes)

    def start(self) -> None:
        """Start all; the first leads at the beginning."""
        first, *others = self.nodes
        first.start(leads=True)
        for node in others:
            time.sleep(_SETTLING_S)
            node.start()

    def addresses(self, first: int) -> str:
        """Write the `hosts` of a configuration that begins with a node, counted from 1."""
        turned = [self.nodes[(first - 1 + place) % NODES] for place in range(NODES)]
        return "[" + ", ".join(f'"{node.address}"' for node in turned) + "]"

    def stop(self) -> None:
        """End all."""
        for node in self.nodes:
            node.kill()
