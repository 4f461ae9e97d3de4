"""What came and waits to be taken: a lane for each topic, so that nobody waits behind a flood.

    network thread ─▶ put ─▶ lane of its topic ─▶ take ─▶ event loop
                       │                            │
                       └ a flood, or no room left   └ wills first, then one share of each in turn

A will comes after the states of its own agent that were there before it, and before all others.
Owns what waits and its bounds; the rules are those of domain/fair_intake.py. Two threads may use
it. It knows no MQTT and doesn't look at what a message says.
"""

import threading
from collections import deque
from collections.abc import Collection, Iterable
from dataclasses import replace
from enum import Enum, auto
from typing import Final, Generic, Protocol, TypeVar

from contract.limits import MAX_BATCH_BYTES
from contract.topics import AgentAddress, Channel
from hub.domain.fair_intake import (
    Credit,
    Dropped,
    DroppedByAgent,
    Rules,
    bytes_waiting,
    due_in_s,
    full,
    grown,
    rules_of,
    spent,
)

MAX_WAITING_BYTES: Final = 64 * 1024 * 1024
SHARE_BYTES: Final = MAX_BATCH_BYTES
"""So much of one topic is taken in its turn, and at least one message."""
SHARE_MESSAGES: Final = 16


class Message(Protocol):
    """What waits."""

    @property
    def topic(self) -> str:
        """Where it was published."""
        ...

    @property
    def payload(self) -> bytes:
        """What it says."""
        ...


class Verdict(Enum):
    """What became of a message that came."""

    KEPT = auto()
    OVERTAKEN = auto()
    """It is kept, and an older one of the same topic is not."""
    DROPPED = auto()
    FLOOD = auto()
    """Dropped, and so is all that comes on its topic until it is resumed."""
    FOREIGN = auto()


M = TypeVar("M", bound=Message)


class _Lane(Generic[M]):
    """What waits of one topic."""

    def __init__(self, rules: Rules, most_bytes: int, now_s: float) -> None:
        self.rules = rules
        self.is_paused = False
        self.most_bytes = most_bytes
        self._waiting: deque[M] = deque()
        self._waiting_bytes = 0
        self._arrival = full(rules.arrival, now_s)
        self._passing = [full(allowance, now_s) for allowance in rules.passing]

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, message: M, now_s: float) -> Verdict:
        size = len(message.payload)
        if self.is_paused:
            return Verdict.DROPPED
        left = spent(self._arrival, self.rules.arrival, size, now_s)
        if left is None:
            self.is_paused = True
            return Verdict.FLOOD
        self._arrival = left
        if self._has_room(size):
            self._append(message)
            return Verdict.KEPT
        return self._overtake(message) if self.rules.newest_win else Verdict.DROPPED

    def resume(self, now_s: float) -> None:
        """Hear it again, with little credit: whoever still floods is noticed at once."""
        self.is_paused = False
        self._arrival = Credit(self.rules.arrival.per_s, now_s)

    def due_in_s(self, now_s: float) -> float:
        pairs = zip(self._passing, self.rules.passing, strict=True)
        return max((due_in_s(credit, rule, now_s) for credit, rule in pairs), default=0.0)

    def share(self, at_most: int, room: int, now_s: float) -> list[M]:
        """Take one share: messages that are due, oldest first, of no more than `room` bytes."""
        rules = self.rules.passing
        left = [
            grown(credit, rule, now_s).left
            for credit, rule in zip(self._passing, rules, strict=True)
        ]
        room_left = min(SHARE_BYTES, room)
        taken: list[M] = []
        while self._waiting and len(taken) < min(at_most, SHARE_MESSAGES):
            size = len(self._waiting[0].payload)
            if size > room_left and (taken or size > room):
                break
            if any(each < 0 for each in left):
                break
            left = [each - max(size, rule.least) for each, rule in zip(left, rules, strict=True)]
            room_left -= size
            taken.append(self._pop())
        self._passing = [Credit(each, now_s) for each in left]
        return taken

    def _has_room(self, size: int) -> bool:
        if not self._waiting:
            return True
        is_short = len(self._waiting) < self.rules.most_waiting
        return is_short and self._waiting_bytes + size <= self.most_bytes

    def _overtake(self, message: M) -> Verdict:
        while not self._has_room(len(message.payload)):
            self._pop()
        self._append(message)
        return Verdict.OVERTAKEN

    def _append(self, message: M) -> None:
        self._waiting.append(message)
        self._waiting_bytes += len(message.payload)

    def _pop(self) -> M:
        message = self._waiting.popleft()
        self._waiting_bytes -= len(message.payload)
        return message


