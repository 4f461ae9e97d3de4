"""Fixtures that every test may ask for: real parts, each started for one test and ended after it.

`mosquitto` is a running broker; `new_mosquitto(...)` makes one with other settings.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.parts.catalogue import path_of
from tests.parts.mosquitto import BrokerConfig, Mosquitto

pytest_plugins = ["pytester", "tests.parts.marking", "tests.parts.spreading"]


@pytest.fixture
def new_mosquitto(tmp_path: Path) -> Iterator[Callable[[BrokerConfig], Mosquitto]]:
    """Return a function that makes a stopped broker of a configuration; `start()` is yours."""
    made: list[Mosquitto] = []

    def make(config: BrokerConfig) -> Mosquitto:
        folder = tmp_path / f"mosquitto-{len(made)}"
        made.append(Mosquitto(path_of("mosquitto"), folder, config))
        return made[-1]

    yield make
    for broker in made:
        broker.stop()


@pytest.fixture
def mosquitto(new_mosquitto: Callable[[BrokerConfig], Mosquitto]) -> Mosquitto:
    """Run a broker on a free loopback port that keeps nothing on disk."""
    broker = new_mosquitto(BrokerConfig())
    broker.start()
    return broker


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """Find the Chromium that Playwright's `executable_path` wants."""
    return path_of("chromium")


@pytest.fixture(scope="session")
def influxd_path() -> Path:
    """Find the InfluxDB engine: ask `influxd version` whether it is 1.x or 2.x."""
    return path_of("influxdb")
