"""The edge's errors, by whose fault they are.

    EdgeError
    ├── ConfigError        the operator's: names file and key; exit status 2
    └── OutboxUnavailable  ours: the disk took nothing; kept in memory, tried again
        ├── DiskFull       there is no room
        ├── OutboxDamaged  the file can only be salvaged
        └── ForeignOutbox  the operator's: the file is of something else, or of a later version

What the hub sends wrong is `contract.messages.MalformedMessage`.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Self

from contract.configuration import Fault


class EdgeError(Exception):
    """Base of all errors that the edge raises on purpose."""


class ConfigError(EdgeError):
    """A configuration that can't be used; `key` and `expected` are those of the first fault."""

    def __init__(self, file: Path, key: str, expected: str, *more: Fault) -> None:
        self.faults = (Fault(key, expected), *more)
        super().__init__(
            "\n".join(f"{file}: {fault.key}: {fault.expected}" for fault in self.faults)
        )
        self.file = file
        self.key = key
        self.expected = expected

    @classmethod
    def of(cls, file: Path, faults: Sequence[Fault]) -> Self:
        """Make one error of all that is wrong with a file, of at least one fault."""
        first, *more = faults
        return cls(file, first.key, first.expected, *more)


class OutboxUnavailable(EdgeError):
    """The outbox took nothing; the caller keeps what it has and comes back."""


class DiskFull(OutboxUnavailable):
    """There is no room left on the disk, or within the outbox's quota."""


class OutboxDamaged(OutboxUnavailable):
    """The file is damaged: opening it anew salvages what can still be read."""


class ForeignOutbox(OutboxUnavailable):
    """A database that is no outbox, or one of a later version: only another configuration helps."""
