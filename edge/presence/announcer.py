"""What the agent says of itself: that it is there, what it sees now, and how it fares.

These messages are hints for the living: a lost one is said again in a minute. What must not be
lost are events, and they are not here.
"""

from collections.abc import Mapping
from contextlib import suppress

from contract.messages import DiskTrouble, Health, LifeSign, StateClock, Status, encode
from contract.times import from_us
from contract.topics import Channel
from edge.clock import CheckedClock
from edge.configuration.config import EdgeConfig
from edge.configuration.sensors import Sensor
from edge.delivery import event_body
from edge.delivery.event_body import Snapshot
from edge.delivery.journal import Journal
from edge.delivery.outbox import Outbox
from edge.errors import OutboxUnavailable
from edge.presence.machine import read_condition
from edge.presence.state import NONE_DATED, Changes, PresentState
from edge.transport import Transport


class Announcer:
    """Writes status, state and health for the transport. The epoch is the journal's."""

    def __init__(
        self,
        config: EdgeConfig,
        clock: CheckedClock,
        journal: Journal,
        transport: Transport,
        version: str,
    ) -> None:
        self._config = config
        self._sensors = config.sensors
        self._clock = clock
        self._journal = journal
        self._transport = transport
        self._version = version
        self._present = PresentState()
        self._began_us = clock.boot_us()
        self._rows_known = 0

    def see(self, seen: Snapshot, now_us: int, changes: Changes = NONE_DATED) -> bool:
        """Take in what is seen now; true if anything changed."""
        return self._present.see(seen, now_us, changes)

    def will(self) -> bytes:
        """Write what the broker shall say of the present epoch when the connection dies."""
        return self._status(online=False)

    def publish_online(self) -> None:
        """Say that the agent is there."""
        self._transport.publish(Channel.STATUS, self._status(online=True))

    def publish_offline(self) -> None:
        """Say that the agent ends cleanly."""
        self._transport.publish(Channel.STATUS, self._status(online=False))

    def publish_state(self) -> None:
        """Say what is seen, and since when."""
        is_synced = self._clock.is_synced()
        wall_us = self._clock.wall_us()
        offset_us = wall_us - self._clock.boot_us()
        at_us = self._journal.dated_now(wall_us)
        state = self._present.message(
            self._journal.epoch, at_us, offset_us, self._config.ttl_s, is_synced=is_synced
        )
        self._transport.publish(Channel.STATE, encode(state))

    def publish_health(self, outbox: Outbox, signs: Mapping[str, int | None]) -> None:
        """Say how the machine and its outbox fare; of one that can't be read, what was last known.

        `signs`: when each sensor gave its last sign of life, in microseconds since 1970.
        """
        condition = read_condition(self._config.outbox.parent)
        synced = self._clock.is_synced()
        wall_us = self._clock.wall_us()
        health = Health(
            at=from_us(wall_us),
            epoch=self._journal.epoch,
            cpu_c=condition.cpu_c,
            disk_free_bytes=condition.disk_free_bytes,
            outbox_rows=self._row_count(outbox),
            oldest_unsettled_s=self._oldest_waiting_s(outbox, wall_us),
            clock=StateClock.SYNCED if synced else StateClock.UNSYNCED,
            uptime_s=(self._clock.boot_us() - self._began_us) / 1e6,
            throttled=condition.throttled,
            signs={one.id: _sign(one, signs[one.id]) for one in self._sensors if one.id in signs},
            clock_reason=self._clock.reason,
            disk=self._disk_trouble(wall_us),
        )
        self._transport.publish(Channel.HEALTH, encode(health))

    def _row_count(self, outbox: Outbox) -> int:
        with suppress(OutboxUnavailable):
            self._rows_known = outbox.row_count()
        return self._rows_known

    def _disk_trouble(self, wall_us: int) -> DiskTrouble | None:
        trouble = self._journal.trouble
        if trouble is None:
            return None
        since_us = wall_us - (self._clock.boot_us() - trouble.since_us)
        return DiskTrouble(
            state=trouble.state,
            since=from_us(max(0, since_us)),
            reason=event_body.plain(trouble.reason),
            waiting=self._journal.unwritten,
        )

    def _oldest_waiting_s(self, outbox: Outbox, wall_us: int) -> float | None:
        """Tell for how long the oldest event waits, also one without a date, or on no disk."""
        ages_us = list[int]()
        with suppress(OutboxUnavailable):
            if (oldest_us := outbox.oldest_unsettled_us()) is not None:
                ages_us.append(wall_us - oldest_us)
            if (undated_us := outbox.oldest_undated_us(self._clock.boot)) is not None:
                ages_us.append(self._clock.boot_us() - undated_us)
        if (waiting_us := self._journal.oldest_waiting_us) is not None:
            ages_us.append(self._clock.boot_us() - waiting_us)
        return max(0, *ages_us) / 1e6 if ages_us else None

    def _status(self, *, online: bool) -> bytes:
        at = from_us(self._clock.wall_us())
        status = Status(online=online, epoch=self._journal.epoch, version=self._version, at=at)
        return encode(status)


def _sign(sensor: Sensor, at_us: int | None) -> LifeSign:
    at = None if at_us is None else from_us(max(0, at_us))
    return LifeSign(at=at, desk=sensor.desk, door=sensor.door)
