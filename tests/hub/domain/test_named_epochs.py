"""Epochs that an agent names: an agent in order never meets the bound, an inventive one does."""

from contract.events import DeskState, Event, Lost, Previous, SeqRange, Started, Stopped
from contract.topics import AgentAddress
from hub.domain.fair_intake import NAMED_BURST, NAMED_PER_S
from hub.domain.intake import Batch
from hub.domain.named_epochs import REMEMBERED, NamedEpochs
from tests.hub.spaces import utc

ADDRESS, OTHER = AgentAddress("hof", "pi"), AgentAddress("bahnhof", "pi")
AT = utc(2026, 3, 2, 7)
BURST = int(NAMED_BURST)


def epoch(number: int) -> str:
    return f"{number:032x}"


def batch(number: int, *events: Event, address: AgentAddress = ADDRESS) -> Batch:
    return Batch(address, epoch(number), 1, 1, events or (Stopped(seq=1, at=AT),), ())


def lost(*numbers: int) -> Lost:
    return Lost(
        seq=1,
        at=AT,
        ranges=tuple(SeqRange(epoch=epoch(number), first=1, last=9) for number in numbers),
    )


def started(previous: int) -> Started:
    return Started(
        seq=1,
        at=AT,
        boot=epoch(0),
        previous=Previous(epoch=epoch(previous), last=9),
        desks={"d1": DeskState.FREE},
        doors={},
    )


def admitted(named: NamedEpochs, batches: list[Batch], now_s: float = 0.0) -> int:
    return sum(named.admit(one, now_s) for one in batches)


def test_a_chain_of_starts_is_admitted() -> None:
    """Each names itself and the one before, which costs nothing a second time."""
    named = NamedEpochs()
    chain = [batch(number, started(number - 1)) for number in range(1, BURST)]
    assert admitted(named, chain) == len(chain)


def test_too_many_new_epochs_wait_until_time_has_passed() -> None:
    """After the burst one more each five seconds; another agent is not concerned."""
    named = NamedEpochs()
    assert admitted(named, [batch(number) for number in range(BURST + 50)]) == BURST + 1
    assert not named.admit(batch(BURST + 7), 1.0)
    assert named.admit(batch(BURST + 7), 1 / NAMED_PER_S)
    assert named.admit(batch(BURST + 7, address=OTHER), 1.0)


def test_known_epochs_cost_nothing_however_often_they_come() -> None:
    """Also when nothing new may be named any more."""
    named = NamedEpochs()
    admitted(named, [batch(number) for number in range(BURST + 50)])
    assert admitted(named, [batch(number % BURST) for number in range(3 * BURST)]) == 3 * BURST


def test_each_lost_range_counts_and_so_does_its_epoch() -> None:
    """Invented epochs are bounded as if each had come by itself, and ranges of known ones too."""
    named = NamedEpochs()
    inventing = [batch(0, lost(*range(start, start + 500))) for start in range(1, 10_000, 500)]
    assert admitted(named, inventing) == 2
    assert not named.admit(batch(0, lost(1)), 0.0)
    assert named.admit(batch(0), 0.0)


def test_the_memory_is_bounded() -> None:
    """Whoever names for years fills no memory; what was named long ago counts anew."""
    named = NamedEpochs()
    for number in range(REMEMBERED + 100):
        assert named.admit(batch(number), number * 10 / NAMED_PER_S)
    assert len(named._named[ADDRESS]) == REMEMBERED
    assert epoch(0) not in named._named[ADDRESS]
