"""What the embedded store knows that a judgement needs, read beside the writer by one thread.

No record is written: it is for Grafana, which reads InfluxDB. Faults are followed from look to
look, so that a minute without news asks little. The file is opened for each look: after damage
another one takes its place.
"""

from collections.abc import Callable
from contextlib import closing
from typing import Final

from contract.topics import AgentAddress
from hub.domain.care import OpenDay, Stored, faulty_after
from hub.domain.slots import SLOT_US
from hub.stores.care_log import CareRecord, Wanted
from hub.stores.event_bodies import event_of
from hub.stores.sqlite.check_sums import sound
from hub.stores.sqlite.file import SqliteFile

_FAULTS_US: Final = 31 * 86_400 * 1_000_000
"""So far back faults are looked for at the start; what is older isn't kept by default."""
_QUARANTINED: Final = f"SELECT count(*) FROM quarantine WHERE {sound('quarantine')}"
_TOLD: Final = f"""
SELECT seq, at_us, estimated, body FROM event
WHERE agent_id = (SELECT id FROM agent WHERE space = ? AND agent = ?) AND at_us >= ?
AND body GLOB '{{"kind":"[fsr]*' AND {sound("event")}
ORDER BY at_us, epoch_id, seq
"""
_NEWEST: Final = """
SELECT max(at_us) FROM event
WHERE agent_id = (SELECT id FROM agent WHERE space = ? AND agent = ?) AND at_us >= ?
"""
_DAY: Final = f"""
SELECT desk_slots, occupied_us + free_us FROM space_day
WHERE space = ? AND day = ? AND open = 1 AND {sound("space_day")}
"""


class SqliteCareLog:
    """For one thread. Each call raises StoreUnavailable."""

    def __init__(self, open_file: Callable[[], SqliteFile]) -> None:
        self._open_file = open_file
        self._faulty: dict[AgentAddress, dict[str, str]] = {}
        self._followed_us: dict[AgentAddress, int] = {}

    def read(self, wanted: Wanted) -> Stored:
        """Return what the store knows that a record needs."""
        with closing(self._open_file()) as file, file.as_of_now():
            for address in wanted.agents:
                self._follow(file, address, wanted.now_us)
            quarantined = file.number(_QUARANTINED) or 0
            days = _yesterdays(file, wanted)
        return Stored(quarantined, days, dict(self._faulty))

    def write(self, record: CareRecord) -> None:
        """Write nothing."""

    def close(self) -> None:
        """Do nothing: between two looks nothing is open."""

    def _follow(self, file: SqliteFile, address: AgentAddress, now_us: int) -> None:
        """Take in what an agent told of its sensors since the last look."""
        from_us = self._followed_us.get(address, now_us - _FAULTS_US)
        place = (address.space, address.agent, from_us)
        newest_us = file.number(_NEWEST, place)
        if newest_us is None:
            return
        events = [event_of(*row) for row in file.rows(_TOLD, place)]
        self._faulty[address] = faulty_after(self._faulty.get(address, {}), events)
        self._followed_us[address] = newest_us + 1


def _yesterdays(file: SqliteFile, wanted: Wanted) -> dict[str, OpenDay]:
    found = {
        space: list(file.rows(_DAY, (space, day.isoformat())))
        for space, day in wanted.yesterdays.items()
    }
    return {
        space: OpenDay(slots * SLOT_US / 1e6, known_us / 1e6)
        for space, rows in found.items()
        for slots, known_us in rows
    }
