"""An outbox in which bits were changed: opened, read and gone on with, as an agent does.

    python -m tests.edge.delivery.flipping [SHARE]

flips all bits of every byte of a small outbox, one at a time, and prints what became of it; with
SHARE of only one byte in so many.
"""

import json
import shutil
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from contract.events import Previous, SeqRange
from edge.decisions.dating import Date, Dated
from edge.delivery.outbox import Outbox
from edge.delivery.outbox_rows import Entry, Position, Row
from tests.edge.delivery.earlier_outboxes import OLDEST_US, ROOMY, SECOND, live

THIRD: Final = "e" * 32
NEWER_US: Final = OLDEST_US + 3_600_000_000
_ALL: Final = 10_000


class Fate(Enum):
    """What became of a changed byte."""

    AS_BEFORE = "everything as before"
    TOLD = "told, and what isn't there is declared lost"
    SILENT = "another row, or one less, and nobody told"
    FALSE = "told, but something false is left, or not declared"
    NEVER_STARTED = "never started"


@dataclass(frozen=True)
class Answers:
    """All that an outbox answers."""

    waiting: Sequence[Row]
    undated: Sequence[Dated]
    previous: Previous | None
    row_count: int
    losses: Sequence[str]

    def by_number(self) -> Mapping[tuple[str, int], tuple[int, str]]:
        """The dated rows that wait, without what numbers them here only."""
        return {(row.epoch, row.place.seq): (row.at_us, row.body) for row in self.waiting}


def answers(outbox: Outbox) -> Answers:
    """Ask for everything. Raises OutboxUnavailable."""
    return Answers(
        outbox.unsettled(Position(0, 0), _ALL),
        outbox.undated(),
        outbox.previous(),
        outbox.row_count(),
        [body for (body,) in outbox._file.rows("SELECT body FROM entry WHERE lost")],
    )


def _never(_: Sequence[SeqRange]) -> Entry:
    raise AssertionError("nothing overflows")


def fate_of(path: Path, truth: Answers, everything: Answers) -> Fate:
    """Start an agent on a changed outbox, and judge what it would send.

    `everything` is what waits in a sound one after a new store has asked for all.
    """
    try:
        with closing(Outbox.open(path, ROOMY)) as outbox:
            left, is_told = answers(outbox), outbox.salvaged_from is not None
            outbox.begin(THIRD, "f" * 32, Entry(1, 1, None, '{"kind":"started"}'))
            outbox.append(THIRD, [Entry(2, 2, None, '{"kind":"stopped"}')], _never)
    except Exception:  # noqa: BLE001 - whatever ends a start
        return Fate.NEVER_STARTED
    if not is_told:
        return Fate.AS_BEFORE if left == truth else Fate.SILENT
    return Fate.TOLD if _is_all_accounted_for(left, everything) else Fate.FALSE


def _is_all_accounted_for(left: Answers, everything: Answers) -> bool:
    rows, true = left.by_number(), everything.by_number()
    declared = [
        (each["epoch"], each["first"], each["last"])
        for body in left.losses
        for each in json.loads(body)["ranges"]
    ]
    named = {(epoch, seq) for epoch, first, last in declared for seq in range(first, last + 1)}
    is_true = all(rows[number] == true[number] for number in rows.keys() & true.keys())
    knows_epochs = left.previous is not None
    return is_true and (not knows_epochs or true.keys() - rows.keys() <= named | _unknown(left))


def _unknown(left: Answers) -> set[tuple[str, int]]:
    """Numbers of epochs of which not even the name is left: the agent's fault event tells."""
    known = {row.epoch for row in left.waiting}
    return {(epoch, seq) for epoch in {"a" * 32, "b" * 32} - known for seq in range(1, 9)}


def flip(content: bytes, place: int, bits: int = 0xFF) -> bytes:
    """Change bits of one byte."""
    changed = bytearray(content)
    changed[place] ^= bits
    return bytes(changed)


def _body(seq: int) -> str:
    return f'{{"kind":"desk","desk":"d1","state":"free","evidence":"{seq}"}}'


@dataclass(frozen=True)
class Small:
    """A small outbox, and the truth about it."""

    content: bytes
    truth: Answers
    everything: Answers

    @classmethod
    def of(cls, folder: Path, more: int = 0) -> "Small":
        """Make it in a folder, perhaps with more events than it has: then it is a large one."""
        live(folder / "small.db")
        if more:
            with closing(Outbox.open(folder / "small.db", ROOMY)) as outbox:
                rows = [Entry(seq, seq, None, _body(seq)) for seq in range(6, 6 + more)]
                outbox.append(SECOND, rows, _never)
                outbox.set_dates(
                    [Date(2, seq, NEWER_US + seq, False) for seq in range(5, 6 + more)]
                )
        content = (folder / "small.db").read_bytes()
        with closing(Outbox.open(folder / "small.db", ROOMY)) as outbox:
            truth = answers(outbox)
            outbox.settle("9" * 32, "0" * 32, 1, 1, 0)  # a new store: all wait again
            return cls(content, truth, answers(outbox))

    def tried(self, folder: Path, place: int, bits: int = 0xFF) -> Fate:
        """Change a byte of it, in a folder of its own, and judge what becomes of it."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        (folder / "outbox.db").write_bytes(flip(self.content, place, bits))
        return fate_of(folder / "outbox.db", self.truth, self.everything)


def main(share: int = 1) -> None:
    """Flip every byte, or one in `share`, and print the count of each fate."""
    with TemporaryDirectory(dir="/dev/shm") as folder:
        small = Small.of(Path(folder))
        fates: Counter[Fate] = Counter()
        begun = time.monotonic()
        for place in range(0, len(small.content), share):
            fate = small.tried(Path(folder) / "tried", place)
            fates[fate] += 1
            if fate in (Fate.SILENT, Fate.FALSE, Fate.NEVER_STARTED):
                print(place, fate.value, flush=True)
        print(
            f"{len(small.content)} bytes, {fates.total()} tried, {time.monotonic() - begun:.0f} s"
        )
        for fate, count in fates.items():
            print(f"{count:7}  {fate.value}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
