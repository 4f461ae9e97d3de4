"""An agent at rest carries nothing that it doesn't use, and gets what it uses late."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.edge.test_run import edge_toml
from tests.parts.mosquitto import Mosquitto

SPARED = ("_hashlib", "_ssl", "gpiozero.boards", "http.client", "pydantic.v1")

_AN_AGENT = """
import json, runpy, sys
sys.argv = ["edge", "run", "--config", sys.argv[1]]
try:
    runpy.run_module("edge", run_name="__main__", alter_sys=True)
finally:
    print(json.dumps([name for name, module in sys.modules.items() if module is not None]))
"""
_LATE = """
from edge.lean_imports import put_off_imports
put_off_imports()
import sys
import paho.mqtt.client as paho
from edge.configuration import files
assert "_ssl" not in sys.modules
assert not issubclass(paho.ssl.SSLWantReadError, OSError)
assert "_ssl" not in sys.modules
context = files.ssl.create_default_context()
import ssl
assert isinstance(context, ssl.SSLContext)
assert paho.ssl.SSLWantReadError is ssl.SSLWantReadError
assert paho.ssl.SSLWantWriteError is ssl.SSLWantWriteError
assert paho.urllib.request.getproxies is not None
import gpiozero
from gpiozero.devices import Device
assert gpiozero.Device is Device and gpiozero.LED is not None
import hashlib, hmac
for name in sorted(hashlib.algorithms_guaranteed):
    assert hashlib.new(name, b"x") is not None, name
assert hashlib.sha256(b"").hexdigest().startswith("e3b0c442")
"""


def test_at_rest_it_has_neither_tls_nor_boards(mosquitto: Mosquitto, tmp_path: Path) -> None:
    """Connected without TLS and ended in good order, it has imported none of it."""
    config = edge_toml(tmp_path, mosquitto.port)
    process = subprocess.Popen(
        [sys.executable, "-c", _AN_AGENT, config],
        env={**os.environ, "GPIOZERO_PIN_FACTORY": "mock"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr is not None
        assert any("connected" in line for line in process.stderr)
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=60)
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == 0
    loaded = json.loads(said)
    assert "paho.mqtt.client" in loaded
    assert "gpiozero.pins.mock" in loaded
    assert [name for name in SPARED if name in loaded] == []


def test_what_was_put_off_is_there_when_it_is_used() -> None:
    """TLS, proxies, boards and every hash work as if they had been imported at once."""
    done = subprocess.run(
        [sys.executable, "-c", _LATE], capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
