"""A hub and two agents whose clocks jump, and the truth beside them.

Real are the store, the archivist, history with its roll-up and deletion, and the timekeeper; a test
scripts the clocks and carries the messages.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from contract.events import Alive, DeskState, Event
from contract.messages import EventBatch, Receipt, encode, parse
from contract.times import from_us, to_us
from contract.topics import AgentAddress, Channel
from hub.domain.assignment import own_of
from hub.domain.space import SpaceConfig
from hub.domain.trusted_time import DAY_US, FIRST_US, HOUR_US, SECOND_US
from hub.metrics import HubMetrics
from hub.mqtt import Incoming
from hub.stores.history_protocol import Deletion, SpaceHistory, TimeMarks
from hub.stores.sqlite.store import SqliteStore
from hub.workers.archive import Archivist
from hub.workers.rollup import Rollup
from hub.workers.store_maintenance import DELETE_EVERY_S, StoreMaintenance
from hub.workers.timekeeping import Timekeeper
from tests.hub.spaces import a_space

START_US: Final = to_us(datetime(2026, 11, 28, tzinfo=UTC))
RAW_DAYS: Final = 3
NAMES: Final = ("pi-1", "pi-2")
SPACE: Final[SpaceConfig] = a_space(
    since=date(2026, 11, 28), desk=[{"id": f"d-{name}", "agent": name} for name in NAMES]
)
_LAST_WIRE_US: Final = to_us(datetime(2199, 12, 31, tzinfo=UTC))


@dataclass
class Truth:
    """Time as it is, and how long the hub's machine runs."""

    now_us: int = START_US
    boot_us: int = HOUR_US
    boot: int = 1


@dataclass
class WrongClock:
    """A machine clock that is off by so much."""

    truth: Truth
    off_us: int = 0

    @property
    def boot(self) -> str:
        return f"{self.truth.boot:032x}"

    def wall(self) -> datetime:
        highest_us = to_us(datetime(9999, 12, 31, tzinfo=UTC))
        return from_us(min(max(self.truth.now_us + self.off_us, 0), highest_us))

    def monotonic(self) -> float:
        return self.truth.boot_us / SECOND_US

    def is_disciplined(self) -> bool:
        return abs(self.off_us) < 16 * SECOND_US


@dataclass
class Agent:
    """Tells every hour what it sees, dated by its clock, until it has a receipt."""

    truth: Truth
    address: AgentAddress
    off_us: int = 0
    epochs: int = 0
    sent: list[tuple[str, Event]] = field(default_factory=list)
    """All that it ever saw."""
    waiting: dict[tuple[str, int], Event] = field(default_factory=dict)

    @property
    def now_us(self) -> int:
        """What its own clock says."""
        return min(max(self.truth.now_us + self.off_us, 1), _LAST_WIRE_US)

    def see(self) -> None:
        """Add an event; a clock that went back begins a new epoch."""
        if not self.sent or self.now_us <= to_us(self.sent[-1][1].at):
            self.epochs += 1
        epoch = f"{self.address.agent[-1]}{self.epochs:031x}"
        seq = 1 + sum(one == epoch for one, _ in self.sent)
        event = Alive(
            seq=seq,
            at=from_us(self.now_us),
            desks={f"d-{self.address.agent}": DeskState.FREE},
            doors={},
        )
        self.sent.append((epoch, event))
        self.waiting[epoch, seq] = event

    def messages(self) -> Iterator[Incoming]:
        """Say all that has no receipt, one event in each message."""
        for (epoch, seq), event in list(self.waiting.items()):
            payload = encode(EventBatch(epoch=epoch, first=seq, events=(event,)))
            yield Incoming(self.address.topic(Channel.EVENTS), payload, retained=False)

    def hear(self, receipt: Receipt) -> None:
        """Keep what has no receipt."""
        for seq in range(receipt.first, receipt.last + 1):
            self.waiting.pop((receipt.epoch, seq), None)


class JumpingRegion:
    """The hub between its starts and ends, and its agents."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "store.db"
        self.truth = Truth()
        self.clock = WrongClock(self.truth)
        self.agents = [Agent(self.truth, AgentAddress("hof", name)) for name in NAMES]
        self.deletions: list[tuple[int, Deletion]] = []
        """When they were done in truth."""
        self.begin()

    def begin(self) -> None:
        """Start the hub."""
        self.store = SqliteStore.open(self.path)
        owners = {one.address: own_of(SPACE, one.address.agent) for one in self.agents}
        self.archivist = Archivist(owners, self.store, HubMetrics())
        self.keeper = Timekeeper(self.clock, self._told)
        self.history = StoreMaintenance(self._rollup, self._delete, RAW_DAYS, self.keeper, self)

    def end(self) -> None:
        """Stop the hub."""
        self.history.close()
        self.store.close()

    def reboot(self, off_for_us: int) -> None:
        """Start the hub's machine again; its agents go on meanwhile."""
        self.end()
        self.truth.now_us += off_for_us
        self.truth.boot += 1
        self.truth.boot_us = 20 * SECOND_US
        self.begin()

    def pass_hours(self, hours: int) -> None:
        """Let time pass on all machines, an hour at a time."""
        for _ in range(hours):
            self.truth.now_us += HOUR_US
            self.truth.boot_us += HOUR_US
            self.keeper.look()
            for agent in self.agents:
                agent.see()
            self.deliver()
            self.history._deleted_s = None
            self.history._maintain(lambda: False)

    def deliver(self) -> None:
        """Carry messages to the archive and receipts back."""
        now = self.keeper.now_by(self)
        for agent in self.agents:
            messages = list(agent.messages())
            replies = self.archivist.take(messages, now.likely_us, now.latest_us)
            for reply in replies:
                agent.hear(parse(Receipt, reply.payload))

    def stored(self) -> list[tuple[str, int, int]]:
        """Return epoch, number and date of all that is stored."""
        with closing(self.store.open_reader()) as reader:
            return [
                (one.epoch, one.event.seq, to_us(one.event.at))
                for agent in self.agents
                for one in reader.events(agent.address, 0, 2**62)
            ]

    def slots_after(self, at_us: int) -> int:
        """Count the slots that begin after an instant."""
        with closing(self.store.open_history()) as history:
            return sum(1 for _ in history.slots("hof", at_us, 2**62))

    def rolled_us(self) -> int:
        """Return how far slots are made."""
        with closing(self.store.open_history()) as history:
            rolled = history.rolled("hof")
        return FIRST_US if rolled is None else rolled.until_us

    # What history needs of the hub

    def time_marks(self) -> TimeMarks:
        return self.store.time_marks()

    def remember_time(self, memory: object) -> None:
        self.store.remember_time(memory)  # type: ignore[arg-type]

    def _told(self, within_s: float) -> list[datetime]:
        return [from_us(one.now_us) for one in self.agents]

    def _rollup(self, is_over: Callable[[], bool]) -> Rollup:
        def write(made: SpaceHistory) -> None:
            self.store.write_history(made)

        return Rollup([SPACE], self.store.open_history(), write, is_over)

    def _delete(self, before_us: int, now_us: int) -> Deletion:
        done = self.store.delete_raw(before_us, now_us)
        self.deletions.append((self.truth.now_us, done))
        return done


def raw_limit_us(true_us: int) -> int:
    """Return before when raw events may be deleted at a true time."""
    return true_us - RAW_DAYS * DAY_US


assert DELETE_EVERY_S <= HOUR_US / SECOND_US
