"""The hub's errors, by whose fault they are.

    HubError
    ├── ConfigError        the operator's: names file and key; exit status 2
    ├── ReportRefused      the asker's: names the field; exit status 2, or 422
    └── StoreUnavailable   ours: nothing was committed, try again later

What an agent sends wrong is `contract.messages.MalformedMessage`.
"""

from pathlib import Path


class HubError(Exception):
    """Base of all errors that the hub raises on purpose."""


class ConfigError(HubError):
    """A configuration that can't be used."""

    def __init__(self, file: Path, key: str, expected: str) -> None:
        super().__init__(f"{file}: {key}: {expected}")
        self.file = file
        self.key = key
        self.expected = expected


class ReportRefused(HubError):
    """A report that can't be made as asked; `field` is that of the request."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message


class StoreUnavailable(HubError):
    """The store took nothing; whoever called keeps what it has and comes back."""
