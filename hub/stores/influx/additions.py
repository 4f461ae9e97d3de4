"""What several batches add to what is remembered of an agent's epochs. Pure.

batches ─▶ one ledger for each epoch ─▶ outcomes
                    │
                    └─▶ Addition: events to write, the account afterwards, where history changes
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from contract.events import Event, Lost, Started, Stopped
from contract.messages import encode
from contract.times import to_us
from contract.topics import AgentAddress
from hub.domain.intake import Batch, QuarantinedEvent
from hub.domain.seq_ranges import Span, seqs_within, spans_of
from hub.stores.epoch_account import EpochAccount
from hub.stores.ledger import Ledger
from hub.stores.protocol import Outcome

EpochName = tuple[AgentAddress, str]
Accounts = Mapping[AgentAddress, Mapping[str, EpochAccount]]


@dataclass(frozen=True, slots=True)
class Touch:
    """A window in which newly stored events change an agent's history, as far as is remembered.

    It still has to be widened by the agent's neighbouring events, whatever epoch they are of.
    """

    address: AgentAddress
    from_us: int
    to_us: int
    turns: bool
    """Whether an epoch begins or ends in it."""


@dataclass(frozen=True, slots=True)
class Addition:
    """What is new of one epoch."""

    address: AgentAddress
    epoch: str
    fresh: Sequence[Event]
    redated: Sequence[Event]
    """Synced copies of events that are stored with an estimated date."""
    rejected: Sequence[QuarantinedEvent]
    too_late: Sequence[Span]

    @property
    def changed(self) -> list[Event]:
        """All events to write."""
        return [*self.fresh, *self.redated]

    @property
    def is_empty(self) -> bool:
        """Tell whether the epoch stays as it is."""
        return not (self.fresh or self.redated or self.rejected or self.too_late)


@dataclass(frozen=True, slots=True)
class Plan:
    """What several batches ask for."""

    outcomes: list[Outcome]
    additions: list[Addition]


def plan(accounts: Accounts, batches: Sequence[Batch], deleted_until_us: int) -> Plan:
    """Find what is new in the batches."""
    ledgers: dict[EpochName, Ledger] = {}
    for batch in batches:
        name = (batch.address, batch.epoch)
        if name not in ledgers:
            held = accounts.get(batch.address, {}).get(batch.epoch)
            spans = (held.stored, held.too_late) if held else ((), ())
            ledgers[name] = Ledger(*spans, deleted_until_us)
    outcomes = [ledgers[batch.address, batch.epoch].enter(batch) for batch in batches]
    found = [_addition(name, ledger, accounts) for name, ledger in ledgers.items()]
    return Plan(outcomes, [addition for addition in found if not addition.is_empty])


def _addition(name: EpochName, ledger: Ledger, accounts: Accounts) -> Addition:
    address, epoch = name
    held = accounts.get(address, {}).get(epoch)
    limits = [Span(seq, seq) for seq in ledger.repeated]
    estimated = {
        seq for span in limits for seq in seqs_within(held.estimated if held else (), span)
    }
    return Addition(
        address=address,
        epoch=epoch,
        fresh=list(ledger.fresh.values()),
        redated=[ledger.repeated[seq] for seq in sorted(estimated)],
        rejected=list(ledger.rejected.values()),
        too_late=spans_of(ledger.late),
    )


def without(batches: Sequence[Batch], refused: Mapping[tuple[EpochName, int], str]) -> list[Batch]:
    """Quarantine the events that the database will never take."""
    return [_without(batch, refused) for batch in batches]


def _without(batch: Batch, refused: Mapping[tuple[EpochName, int], str]) -> Batch:
    name = (batch.address, batch.epoch)
    quarantined = [
        QuarantinedEvent(event.seq, refused[name, event.seq], encode(event))
        for event in batch.events
        if (name, event.seq) in refused
    ]
    kept = tuple(event for event in batch.events if (name, event.seq) not in refused)
    return replace(batch, events=kept, quarantined=(*batch.quarantined, *quarantined))


def accounts_after(
    accounts: Accounts, additions: Iterable[Addition], next_number: int
) -> dict[EpochName, EpochAccount]:
    """Return the accounts that change; new epochs are numbered from `next_number`."""
    changed: dict[EpochName, EpochAccount] = {}

    def current(address: AgentAddress, epoch: str) -> EpochAccount:
        held = changed.get((address, epoch)) or accounts.get(address, {}).get(epoch)
        if held is not None:
            return held
        number = next_number + sum(account.number >= next_number for account in changed.values())
        return EpochAccount(epoch, number)

    for addition in additions:
        name = (addition.address, addition.epoch)
        after = current(*name).with_events(addition.fresh, addition.redated)
        quarantined = spans_of(rejected.seq for rejected in addition.rejected)
        changed[name] = after.with_fates(quarantined=quarantined, too_late=addition.too_late)
        for event in addition.fresh:
            for lost in event.ranges if isinstance(event, Lost) else ():
                named = (addition.address, lost.epoch)
                changed[named] = current(*named).with_fates(lost=[Span(lost.first, lost.last)])
    return changed


def touch_of(accounts: Accounts, addition: Addition, was_us: Iterable[int] = ()) -> Touch | None:
    """Tell where an addition changes history; `accounts` are those before it.

    `was_us` is where redated events were.
    """
    changed = addition.changed
    if not changed:
        return None
    epochs = accounts.get(addition.address, {})
    seqs = [event.seq for event in changed]
    times = [*was_us, *(to_us(event.at) for event in changed)]
    held = epochs.get(addition.epoch)
    if held is not None:
        times += held.neighbours_us(seqs)
    times += _ends_that_it_names(epochs, changed) + _begins_that_name_it(epochs, addition.epoch)
    turns = any(isinstance(event, Started | Stopped) for event in changed)
    if held is None or not held.runs or min(seqs) <= held.runs[0].first.seq:
        turns = True  # the epoch begins here, and not where it did
    return Touch(addition.address, min(times), max(times), turns)


def _ends_that_it_names(epochs: Mapping[str, EpochAccount], changed: Iterable[Event]) -> list[int]:
    named = [
        event.previous.epoch for event in changed if isinstance(event, Started) and event.previous
    ]
    ends = [epochs[epoch].runs[-1:] for epoch in named if epoch in epochs]
    return [run.last.at_us for runs in ends for run in runs]


def _begins_that_name_it(epochs: Mapping[str, EpochAccount], epoch: str) -> list[int]:
    followers = [
        account
        for account in epochs.values()
        if account.previous and account.previous.epoch == epoch
    ]
    return [run.first.at_us for follower in followers for run in follower.runs[:1]]
