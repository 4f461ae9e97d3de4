"""Where the book lies, and how the hub opens it."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final, assert_never

from hub.config import HubConfig, InfluxStoreConfig, SqliteStoreConfig

_NAME: Final = "book.db"


def book_path(config: HubConfig, file: Path, environ: Mapping[str, str] = os.environ) -> Path:
    """Return the file that hub.toml names, or else `book.db`.

    That lies beside the embedded store; with InfluxDB in the folder that systemd gives the hub for
    its state, or beside hub.toml.
    """
    if config.book.path is not None:
        return config.book.path
    match config.store:
        case SqliteStoreConfig():
            return config.store.path.with_name(_NAME)
        case InfluxStoreConfig():
            state = environ.get("STATE_DIRECTORY", "").partition(":")[0]
            return Path(state or file.parent) / _NAME
        case _:
            assert_never(config.store)
