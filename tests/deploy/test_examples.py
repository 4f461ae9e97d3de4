"""The two examples as a pair: who starts edge and hub from them has a region that works."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

import edge.configuration.config
import hub.config
from hub.audit import audit_epoch, is_clean
from hub.errors import StoreUnavailable
from hub.stores.sqlite.reader import SqliteReader
from tests.house.tree import ROOT
from tests.parts.mosquitto import Mosquitto
from tests.system.region import Process

EXAMPLES = ROOT / "deploy" / "examples"
PATIENCE_S = 60.0


def test_desks_and_doors_are_the_same() -> None:
    """Each that one file names for the agent exists in the other, in both directions."""
    agent = edge.configuration.config.load(EXAMPLES / "edge.toml")
    spaces = {space.id: space for space in hub.config.load(EXAMPLES / "hub.toml").spaces}
    desks, doors = spaces[agent.space].watched_by(agent.agent)
    assert (
        set(agent.desks or ()) == {sensor.desk for sensor in agent.sensors if sensor.desk} == desks
    )
    assert (
        set(agent.doors or ()) == {sensor.door for sensor in agent.sensors if sensor.door} == doors
    )
    counting = {door.id for door in spaces[agent.space].doors if door.counts}
    assert {sensor.door for sensor in agent.sensors if sensor.kind == "beams"} == counting


@pytest.fixture
def region(tmp_path: Path, mosquitto: Mosquitto, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Run hub and edge from the examples, of which only the ports are changed."""
    monkeypatch.setenv("GPIOZERO_PIN_FACTORY", "mock")
    processes = []
    for program, command in (("hub", "serve"), ("edge", "run")):
        text = (EXAMPLES / f"{program}.toml").read_text()
        assert text.count("port = 1883") == 1
        text = text.replace("port = 1883", f"port = {mosquitto.port}")
        config = tmp_path / f"{program}.toml"
        config.write_text(text.replace("port = 8000", "port = 0"))
        arguments: list[str | Path] = ["-m", program, command, "--config", config]
        processes.append(Process(arguments, tmp_path / f"{program}.log"))
        processes[-1].start()
    yield tmp_path
    for process in reversed(processes):
        process.stop()


def eventually(found: Callable[[], bool], log: Path) -> None:
    """Wait for something that is about to happen."""
    deadline_s = time.monotonic() + PATIENCE_S
    while not found():
        assert time.monotonic() < deadline_s, log.read_text()
        time.sleep(0.1)


@pytest.mark.real("mosquitto")
def test_an_edge_from_one_is_understood_by_a_hub_from_the_other(region: Path) -> None:
    """Its events are stored, none is quarantined, nothing is ignored, and the log has no doubts."""

    def is_stored() -> bool:
        try:
            with closing(SqliteReader.open(region / "platzfrei.db")) as reader:
                audits = [audit_epoch(epoch) for epoch in reader.epochs()]
                assert list(reader.ignored_agents()) == []
                assert reader.unreadable_count() == 0
        except StoreUnavailable:
            return False
        assert not any(audit.quarantined for audit in audits)
        stored = sum(span.last for audit in audits for span in audit.stored)
        return stored >= 3 and is_clean(audits)

    eventually(is_stored, region / "hub.log")
    log = (region / "hub.log").read_text()
    assert "quarantine" not in log
    assert "isn't in hub.toml" not in log
