"""The spaces with what people have set above hub.toml, for a command that serves nothing."""

from pathlib import Path

from hub.book.calendar_changes import read_changes
from hub.config import HubConfig
from hub.spaces_now import SpacesNow, set_above


def spaces_as_set(config: HubConfig, book: Path) -> SpacesNow:
    """Return them, as the book has it. Raises BookUnavailable."""
    spaces = SpacesNow(config.spaces)
    set_above(spaces, read_changes(book))
    return spaces
