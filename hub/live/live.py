"""The live reader: messages in, public snapshots out. All in memory, rebuilt from what agents say.

    status, state, health ──▶ AgentNow (domain/live.py) ──▶ Sight ──▶ Published ──▶ watchers
                                                              ▲   (domain/disclosure.py)
                                                          calendar, clock

Owns the agents that hub.toml names, one snapshot per space, and when a snapshot is taken. One
owner, in the event loop, no thread. It knows no MQTT client, no HTTP and no store.

A space that protects small counts is seen as of each full minute: the first call after it, message
or tick, looks before it does anything else. What was seen is published by ticks alone, so that
nobody can tell from the moment of a change that a message came.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final, assert_never

from contract.limits import STATE_TTL_S
from contract.messages import Health, MalformedMessage, State, Status, parse
from contract.times import to_us
from contract.topics import AgentAddress, Channel, Topic
from hub.clock import Clock
from hub.config import HubConfig
from hub.domain.agents import AgentView, foreign_claims, view_of
from hub.domain.assignment import own_of
from hub.domain.availability import Published
from hub.domain.live import (
    FUTURE_TOLERANCE,
    AgentNow,
    Arrival,
    hear_health,
    hear_state,
    hear_status,
    now_by,
    turn_back,
)
from hub.live.change_signal import ChangeSignal
from hub.live.snapshots import AtMarks, AtOnce, Moment
from hub.metrics import HubMetrics
from hub.spaces_now import SpacesNow

log = logging.getLogger(__name__)

_STEPPED_S: Final = FUTURE_TOLERANCE.total_seconds()
"""A time of day that moves by less is a clock that is being set right, bit by bit."""
STARTING_S: Final = float(STATE_TTL_S)
"""Within so long every agent that lives has spoken; until then silence tells nothing of it."""


def _tells_now(channel: Channel) -> bool:
    """Tell whether a channel's messages say what is true now, and not what has been."""
    match channel:
        case Channel.STATUS | Channel.STATE | Channel.HEALTH:
            return True
        case Channel.EVENTS | Channel.RECEIPTS:
            return False
        case _:
            assert_never(channel)


HEARD: Final = tuple(channel for channel in Channel if _tells_now(channel))
"""What the hub must subscribe to for this."""


