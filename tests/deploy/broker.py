"""Mosquitto as deploy/ configures it, moved to a folder and ports of a test; and clients of it."""

import os
import re
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from typing import Any, Final

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.reasoncodes import ReasonCode

from tests.house.tree import ROOT
from tests.parts.catalogue import path_of
from tests.parts.mosquitto import HOST, free_port

PATIENCE_S: Final = 20.0
DEPLOY: Final = ROOT / "deploy"
SCRIPT: Final = DEPLOY / "compose" / "make-secrets.sh"


def make_secrets(folder: Path, *arguments: str, typed: str = "") -> str:
    """Run make-secrets.sh on a folder, with something typed; return what it says."""
    command = ["/bin/sh", str(SCRIPT), *arguments]
    environment = {**os.environ, "PLATZFREI_SECRETS": str(folder)}
    ran = subprocess.run(
        command,
        env=environment,
        input=typed,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return ran.stdout


def new_agent(folder: Path, name: str) -> str:
    """Give an agent a password, and return it."""
    return make_secrets(folder, "agent", name).splitlines()[-1].rpartition(": ")[2]


@dataclass(frozen=True)
class Ports:
    """Where the listeners of a broker are."""

    agents: int
    hub: int


def moved(text: str, folder: Path, secrets: Path, ports: Ports) -> str:
    """Move mosquitto.conf to other folders and ports; nothing else of it changes."""
    text = text.replace("/mosquitto/config", str(DEPLOY / "mosquitto"))
    text = text.replace("/mosquitto/secrets", str(secrets / "mosquitto"))
    text = text.replace("/mosquitto/data", str(folder))
    for port, free in ((1883, ports.agents), (1884, ports.hub), (8883, ports.agents)):
        text = re.sub(rf"^listener {port}$", f"listener {free} {HOST}", text, flags=re.MULTILINE)
    return text + ("\nuser root\n" if os.geteuid() == 0 else "")


@contextmanager
def deployed_broker(folder: Path, secrets: Path, name: str = "mosquitto.conf") -> Iterator[Ports]:
    """Run Mosquitto with a configuration of deploy/."""
    ports = Ports(free_port(), free_port())
    folder.mkdir()
    config = folder / "moved.conf"
    config.write_text(moved((DEPLOY / "mosquitto" / name).read_text(), folder, secrets, ports))
    log = folder / "log"
    with log.open("wb") as writing:
        process = subprocess.Popen([path_of("mosquitto"), "-c", config], stderr=writing)
    try:
        deadline_s = time.monotonic() + PATIENCE_S
        while not _accepts(ports.agents):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline_s, log.read_text()
            time.sleep(0.01)
        yield ports
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def _accepts(port: int) -> bool:
    with socket.socket() as connection:
        return connection.connect_ex((HOST, port)) == 0


class Refused(Exception):
    """The broker lets nobody in by this name."""


class Client:
    """A client with a name and a password; hears what it subscribed to in `heard`."""

    def __init__(
        self, port: int, user: str | None, password: str | None, client_id: str = "any"
    ) -> None:
        self.heard: Queue[tuple[str, bytes]] = Queue()
        self.lost = threading.Event()
        self.limits: Any = None
        self._answers: Queue[ReasonCode] = Queue()
        self.client = mqtt.Client(
            CallbackAPIVersion.VERSION2, client_id=client_id, protocol=mqtt.MQTTv5,
            reconnect_on_failure=False,
        )  # fmt: skip
        if user is not None:
            self.client.username_pw_set(user, password)
        self.client.on_connect = self._on_connect
        self.client.on_publish = lambda _c, _u, _m, reason, _p: self._answers.put(reason)
        self.client.on_subscribe = lambda _c, _u, _m, reasons, _p: self._answers.put(reasons[0])
        self.client.on_disconnect = lambda *_: self.lost.set()
        self.client.on_message = lambda _c, _u, one: self.heard.put((one.topic, bytes(one.payload)))
        self._port = port

    def _on_connect(self, _c: object, _u: object, _f: object, reason: Any, limits: Any) -> None:
        self.limits = limits
        self._answers.put(reason)

    def open(self) -> "Client":
        """Connect. Raises Refused."""
        self.client.connect(HOST, self._port)
        self.client.loop_start()
        if self._answers.get(timeout=PATIENCE_S).is_failure:
            self.close()
            raise Refused
        return self

    def may_say(self, topic: str, payload: bytes = b"{}", *, retain: bool = False) -> bool:
        """Publish at QoS 1; tell whether the broker took it."""
        self.client.publish(topic, payload, 1, retain)
        return not self._answers.get(timeout=PATIENCE_S).is_failure

    def hear(self, topic_filter: str) -> None:
        """Subscribe, whether or not anything will come."""
        self.client.subscribe(topic_filter, 1)
        self._answers.get(timeout=PATIENCE_S)

    def next(self) -> tuple[str, bytes]:
        """Wait for the next message."""
        return self.heard.get(timeout=PATIENCE_S)

    def close(self) -> None:
        """Leave in good order."""
        self.client.disconnect()
        self.client.loop_stop()


@contextmanager
def client(
    port: int, user: str | None, password: str | None, client_id: str = "any"
) -> Iterator[Client]:
    """Lend a connected client. Raises Refused."""
    one = Client(port, user, password, client_id).open()
    try:
        yield one
    finally:
        one.close()
