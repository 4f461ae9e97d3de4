"""An old copy of the store is put back, and the edges fill it up again by themselves."""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from contract.topics import AgentAddress
from tests.parts.mosquitto import Mosquitto
from tests.system.region import (
    REPOSITORY,
    Hub,
    Process,
    eventually,
    write_edge_toml,
    write_hub_toml,
)
from tests.system.test_chaos import committed, stored

ADDRESS = AgentAddress("alte-post", "pi-1")


def say_restored(hub: Hub) -> subprocess.CompletedProcess[str]:
    """Run `platzfrei-hub store restored`."""
    return subprocess.run(
        [sys.executable, "-m", "hub", "store", "restored", "--config", str(hub.config)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.slow
def test_a_restored_store_is_filled_up_again(mosquitto: Mosquitto, tmp_path: Path) -> None:
    """After a restore and `store restored`, the store holds again all that the card holds."""
    hub = Hub(write_hub_toml(tmp_path, mosquitto, [ADDRESS]))
    config = write_edge_toml(tmp_path, mosquitto, ADDRESS)
    edge = Process(
        ["-m", "tests.system.driven_edge", str(config), "7", "40"], config.with_suffix(".log")
    )
    copy = tmp_path / "copy.db"
    try:
        hub.start()
        edge.start()
        eventually(hub.is_ready, "the hub is ready")
        eventually(lambda: len(stored(tmp_path, ADDRESS)) > 50, "some events are stored")
        with (
            closing(sqlite3.connect(tmp_path / "hub.db")) as live,
            closing(sqlite3.connect(copy)) as target,
        ):
            live.backup(target)
        eventually(lambda: len(stored(tmp_path, ADDRESS)) > 200, "more events are stored")
        assert say_restored(hub).returncode == 3, "refused while the hub runs"
        hub.stop()
        for part in tmp_path.glob("hub.db-*"):
            part.unlink()
        shutil.copy(copy, tmp_path / "hub.db")
        assert say_restored(hub).returncode == 0
        hub.start()
        before = committed(tmp_path, ADDRESS)
        eventually(lambda: before.issubset(stored(tmp_path, ADDRESS)), "all is there again", 60)
        assert hub.audit()[0] == 0, hub.audit()[1]
    finally:
        edge.kill()
        hub.kill()
