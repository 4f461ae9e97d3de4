"""The edge's errors, by whose fault they are.

    EdgeError
    ├── ConfigError        the operator's: names file and key; exit status 2
    └── OutboxUnavailable  ours: the disk took nothing; kept in memory, tried again
        └── DiskFull       there is no room

What the hub sends wrong is `contract.messages.MalformedMessage`.
"""

from pathlib import Path


class EdgeError(Exception):
    """Base of all errors that the edge raises on purpose."""


class ConfigError(EdgeError):
    """A configuration that can't be used."""

    def __init__(self, file: Path, key: str, expected: str) -> None:
        super().__init__(f"{file}: {key}: {expected}")
        self.file = file
        self.key = key
        self.expected = expected


class OutboxUnavailable(EdgeError):
    """The outbox took nothing; the caller keeps what it has and comes back."""


class DiskFull(OutboxUnavailable):
    """There is no room left on the disk, or within the outbox's quota."""
