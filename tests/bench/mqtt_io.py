"""mqtt-io, if it is installed here: an agent that tells pins to MQTT, as a peer of ours.

Runs it with six digital inputs on gpiozero's mock pins, which nobody moves. `PLATZFREI_MQTT_IO`
names the Python that has it; else this one is asked.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psutil

from tests.system.region import Listener

VARIABLE: Final = "PLATZFREI_MQTT_IO"
MISSING: Final = (
    f"mqtt-io isn't installed: pip install mqtt-io gpiozero, and name Python in {VARIABLE}"
)
_PINS: Final = (17, 18, 22, 23, 5, 6)


def interpreter() -> str | None:
    """Return a Python that has it, or None."""
    python = os.environ.get(VARIABLE) or sys.executable
    asked = subprocess.run(
        [python, "-c", "import mqtt_io, gpiozero"], capture_output=True, check=False
    )
    return python if asked.returncode == 0 else None


@contextmanager
def mqtt_io(python: str, folder: Path, broker: Listener) -> Iterator[psutil.Process]:
    """Run it."""
    config = folder / "mqtt-io.yml"
    config.write_text(json.dumps(_config(broker)))  # JSON is YAML
    process = psutil.Popen(
        [python, "-m", "mqtt_io", config],
        env={"GPIOZERO_PIN_FACTORY": "mock", "PATH": ""},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


def _config(broker: Listener) -> dict[str, object]:
    inputs = [{"name": f"seat{pin}", "module": "pins", "pin": pin} for pin in _PINS]
    return {
        "mqtt": {"host": broker.host, "port": broker.port, "topic_prefix": "peer"},
        "gpio_modules": [{"name": "pins", "module": "gpiozero"}],
        "digital_inputs": inputs,
    }
