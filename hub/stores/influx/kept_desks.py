"""From when on InfluxDB still has desks' slots: what says whether any were dropped by age.

InfluxDB drops them by itself, a shard at a time, and deletion takes everything before an instant:
whatever goes for its age goes from the front. So as long as nobody writes a range, all of it is as
it was while its first row is. Where that row was found before, only the time up to it is asked for,
which costs the same whatever the range. It has a connection of its own; any thread may ask.
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
MOST_FOUND: Final = 1_000


class KeptDesks:
    """Asks for the first desk's slot of a range."""

    def __init__(self, access: Access) -> None:
        self._reading = Reading(replace(access, timeout_s=min(_PATIENCE_S, access.timeout_s)))
        self._lock = Lock()
        self._found_us: dict[tuple[str, int], int] = {}
        """Where the first one from an instant on was found; those asked for last come last."""

    def first_us(self, space: str, from_us: int, to_us: int) -> int | None:
        """Return when the first one starts that is kept of [from_us, to_us); None: there is none.

        Raises StoreUnavailable, also if others ask for too long.
        """
        if not self._lock.acquire(timeout=_PATIENCE_S):
            raise StoreUnavailable("others ask")
        try:
            return self._first_us(space, from_us, to_us)
        finally:
            self._lock.release()

    def _first_us(self, space: str, from_us: int, to_us: int) -> int | None:
        before_us = self._found_us.pop((space, from_us), None)
        found_us = None
        if before_us is not None and before_us < to_us:
            found_us = self._ask(space, from_us, before_us + 1)
        if found_us is None:
            found_us = self._ask(space, from_us, to_us)
        if found_us is not None:
            self._found_us[space, from_us] = found_us
            if len(self._found_us) > MOST_FOUND:
                del self._found_us[next(iter(self._found_us))]
        return found_us

    def _ask(self, space: str, from_us: int, to_us: int) -> int | None:
        window = where({"space": space}, from_ns=from_us * NS_PER_US, to_ns=to_us * NS_PER_US)
        query = select(series.DESK_SLOT, ("place",)) + window + " ORDER BY time LIMIT 1"
        found = list(self._reading.rows(Keeping.RECENT, query))
        return found[0][0] // NS_PER_US if found else None

    def close(self) -> None:
        """Let go of the connection."""
        self._reading.close()