class Live:
    """What is true now in every space, as far as its agents prove it."""

    def __init__(
        self,
        config: HubConfig,
        metrics: HubMetrics,
        clock: Clock,
        spaces: SpacesNow | None = None,
    ) -> None:
        """`spaces` are those of `config`, as they are now."""
        spaces = spaces or SpacesNow(config.spaces)
        self._metrics = metrics
        self._clock = clock
        start = self._now()
        self._starting_until_s = start.monotonic_s + STARTING_S
        self._mark = _minute_of(start.wall)
        self._told_mark = self._mark
        self._seen = start
        self._agents = {
            space.id: {address.agent: AgentNow() for address in space.agents}
            for space in config.spaces
        }
        self._own = {
            address: own_of(space, address.agent)
            for space in config.spaces
            for address in space.agents
        }
        self._at_once = {
            space.id: AtOnce(space, start, spaces)
            for space in config.spaces
            if not space.small_count
        }
        self._by_marks = {
            space.id: AtMarks(space, start, spaces) for space in config.spaces if space.small_count
        }
        self._claimed_s: dict[AgentAddress, float] = {}
        """When an agent last spoke of what isn't its own, on our monotonic clock."""
        self._signals: set[ChangeSignal] = set()
        self.revision = 0
        """Another one whenever the public snapshot of any space is another one."""

    def on_message(self, topic: str, payload: bytes, retained: bool) -> None:
        """Take one message as MQTT delivers it. Whatever it is, nothing is raised."""
        now = self._now()
        self._heed_step(now)
        self._pass_mark(now)
        parsed = Topic.parse(topic)
        if parsed is None or parsed.channel not in HEARD:
            self._ignore("foreign_topic")
        elif parsed.address.agent not in self._agents.get(parsed.address.space, {}):
            self._ignore("unknown_agent")
        elif not payload:
            self._ignore("cleared")
        else:
            self._hear(parsed, payload, Arrival(now.monotonic_s, now.wall, retained))
            self._renew(parsed.address.space, now)

    def tick(self) -> None:
        """Let time pass: full minutes, opening hours, and proofs that grew too old."""
        now = self._now()
        self._heed_step(now)
        self._pass_mark(now)
        for space_id, snapshot in self._by_marks.items():
            if snapshot.tick(self._agents[space_id], now):
                self._wake(space_id)
        self._told_mark = self._mark
        for space_id in self._at_once:
            self._renew(space_id, now)

    def renewed_at(self, space_ids: Iterable[str]) -> datetime | None:
        """Return before when nothing new can be said of all these spaces; None: at any time."""
        if not all(space_id in self._by_marks for space_id in space_ids):
            return None
        return self._told_mark + _MINUTE

    def starting_s(self) -> float:
        """Return for how many seconds more this has begun too lately for silence to tell."""
        return max(0.0, self._starting_until_s - self._clock.monotonic())

    def availability(self, space_id: str) -> Published | None:
        """Return the public snapshot of a space; None if hub.toml names no such space."""
        snapshot = self._at_once.get(space_id) or self._by_marks.get(space_id)
        return None if snapshot is None else snapshot.published

    @contextmanager
    def change_signal(self) -> Iterator[ChangeSignal]:
        """Lend a signal that wakes whenever a public snapshot changed."""
        signal = ChangeSignal()
        self._signals.add(signal)
        try:
            yield signal
        finally:
            self._signals.discard(signal)

    def agents(self, space_ids: Iterable[str] | None = None) -> tuple[AgentView, ...]:
        """Return every agent of hub.toml, or of some spaces, for operators, by space and id."""
        now_s = self._clock.monotonic()
        views = (
            view_of(AgentAddress(space_id, name), agent, now_s)
            for space_id in (self._agents if space_ids is None else space_ids)
            for name, agent in self._agents[space_id].items()
        )
        return tuple(sorted(views, key=lambda view: view.address))

    def times_told(self, within_s: float) -> tuple[datetime, ...]:
        """Return what time it is by the synced clocks of agents that spoke live, one for each."""
        now_s = self._clock.monotonic()
        told = (
            now_by(agent, now_s, within_s)
            for agents in self._agents.values()
            for agent in agents.values()
        )
        return tuple(at for at in told if at is not None)

    def agents_of(self, space_id: str) -> dict[str, AgentNow]:
        """Return all that is known of a space's agents now, by id, for operators."""
        return dict(self._agents[space_id])

    def claiming(self, within_s: float) -> frozenset[AgentAddress]:
        """Return the agents that spoke of desks or doors that aren't theirs, so lately."""
        now_s = self._clock.monotonic()
        claimed = self._claimed_s.items()
        return frozenset(address for address, at_s in claimed if now_s - at_s <= within_s)

    def _hear(self, topic: Topic, payload: bytes, arrival: Arrival) -> None:
        agents = self._agents[topic.address.space]
        before = agents[topic.address.agent]
        try:
            after = self._fold(topic, before, payload, arrival)
        except MalformedMessage:
            self._metrics.payloads_unreadable.labels(topic.channel).inc()
            return
        if after is before:
            self._ignore("stale")
        elif after.is_unordered:
            self._ignore("unordered")
        if after.conflicts != before.conflicts:
            self._metrics.epoch_conflicts.inc(after.conflicts - before.conflicts)
        agents[topic.address.agent] = after

    def _fold(self, topic: Topic, agent: AgentNow, payload: bytes, arrival: Arrival) -> AgentNow:
        match topic.channel:
            case Channel.STATUS:
                return hear_status(agent, parse(Status, payload))
            case Channel.STATE:
                state = parse(State, payload)
                claims = foreign_claims(state, self._own[topic.address], to_us(arrival.wall))
                self._ignore("foreign_claim", claims)
                if claims:
                    self._claimed_s[topic.address] = arrival.monotonic_s
                return hear_state(agent, state, arrival)
            case Channel.HEALTH:
                return hear_health(agent, parse(Health, payload))
            case Channel.EVENTS | Channel.RECEIPTS:  # on_message lets none of these come here
                raise MalformedMessage(f"{topic.channel} tells nothing of now")
            case _:
                assert_never(topic.channel)

    def _renew(self, space_id: str, now: Moment) -> None:
        agents = self._agents[space_id]
        if space_id in self._by_marks:
            self._by_marks[space_id].note(agents, now)
        elif self._at_once[space_id].renew(agents, now):
            self._wake(space_id)

    def _heed_step(self, now: Moment) -> None:
        """Date everything anew after our own time of day stepped, back or ahead: its age stays."""
        passed_s = now.monotonic_s - self._seen.monotonic_s
        back_s = passed_s - (now.wall - self._seen.wall).total_seconds()
        self._seen = now
        if abs(back_s) <= _STEPPED_S:
            return
        way = "back" if back_s > 0 else "on"
        log.warning("the time of day went %s by %.0f s", way, abs(back_s))
        back = timedelta(seconds=back_s)
        for agents in self._agents.values():
            for name, agent in agents.items():
                agents[name] = turn_back(agent, back)
        if back_s < 0:
            return
        self._mark = _minute_of(now.wall)
        for space_id, snapshot in self._by_marks.items():
            snapshot.pass_mark(self._agents[space_id], Moment(self._mark, now.monotonic_s))

    def _pass_mark(self, now: Moment) -> None:
        mark = _minute_of(now.wall)
        if mark > self._mark:
            self._mark = mark
            for space_id, snapshot in self._by_marks.items():
                snapshot.pass_mark(self._agents[space_id], now.at(mark))

    def _ignore(self, reason: str, count: int = 1) -> None:
        if count:
            self._metrics.messages_ignored.labels(reason).inc(count)

    def _wake(self, space_id: str) -> None:
        self.revision += 1
        for signal in self._signals:
            signal.wake(space_id)

    def _now(self) -> Moment:
        return Moment(self._clock.wall(), self._clock.monotonic())


_MINUTE: Final = timedelta(minutes=1)


def _minute_of(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
