"""How often a stream says that the hub is still there: told by the API, counted on by the pages."""

from typing import Final

HEARTBEAT_S: Final = 15.0
"""A page that hears nothing for less than twice as long takes the stream for lost."""
