"""Where a store can live: it can be opened, opened again, and read."""

from pathlib import Path
from typing import Final, Protocol

from hub.stores.influx.reader import InfluxReader
from hub.stores.influx.store import InfluxStore
from hub.stores.protocol import Store, StoreReader
from hub.stores.sqlite.reader import SqliteReader
from hub.stores.sqlite.store import SqliteStore
from tests.parts.influx import Influx

_LEASE_S: Final = 0.3


class Place(Protocol):
    """The home of one store."""

    def store(self) -> Store:
        """Open the store to write."""
        ...

    def reader(self) -> StoreReader:
        """Open the store to read."""
        ...


class SqlitePlace:
    """A SQLite file."""

    kind: Final = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.path = folder / "store.db"

    def store(self) -> Store:
        """Open the file, or make it."""
        return SqliteStore.open(self.path)

    def reader(self) -> StoreReader:
        """Open the file to read."""
        return SqliteReader.open(self.path)


class InfluxPlace:
    """Two buckets of a real InfluxDB."""

    kind: Final = "influxdb"

    def __init__(self, influx: Influx) -> None:
        self.influx = influx

    def store(self) -> Store:
        """Connect to write."""
        return InfluxStore.open(self.influx.access, _LEASE_S)

    def reader(self) -> StoreReader:
        """Connect to read."""
        return InfluxReader.open(self.influx.access)


EVERY_PLACE: Final = (SqlitePlace, InfluxPlace)
"""Those that the fixture `place` makes."""
