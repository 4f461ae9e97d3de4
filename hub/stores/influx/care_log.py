"""The care log in InfluxDB, over connections of their own: nothing else ever waits for them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Final

from contract import series
from contract.series import Keeping
from contract.times import to_us
from contract.topics import AgentAddress
from hub.domain.care import OpenDay, Stored, faulty_after
from hub.domain.slots import SLOT_US
from hub.stores.care_log import CareRecord, SpaceName, Wanted
from hub.stores.influx import rows
from hub.stores.influx.access import Access
from hub.stores.influx.care_points import fact_point, name_point, record_points
from hub.stores.influx.points import NS_PER_US
from hub.stores.influx.queries import select, where
from hub.stores.influx.reading import Reading
from hub.stores.influx.state import State
from hub.stores.influx.writing import Writing

_PATIENCE_S: Final = 3.0
_DAY_US: Final = 86_400 * 1_000_000
_FAULTS_US: Final = 31 * _DAY_US
"""So far back faults are looked for at the start; what is older isn't kept by default."""
_DAYS_AROUND: Final = timedelta(days=1)
_TOLD: Final = (
    " AND (kind = 'fault' OR kind = 'recovered' OR kind = 'started') AND replaced = false"
)
_DAY: Final = ("day", "space", "open_desk_slots", "open_occupied_s", "open_free_s")


class InfluxCareLog:
    """For one thread. `remembered` raises StoreUnavailable while the store isn't ours to write.

    What the writer remembers tells whether anything is new: a minute without news asks nothing.
    """

    def __init__(self, access: Access, remembered: Callable[[], State]) -> None:
        patient = replace(access, timeout_s=min(_PATIENCE_S, access.timeout_s))
        self._remembered = remembered
        self._reading = Reading(patient)
        self._writing = Writing(patient)
        self._faulty: dict[AgentAddress, dict[str, str]] = {}
        self._told_ns: dict[AgentAddress, int] = {}
        self._names: frozenset[SpaceName] = frozenset()
        self._marks: dict[tuple[str, str, str], str] | None = None
        self._followed: dict[AgentAddress, object] = {}
        """What was stored of each agent at the last look: another object after each change."""
        self._summed: tuple[object, object] | None = None
        """How far slots were made, and which days were asked for, when days were last read."""
        self._days: dict[str, OpenDay] = {}

    def read(self, wanted: Wanted) -> Stored:
        """Return what the store knows that a record needs. Raises StoreUnavailable."""
        state = self._remembered()
        for address in wanted.agents:
            held = state.accounts.get(address)
            if address not in self._followed or self._followed[address] is not held:
                self._follow(address, wanted.now_us)
                self._followed[address] = held
        summed = (state.rolled, dict(wanted.yesterdays))
        if self._summed is None or self._summed[0] is not summed[0] or self._summed != summed:
            self._days, self._summed = self._yesterdays(wanted), summed
        return Stored(len(state.quarantine), dict(self._days), dict(self._faulty))

    def write(self, record: CareRecord) -> None:
        """Write the record of a minute. Raises StoreUnavailable."""
        self._remembered()
        self._writing.write_all(Keeping.RECENT, list(record_points(record)))
        self._write_names(frozenset(record.names))
        self._write_facts(record)

    def _write_names(self, names: frozenset[SpaceName]) -> None:
        self._writing.write_all(Keeping.PERMANENT, [*map(name_point, names - self._names)])
        self._names = names

    def _write_facts(self, record: CareRecord) -> None:
        """Keep the facts whose mark is not the one that was kept last."""
        marks = self._kept_marks() if self._marks is None else self._marks
        new = [fact for fact in record.facts if marks.get(fact.place) != fact.mark]
        points = [fact_point(fact, record.at_us, is_first=fact.place not in marks) for fact in new]
        self._writing.write_all(Keeping.PERMANENT, points)
        self._marks = marks | {fact.place: fact.mark for fact in new}

    def _kept_marks(self) -> dict[tuple[str, str, str], str]:
        query = select(series.CHANGE, (*series.CHANGE.tags, "mark"))
        rows_by_time = sorted(self._reading.rows(Keeping.PERMANENT, query))
        return {(space, agent, kind): mark for _, space, agent, kind, mark in rows_by_time}

    def close(self) -> None:
        """Let go of the connections."""
        self._reading.close()
        self._writing.close()

    def _follow(self, address: AgentAddress, now_us: int) -> None:
        """Take in what an agent told of its sensors since the last look."""
        first_ns = (now_us - _FAULTS_US) * NS_PER_US
        from_ns = self._told_ns.get(address, first_ns)
        tags = {"space": address.space, "agent": address.agent}
        query = select(series.EVENT, rows.EVENT) + where(tags, from_ns=from_ns) + _TOLD
        told = list(self._reading.rows(Keeping.RAW, query))
        events = [rows.event(cells).event for cells in told]
        self._faulty[address] = faulty_after(self._faulty.get(address, {}), events)
        if told:
            self._told_ns[address] = max(cells[0] for cells in told) + 1

    def _yesterdays(self, wanted: Wanted) -> dict[str, OpenDay]:
        """Find the local days that were yesterday, of all spaces in one query."""
        if not wanted.yesterdays:
            return {}
        first = min(wanted.yesterdays.values()) - _DAYS_AROUND
        from_ns = to_us(datetime.combine(first, time(), UTC)) * NS_PER_US
        query = select(series.SPACE_DAY, _DAY) + where({}, from_ns=from_ns)
        return {
            space: OpenDay(slots * SLOT_US / 1e6, occupied_s + free_s)
            for _, day, space, slots, occupied_s, free_s in self._reading.rows(
                Keeping.PERMANENT, query
            )
            if space in wanted.yesterdays and day == wanted.yesterdays[space].isoformat()
        }
