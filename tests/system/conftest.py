"""A running hub on a real broker, for whole-system tests."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest

from contract.topics import AgentAddress
from tests.parts.mosquitto import Mosquitto
from tests.system.region import Hub, eventually, write_hub_toml


@pytest.fixture
def start_hub_on(tmp_path: Path) -> Iterator[Callable[[Mosquitto, Sequence[AgentAddress]], Hub]]:
    """Return a function that starts a hub for some agents on a broker, until it is ready."""
    hubs: list[Hub] = []

    def start(broker: Mosquitto, agents: Sequence[AgentAddress]) -> Hub:
        hub = Hub(write_hub_toml(tmp_path, broker, agents))
        hubs.append(hub)
        hub.start()
        eventually(hub.is_ready, "the hub is ready")
        return hub

    yield start
    for hub in hubs:
        hub.stop()


@pytest.fixture
def start_hub(
    mosquitto: Mosquitto, start_hub_on: Callable[[Mosquitto, Sequence[AgentAddress]], Hub]
) -> Callable[[list[AgentAddress]], Hub]:
    """Return a function that starts a hub for some agents and waits until it is ready."""
    return partial(start_hub_on, mosquitto)
