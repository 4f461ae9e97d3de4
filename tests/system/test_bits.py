"""A bit changes on a hub's disk, and one on a Pi's card: both start, and all comes back."""

from pathlib import Path

import pytest

from contract.topics import AgentAddress
from tests.parts.mosquitto import Mosquitto
from tests.system.region import Hub, Process, eventually, write_edge_toml, write_hub_toml
from tests.system.test_chaos import committed, stored

ADDRESS = AgentAddress("alte-post", "pi-1")


def change_a_bit(path: Path, after: bytes) -> None:
    """Change one bit right behind the first `after` in a file that nobody has open."""
    content = bytearray(path.read_bytes())
    content[content.index(after) + len(after)] ^= 0x01
    path.write_bytes(content)


@pytest.mark.slow
@pytest.mark.faults
def test_a_changed_bit_ends_nothing_and_loses_nothing(mosquitto: Mosquitto, tmp_path: Path) -> None:
    """The hub sets its store aside and asks for all again; the agent the same with its outbox."""
    hub = Hub(write_hub_toml(tmp_path, mosquitto, [ADDRESS]))
    config = write_edge_toml(tmp_path, mosquitto, ADDRESS)
    edge = Process(
        ["-m", "tests.system.driven_edge", str(config), "7", "40"], config.with_suffix(".log")
    )
    try:
        hub.start()
        edge.start()
        eventually(hub.is_ready, "the hub is ready")
        eventually(lambda: len(stored(tmp_path, ADDRESS)) > 100, "some events are stored")
        hub.stop()
        edge.stop()
        before = committed(tmp_path, ADDRESS)
        change_a_bit(tmp_path / "hub.db", b'"state":"')
        change_a_bit(tmp_path / "pi-1.db", b"CREATE TABLE st")
        hub.start()
        edge.start()
        eventually(hub.is_ready, "the hub is ready")
        eventually((tmp_path / "hub.db.damaged-1").exists, "the store is set aside")
        eventually((tmp_path / "hub.db").exists, "another takes its place")
        eventually(lambda: before <= set(stored(tmp_path, ADDRESS)), "all is stored again")
        assert (tmp_path / "pi-1.db.damaged-1").exists()
        assert hub.running
        assert edge.running
    finally:
        for process in (edge, hub):
            process.kill()
