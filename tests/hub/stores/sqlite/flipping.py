"""A store in which bits were changed: opened, looked through, rolled up and asked for everything.

    python -m tests.hub.stores.sqlite.flipping [SHARE]

flips all bits of every byte of a small store, one at a time, and prints what became of it; with
SHARE of only one byte in so many.
"""

import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from hub.domain.days import SpaceDay
from hub.errors import StoreUnavailable
from hub.stores.history_protocol import KeptSlot
from hub.stores.protocol import EpochRecord, StoredEvent
from hub.stores.sqlite.store import SqliteStore
from hub.workers.rollup import Rollup
from tests.hub.stores.sqlite.earlier_stores import NOW_US, SPACE, live
from tests.hub.stores.stepping import ADDRESS, batch, desk

DAYS: Final = (date(2026, 3, 1), date(2026, 3, 3))
LARGE: Final = 5_000
EVER: Final = (-(2**62), 2**62)


class Fate(Enum):
    """What became of a changed byte."""

    AS_BEFORE = "everything as before"
    TOLD = "told, and what is left is true"
    SILENT = "another answer, and nobody told"
    FALSE = "told, but something false is left"
    NEVER_STARTED = "never started"


@dataclass(frozen=True)
class Answers:
    """All that a store answers."""

    events: Sequence[StoredEvent]
    epochs: Sequence[EpochRecord]
    slots: Sequence[KeptSlot]
    days: Sequence[SpaceDay]
    figures: Sequence[object]
    marks: Sequence[object]

    def is_part_of(self, truth: "Answers") -> bool:
        """Tell whether everything here is true, though perhaps less is known."""
        return (
            _by_number(self.events).items() <= _by_number(truth.events).items()
            and len(self.slots) == len(truth.slots)
            and all(map(_knows_no_other, self.slots, truth.slots))
        )


def _by_number(events: Iterable[StoredEvent]) -> dict[tuple[str, int], str]:
    return {(one.epoch, one.event.seq): one.event.model_dump_json() for one in events}


def _knows_no_other(kept: KeptSlot, true: KeptSlot) -> bool:
    return (
        kept.slot.start_us == true.slot.start_us
        and kept.slot.occupied_us <= true.slot.occupied_us
        and kept.slot.free_us <= true.slot.free_us
        and kept.slot.desks == true.slot.desks
        and kept.slot.arrivals <= true.slot.arrivals
    )


def answers(path: Path) -> Answers:
    """Ask a store for everything. Raises StoreUnavailable."""
    with closing(SqliteStore.open(path)) as store:
        return _answers(store)


def _answers(store: SqliteStore) -> Answers:
    space = SPACE.id
    with closing(store.open_history()) as history, closing(store.open_reader()) as reader:
        return Answers(
            events=tuple(reader.events(ADDRESS, *EVER)),
            epochs=tuple(reader.epochs()),
            slots=tuple(history.slots(space, *EVER)),
            days=tuple(history.days(space, *DAYS)),
            figures=(
                tuple(history.typical_week(space, *EVER)),
                tuple(history.daily_peaks(space, *DAYS)),
                history.rolled(space),
                tuple(reader.ignored_agents()),
                reader.unreadable_count(),
            ),
            marks=(store.time_marks(), tuple(history.deletions()), history.doubtful_us()),
        )


def lived_through(path: Path) -> tuple[Answers, bool]:
    """Do what a hub does at its start, and tell whether anything was said to be damaged."""
    with closing(SqliteStore.open(path)) as store:
        found = store.examine()
        if found.said:
            store.salvage(found, NOW_US)
        with closing(store.open_history()) as history:
            Rollup([SPACE], history, store.write_history).run(NOW_US)
        with closing(store.open_reader()) as reader:
            return _answers(store), bool(reader.damages())


def fate_of(path: Path, truth: Answers) -> Fate:
    """Start a hub on a changed store, and judge what it says."""
    try:
        left, is_told = lived_through(path)
    except (StoreUnavailable, Exception):  # noqa: BLE001 - whatever ends a start
        return Fate.NEVER_STARTED
    if not is_told:
        return Fate.AS_BEFORE if left == truth else Fate.SILENT
    return Fate.TOLD if left.is_part_of(truth) else Fate.FALSE


def flip(content: bytes, place: int, bits: int = 0xFF) -> bytes:
    """Change bits of one byte."""
    changed = bytearray(content)
    changed[place] ^= bits
    return bytes(changed)


def tried(folder: Path, content: bytes, truth: Answers, place: int, bits: int = 0xFF) -> Fate:
    """Change a byte of a store, in a folder of its own, and judge what becomes of it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "hub.db").write_bytes(flip(content, place, bits))
    return fate_of(folder / "hub.db", truth)


def large_store(path: Path) -> bytes:
    """Make a store of thousands of events, and return its file."""
    live(path)
    with closing(SqliteStore.open(path)) as store:
        for first in range(1, LARGE, 500):
            events = [desk(seq) for seq in range(first, first + 500)]
            store.append([batch(*events, epoch="f" * 32)], NOW_US)
        with closing(store.open_history()) as history:
            Rollup([SPACE], history, store.write_history).run(NOW_US)
    return path.read_bytes()


def small_store(path: Path) -> bytes:
    """Make a store with something in every table, and return its file."""
    live(path)
    return path.read_bytes()


def main(share: int = 1) -> None:
    """Flip every byte, or one in `share`, and print the count of each fate."""
    with TemporaryDirectory(dir="/dev/shm") as folder:
        content = small_store(Path(folder) / "small.db")
        truth = answers(Path(folder) / "small.db")
        fates: Counter[Fate] = Counter()
        begun = time.monotonic()
        for place in range(0, len(content), share):
            fate = tried(Path(folder) / "tried", content, truth, place)
            fates[fate] += 1
            if fate in (Fate.SILENT, Fate.FALSE, Fate.NEVER_STARTED):
                print(place, fate.value, flush=True)
        print(f"{len(content)} bytes, {fates.total()} tried, {time.monotonic() - begun:.0f} s")
        for fate, count in fates.items():
            print(f"{count:7}  {fate.value}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
