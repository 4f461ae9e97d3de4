"""How much one agent may send, so that its neighbours don't suffer: rules and figures. Pure.

    arrival   more than an agent in order ever sends ─▶ a flood: not heard for a while
    passing   more than a fair share               ─▶ waits; no receipt, so its sender slows down
    waiting   more than there is room for          ─▶ dropped, and sent again

Agents in order are never paused: a state comes when something changes, and a sender of events goes
on only when receipts come. A credit of bytes grows with time up to a bound; a message needs some,
and may take more than there is, so that none is too large to pass.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, assert_never

from contract.limits import MAX_BATCH_BYTES, MAX_MESSAGE_BYTES
from contract.topics import AgentAddress, Channel

PAUSE_S: Final = 10.0
"""So long a flooder isn't heard on the channel that it floods; doubled with each time."""
LONGEST_PAUSE_S: Final = 600.0
FORGIVEN_S: Final = 600.0
"""After so long in good order the next pause is a short one again."""
SHOWN_S: Final = 900.0
"""So long after its last flood an agent is shown as one that needs care."""
NAMED_BURST: Final = 2_000.0
NAMED_PER_S: Final = 0.2
"""An agent that starts anew every five seconds names so many epochs."""
_KIB: Final = 1024.0


@dataclass(frozen=True, slots=True)
class Allowance:
    """A rate and a burst, in bytes; a small message costs as much as one of `least` bytes."""

    per_s: float
    burst: float
    least: float = 0.0


@dataclass(frozen=True, slots=True)
class Credit:
    """What is left of an allowance, as of an instant on a clock that doesn't go back."""

    left: float
    at_s: float


@dataclass(frozen=True, slots=True)
class Rules:
    """How the messages of one topic are taken in."""

    arrival: Allowance
    passing: tuple[Allowance, ...]
    most_waiting: int
    newest_win: bool = False
    """Of too many that wait the oldest goes, else the newest doesn't come in."""
    goes_first: bool = False


@dataclass(frozen=True, slots=True)
class Pause:
    """A topic that isn't heard until `until_s`, for the `count`th time in a row."""

    count: int
    until_s: float


@dataclass(frozen=True, slots=True)
class Dropped:
    """What was dropped of one agent since the hub began, and when it last flooded, if it ever did.

    Messages are dropped of innocent agents as well: behind a slow hub newer ones overtake them.
    """

    message_count: int
    flooded_s: float | None = None
    paused: tuple[Channel, ...] = ()
    """The channels on which it isn't heard now."""


DroppedByAgent = Mapping[AgentAddress, Dropped]

_EVENTS: Final = Rules(
    arrival=Allowance(2048 * _KIB, 4 * 1024 * _KIB, 32 * _KIB),
    passing=(
        Allowance(256 * _KIB, 1024 * _KIB, 5 * _KIB),
        Allowance(8 * _KIB, 64 * 1024 * _KIB, 1 * _KIB),
    ),
    most_waiting=32,
)
_STATE: Final = Rules(
    arrival=Allowance(50 * MAX_MESSAGE_BYTES, 100 * MAX_MESSAGE_BYTES, MAX_MESSAGE_BYTES),
    passing=(),
    most_waiting=4,
    newest_win=True,
)
_RARE: Final = Allowance(5 * MAX_MESSAGE_BYTES, 50 * MAX_MESSAGE_BYTES, MAX_MESSAGE_BYTES)


def rules_of(channel: Channel) -> Rules:
    """Return the rules of each topic of a channel."""
    match channel:
        case Channel.EVENTS:
            return _EVENTS
        case Channel.STATE:
            return _STATE
        case Channel.STATUS:
            return Rules(_RARE, (), most_waiting=16, newest_win=True, goes_first=True)
        case Channel.HEALTH | Channel.RECEIPTS:
            return Rules(_RARE, (), most_waiting=4, newest_win=True)
        case _:
            assert_never(channel)


def full(allowance: Allowance, now_s: float) -> Credit:
    """Return the credit of one that hasn't sent anything for long."""
    return Credit(allowance.burst, now_s)


def grown(credit: Credit, allowance: Allowance, now_s: float) -> Credit:
    """Return the credit as of now; a clock that went back gives none."""
    passed_s = max(0.0, now_s - credit.at_s)
    return Credit(min(allowance.burst, credit.left + passed_s * allowance.per_s), now_s)


def spent(credit: Credit, allowance: Allowance, size: float, now_s: float) -> Credit | None:
    """Return the credit after a message of `size` bytes; None while it is below zero."""
    now = grown(credit, allowance, now_s)
    if now.left < 0:
        return None
    return replace(now, left=now.left - max(size, allowance.least))


def due_in_s(credit: Credit, allowance: Allowance, now_s: float) -> float:
    """Return after how many seconds the credit isn't below zero any more."""
    return max(0.0, -grown(credit, allowance, now_s).left / allowance.per_s)


def pause_after(before: Pause | None, now_s: float) -> Pause:
    """Return the pause of a flood that is noticed now; `before` is that topic's last one."""
    is_again = before is not None and now_s - before.until_s < FORGIVEN_S
    count = before.count + 1 if before is not None and is_again else 1
    return Pause(count, now_s + min(LONGEST_PAUSE_S, PAUSE_S * 2.0 ** min(count - 1, 16)))


def needs_care(dropped: Dropped | None, now_s: float) -> bool:
    """Tell whether an agent floods, or did lately; what others made it lose doesn't count."""
    if dropped is None or dropped.flooded_s is None:
        return False
    return bool(dropped.paused) or now_s - dropped.flooded_s <= SHOWN_S


def flooding(dropped: DroppedByAgent, now_s: float) -> frozenset[AgentAddress]:
    """Return the agents that need care for what they send."""
    return frozenset(agent for agent, each in dropped.items() if needs_care(each, now_s))


def bytes_waiting(lane_count: int, most_bytes: int) -> int:
    """Return how many bytes of one topic may wait, so that all together keep within their bound.

    A few batches always may: so much an agent in order has on its way.
    """
    return max(8 * MAX_BATCH_BYTES, min(most_bytes // max(1, lane_count), 32 * MAX_BATCH_BYTES))
