"""What the one writer remembers between commits, read from the store when it begins.

Readers in other threads may look at it: every mapping is replaced as a whole, never changed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Final, NamedTuple

from contract import series
from contract.topics import AgentAddress
from hub.domain.slots import SLOT_US
from hub.stores.epoch_account import EpochAccount
from hub.stores.history_protocol import Rolled
from hub.stores.influx.additions import EpochName, Touch
from hub.stores.influx.marks import RawLife
from hub.stores.influx.queries import select, where
from hub.stores.influx.reading import Reading
from hub.stores.influx.time_marks import DeletionLog, read_deletions
from hub.stores.protocol import IgnoredAgent

_FOREVER_AGO_US: Final = -(2**62)


class Waiting(NamedTuple):
    """A touch that waits for the roll-up."""

    id: int
    touch: Touch


class Touches:
    """The touches that wait. Used by the writer and by readers in other threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: list[Waiting] = []
        self._last_id = 0

    def add(self, touches: Iterable[Touch]) -> None:
        """Note where history changed."""
        with self._lock:
            for touch in touches:
                self._last_id += 1
                self._waiting.append(Waiting(self._last_id, touch))

    def of(self, space: str) -> list[tuple[tuple[int, ...], Touch]]:
        """Return what waits for a space, with neighbours of one agent joined, and their ids."""
        with self._lock:
            waiting = [entry for entry in self._waiting if entry.touch.address.space == space]
        waiting.sort(key=lambda entry: (entry.touch.address, entry.touch.from_us))
        joined: list[tuple[tuple[int, ...], Touch]] = []
        for number, touch in waiting:
            if joined and _adjoin(joined[-1][1], touch):
                ids, before = joined.pop()
                joined.append(((*ids, number), _join(before, touch)))
            else:
                joined.append(((number,), touch))
        return joined

    def done(self, ids: Iterable[int]) -> None:
        """Forget touches that the roll-up has answered."""
        answered = set(ids)
        with self._lock:
            self._waiting = [entry for entry in self._waiting if entry.id not in answered]


def _adjoin(before: Touch, after: Touch) -> bool:
    return before.address == after.address and after.from_us <= before.to_us + SLOT_US


def _join(before: Touch, after: Touch) -> Touch:
    to_us = max(before.to_us, after.to_us)
    return Touch(before.address, before.from_us, to_us, before.turns or after.turns)


@dataclass(frozen=True, slots=True)
class Aside:
    """What is in quarantine: when it was set aside, in nanoseconds, and whose it is."""

    time_ns: int
    source: str


@dataclass(slots=True)
class State:
    """All that is remembered."""

    store_id: str | None
    accounts: dict[AgentAddress, dict[str, EpochAccount]] = field(default_factory=dict)
    next_number: int = 1
    deletions: DeletionLog = field(default_factory=DeletionLog)
    life: RawLife | None = None
    """Which marks the raw bucket must hold."""
    rolled: dict[str, Rolled] = field(default_factory=dict)
    """How far each space's slots are made."""
    quarantine: dict[str, Aside] = field(default_factory=dict)
    """By identity, oldest first."""
    ignored: dict[tuple[str, str], IgnoredAgent] = field(default_factory=dict)

    @property
    def deleted_until_us(self) -> int:
        """Before when raw events were deleted for their age, or dropped by InfluxDB."""
        return self.deletions.deleted_until_us

    def take_in(self, accounts: dict[EpochName, EpochAccount]) -> None:
        """Put changed accounts in the place of those before."""
        by_address: dict[AgentAddress, dict[str, EpochAccount]] = {}
        for (address, epoch), account in accounts.items():
            by_address.setdefault(address, {})[epoch] = account
            self.next_number = max(self.next_number, account.number + 1)
        for address, changed in by_address.items():
            self.accounts[address] = {**self.accounts.get(address, {}), **changed}

    def knows_less_than(self, other: "State") -> bool:
        """Tell whether anything that the other has stored is missing here."""
        return any(
            not _covers(self.accounts.get(address, {}).get(epoch), account)
            for address, epochs in other.accounts.items()
            for epoch, account in epochs.items()
        )


def _covers(held: EpochAccount | None, wanted: EpochAccount) -> bool:
    return sum(map(len, wanted.received)) <= sum(map(len, held.received if held else ()))


def read_accounts(reading: Reading) -> list[tuple[AgentAddress, EpochAccount]]:
    """Read what is remembered of every epoch, by agent, in the order of their first arrival."""
    columns = ("space", "agent", "epoch", "number", "account")
    found = [
        (AgentAddress(space, agent), EpochAccount.from_json(epoch, number, text))
        for _, space, agent, epoch, number, text in reading.rows(
            series.EPOCH.keeping, select(series.EPOCH, columns)
        )
        if reading.holds(space)
    ]
    return sorted(found, key=lambda pair: (pair[0], pair[1].number))


def read_rolled(reading: Reading) -> dict[str, Rolled]:
    """Read how far the slots are made, by space."""
    query = select(series.ROLLED, ("space", "until_us", "calendar"))
    rows = reading.rows(series.ROLLED.keeping, query)
    return {space: Rolled(until_us, calendar) for _, space, until_us, calendar in rows}


def read_ignored(reading: Reading) -> list[IgnoredAgent]:
    """Read the agents that were ignored, by name."""
    columns = ("space", "agent", "message_count", "last_us")
    rows = reading.rows(series.IGNORED_AGENT.keeping, select(series.IGNORED_AGENT, columns))
    return sorted(
        (IgnoredAgent(*cells[1:]) for cells in rows), key=lambda agent: (agent.space, agent.agent)
    )


def read_state(reading: Reading) -> State:
    """Read all that the writer remembers. Raises StoreUnavailable."""
    permanent = series.STORE.keeping
    (store,) = reading.firsts(
        permanent,
        [select(series.STORE, ("id",)) + where(reading.own)],
    )
    state = State(store[1] if store else None)
    state.deletions = read_deletions(reading)
    state.take_in(
        {(address, account.epoch): account for address, account in read_accounts(reading)}
    )
    state.rolled = read_rolled(reading)
    state.quarantine = {
        identity: Aside(time_ns, source)
        for time_ns, identity, source in reading.rows(
            series.QUARANTINE.keeping,
            select(series.QUARANTINE, ("identity", "source")) + where(reading.own),
        )
    }
    state.ignored = {(agent.space, agent.agent): agent for agent in read_ignored(reading)}
    return state


def whole_reach(addresses: Sequence[AgentAddress]) -> list[Touch]:
    """Touch everything: after a start nobody knows what the roll-up had answered."""
    return [Touch(address, _FOREVER_AGO_US, -_FOREVER_AGO_US, turns=True) for address in addresses]
