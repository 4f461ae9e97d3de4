"""A scripted clock, and agents that speak when the test says so."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from contract.events import DeskState
from contract.messages import DeskNow, DoorNow, State, StateClock, Status, encode
from contract.times import to_us
from contract.topics import AgentAddress, Channel
from hub.domain.trusted_time import FUTURE_US, TrustedTime
from hub.live.live import Live


@dataclass
class ScriptedClock:
    """All clocks of a hub; they move only when told."""

    now: datetime
    seconds: float = 1000.0
    boot: str = "b" * 32
    disciplined: bool = True

    def is_disciplined(self) -> bool:
        """Tell what the kernel says of the time of day."""
        return self.disciplined

    def wall(self) -> datetime:
        """Return the time of day."""
        return self.now

    def monotonic(self) -> float:
        """Return seconds."""
        return self.seconds

    def pass_by(self, seconds: float) -> None:
        """Let time pass on both clocks."""
        self.now += timedelta(seconds=seconds)
        self.seconds += seconds

    def step_wall(self, seconds: float) -> None:
        """Set the time of day, as NTP or a person does; no time passes."""
        self.now += timedelta(seconds=seconds)


def trusted(now: datetime) -> TrustedTime:
    """Return what is known of now where nothing is in doubt."""
    now_us = to_us(now)
    return TrustedTime(now_us, now_us, now_us + FUTURE_US, None, may_delete=True)


@dataclass
class ScriptedAgent:
    """One agent that speaks to `live` directly, dated by the hub's clock."""

    live: Live
    clock: ScriptedClock
    space: str = "hof"
    name: str = "pi"
    epoch: str = "a" * 32
    ttl_s: int = 150
    doors: Mapping[str, bool] = field(default_factory=dict)

    def topic(self, channel: Channel) -> str:
        """Return one of its topics."""
        return AgentAddress(self.space, self.name).topic(channel)

    def says(
        self,
        desks: Mapping[str, str],
        *,
        at: datetime | None = None,
        synced: bool = True,
        retained: bool = False,
        whole: Mapping[str, bool] | None = None,
    ) -> None:
        """Send a state; what `whole` leaves out isn't said."""
        now = at or self.clock.now
        state = State(
            epoch=self.epoch,
            at=now,
            ttl_s=self.ttl_s,
            clock=StateClock.SYNCED if synced else StateClock.UNSYNCED,
            desks={
                name: DeskNow(state=DeskState(state), since=now, whole=(whole or {}).get(name))
                for name, state in desks.items()
            },
            doors={name: DoorNow(open=is_open, since=now) for name, is_open in self.doors.items()},
        )
        self.live.on_message(self.topic(Channel.STATE), encode(state), retained)

    def is_born(self, *, retained: bool = False) -> None:
        """Send a birth."""
        self._status(online=True, retained=retained)

    def dies(self, *, retained: bool = False) -> None:
        """Let the broker send its will."""
        self._status(online=False, retained=retained)

    def _status(self, *, online: bool, retained: bool) -> None:
        status = Status(online=online, epoch=self.epoch, version="1.0", at=self.clock.now)
        self.live.on_message(self.topic(Channel.STATUS), encode(status), retained)
