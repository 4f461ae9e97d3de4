"""The rules of identity, against a fold by hand: however batches are cut, repeated and mixed."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.events import DeskChanged, DeskState, Event
from contract.topics import AgentAddress
from hub.domain.intake import Batch, QuarantinedEvent
from hub.domain.seq_ranges import Span, seqs_within
from hub.stores.ledger import Ledger
from hub.stores.protocol import Outcome
from hub.stores.sqlite.reader import SqliteReader
from hub.stores.sqlite.store import SqliteStore
from tests.hub.stores.stepping import ADDRESS, EPOCH, NEXT, batch, desk

SEQS = 12
Said = tuple[str, str] | None
"""What a copy of an event says: its state and its clock; None is malformed."""


@dataclass
class Folded:
    """What one epoch must hold, folded one event after the other."""

    kept: dict[int, tuple[str, str]] = field(default_factory=dict)
    aside: set[int] = field(default_factory=set)

    def fold(self, seq: int, said: Said) -> str:
        """Take one copy, and tell what became of it."""
        known = self.kept.get(seq)
        if said is None:
            self.aside |= {seq} if known is None else set()
            return "quarantined" if known is None else "repeated"
        if known is None or (known[1], said[1]) == ("estimated", "synced"):
            self.kept[seq] = said
        return "stored" if known is None else "repeated"


def an_event(seq: int, state: str, clock: str) -> Event:
    plain = desk(seq, clock)
    return plain.model_copy(update={"state": DeskState(state)})


def a_batch(first: int, said: Sequence[Said], epoch: str) -> Batch:
    """Make the batch of what is said of the numbers from `first` on."""
    numbered = list(enumerate(said, start=first))
    events = tuple(an_event(seq, *copy) for seq, copy in numbered if copy is not None)
    rejected = tuple(seq for seq, copy in numbered if copy is None)
    return batch(*events, epoch=epoch, rejected=rejected)


FREE: Said = ("free", "synced")
COPIES = st.none() | st.tuples(
    st.sampled_from(["free", "occupied"]), st.sampled_from(["synced", "estimated"])
)
BATCHES = st.tuples(
    st.integers(1, SEQS), st.lists(COPIES, min_size=1, max_size=6), st.sampled_from([EPOCH, NEXT])
)
HANDFULS = st.lists(st.lists(BATCHES, min_size=1, max_size=5), min_size=1, max_size=5)


@pytest.fixture
def paths(tmp_path: Path) -> Iterator[Path]:
    """Name a new file for each example."""
    return (tmp_path / f"{number}.db" for number in count())


def test_a_store_folds_as_by_hand(paths: Iterator[Path]) -> None:
    """Whatever the cut and the order: contents, counts and receipts are those of a simple fold."""

    @settings(deadline=None)
    @given(HANDFULS)
    def law(handfuls: list[list[tuple[int, list[Said], str]]]) -> None:
        path = next(paths)
        folded = {EPOCH: Folded(), NEXT: Folded()}
        with closing(SqliteStore.open(path)) as store:
            for handful in handfuls:
                outcomes = store.append([a_batch(*one) for one in handful], 0)
                for (first, said, epoch), outcome in zip(handful, outcomes, strict=True):
                    fates = [folded[epoch].fold(*copy) for copy in enumerate(said, start=first)]
                    assert_outcome(outcome, first, fates)
        with closing(SqliteReader.open(path)) as reader:
            for epoch, expected in folded.items():
                assert_holds(reader, epoch, expected)

    law()


def assert_outcome(outcome: Outcome, first: int, fates: list[str]) -> None:
    """Each number of the batch is counted under its fate, and the quarantined are named."""
    assert outcome.stored_count == fates.count("stored")
    assert outcome.repeated_count == fates.count("repeated")
    named = [seq for seq, fate in enumerate(fates, start=first) if fate == "quarantined"]
    assert [one.seq for one in outcome.quarantined] == named


def assert_holds(reader: SqliteReader, epoch: str, expected: Folded) -> None:
    """Events and numbers of one epoch are as folded."""
    events = [one.event for one in reader.events(ADDRESS, 0, 2**62) if one.epoch == epoch]
    kept = {one.seq: (one.state, one.clock) for one in events if isinstance(one, DeskChanged)}
    assert kept == expected.kept
    spans = [(one.stored, one.quarantined) for one in reader.epochs() if one.epoch == epoch]
    stored, aside = spans[0] if spans else ((), ())
    everything = Span(1, 2 * SEQS)
    assert seqs_within(stored, everything) == set(expected.kept)
    assert seqs_within(aside, everything) == expected.aside


def test_a_ledger_is_of_one_commit() -> None:
    """What was stored before is repeated, what comes twice within the commit as well."""
    ledger = Ledger(stored=(Span(1, 3),))
    outcomes = [
        ledger.enter(a_batch(*one)) for one in ((3, [FREE, FREE], EPOCH), (4, [FREE], EPOCH))
    ]
    assert [(one.stored_count, one.repeated_count) for one in outcomes] == [(1, 1), (0, 1)]
    assert set(ledger.fresh) == {4}


def test_the_first_quarantined_copy_stands() -> None:
    """Of two malformed copies the bytes of the first are kept."""
    one = replace(batch(rejected=(1,)), quarantined=(QuarantinedEvent(1, "bad", b"first"),))
    other = replace(one, quarantined=(QuarantinedEvent(1, "worse", b"second"),))
    ledger = Ledger(stored=())
    ledger.enter(one)
    ledger.enter(other)
    assert ledger.rejected[1].raw == b"first"


def test_agents_of_one_name_are_told_apart(paths: Iterator[Path]) -> None:
    """The same numbers of the same epoch, said by two agents, are two histories."""
    path = next(paths)
    others = [AgentAddress("hof", ADDRESS.agent), AgentAddress(ADDRESS.space, "pi-9")]
    with closing(SqliteStore.open(path)) as store:
        mine = batch(desk(1), desk(2))
        outcomes = store.append([mine, *(replace(mine, address=one) for one in others), mine], 0)
    assert [one.stored_count for one in outcomes] == [2, 2, 2, 0]
