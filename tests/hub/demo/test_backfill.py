"""A simulated past in the real store, through the real archive."""

import signal
import subprocess
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from contract.times import to_us
from hub.audit import audit_epoch, is_clean
from hub.config import load
from hub.demo.backfill import BackfillFailed, Past, keep_history
from hub.errors import StoreUnavailable
from hub.metrics import HubMetrics
from hub.serving import owners_of
from hub.stores.factory import open_reader, open_store
from hub.workers.archive import Archivist
from tests.house.tree import ROOT

REGION = """
[[space]]
id = "hof"
name = "Hof"
timezone = "Europe/Berlin"
state = "BB"
since = 2026-03-01
opening = { mon = "08:00-20:00", tue = "08:00-20:00" }
desk = [{ id = "d1", agent = "pi-1" }, { id = "d2", agent = "pi-1" }, { id = "d3", agent = "pi-2" }]
door = [{ id = "tor", agent = "pi-1", counts = true }]
[[space]]
id = "markt"
name = "Markt"
timezone = "Europe/Berlin"
since = 2026-03-01
desk = [{ id = "d1", agent = "pi-1" }]
door = [{ id = "tor", agent = "pi-1", counts = true }]
"""
MONDAY = datetime(2026, 3, 1, 23, tzinfo=UTC)


def a_past(region: Path, days: float = 2.0) -> Past:
    """Ask for some days of a region."""
    habits = ROOT / "hub" / "demo" / "habits.toml"
    return Past(region, habits, MONDAY, MONDAY + timedelta(days=days), seed=1)


@pytest.fixture
def region(tmp_path: Path) -> Path:
    """Write a region of two spaces."""
    path = tmp_path / "hub.toml"
    path.write_text(REGION, encoding="utf-8")
    return path


def keep(past: Past, metrics: HubMetrics) -> list[float]:
    """Store a past beside its region and return the shares that were told."""
    store = open_store(load(past.region), past.region)
    told = list[float]()
    try:
        archivist = Archivist(owners_of(load(past.region).spaces), store, metrics)
        assert keep_history(past, archivist.take, told.append) > 0
    finally:
        store.close()
    return told


def test_an_audit_finds_nothing_missing(region: Path) -> None:
    """Every epoch is whole, and each but the newest is named with its end."""
    keep(a_past(region, days=9), HubMetrics())
    reader = open_reader(load(region), region)
    records = list(reader.epochs())
    reader.close()
    audits = [audit_epoch(record) for record in records]
    assert is_clean(audits)
    assert not any(audit.missing or audit.quarantined or audit.lost for audit in audits)
    unnamed = Counter(str(record.address) for record in records if record.named_last is None)
    assert unnamed == {"hof/pi-1": 1, "hof/pi-2": 1, "markt/pi-1": 1}
    for record in records:
        if record.named_last is not None:
            assert [(span.first, span.last) for span in record.stored] == [(1, record.named_last)]


def test_people_were_there(region: Path) -> None:
    """Desks taken and left, doors passed, all in the space's own time."""
    past = a_past(region)
    keep(past, HubMetrics())
    reader = open_reader(load(region), region)
    kinds = Counter(
        stored.event.kind
        for address in owners_of(load(region).spaces)
        for stored in reader.events(address, to_us(past.start), to_us(past.end))
    )
    reader.close()
    assert {"started", "alive", "desk", "door", "passage", "stopped"} <= set(kinds)
    assert kinds["alive"] == 3 * (2 * 288 - 1)


def test_the_archive_counts_it_like_any_other(region: Path) -> None:
    """Nothing is quarantined, ignored or stored twice."""
    metrics = HubMetrics()
    keep(a_past(region), metrics)
    counts = {
        sample.name: sample.value
        for family in metrics.registry.collect()
        for sample in family.samples
    }
    assert next(v for name, v in counts.items() if name.endswith("events_stored_total")) > 1000
    for bad in ("events_quarantined_total", "events_repeated_total"):
        assert next(v for name, v in counts.items() if name.endswith(bad)) == 0


def test_the_share_that_is_done_rises_to_one(region: Path) -> None:
    """So that a bar never goes back."""
    told = keep(a_past(region), HubMetrics())
    assert told == sorted(told)
    assert 0 <= told[0] < 1
    assert told[-1] == 1


def test_a_simulator_that_fails_is_no_success(
    region: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """What it complained about is seen."""
    past = a_past(region)
    store = open_store(load(region), region)
    region.write_text(REGION.replace("Europe/Berlin", "Europe/Atlantis"))
    archivist = Archivist({}, store, HubMetrics())
    with pytest.raises(BackfillFailed):
        keep_history(past, archivist.take, lambda _: None)
    store.close()
    assert "no time zone" in capfd.readouterr().err


class Asked(BaseException):
    """Somebody wants the end."""


def test_whoever_asks_for_the_end_is_heard_between_two_batches(region: Path) -> None:
    """It comes back long before the years are made: the simulators have ended with it."""
    store = open_store(load(region), region)
    archivist = Archivist(owners_of(load(region).spaces), store, HubMetrics())
    told = list[float]()

    def end_if_asked() -> None:
        if told:
            raise Asked

    with pytest.raises(Asked):
        keep_history(a_past(region, days=10_000), archivist.take, told.append, end_if_asked)
    store.close()
    assert len(told) == 1


@pytest.fixture
def simulators(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """Note every program that is started."""
    started = list[subprocess.Popen[bytes]]()

    class Noted(subprocess.Popen[bytes]):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            started.append(self)

    monkeypatch.setattr("hub.demo.backfill.subprocess.Popen", Noted)
    return started


def test_a_store_that_fails_ends_the_simulators(
    region: Path, simulators: list[subprocess.Popen[bytes]]
) -> None:
    """Nobody goes on making what nobody keeps: each is ended before it is done."""
    store = open_store(load(region), region)
    archivist = Archivist(owners_of(load(region).spaces), store, HubMetrics())
    store.close()
    with pytest.raises(StoreUnavailable):
        keep_history(a_past(region, days=10_000), archivist.take, lambda _: None)
    assert simulators
    assert {one.returncode for one in simulators} == {-signal.SIGKILL}
