"""Outboxes as each version of the schema left them: kept in fixtures/, packed, and made by this.

    python -m tests.edge.delivery.earlier_outboxes

writes the outbox of the present schema, and is run once for each: before the next migration.
"""

import gzip
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from contract.events import SeqRange
from edge.delivery.outbox import Outbox
from edge.delivery.outbox_rows import Entry

FIXTURES: Final = Path(__file__).with_name("fixtures")
ROOMY: Final = 64 * 1024 * 1024
FIRST, SECOND, STORE = "a" * 32, "b" * 32, "5" * 32
OLDEST_US: Final = 1_772_434_800_000_000
"""When the oldest event in them was."""
TODAY: Final = OLDEST_US // 86_400_000_000
UNSETTLED: Final = ((1, 4), (2, 1), (2, 2), (2, 4))
"""The dated rows without a receipt, by epoch and number: all are sent again."""


def _entry(seq: int, *, dated: bool = True, is_lost: bool = False) -> Entry:
    kind = '"lost","ranges":[]' if is_lost else '"desk","desk":"d1","state":"free","evidence":""'
    at_us = OLDEST_US + seq * 1_000_000 - 1_000_000 if dated else None
    return Entry(seq, seq * 1_000_000, at_us, f'{{"kind":{kind}}}', is_lost)


def _nothing(_: Sequence[SeqRange]) -> Entry:
    raise AssertionError("nothing overflows")


def live(path: Path) -> None:
    """Make an outbox of two epochs with settled, unsettled, undated and `lost` rows."""
    with closing(Outbox.open(path, ROOMY)) as outbox:
        outbox.begin(FIRST, "c" * 32, _entry(1))
        outbox.append(FIRST, [_entry(seq) for seq in (2, 3, 4)], _nothing)
        outbox.settle(STORE, FIRST, 1, 3, 0)
        outbox.begin(SECOND, "d" * 32, _entry(1))
        rest = [_entry(2, is_lost=True), _entry(3), _entry(4), _entry(5, dated=False)]
        outbox.append(SECOND, rest, _nothing)
        outbox.settle(STORE, SECOND, 3, 3, 0)
        outbox.wipe(TODAY)


def unpack(version: int, to: Path) -> None:
    """Put the outbox of a version in place."""
    to.write_bytes(gzip.decompress((FIXTURES / f"schema-{version}.sqlite.gz").read_bytes()))


def main(version: int = 2) -> None:
    """Write the outbox of the present schema."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "outbox.db"
        live(path)
        packed = gzip.compress(path.read_bytes(), mtime=0)
    (FIXTURES / f"schema-{version}.sqlite.gz").write_bytes(packed)


if __name__ == "__main__":
    main()
