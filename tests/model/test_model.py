"""Nothing is lost and nothing counts twice, whatever lies: seeded histories of the real classes.

`make test` runs some hundred, `make faults` those after them, thousands;
`PLATZFREI_HISTORIES=20000 PLATZFREI_FIRST_SEED=1 make test` runs any other number of them.
"""

import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.model.mutants import MUTANTS
from tests.model.world import Parts, Violation, World

HISTORIES = int(os.environ.get("PLATZFREI_HISTORIES", "800"))
FIRST_SEED = int(os.environ.get("PLATZFREI_FIRST_SEED", "0"))
MORE_HISTORIES = 4000
BLOCKS = 20
STEPS = 60
MUTANT_SEEDS = 400
_SHARED_MEMORY = Path("/dev/shm")
_ROOM_BYTES = 256 * 1024 * 1024
"""Far more than the histories of all workers hold at a time."""


@pytest.fixture(autouse=True)
def _silence() -> Iterator[None]:
    """The classes log what the histories do to them, thousands of times."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def disk_in_memory(folder: Path) -> Path | None:
    """Return the folder if histories can live there: not every machine and user has one."""
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        return None
    return folder if shutil.disk_usage(folder).free >= _ROOM_BYTES else None


def violation_of(seed: int, parts: Parts | None = None) -> str | None:
    """Run one history and return what it violates; a disk in memory makes it quick."""
    with tempfile.TemporaryDirectory(dir=disk_in_memory(_SHARED_MEMORY)) as folder:
        world = World(seed, Path(folder), parts)
        try:
            world.run(STEPS)
        except Violation as violation:
            return str(violation)
        finally:
            world.close()
    return None


def test_memory_is_used_only_where_there_is_some(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Missing, closed to this user or too small, it is left for the usual folder."""
    free = shutil.disk_usage(tmp_path).free
    monkeypatch.setattr("tests.model.test_model._ROOM_BYTES", 1)
    assert disk_in_memory(tmp_path) == tmp_path
    assert disk_in_memory(tmp_path / "none") is None
    monkeypatch.setattr("tests.model.test_model._ROOM_BYTES", 2 * free + 2)
    assert disk_in_memory(tmp_path) is None
    monkeypatch.setattr("tests.model.test_model._ROOM_BYTES", 1)
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert disk_in_memory(tmp_path) is None


@pytest.mark.slow
@pytest.mark.timeout(0)
@pytest.mark.parametrize("block", range(BLOCKS))
def test_no_history_violates_an_invariant(block: int) -> None:
    """However messages, processes and cards fail, each event ends up counted exactly once."""
    no_violation_in(range(FIRST_SEED + block, FIRST_SEED + HISTORIES, BLOCKS))


@pytest.mark.faults
@pytest.mark.timeout(0)
@pytest.mark.parametrize("block", range(BLOCKS))
def test_no_longer_search_finds_a_violation(block: int) -> None:
    """Nor do the next thousands of histories."""
    first = FIRST_SEED + HISTORIES
    no_violation_in(range(first + block, first + MORE_HISTORIES, BLOCKS))


def no_violation_in(seeds: range) -> None:
    """Run these histories, and print what that says of all others."""
    violations = {seed: found for seed in seeds if (found := violation_of(seed))}
    assert not violations
    print(f"{len(seeds)} histories, 0 violations: 95 % bound {3 / max(1, len(seeds)):.4f}")


@pytest.mark.slow
@pytest.mark.parametrize("mutant", MUTANTS)
def test_each_mutant_is_caught(mutant: str) -> None:
    """The checker can fail: every known mistake is noticed, by the invariant that it breaks."""
    parts, invariant = MUTANTS[mutant]
    for seed in range(MUTANT_SEEDS):
        found = violation_of(seed, parts)
        if found is not None and found.startswith(invariant):
            return
    pytest.fail(f"{mutant} survived {MUTANT_SEEDS} histories")
