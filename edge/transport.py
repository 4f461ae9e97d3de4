"""What the agent needs of a transport, whatever carries it, and what a transport tells it."""

from dataclasses import dataclass
from typing import Protocol

from contract.topics import Channel


@dataclass(frozen=True, slots=True)
class Connected:
    """Connected and subscribed; no payload may be larger than `max_payload_bytes`."""

    max_payload_bytes: int
    broker: str = "?"
    """Its address, for people."""


@dataclass(frozen=True, slots=True)
class Disconnected:
    """Not connected, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class ReceiptReceived:
    """A message on the receipts topic, not read yet."""

    payload: bytes


@dataclass(frozen=True, slots=True)
class HealthHeard:
    """The health that the broker retains of this agent, not read yet."""

    payload: bytes


@dataclass(frozen=True, slots=True)
class PublishRefused:
    """The broker took a message and threw it away, as on a denied topic."""

    reason: str


TransportEvent = Connected | Disconnected | ReceiptReceived | HealthHeard | PublishRefused


class Transport(Protocol):
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
        """Disconnect cleanly."""
        ...
