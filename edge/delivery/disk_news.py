"""What an agent and its predecessor say of the disk in their health, and what of it can't wait."""

from contextlib import suppress

from contract.messages import Health, MalformedMessage, parse
from edge.delivery.journal import Journal


class DiskNews:
    """Knows what was last said of the disk."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._told: tuple[object, ...] = (None, ())

    @property
    def is_urgent(self) -> bool:
        """Whether there is something to say of the disk that can't wait a minute."""
        return self._news() != self._told

    def tell(self) -> None:
        """Note that all there is to say of the disk is said now."""
        self._told = self._news()

    def inherit(self, payload: bytes) -> None:
        """Declare lost what an earlier process, of which this was the health, had on no disk."""
        with suppress(MalformedMessage):
            health = parse(Health, payload)
            if health.disk is not None:
                self._journal.inherit(health.epoch, health.disk.waiting)

    def _news(self) -> tuple[object, ...]:
        trouble = self._journal.trouble
        return trouble, self._journal.unwritten if trouble else ()
