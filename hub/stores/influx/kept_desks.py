"""From when on InfluxDB still has desks' slots: what says whether any were dropped by age.

InfluxDB drops them by itself, a shard at a time, and deletion takes everything before an instant:
whatever goes for its age goes from the front. So as long as nobody writes a range, all of it is as
it was while its first row is. That is one small question, whatever the range. It has a connection
of its own; any thread may ask.
"""

from dataclasses import replace
from threading import Lock
from typing import Final

from contract import series
from contract.series import Keeping
from hub.errors import StoreUnavailable
from hub.stores.influx.access import Access
from hub.stores.influx.points import NS_PER_US
from hub.stores.influx.queries import select, where
from hub.stores.influx.reading import Reading

_PATIENCE_S: Final = 1.0
"""What isn't told by then is read instead."""


class KeptDesks:
    """Asks for the first desk's slot of a range."""

    def __init__(self, access: Access) -> None:
        self._reading = Reading(replace(access, timeout_s=min(_PATIENCE_S, access.timeout_s)))
        self._lock = Lock()

    def first_us(self, space: str, from_us: int, to_us: int) -> int | None:
        """Return when the first one starts that is kept of [from_us, to_us); None: there is none.

        Raises StoreUnavailable, also if others ask for too long.
        """
        window = where({"space": space}, from_ns=from_us * NS_PER_US, to_ns=to_us * NS_PER_US)
        query = select(series.DESK_SLOT, ("place",)) + window + " ORDER BY time LIMIT 1"
        if not self._lock.acquire(timeout=_PATIENCE_S):
            raise StoreUnavailable("others ask")
        try:
            found = list(self._reading.rows(Keeping.RECENT, query))
        finally:
            self._lock.release()
        return found[0][0] // NS_PER_US if found else None

    def close(self) -> None:
        """Let go of the connection."""
        self._reading.close()
