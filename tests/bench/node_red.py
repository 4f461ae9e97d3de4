"""Node-RED, if this machine has one: hears every state on MQTT and passes it on by WebSocket.

`PLATZFREI_NODE_RED` names its program; else `node-red` on the PATH is taken (npm install node-red).
The flow does what a dashboard's does: parse, keep the newest of each, send to every browser.
"""

import json
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.system.region import Listener, eventually

VARIABLE: Final = "PLATZFREI_NODE_RED"
SOCKET_PATH: Final = "/live"
MISSING: Final = (
    f"Node-RED isn't installed: npm install node-red, and name its program in {VARIABLE}"
)

_KEEP_AND_SEND: Final = """
const newest = global.get('newest') || {};
newest[msg.topic] = msg.payload;
global.set('newest', newest);
msg.payload = JSON.stringify(msg.payload);
return msg;
"""


def program() -> str | None:
    """Return the command, or None."""
    return os.environ.get(VARIABLE) or shutil.which("node-red")


@contextmanager
def node_red(command: str, folder: Path, broker: Listener, topic_filter: str) -> Iterator[int]:
    """Run it; yield the port on which it takes WebSockets."""
    folder.mkdir()
    port = _free_port()
    (folder / "flows.json").write_text(json.dumps(_flow(broker, topic_filter)))
    settings = {
        "flowFile": "flows.json",
        "uiHost": "127.0.0.1",
        "uiPort": port,
        "telemetry": {"enabled": False},
        "logging": {"console": {"level": "error"}},
    }
    (folder / "settings.js").write_text(f"module.exports = {json.dumps(settings)}")
    process = subprocess.Popen(
        [command, "--userDir", folder, "--settings", folder / "settings.js"],
        env={**os.environ, "HOME": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        eventually(lambda: _listens(port), "Node-RED listens")
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _flow(broker: Listener, topic_filter: str) -> list[dict[str, object]]:
    return [
        {"id": "tab", "type": "tab", "label": "live"},
        {"id": "broker", "type": "mqtt-broker", "broker": broker.host, "port": str(broker.port),
         "clientid": "node-red", "autoConnect": True, "protocolVersion": "5", "keepalive": "60",
         "cleansession": True},
        {"id": "socket", "type": "websocket-listener", "path": SOCKET_PATH, "wholemsg": "false"},
        {"id": "in", "type": "mqtt in", "z": "tab", "topic": topic_filter, "qos": "1",
         "datatype": "utf8", "broker": "broker", "wires": [["parse"]]},
        {"id": "parse", "type": "json", "z": "tab", "property": "payload", "action": "obj",
         "wires": [["keep"]]},
        {"id": "keep", "type": "function", "z": "tab", "func": _KEEP_AND_SEND, "outputs": 1,
         "wires": [["out"]]},
        {"id": "out", "type": "websocket out", "z": "tab", "server": "socket", "wires": []},
    ]  # fmt: skip


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True
