"""Fixtures that every test may ask for: real parts, each started for one test and ended after it.

`mosquitto` is a running broker; `new_mosquitto(...)` makes one with other settings. `influx` are
empty buckets, and `place` the home of a store of any kind.

Where `CI=true` the property tests draw the same examples in every run, so that a change is judged
by what it changed. Everywhere else they look for new ones. `make mutants` runs them thousands of
times: there they draw few, and always the same; and what costs time to import is imported where it
is asked for.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import Phase, settings

from tests.parts.catalogue import path_of
from tests.parts.influxd import EVERY_INFLUXD
from tests.parts.libreoffice import LibreOffice
from tests.parts.mosquitto import BrokerConfig, Mosquitto

if TYPE_CHECKING:
    from tests.parts.influx import Influx, InfluxServer
    from tests.parts.places import Place

settings.register_profile("here", deadline=None)  # no test judges by the clock
settings.register_profile("ci", deadline=None, derandomize=True)
settings.register_profile(
    "mutants",
    deadline=None,
    derandomize=True,
    max_examples=20,
    phases=(Phase.explicit, Phase.generate),
)
settings.load_profile(
    os.environ.get("PLATZFREI_TEST_PROFILE") or ("ci" if os.environ.get("CI") == "true" else "here")
)

pytest_plugins = ["pytester", "tests.parts.marking", "tests.parts.spreading"]


def pytest_collection_finish() -> None:
    """Spare the collector of garbage what stays to the end: it took a second each time."""
    gc.collect()
    gc.freeze()


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
def libreoffice(tmp_path_factory: pytest.TempPathFactory) -> LibreOffice:
    """Make a converter of office files, with a profile that the tests of a process share."""
    return LibreOffice(path_of("libreoffice"), tmp_path_factory.mktemp("libreoffice"))


@pytest.fixture(scope="session")
def influx_servers(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[[Path], InfluxServer]]:
    """Return a function that starts an engine once for all tests of a process."""
    from tests.parts.influx import InfluxServer

    started: dict[Path, InfluxServer] = {}

    def server_of(program: Path) -> InfluxServer:
        if program not in started:
            started[program] = InfluxServer(program, tmp_path_factory.mktemp("influx"))
            started[program].start()
        return started[program]

    yield server_of
    for server in started.values():
        server.stop()


@pytest.fixture(params=EVERY_INFLUXD)
def influxd(request: pytest.FixtureRequest) -> Path:
    """Name every InfluxDB that there is, one after the other, for `influx_servers`."""
    return Path(request.param)


@pytest.fixture(params=EVERY_INFLUXD)
def influx(
    request: pytest.FixtureRequest, influx_servers: Callable[[Path], InfluxServer]
) -> Influx:
    """Make empty buckets in every InfluxDB that there is, one after the other."""
    return influx_servers(request.param).new_buckets()


@pytest.fixture(params=EVERY_INFLUXD)
def own_influx(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[InfluxServer]:
    """Run an InfluxDB for one test, which may give it any trouble."""
    from tests.parts.influx import InfluxServer

    server = InfluxServer(request.param, tmp_path / "influx")
    server.start()
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", *EVERY_INFLUXD])
def place(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    influx_servers: Callable[[Path], InfluxServer],
) -> Place:
    """Make the home of an empty store, of every kind that there is."""
    from tests.parts.places import InfluxPlace, SqlitePlace

    if request.param == "sqlite":
        return SqlitePlace(tmp_path)
    return InfluxPlace(influx_servers(request.param).new_buckets())
