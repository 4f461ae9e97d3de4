"""Which store hub.toml names, and opening it. The only place that knows every kind.

What InfluxDB needs is imported where it is used: 13 MB that a hub with a file can do without.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Final, assert_never

from contract.times import to_us
from hub.clock import MachineClock
from hub.config import HubConfig, InfluxStoreConfig, SqliteStoreConfig
from hub.domain.trusted_time import Memory
from hub.errors import ConfigError, ForeignStore, StoreInUse, StoreUnavailable
from hub.stores.history_protocol import Deletion, HistoryReader
from hub.stores.influx.access import Access
from hub.stores.protocol import Store, StoreReader
from hub.stores.sqlite.file import SqliteFile
from hub.stores.sqlite.history import SqliteHistory
from hub.stores.sqlite.late import LateStore
from hub.stores.sqlite.reader import SqliteReader
from hub.stores.sqlite.store import SqliteStore

log = logging.getLogger(__name__)

_PATIENCE_S: Final = 3.0


def open_store(config: HubConfig, file: Path, *, may_be_late: bool = False) -> Store:
    """Open the store that hub.toml names, to write; raises ConfigError and StoreUnavailable.

    One in InfluxDB is connected when it is first used; but if it can be asked now, a bucket that
    keeps less than the hub has to keep is refused. One in a file that can't be opened now may come
    late: then it is tried again whenever it is needed.
    """
    match config.store:
        case SqliteStoreConfig():
            with _naming_the_key(file):
                return _open_file(config.store.path, may_be_late=may_be_late)
        case InfluxStoreConfig():
            from hub.stores.influx.store import InfluxStore  # noqa: PLC0415 - see above

            access = Access.of(config.store, file)
            _refuse_short_buckets(access, config.store, file)
            return InfluxStore(access)
        case _:
            assert_never(config.store)


def _open_file(path: Path, *, may_be_late: bool) -> Store:
    try:
        opened = SqliteStore.open(path)
        return LateStore(path, SqliteStore.open, opened) if may_be_late else opened
    except (ForeignStore, StoreInUse):
        raise
    except StoreUnavailable as error:
        if not may_be_late:
            raise
        log.error("%s; live goes on, and history waits until it can be opened", error)  # noqa: TRY400 - no bug
        return LateStore(path, SqliteStore.open)


def renew_store(config: HubConfig, file: Path) -> tuple[str, str]:
    """Give the store that hub.toml names another id: the old one, and the new.

    Raises ConfigError and StoreUnavailable, this also where no store was put back.
    """
    if not isinstance(config.store, InfluxStoreConfig) and not config.store.path.exists():
        raise StoreUnavailable(f"{config.store.path} isn't there; put the copy back first")
    with closing(open_store(config, file)) as store:
        return store.store_id, store.renew()


def deletions_after(config: HubConfig, file: Path, after_us: int) -> list[Deletion]:
    """Return the deletions in force that say they were done after an instant; a hub may serve.

    Raises ConfigError and StoreUnavailable.
    """
    with closing(open_history(config, file)) as history:
        return [deletion for deletion in history.deletions() if deletion.at_us > after_us]


def take_back(config: HubConfig, file: Path, after_us: int, now_us: int) -> Sequence[Deletion]:
    """Take these deletions back; no hub may serve. Raises ConfigError and StoreUnavailable."""
    with closing(open_store(config, file)) as store:
        return store.take_back(after_us, now_us)


def confirm_clock(config: HubConfig, file: Path, clock: MachineClock) -> int:
    """Take the machine's time of day for right, as a person says so, and return it.

    No hub may serve. Raises ConfigError and StoreUnavailable.
    """
    now_us = to_us(clock.wall())
    memory = Memory(now_us, clock.boot, round(clock.monotonic() * 1_000_000), trial_us=0)
    with closing(open_store(config, file)) as store:
        store.remember_time(memory)
    return now_us


def open_reader(config: HubConfig, file: Path) -> StoreReader:
    """Open the store that hub.toml names, to read; raises ConfigError and StoreUnavailable."""
    match config.store:
        case SqliteStoreConfig():
            with _naming_the_key(file):
                return SqliteReader.open_wary(config.store.path)
        case InfluxStoreConfig():
            from hub.stores.influx.reader import InfluxReader  # noqa: PLC0415 - see above

            return InfluxReader.open(Access.of(config.store, file))
        case _:
            assert_never(config.store)


def open_history(config: HubConfig, file: Path) -> HistoryReader:
    """Open the history that hub.toml names, to read, while a hub may serve; never its writer.

    Raises ConfigError and StoreUnavailable. One in InfluxDB is connected when it is first used.
    """
    match config.store:
        case SqliteStoreConfig():
            with _naming_the_key(file):
                return SqliteHistory.open_wary(config.store.path)
        case InfluxStoreConfig():
            from hub.stores.influx.history import InfluxHistory  # noqa: PLC0415 - see above

            return InfluxHistory.open(Access.of(config.store, file))
        case _:
            assert_never(config.store)


def examinable(config: HubConfig, store: Store) -> SqliteStore | LateStore | None:
    """Return the open store if it has check sums of ours; None: it has its own."""
    match config.store:
        case SqliteStoreConfig():
            return store if isinstance(store, SqliteStore | LateStore) else None
        case InfluxStoreConfig():
            return None
        case _:
            assert_never(config.store)


def back_up(config: HubConfig, file: Path, to: Path) -> None:
    """Copy a store in a file, while a hub may write it. Only its owner may read the copy.

    Raises ConfigError for a place that can't be used, or a store that InfluxDB itself copies;
    StoreUnavailable for a store that can't be read.
    """
    match config.store:
        case SqliteStoreConfig():
            _copy_file(config.store.path, to)
        case InfluxStoreConfig():
            said = 'a store in InfluxDB is copied by "influx backup"'
            raise ConfigError(file, "store.kind", said)
        case _:
            assert_never(config.store)


def _copy_file(path: Path, to: Path) -> None:
    opened = SqliteFile.open_to_read(path, may_be_older=True)
    try:
        opened.copy_to(to)
    except OSError as error:
        raise ConfigError(to, "--to", error.strerror or "can't be written") from error
    finally:
        opened.close()


def prepare_store(config: HubConfig, file: Path) -> Iterator[str]:
    """Make what the store needs outside of the hub, and say what was done.

    A second run changes nothing. Raises ConfigError and StoreUnavailable.
    """
    match config.store:
        case SqliteStoreConfig():
            yield f"{config.store.path}: nothing to prepare, the hub makes the file"
        case InfluxStoreConfig():
            yield from _prepare_buckets(config.store, file)
        case _:
            assert_never(config.store)


def _prepare_buckets(store: InfluxStoreConfig, file: Path) -> Iterator[str]:
    from hub.stores.influx.reading import Reading  # noqa: PLC0415 - see above
    from hub.stores.influx.setup import Unfit, prepare  # noqa: PLC0415 - see above
    from hub.stores.influx.writing import Writing  # noqa: PLC0415 - see above

    access = Access.of(store, file)
    with closing(Writing(access)) as writing, closing(Reading(access)) as reading:
        try:
            yield from prepare(writing, reading, access, store.raw_days)
        except Unfit as error:
            raise ConfigError.of(file, [error.fault]) from None


@contextmanager
def _naming_the_key(file: Path) -> Iterator[None]:
    """Say of a file that is something else which key names it."""
    try:
        yield
    except ForeignStore as error:
        raise ConfigError(file, "store.path", str(error)) from None


def _refuse_short_buckets(access: Access, config: InfluxStoreConfig, file: Path) -> None:
    """Refuse a bucket that keeps less than raw_days ask for, as long as somebody is there to read.

    A database out of reach, or a token that may not know, is no reason not to start.
    """
    from hub.stores.influx.setup import short_buckets  # noqa: PLC0415 - see above

    patient = replace(access, timeout_s=min(_PATIENCE_S, access.timeout_s))
    with suppress(StoreUnavailable):
        for fault in short_buckets(patient, config.raw_days):
            raise ConfigError.of(file, [fault])
