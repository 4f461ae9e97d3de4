"""Node-RED's usual archive, if this machine has one: every event on MQTT is appended to a file.

`PLATZFREI_NODE_RED` names its program; else `node-red` on the PATH is taken (npm install node-red).
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from contract.topics import Channel, every_agent
from tests.bench.feeder import a_free_port, listens
from tests.system.region import Listener, eventually

VARIABLE: Final = "PLATZFREI_NODE_RED"
MISSING: Final = (
    f"Node-RED isn't installed: npm install node-red, and name its program in {VARIABLE}"
)


def program() -> str | None:
    """Return the command, or None."""
    return os.environ.get(VARIABLE) or shutil.which("node-red")


@contextmanager
def appending(command: str, folder: Path, broker: Listener) -> Iterator[Path]:
    """Run it; yield the file that it appends to, a line for each message."""
    folder.mkdir()
    port, file = a_free_port(), folder / "events.txt"
    file.touch()
    (folder / "flows.json").write_text(json.dumps(_flow(broker, file)))
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
        yield file
    finally:
        process.terminate()
        process.wait(30)


def _flow(broker: Listener, file: Path) -> list[dict[str, object]]:
    return [
        {"id": "tab", "type": "tab", "label": "archive"},
        {
            "id": "broker",
            "type": "mqtt-broker",
            "broker": broker.host,
            "port": str(broker.port),
            "clientid": "node-red",
            "autoConnect": True,
            "protocolVersion": "5",
            "keepalive": "60",
            "cleansession": True,
        },
        {
            "id": "in",
            "type": "mqtt in",
            "z": "tab",
            "topic": every_agent(Channel.EVENTS),
            "qos": "1",
            "datatype": "utf8",
            "broker": "broker",
            "wires": [["out"]],
        },
        {
            "id": "out",
            "type": "file",
            "z": "tab",
            "filename": str(file),
            "filenameType": "str",
            "appendNewline": True,
            "createDir": False,
            "overwriteFile": "false",
            "wires": [[]],
        },
    ]
