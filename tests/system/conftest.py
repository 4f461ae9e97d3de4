"""A running hub on a real broker, for whole-system tests."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from contract.topics import AgentAddress
from tests.parts.mosquitto import Mosquitto
from tests.system.region import Hub, eventually, write_hub_toml


@pytest.fixture
def start_hub(
    mosquitto: Mosquitto, tmp_path: Path
) -> Iterator[Callable[[list[AgentAddress]], Hub]]:
    """Return a function that starts a hub for some agents and waits until it is ready."""
    hubs: list[Hub] = []

    def start(agents: list[AgentAddress]) -> Hub:
        hub = Hub(write_hub_toml(tmp_path, mosquitto, agents))
        hubs.append(hub)
        hub.start()
        eventually(hub.is_ready, "the hub is ready")
        return hub

    yield start
    for hub in hubs:
        hub.stop()
