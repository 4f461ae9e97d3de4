"""Node-RED, if this machine has one: hears on MQTT, and passes on or keeps as its users do.

`PLATZFREI_NODE_RED` names its program; else `node-red` on the PATH is taken (npm install node-red).
Two flows: what a dashboard's does with states (parse, keep the newest of each, send to every
browser by WebSocket), and the usual archive (append each message to a file).
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.bench.feeder import a_free_port, listens
from tests.system.region import Listener, eventually

VARIABLE: Final = "PLATZFREI_NODE_RED"
SOCKET_PATH: Final = "/live"
MISSING: Final = (
    f"Node-RED isn't installed: npm install node-red, and name its program in {VARIABLE}"
)
Nodes = list[dict[str, object]]

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


def to_browsers() -> Nodes:
    """Describe a flow that sends the newest of each topic to every WebSocket on SOCKET_PATH."""
    return [
        {"id": "socket", "type": "websocket-listener", "path": SOCKET_PATH, "wholemsg": "false"},
        {"id": "parse", "type": "json", "z": "tab", "property": "payload", "action": "obj",
         "wires": [["keep"]]},
        {"id": "keep", "type": "function", "z": "tab", "func": _KEEP_AND_SEND, "outputs": 1,
         "wires": [["out"]]},
        {"id": "out", "type": "websocket out", "z": "tab", "server": "socket", "wires": []},
    ]  # fmt: skip


def to_file(file: Path) -> Nodes:
    """Describe a flow that appends each message to a file, as a line."""
    return [
        {"id": "out", "type": "file", "z": "tab", "filename": str(file), "filenameType": "str",
         "appendNewline": True, "createDir": False, "overwriteFile": "false", "wires": [[]]},
    ]  # fmt: skip


@contextmanager
def node_red(
    command: str, folder: Path, broker: Listener, topic_filter: str, nodes: Nodes
) -> Iterator[int]:
    """Run it with the nodes of a flow, the first of which hears the topics; yield its port."""
    folder.mkdir()
    port = a_free_port()
    (folder / "flows.json").write_text(json.dumps([*_hearing(broker, topic_filter, nodes), *nodes]))
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
        eventually(lambda: listens(port), "Node-RED listens")
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _hearing(broker: Listener, topic_filter: str, nodes: Nodes) -> Nodes:
    first = next(node["id"] for node in nodes if "wires" in node)
    return [
        {"id": "tab", "type": "tab", "label": "platzfrei"},
        {"id": "broker", "type": "mqtt-broker", "broker": broker.host, "port": str(broker.port),
         "clientid": "node-red", "autoConnect": True, "protocolVersion": "5", "keepalive": "60",
         "cleansession": True},
        {"id": "in", "type": "mqtt in", "z": "tab", "topic": topic_filter, "qos": "1",
         "datatype": "utf8", "broker": "broker", "wires": [[first]]},
    ]  # fmt: skip
