"""That one hub writes a store: a lease in the store itself, for machines that share no disk.

Of several hubs that share the buckets each has a lease for its part. How the buckets are shared
stays: parts of another count or kind, or one hub for all, would write what another one counts.

Who holds it counts a beat up. Whoever wants it watches whether the beat moves, so that no two
clocks are compared. The holder reads its beat before it counts on; if the beat went back or is
gone, the database was restored or emptied under it.
"""

import os
import secrets
import socket
import time
from collections.abc import Callable
from enum import Enum, auto
from threading import Event, Lock, Thread
from typing import Final

from contract import series
from hub.errors import StoreUnavailable
from hub.stores.influx.access import Access
from hub.stores.influx.points import Point
from hub.stores.influx.queries import select, where
from hub.stores.influx.reading import Reading
from hub.stores.influx.writing import Writing

LEASE_S: Final = 15.0
_RENEWALS: Final = 3
"""Renewed so often in one lease."""


class Standing(Enum):
    """What became of a lease."""

    HELD = auto()
    ROLLED_BACK = auto()
    """The database is older than the lease: it was restored or emptied."""
    TAKEN = auto()
    """Another hub writes."""


class Lease:
    """The right to write. Safe to use from several threads."""

    def __init__(
        self,
        access: Access,
        lease_s: float = LEASE_S,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._access = access
        self._lease_s = lease_s
        self._wait = wait
        self._machine = f"{socket.gethostname()}/{os.getpid()}"
        self._name = f"{self._machine}/{secrets.token_hex(4)}"
        self._beat = 0
        self._renewed_s = 0.0
        self._standing = Standing.TAKEN
        self._lock = Lock()
        self._ending = Event()
        self._is_released = False
        self._reading = Reading(access)
        self._writing = Writing(access)
        self._thread: Thread | None = None

    def take(self) -> None:
        """Become the one writer, after one lease's time if somebody else seems to be.

        Raises StoreUnavailable if another hub writes, or if the database is out of reach.
        """
        with self._lock:
            self._refuse_other_shares()
            holder, beat = self._read() or ("", 0)
            if not self._is_free(holder):
                self._wait(self._lease_s)
                if self._read() != (holder, beat):
                    raise StoreUnavailable(f"another hub ({holder}) writes this store")
            self._beat = beat
            self._count_on(self._name)
            self._standing = Standing.HELD
        if self._thread is None:
            self._thread = Thread(target=self._keep, name="lease", daemon=True)
            self._thread.start()

    def check(self) -> Standing:
        """Return what became of the lease, renewed if it is about to end.

        Raises StoreUnavailable.
        """
        with self._lock:
            if time.monotonic() - self._renewed_s > self._lease_s / 2:
                self._renew()
            return self._standing

    @property
    def is_held(self) -> bool:
        """Whether nobody else can have taken it, as far as is known without asking."""
        is_fresh = time.monotonic() - self._renewed_s < self._lease_s
        return self._standing is Standing.HELD and is_fresh

    def release(self) -> None:
        """Let the next hub begin at once, if the database can be told."""
        if self._is_released:
            return
        self._is_released = True
        self._ending.set()
        if self._thread is not None:
            self._thread.join()
        with self._lock:
            try:
                if self._standing is Standing.HELD and self._read() == (self._name, self._beat):
                    self._count_on("")
            except StoreUnavailable:
                pass  # it ends by itself
            self._reading.close()
            self._writing.close()

    def _keep(self) -> None:
        """Renew in a thread of its own: workers lie above stores, so this is no PeriodicThread."""
        while not self._ending.wait(self._lease_s / _RENEWALS):
            with self._lock:
                try:
                    self._renew()
                except StoreUnavailable:
                    continue  # as long as nobody reaches the database, nobody takes the lease

    def _renew(self) -> None:
        if self._standing is not Standing.HELD:
            return
        holder, beat = self._read() or ("", -1)
        if (holder, beat) == (self._name, self._beat):
            self._count_on(self._name)
        elif beat > self._beat:
            self._standing = Standing.TAKEN
        else:
            self._standing = Standing.ROLLED_BACK

    def _is_free(self, holder: str) -> bool:
        """Tell whether the holder has gone: it let go, or its process on this machine ended."""
        machine, _, process = holder.rpartition("/")[0].rpartition("/")
        if not process.isdigit():
            return not holder
        if machine != socket.gethostname() or int(process) == os.getpid():
            return False
        try:
            os.kill(int(process), 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            return False
        return False

    def _refuse_other_shares(self) -> None:
        """Refuse buckets that are shared among hubs in another way."""
        query = select(series.WRITER, ("holder", "part"))
        rows = self._reading.rows(series.WRITER.keeping, query)
        parts = {part or "" for _, _, part in rows}
        others = sorted(part for part in parts if _sharing(part) != _sharing(self._access.part))
        if others:
            who = f"part {others[0]}" if others[0] else "one hub for all spaces"
            raise StoreUnavailable(
                f"bucket {self._access.bucket} is archived by {who}: how it is shared can't change"
            )

    def _read(self) -> tuple[str, int] | None:
        found = self._reading.firsts(
            series.WRITER.keeping,
            [select(series.WRITER, ("holder", "beat")) + where(self._reading.own)],
        )[0]
        return None if found is None else (found[1], found[2])

    def _count_on(self, holder: str) -> None:
        point = Point(series.WRITER, {}, {"holder": holder, "beat": self._beat + 1})
        self._writing.write_all(series.WRITER.keeping, [point])
        self._beat += 1
        self._renewed_s = time.monotonic()


def _sharing(part: str) -> str:
    """Return among how many the buckets are shared, or that they are shared by names, or not."""
    number, _, count = part.partition("-of-")
    return count if number.isdigit() and count.isdigit() else "by names" if part else "not"
