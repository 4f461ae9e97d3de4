"""An embedded broker for the demo: Mosquitto where it is installed, else the wheel iotcore.

It is a program of its own (`python -m hub.demo.broker`), listens on 127.0.0.1 alone, keeps nothing
on disk, and ends as soon as its standard input closes: so it never outlives whoever started it,
however that ends. It lets in everybody on this machine; production has a broker with accounts.
"""

import argparse
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Final

from hub.errors import HubError

HOST: Final = "127.0.0.1"
_SYSTEM_FOLDERS: Final = "/usr/local/sbin:/usr/sbin:/sbin"  # daemons live here, off a user's PATH
_READY_WITHIN_S: Final = 15.0
_LOOK_EVERY_S: Final = 0.05
_MAX_PACKET_BYTES: Final = 256 * 1024
_MIB: Final = 1024 * 1024
_PR_SET_PDEATHSIG: Final = 1  # prctl(2)

_IOTCORE: Final = """\
id = 0
[router]
id = 0
max_connections = 1000
max_outgoing_packet_count = 1000
max_segment_size = {segment_bytes}
max_segment_count = 4
[v5.main]
name = "main"
listen = "{host}:{port}"
next_connection_delay_ms = 1
[v5.main.connections]
connection_timeout_ms = 10000
max_payload_size = {packet_bytes}
max_inflight_count = 100
"""


class BrokerUnavailable(HubError):
    """No broker could be started on this machine."""


class Engine(StrEnum):
    """Which broker it is."""

    MOSQUITTO = "mosquitto"
    IOTCORE = "iotcore"


def installed_engine() -> Engine:
    """Return Mosquitto if this machine has it, else iotcore, which the demo's packages bring."""
    return Engine.IOTCORE if find_mosquitto() is None else Engine.MOSQUITTO


def find_mosquitto() -> str | None:
    """Return where Mosquitto is."""
    folders = f"{os.environ.get('PATH', os.defpath)}:{_SYSTEM_FOLDERS}"
    return shutil.which("mosquitto", path=folders)


def command(engine: Engine, port: int, folder: Path) -> list[str]:
    """Return the command that runs a broker on a port, with its settings in an existing folder."""
    return [
        *(sys.executable, "-P", "-m", "hub.demo.broker"),
        *("--engine", engine, "--port", str(port), "--folder", str(folder)),
    ]


def free_port() -> int:
    """Return a port that nobody listens on at present."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def await_ready(port: int, has_ended: Callable[[], bool]) -> None:
    """Wait until the broker accepts connections. Raises BrokerUnavailable."""
    deadline_s = time.monotonic() + _READY_WITHIN_S
    while time.monotonic() < deadline_s and not has_ended():
        try:
            socket.create_connection((HOST, port), timeout=1.0).close()
        except OSError:
            time.sleep(_LOOK_EVERY_S)
        else:
            return
    raise BrokerUnavailable(f"the embedded broker did not start on {HOST}:{port}")


def main() -> int:
    """Run a broker until standard input closes."""
    parser = argparse.ArgumentParser(prog="python -m hub.demo.broker")
    parser.add_argument("--engine", type=Engine, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    chosen = parser.parse_args()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal's Ctrl-C is for whoever started us
    run = _run_mosquitto if chosen.engine is Engine.MOSQUITTO else _run_iotcore
    return run(chosen.port, chosen.folder)


def _run_mosquitto(port: int, folder: Path) -> int:
    program = find_mosquitto()
    if program is None:
        raise BrokerUnavailable("mosquitto: not found")
    settings = folder / "mosquitto.conf"
    settings.write_text("\n".join(_mosquitto_lines(port)), encoding="utf-8")
    broker = subprocess.Popen(  # noqa: S603 - the arguments are ours
        [program, "-c", settings],
        stdin=subprocess.DEVNULL,
        preexec_fn=_end_with_parent,  # noqa: PLW1509 - this process has one thread as yet
    )
    signal.signal(signal.SIGTERM, lambda *_: broker.terminate())
    _when_stdin_closes(broker.terminate)
    return broker.wait()


def _end_with_parent() -> None:
    """Ask Linux to end this process when its parent is killed: Mosquitto reads no input."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _mosquitto_lines(port: int) -> list[str]:
    lines = [
        f"listener {port} {HOST}",
        "allow_anonymous true",
        "persistence false",
        "set_tcp_nodelay true",
        "log_dest stderr",
        f"max_packet_size {_MAX_PACKET_BYTES}",
        "",
    ]
    # Without this, root becomes the user mosquitto, which some machines don't have.
    return ["user root", *lines] if os.geteuid() == 0 else lines


def _run_iotcore(port: int, folder: Path) -> int:
    import iotcore  # noqa: PLC0415 - where Mosquitto is installed, nobody needs it

    settings = folder / "iotcore.toml"
    text = _IOTCORE.format(host=HOST, port=port, packet_bytes=_MAX_PACKET_BYTES, segment_bytes=_MIB)
    settings.write_text(text, encoding="utf-8")
    _when_stdin_closes(lambda: os._exit(0))  # it has no other way to stop
    iotcore.Broker(config_path=str(settings)).run_forever()
    return 0


def _when_stdin_closes(act: Callable[[], object]) -> None:
    def wait() -> None:
        while os.read(sys.stdin.fileno(), 4096):  # unbuffered: holds no lock at the end
            pass
        act()

    threading.Thread(target=wait, daemon=True).start()


if __name__ == "__main__":
    sys.exit(main())
