"""How each channel's message travels: who sends it, with which QoS, retained or not, how large.

One table for programs, tests and documentation.
"""

from dataclasses import dataclass
from typing import Final, assert_never

from contract.events import Record
from contract.limits import MAX_BATCH_BYTES, MAX_BATCH_EVENTS, MAX_MESSAGE_BYTES, STATE_EVERY_S
from contract.messages import EventBatch, Health, Receipt, State, Status
from contract.topics import Channel


@dataclass(frozen=True, slots=True)
class Delivery:
    """How one channel's message travels (MQTT 5, sections 3.3.1.2 and 3.3.1.3)."""

    model: type[Record]
    sender: str
    receiver: str
    qos: int
    retained: bool
    largest_bytes: int
    summary: str


def _delivery_of(channel: Channel) -> Delivery:
    match channel:
        case Channel.STATUS:
            return Delivery(
                Status,
                "edge",
                "hub",
                1,
                True,
                MAX_MESSAGE_BYTES,
                "Birth of an agent, and its last will. A will counts only against the epoch it "
                "names.",
            )
        case Channel.STATE:
            return Delivery(
                State,
                "edge",
                "hub",
                1,
                True,
                MAX_MESSAGE_BYTES,
                f"All that an agent sees now: on every change and every {STATE_EVERY_S} s. "
                "Worth nothing `ttl_s` seconds later.",
            )
        case Channel.EVENTS:
            return Delivery(
                EventBatch,
                "edge",
                "hub",
                1,
                False,
                MAX_BATCH_BYTES,
                f"Past facts of one epoch, contiguous from `first`, at most {MAX_BATCH_EVENTS}. "
                "Sent again until a receipt comes.",
            )
        case Channel.RECEIPTS:
            return Delivery(
                Receipt,
                "hub",
                "edge",
                1,
                False,
                MAX_BATCH_BYTES,
                "The store has committed `first` to `last`, or quarantined them. "
                "They settle under this store id only.",
            )
        case Channel.HEALTH:
            return Delivery(
                Health,
                "edge",
                "hub",
                0,
                True,
                MAX_MESSAGE_BYTES,
                "The agent's own condition. For people: it changes no desk.",
            )
        case _:
            assert_never(channel)


DELIVERIES: Final = {channel: _delivery_of(channel) for channel in Channel}
