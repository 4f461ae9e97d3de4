"""Whether the store that hub.toml names could be used: looked at, never changed."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from hub.config import HubConfig, InfluxStoreConfig, SqliteStoreConfig
from hub.errors import ConfigError, ForeignStore
from hub.stores.influx.access import Access
from hub.stores.sqlite_file import is_being_written, look_at


def examine_store(config: HubConfig, file: Path) -> Iterator[str]:
    """Say what is there, line by line. Raises ConfigError and StoreUnavailable."""
    if isinstance(config.store, InfluxStoreConfig):
        yield from _influx(config.store, file)
    else:
        yield _sqlite(config.store, file)


def _sqlite(store: SqliteStoreConfig, file: Path) -> str:
    path = store.path
    if not path.exists():
        return f"{path} isn't there yet; the hub makes it"
    if is_being_written(path):
        return f"{path} is in use by a running hub"
    try:
        look_at(path)
    except ForeignStore as error:
        raise ConfigError(file, "store.path", str(error)) from None
    return f"{path} is sound, and of this version"


def _influx(store: InfluxStoreConfig, file: Path) -> Iterator[str]:
    from hub.stores.influx.examining import examine  # noqa: PLC0415 - 13 MB that a file does without
    from hub.stores.influx.reading import Reading  # noqa: PLC0415 - see above
    from hub.stores.influx.writing import Writing  # noqa: PLC0415 - see above

    access = Access.of(store, file)
    with closing(Writing(access)) as writing, closing(Reading(access)) as reading:
        yield from examine(writing, reading, access)