class _Handful(Generic[M]):
    """What is taken at once, and how much more of it there may be."""

    def __init__(self, at_most: int, most_bytes: int, now_s: float) -> None:
        self.taken: list[M] = []
        self._at_most = at_most
        self._room = most_bytes
        self._now_s = now_s

    def add(self, lane: _Lane[M]) -> bool:
        """Add a share of a lane that is due; false if there is no room for any of it."""
        if lane.due_in_s(self._now_s) > 0:
            return True
        room = self._room if self.taken else 2**62
        share = lane.share(self._at_most - len(self.taken), room, self._now_s)
        self._room -= sum(len(message.payload) for message in share)
        self.taken += share
        return bool(share)


class FairQueue(Generic[M]):
    """The lanes of the topics that are listened to. Seconds are those of a monotonic clock."""

    def __init__(
        self, agents: Collection[AgentAddress], channels: Iterable[Channel], now_s: float
    ) -> None:
        self._rules = {channel: rules_of(channel) for channel in channels}
        self._sources: dict[str, tuple[AgentAddress, Channel]] = {}
        self._dropped: dict[AgentAddress, Dropped] = {}
        self._lanes: dict[str, _Lane[M]] = {}
        self._turns: deque[str] = deque()
        """Topics of which something waits, next first; those that go first are not among them."""
        self._first: deque[str] = deque()
        self._before: dict[str, str] = {}
        """A will that overtook its own agent's last state would be taken back by it."""
        self._lock = threading.Lock()
        self.add(agents, now_s)

    def add(self, agents: Collection[AgentAddress], now_s: float) -> None:
        """Have lanes for these agents as well; nobody's lane is ever taken away."""
        with self._lock:
            for agent in agents:
                for channel, rule in self._rules.items():
                    self._sources[agent.topic(channel)] = (agent, channel)
                    self._lanes.setdefault(agent.topic(channel), _Lane(rule, 0, now_s))
                if Channel.STATE in self._rules:
                    self._before[agent.topic(Channel.STATUS)] = agent.topic(Channel.STATE)
            most_bytes = bytes_waiting(len(self._lanes), MAX_WAITING_BYTES)
            for lane in self._lanes.values():
                lane.most_bytes = most_bytes

    def __len__(self) -> int:
        return sum(len(lane) for lane in self._lanes.values())

    def put(self, message: M, now_s: float) -> Verdict:
        """Let a message wait, if there is room for it and its topic isn't flooded."""
        with self._lock:
            lane = self._lanes.get(message.topic)
            if lane is None:
                return Verdict.FOREIGN
            was_empty = not lane
            verdict = lane.put(message, now_s)
            if verdict is not Verdict.KEPT:
                self._count(message.topic, now_s if verdict is Verdict.FLOOD else None)
            if was_empty and lane:
                (self._first if lane.rules.goes_first else self._turns).append(message.topic)
            return verdict

    def take(self, at_most: int, most_bytes: int, now_s: float) -> list[M]:
        """Take a handful: up to `at_most`, in turns, of `most_bytes` beyond the first."""
        handful: _Handful[M] = _Handful(at_most, most_bytes, now_s)
        with self._lock:
            for turns in (self._first, self._turns):
                for _ in range(len(turns)):
                    if not self._take_turn(turns[0], handful):
                        return handful.taken
                    topic = turns.popleft()
                    if self._lanes[topic]:
                        turns.append(topic)
        return handful.taken

    def due_in_s(self, now_s: float) -> float | None:
        """Return after how many seconds something may be taken; None if nothing waits."""
        with self._lock:
            waiting = (self._lanes[topic] for topic in (*self._first, *self._turns))
            return min((lane.due_in_s(now_s) for lane in waiting), default=None)

    def sender_of(self, topic: str) -> tuple[str, str]:
        """Return space and agent of a topic that is listened to."""
        agent, _ = self._sources[topic]
        return agent.space, agent.agent

    def is_paused(self, topic: str) -> bool:
        """Tell whether nothing is taken in of a topic, since it is flooded."""
        return self._lanes[topic].is_paused

    def dropped(self) -> DroppedByAgent:
        """Return what was dropped of whom, and who isn't heard now."""
        with self._lock:
            paused = [self._sources[topic] for topic in self._lanes if self.is_paused(topic)]
            return {
                agent: replace(dropped, paused=tuple(name for who, name in paused if who == agent))
                for agent, dropped in self._dropped.items()
            }

    def resume(self, topic: str, now_s: float) -> None:
        """Hear a flooded topic again."""
        with self._lock:
            self._lanes[topic].resume(now_s)

    def _take_turn(self, topic: str, handful: _Handful[M]) -> bool:
        """Give a lane its turn; false if there is no room, so that it is the first next time."""
        before = self._before.get(topic)
        if before is not None and self._lanes[before]:
            handful.add(self._lanes[before])
            if self._lanes[before]:
                return False
            self._turns.remove(before)
        return handful.add(self._lanes[topic])

    def _count(self, topic: str, flooded_s: float | None) -> None:
        agent, _ = self._sources[topic]
        before = self._dropped.get(agent, Dropped(0))
        last_s = before.flooded_s if flooded_s is None else flooded_s
        self._dropped[agent] = Dropped(before.message_count + 1, last_s)
