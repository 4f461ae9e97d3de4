"""Whether the store that hub.toml names could be used: looked at, never changed."""

from collections.abc import Iterator
from pathlib import Path
from typing import assert_never

from contract.series import Keeping
from hub.config import HubConfig, InfluxStoreConfig, SqliteStoreConfig
from hub.errors import ConfigError, ForeignStore
from hub.stores.influx.access import Access
from hub.stores.sqlite.examination import look_at
from hub.stores.sqlite.lock import is_being_written
from hub.stores.sqlite.migration import newest


def examine_store(config: HubConfig, file: Path) -> Iterator[str | ConfigError]:
    """Say what is there, line by line, and name every fault. Raises StoreUnavailable."""
    match config.store:
        case SqliteStoreConfig():
            yield _sqlite(config.store, file)
        case InfluxStoreConfig():
            yield from _influx(config.store, file)
        case _:
            assert_never(config.store)


def _sqlite(store: SqliteStoreConfig, file: Path) -> str | ConfigError:
    path = store.path
    if not path.exists():
        return f"{path} isn't there yet; the hub makes it"
    if is_being_written(path):
        return f"{path} is in use by a running hub"
    try:
        version = look_at(path)
    except ForeignStore as error:
        return ConfigError(file, "store.path", str(error))
    if version < newest():
        return f"{path} is sound, schema {version}; the hub brings it to {newest()} when it starts"
    return f"{path} is sound, schema {version}, that of this version"


def _influx(store: InfluxStoreConfig, file: Path) -> Iterator[str | ConfigError]:
    from hub.stores.influx.setup import faults  # noqa: PLC0415 - 13 MB that a file does without

    access = Access.of(store, file)
    found = [ConfigError.of(file, [fault]) for fault in faults(access, store.raw_days)]
    yield from found
    if not found:
        for keeping in Keeping:
            name = access.bucket_of(keeping)
            yield f"{access.url}: the token may read and write bucket {name}, which keeps enough"
