"""Stores as each version of the schema left them: kept in fixtures/, packed, and made by this.

    python -m tests.hub.stores.sqlite.earlier_stores

writes the store of the present schema, and is run once for each: before the next migration.
"""

import gzip
from contextlib import closing
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from contract.times import to_us
from hub.domain.slots import SLOT_US
from hub.domain.trusted_time import DAY_US, Memory
from hub.stores.protocol import IgnoredAgent
from hub.stores.sqlite.store import SqliteStore
from hub.workers.rollup import Rollup
from tests.hub.spaces import a_space
from tests.hub.stores.stepping import ADDRESS, START, append, batch, desk, prepare

FIXTURES: Final = Path(__file__).with_name("fixtures")
START_US: Final = to_us(START)
NOW_US: Final = START_US + 8 * SLOT_US
OLDEST_US: Final = START_US
"""When the oldest of what is raw in them was."""
SPACE: Final = a_space(
    id=ADDRESS.space, since=date(2026, 3, 2), desk=[{"id": "d1", "agent": ADDRESS.agent}]
)


def live(path: Path) -> None:
    """Make a store of several epochs with slots, quarantine, losses and deletions.

    One of these was dated by a wrong clock, and taken back.
    """
    prepare(path)
    with closing(SqliteStore.open(path)) as store:
        append(store)
        before = batch(desk(1).model_copy(update={"at": START.replace(day=1)}), epoch="d" * 32)
        store.append([before, batch(desk(10), rejected=(11,))], START_US)
        store.quarantine_payload("platzfrei/v1/bahnhof/pi-1/events", b"\xff", "no JSON", NOW_US)
        store.note_ignored([IgnoredAgent("s", "ghost", 1, 0)])
        with closing(store.open_history()) as history:
            Rollup([SPACE], history, store.write_history).run(NOW_US)
        store.delete_raw(START_US - 40 * DAY_US, NOW_US + 60 * DAY_US)
        store.take_back(NOW_US, NOW_US)
        store.remember_time(Memory(NOW_US, "b" * 32, 17, is_confirmed=True, trial_us=0))
        store.delete_raw(START_US, NOW_US)


def unpack(version: int, to: Path) -> None:
    """Put the store of a version in place."""
    to.write_bytes(gzip.decompress((FIXTURES / f"schema-{version}.sqlite.gz").read_bytes()))


def main() -> None:
    """Write the store of the present schema."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "store.db"
        live(path)
        content = path.read_bytes()
    version = int.from_bytes(content[60:64])  # where SQLite's header has user_version
    packed = gzip.compress(content, mtime=0)
    (FIXTURES / f"schema-{version}.sqlite.gz").write_bytes(packed)


if __name__ == "__main__":
    main()
