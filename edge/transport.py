"""What the agent needs of a connection, whatever carries it."""

from typing import Protocol

from contract.topics import Channel


class Link(Protocol):
    """A connection that keeps itself up and puts what happens into the inbox."""

    def silent_s(self) -> float:
        """Return for how many seconds the network thread gave no sign of life."""
        ...

    def start(self, will: bytes) -> None:
        """Begin to connect."""
        ...

    def rebuild(self, will: bytes) -> None:
        """Connect anew, with another will."""
        ...

    def publish(self, channel: Channel, payload: bytes) -> bool:
        """Hand a message over; False if none is taken."""
        ...

    def stop(self, timeout_s: float) -> None:
        """Disconnect in good order."""
        ...
