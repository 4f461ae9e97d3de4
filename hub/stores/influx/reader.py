"""Reading the store in InfluxDB, beside its one writer: what `audit` asks for. It never writes."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Self

from contract import series
from contract.series import Keeping
from contract.topics import AgentAddress
from hub.domain.order import in_order
from hub.errors import StoreUnavailable
from hub.stores.epoch_account import EpochAccount
from hub.stores.influx import rows
from hub.stores.influx.access import Access
from hub.stores.influx.points import NS_PER_US
from hub.stores.influx.queries import select, where
from hub.stores.influx.reading import Reading
from hub.stores.influx.state import read_accounts, read_ignored
from hub.stores.protocol import EpochRecord, IgnoredAgent, StoredEvent


class InfluxReader:
    """A reader; any number of them may be open, each for one thread."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    @classmethod
    def open(cls, access: Access) -> Self:
        """Open an existing store. Raises StoreUnavailable if there is none that can be read."""
        reader = cls(Reading(access))
        try:
            reader._check(access)
        except BaseException:
            reader.close()
            raise
        return reader

    def _check(self, access: Access) -> None:
        (found,) = self._reading.firsts(Keeping.PERMANENT, [select(series.STORE, ("id",))])
        if found is None:
            raise StoreUnavailable(f"{access.url}: no store in bucket {access.bucket}")

    def epochs(self) -> Iterator[EpochRecord]:
        """Yield every epoch ever heard of, by agent, in the order of their first arrival."""
        accounts = read_accounts(self._reading)
        for address, of_agent in groupby(accounts, key=lambda pair: pair[0]):
            yield from _records(address, [account for _, account in of_agent])

    def events(self, address: AgentAddress, from_us: int, to_us: int) -> Iterator[StoredEvent]:
        """Yield one agent's events with from_us <= at < to_us, by (at, epoch, seq)."""
        condition = where(
            {"space": address.space, "agent": address.agent},
            from_ns=from_us * NS_PER_US,
            to_ns=to_us * NS_PER_US,
        )
        query = select(series.EVENT, rows.EVENT) + condition + " AND replaced = false"
        for event in in_order(map(rows.event, self._reading.rows(Keeping.RAW, query))):
            yield StoredEvent(address, event.epoch, event.event)

    def ignored_agents(self) -> list[IgnoredAgent]:
        """Return the agents that were ignored, by name."""
        return read_ignored(self._reading)

    def unreadable_count(self) -> int:
        """Count the payloads whose envelope could not be read."""
        query = select(series.QUARANTINE, ("count(seq)",)) + " WHERE seq = 0"
        found = next(self._reading.rows(Keeping.RAW, query), None)
        return 0 if found is None else int(found[1])

    def close(self) -> None:
        """Let go of the connection."""
        self._reading.close()


def _records(address: AgentAddress, accounts: Sequence[EpochAccount]) -> Iterator[EpochRecord]:
    named: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for account in accounts:
        if account.previous is not None:
            named[account.previous.epoch].append((account.epoch, account.previous.last))
    for account in accounts:
        names = named.get(account.epoch, [])
        yield EpochRecord(
            address=address,
            epoch=account.epoch,
            named_last=min((last for _, last in names), default=None),
            named_by=tuple(by for by, _ in names),
            stored=account.received,
            quarantined=account.quarantined,
            lost=account.lost,
            too_late=account.too_late,
            gone=account.gone,
        )
