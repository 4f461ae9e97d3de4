"""Whether hub.toml names another agent at a desk or door without a date; asked before a start.

Without a date the events of the one before would count for nobody, and the stored past would be
rewritten to unknown. It joins the book, the store and the configuration, and judges nothing:
hub/domain/assignment.py does.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from contract.configuration import Fault
from contract.times import to_us
from contract.topics import AgentAddress
from hub.book.assignments import AssignmentMemory
from hub.book.file import BookFile
from hub.config import HubConfig
from hub.domain.assignment import assigned_by, undated
from hub.errors import ConfigError, StoreUnavailable
from hub.stores.protocol import StoreReader

_MARGIN: Final = timedelta(days=2)
"""Past `raw_days`: deletion takes its time."""


def undated_changes(
    config: HubConfig, book: BookFile, reader: StoreReader, now: datetime
) -> Iterator[Fault]:
    """Yield what lacks its date. Raises BookUnavailable.

    Where the store can't be asked which agents have spoken, all of them have.
    """
    kept_from = now - timedelta(days=config.store.raw_days) - _MARGIN
    remembered = AssignmentMemory(book).remembered()
    yield from undated(config.spaces, remembered, _has_spoken(reader), to_us(kept_from))


def require_dates(
    config: HubConfig, file: Path, book: BookFile, reader: StoreReader, now: datetime
) -> None:
    """Refuse a change without its date, and remember hub.toml as it is.

    Raises ConfigError, which names each key; then nothing is remembered. Raises BookUnavailable.
    """
    faults = list(undated_changes(config, book, reader, now))
    if faults:
        raise ConfigError.of(file, faults)
    memory = AssignmentMemory(book)
    memory.remember(each for space in config.spaces for each in assigned_by(space))


def _has_spoken(reader: StoreReader) -> Callable[[AgentAddress], bool]:
    try:
        spoken = {record.address for record in reader.epochs()}
    except StoreUnavailable:
        return lambda _: True
    return spoken.__contains__
