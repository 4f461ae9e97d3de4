"""A real clustered broker of three nodes: each is killed once under load, and one of them hangs.

Agents, hub and a live replica change over to another node, and their sessions there take over the
old ones. A node that begins anew has no retained states for a while. Nothing is lost or doubled,
and nobody is told `free` of a desk at which somebody sits. `make test-cluster` runs it, where there
is RMQTT.
"""

import re
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx
import pytest

from contract.topics import AgentAddress
from tests.parts.rmqtt import VARIABLE, Cluster, Node, rmqttd
from tests.system.chaos_checker import account
from tests.system.region import SEAT_PINS, Hub, Process, eventually, write_edge_toml, write_hub_toml
from tests.system.running_agent import running_agent
from tests.system.test_chaos import committed, stored, unsettled_count
from tests.system.test_parts import Watcher, availability, start

BUSY = (AgentAddress("alte-post", "pi-1"), AgentAddress("hofladen", "pi-2"))
SEATED = AgentAddress("muehle", "pi")
CHANGES_PER_S = 20

pytestmark = [pytest.mark.cluster, pytest.mark.timeout(900)]


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """Run three nodes."""
    program = rmqttd()
    if program is None:
        pytest.skip(f"no rmqttd: neither on the PATH nor named by {VARIABLE}")
    made = Cluster(program, tmp_path / "cluster")
    try:
        made.start()
        yield made
    finally:
        made.stop()


def at(cluster: Cluster, config: Path, first: int) -> Path:
    """Let a configuration name all nodes, one of them first."""
    node = cluster.nodes[0]
    one = f'host = "{node.host}"\nport = {node.port}\n'
    text = config.read_text()
    assert one in text
    config.write_text(text.replace(one, f"hosts = {cluster.addresses(first)}\n"))
    return config


@pytest.fixture
def hubs(cluster: Cluster, tmp_path: Path) -> Iterator[tuple[Hub, Hub]]:
    """Run a hub and a live replica, both at the first node."""
    toml = at(cluster, write_hub_toml(tmp_path, cluster.nodes[0], [*BUSY, SEATED]), 1)
    made = (Hub(toml), Hub(toml, "--live", name="replica"))
    try:
        for hub in made:
            start(hub)
            eventually(hub.is_ready, "the hub is ready", 240)
        yield made
    finally:
        for hub in made:
            hub.kill()


@pytest.fixture
def edges(cluster: Cluster, tmp_path: Path) -> Iterator[list[Process]]:
    """Make an agent process for each busy space, at the second and at the third node."""
    made = []
    for number, address in enumerate(BUSY):
        config = at(cluster, write_edge_toml(tmp_path, cluster.nodes[0], address), number + 2)
        words = ["-m", "tests.system.driven_edge", str(config), str(number), str(CHANGES_PER_S)]
        made.append(Process(words, config.with_suffix(".log")))
    try:
        yield made
    finally:
        for process in made:
            process.kill()


def stored_count(folder: Path) -> int:
    """Count all that is stored."""
    return sum(len(stored(folder, address)) for address in BUSY)


def has_more(folder: Path, address: AgentAddress, than: int) -> bool:
    """Tell whether more is stored of an agent."""
    return len(stored(folder, address)) > than


def goes_on(folder: Path, what: str) -> None:
    """Wait until each busy agent has more stored than now."""
    before = {address: len(stored(folder, address)) for address in BUSY}
    for address, count in before.items():
        eventually(partial(has_more, folder, address, count), what, 240)


def kill_each(nodes: list[Node], folder: Path) -> None:
    """Kill each node under load, let what it carried go on elsewhere, and start it again."""
    for node in reversed(nodes):
        time.sleep(3)
        node.kill()
        goes_on(folder, f"events are stored without node {node.number}")
        node.start()


def freeze_one(cluster: Cluster, hub: Hub, folder: Path) -> None:
    """Let the node at which the hub is hang, until all goes on elsewhere, and then go on."""
    address = places_of(hub)[-1]
    node = next(each for each in cluster.nodes if each.address == address)
    node.freeze()
    try:
        eventually(lambda: places_of(hub)[-1] != address, "the hub leaves a node that hangs", 240)
        goes_on(folder, f"events are stored while node {node.number} hangs")
    finally:
        node.thaw()
    goes_on(folder, f"events are stored after node {node.number} hung")


def places_of(hub: Hub) -> list[str]:
    """Return the nodes at which a hub's live connection was, one after the other."""
    return re.findall(r"live: connected to broker (\S+)", hub.log())


def test_a_node_that_dies_costs_nothing(
    cluster: Cluster, hubs: tuple[Hub, Hub], edges: list[Process], tmp_path: Path
) -> None:
    """Lost 0, doubled 0, false-free 0, whichever node is killed; and hub and agents change over."""
    watchers = [Watcher(hub, SEATED.space) for hub in hubs]
    seated = at(cluster, write_edge_toml(tmp_path, cluster.nodes[0], SEATED), 1)
    with running_agent(seated) as pins:
        pins.pin(SEAT_PINS[0]).drive_low()
        for hub in hubs:
            eventually(partial(is_taken, hub), "somebody sits there", 240)
        for watcher in watchers:
            watcher.start()
        for edge in edges:
            edge.start()
        eventually(lambda: stored_count(tmp_path) > 50, "events are stored", 240)
        kill_each(cluster.nodes, tmp_path)
        freeze_one(cluster, hubs[0], tmp_path)
        hubs[1].kill()
        start(hubs[1])  # at a node that has lost what it had retained
        eventually(partial(is_taken, hubs[1]), "a new replica hears that somebody sits there", 240)
        for edge in edges:
            edge.stop()
        for edge in edges:
            edge.start()  # what waits on its card is sent
        for address in BUSY:
            eventually(partial(is_settled, tmp_path, address), "what was seen is settled", 240)
        for edge in edges:
            edge.kill()
        for watcher in watchers:
            watcher.end()
    assert [watcher.lies for watcher in watchers] == [[], []]
    assert all(watcher.answers for watcher in watchers)
    for address in BUSY:
        found = account(committed(tmp_path, address), stored(tmp_path, address))
        assert (found.doubled, found.invented) == (0, 0)
        assert found.lost <= unsettled_count(tmp_path, address)
    assert len(set(places_of(hubs[0]))) > 1


def is_settled(folder: Path, address: AgentAddress) -> bool:
    """Tell whether hardly more than what is under way waits on an agent's card."""
    return unsettled_count(folder, address) < 5


def is_taken(hub: Hub) -> bool:
    """Tell whether a hub shows that somebody sits at the first desk."""
    try:
        return bool(availability(hub, SEATED.space)["detail"]["d1"] == "occupied")
    except httpx.HTTPError:
        return False
