"""What one agent's messages prove, in the order, the age and the epoch they come in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import pytest

from contract.events import DeskState
from contract.messages import DeskNow, DoorNow, Health, State, StateClock, Status
from hub.domain.live import (
    RESTARTS,
    AgentNow,
    Arrival,
    Doubt,
    doubt_of,
    hear_health,
    hear_state,
    hear_status,
    in_conflict,
    is_online,
    is_proven,
    now_by,
)
from tests.hub.spaces import utc

T0 = utc(2026, 3, 2, 9)
A, B, C = "a" * 32, "b" * 32, "c" * 32
FREE, OCCUPIED = DeskState.FREE, DeskState.OCCUPIED


def after(seconds: float) -> datetime:
    """Return the time of day so many seconds after T0."""
    return T0 + timedelta(seconds=seconds)


def state(
    epoch: str,
    at_s: float,
    desk: DeskState = FREE,
    clock: Literal["synced", "unsynced"] = "synced",
    ttl_s: int = 150,
) -> State:
    """Make a state of one desk, dated `at_s` after T0."""
    return State(
        epoch=epoch,
        at=after(at_s),
        ttl_s=ttl_s,
        clock=StateClock(clock),
        desks={"d1": DeskNow(state=desk, since=T0)},
        doors={},
    )


def status(epoch: str, *, online: bool) -> Status:
    """Make a birth or a will."""
    return Status(online=online, epoch=epoch, version="1.0", at=T0)


@dataclass(frozen=True)
class Heard:
    """A message, and when it came, in seconds after T0."""

    message: State | Status
    at_s: float
    retained: bool = False


def live(message: State | Status, at_s: float) -> Heard:
    """Let a message come as it is sent."""
    return Heard(message, at_s)


def kept(message: State | Status, at_s: float) -> Heard:
    """Let a message come from the broker's memory, with the retain flag."""
    return Heard(message, at_s, retained=True)


def fold(*heard: Heard) -> AgentNow:
    """Let an agent be heard, from nothing on."""
    agent = AgentNow()
    for one in heard:
        arrival = Arrival(one.at_s, after(one.at_s), one.retained)
        match one.message:
            case State() as said:
                agent = hear_state(agent, said, arrival)
            case Status() as said:
                agent = hear_status(agent, said)
    return agent


def seen(agent: AgentNow, now_s: float) -> str:
    """Return what is known of the desk."""
    return agent.desks.get("d1", "unknown") if is_proven(agent, now_s) else "unknown"


WILL_A, WILL_B = status(A, online=False), status(B, online=False)
BIRTH_A, BIRTH_B = status(A, online=True), status(B, online=True)

CASES = {
    "never heard": ([], 0, "unknown"),
    "a birth alone says nothing of a desk": ([live(BIRTH_A, 0)], 1, "unknown"),
    "a live state": ([live(state(A, 0), 0)], 1, "free"),
    "just within its ttl": ([live(state(A, 0), 0)], 150, "free"),
    "beyond its ttl": ([live(state(A, 0), 0)], 150.1, "unknown"),
    "its own ttl": ([live(state(A, 0, ttl_s=5), 0)], 6, "unknown"),
    "by receipt, however old its date": ([live(state(A, -7200), 0)], 100, "free"),
    "by receipt, however far in our future": ([live(state(A, 7200), 0)], 100, "free"),
    "a heartbeat prolongs": ([live(state(A, 0), 0), live(state(A, 60), 60)], 200, "free"),
    "a copy of the last state is no heartbeat": (
        [live(state(A, 0), 0), live(state(A, 0), 60)],
        151,
        "unknown",
    ),
    "two states of one instant count as they come": (
        [live(state(A, 0), 0), live(state(A, 0, OCCUPIED), 1)],
        2,
        "occupied",
    ),
    "an unsynced live state counts": ([live(state(A, 0, clock="unsynced"), 0)], 100, "free"),
    "an unsynced heartbeat prolongs": (
        [live(state(A, 0), 0), live(state(A, 100, OCCUPIED, "unsynced"), 100)],
        240,
        "occupied",
    ),
    # copies, and what can't be ordered
    "a copy says nothing": (
        [live(state(A, 0), 0), live(state(A, 60, OCCUPIED), 60), live(state(A, 0), 61)],
        100,
        "occupied",
    ),
    "a copy proves nothing": (
        [live(state(A, 0), 0), live(state(A, 60), 60), live(state(A, 0), 200)],
        211,
        "unknown",
    ),
    "a copy of the last state doesn't revive the dead": (
        [live(state(A, 0), 0), live(WILL_A, 10), live(state(A, 0), 20)],
        21,
        "unknown",
    ),
    "a state from before the newest can't be ordered": (
        [live(state(A, 60), 60), live(state(A, 0, OCCUPIED), 61)],
        62,
        "unknown",
    ),
    "nor can it a moment later": (
        [live(state(A, 60), 60), live(state(A, 0, OCCUPIED), 61)],
        200,
        "unknown",
    ),
    "until a newer one comes": (
        [live(state(A, 60), 60), live(state(A, 0, OCCUPIED), 61), live(state(A, 61, OCCUPIED), 62)],
        63,
        "occupied",
    ),
    "or another epoch begins": (
        [live(state(A, 60), 60), live(state(A, 0), 61), live(state(B, 0, OCCUPIED), 62)],
        63,
        "occupied",
    ),
    "a copy of what could be ordered is no newer state": (
        [live(state(A, 60), 60), live(state(A, 0), 61), live(state(A, 60), 62)],
        63,
        "unknown",
    ),
    "an unsynced clock that goes back can't be ordered either": (
        [live(state(A, 60, clock="unsynced"), 60), live(state(A, 0, OCCUPIED, "unsynced"), 61)],
        62,
        "unknown",
    ),
    "a clock that is set right may have been ahead": (
        [live(state(A, 9000, clock="unsynced"), 60), live(state(A, 61, OCCUPIED), 61)],
        62,
        "occupied",
    ),
    "a retained copy from before the newest says nothing": (
        [live(state(A, 60, OCCUPIED), 60), kept(state(A, 0), 61)],
        100,
        "occupied",
    ),
    # two agents under one id
    "an epoch that another has followed speaks again": (
        [live(state(A, 0), 0), live(state(B, 1, OCCUPIED), 1), live(state(A, 2), 2)],
        3,
        "unknown",
    ),
    "and so it stays while they alternate": (
        [live(state(e, n), n) for n, e in enumerate((A, B, A, B, A, B))],
        6,
        "unknown",
    ),
    "and for some minutes": (
        [
            live(state(A, 0), 0),
            live(state(B, 1), 1),
            live(state(A, 2), 2),
            live(state(A, 600, OCCUPIED), 600),
        ],
        602,
        "unknown",
    ),
    "until it is over": (
        [
            live(state(A, 0), 0),
            live(state(B, 1), 1),
            live(state(A, 2), 2),
            live(state(A, 600, OCCUPIED), 600),
        ],
        603,
        "occupied",
    ),
    "an hour apart": (
        [live(state(A, 0), 0), live(state(B, 3600, OCCUPIED), 30), live(state(A, 60), 60)],
        61,
        "unknown",
    ),
    "what an epoch sent before it was followed may come late": (
        [live(state(A, 0), 0), live(state(B, 2, OCCUPIED), 2), live(state(A, 1), 3)],
        4,
        "occupied",
    ),
    "new epochs all the time are no witness": (
        [live(state(f"{n:032x}", n), n) for n in range(RESTARTS)],
        RESTARTS,
        "unknown",
    ),
    "one fewer is": (
        [live(state(f"{n:032x}", n), n) for n in range(RESTARTS - 1)],
        RESTARTS,
        "free",
    ),
    "once they are long enough ago": (
        [
            *(live(state(f"{n:032x}", n), n) for n in range(RESTARTS)),
            live(state(f"{RESTARTS - 1:032x}", 300), 300),
        ],
        300.5,
        "free",
    ),
    "a copy of an epoch that another has followed": (
        [live(state(A, 0), 0), live(state(B, 60, OCCUPIED), 60), live(state(A, 0), 70)],
        100,
        "occupied",
    ),
    "a new epoch counts even if its clock went back": (
        [live(state(A, 0), 0), live(state(B, -3600, OCCUPIED), 10)],
        20,
        "occupied",
    ),
    # retained
    "retained, by its own date": ([kept(state(A, -100), 0)], 50, "free"),
    "retained, too old by its own date": ([kept(state(A, -100), 0)], 51, "unknown"),
    "retained and unsynced is worth nothing": (
        [kept(state(A, 0, clock="unsynced"), 0)],
        0,
        "unknown",
    ),
    "retained, a little in our future": ([kept(state(A, 2), 0)], 150, "free"),
    "its proof is no later than its coming": ([kept(state(A, 2), 0)], 150.005, "unknown"),
    "retained, too far in our future": ([kept(state(A, 2.1), 0)], 1, "unknown"),
    "retained never shortens what is proven": (
        [live(state(A, -100), 0), kept(state(A, -100), 10)],
        150,
        "free",
    ),
    "retained and newer brings what was missed": (
        [live(state(A, 0), 0), kept(state(A, 40, OCCUPIED), 60)],
        100,
        "occupied",
    ),
    "retained of an overtaken epoch": (
        [live(state(B, 60, OCCUPIED), 60), kept(state(A, 0), 70)],
        100,
        "occupied",
    ),
    "retained of a later epoch": (
        [live(state(A, 0), 0), kept(state(B, 40, OCCUPIED), 60)],
        100,
        "occupied",
    ),
    "retained of an epoch before an unsynced one": (
        [live(state(B, 0, OCCUPIED, "unsynced"), 60), kept(state(A, 30), 70)],
        100,
        "occupied",
    ),
    "retained of another epoch, of the same date": (
        [live(state(B, 60, OCCUPIED), 60), kept(state(A, 60), 70)],
        100,
        "occupied",
    ),
    "retained of another epoch, older by the dates that they give": (
        [live(state(B, 3600, OCCUPIED), 60), kept(state(A, 65), 70)],
        100,
        "occupied",
    ),
    "retained, of the very instant at which an unsynced one came": (
        [live(state(B, 0, OCCUPIED, "unsynced"), 60), kept(state(A, 60), 70)],
        100,
        "free",
    ),
    # wills
    "the will of this session": ([live(state(A, 0), 0), live(WILL_A, 10)], 11, "unknown"),
    "the late will of an old session": (
        [live(state(A, 0), 0), live(state(B, 10), 10), live(WILL_A, 20)],
        30,
        "free",
    ),
    "an old will does not undo a new one": (
        [live(state(A, 0), 0), live(state(B, 10), 10), live(WILL_B, 20), live(WILL_A, 30)],
        31,
        "unknown",
    ),
    "retained will, then its state": ([kept(WILL_A, 0), kept(state(A, 0), 0)], 1, "unknown"),
    "retained state, then its will": ([kept(state(A, 0), 0), kept(WILL_A, 0)], 1, "unknown"),
    "retained will of another epoch": ([kept(WILL_B, 0), kept(state(A, 0), 0)], 1, "free"),
    "a birth takes the will back": (
        [live(state(A, 0), 0), live(WILL_A, 10), live(BIRTH_A, 20)],
        21,
        "free",
    ),
    "a birth takes no other will back": (
        [live(state(A, 0), 0), live(WILL_A, 10), live(BIRTH_B, 20)],
        21,
        "unknown",
    ),
    "a live state takes the will back": (
        [live(state(A, 0), 0), live(WILL_A, 10), live(state(A, 20), 20)],
        21,
        "free",
    ),
    "a stale copy does not": (
        [live(state(A, 0), 0), live(WILL_A, 10), live(state(A, 0), 20)],
        21,
        "unknown",
    ),
    "a retained state does not": (
        [live(state(A, 0), 0), live(WILL_A, 10), kept(state(A, 5), 20)],
        21,
        "unknown",
    ),
    # what it says
    "it says so": ([live(state(A, 0, DeskState.UNKNOWN), 0)], 1, "unknown"),
}


@pytest.mark.parametrize(("heard", "now_s", "expected"), CASES.values(), ids=CASES.keys())
def test_what_is_known(heard: list[Heard], now_s: float, expected: str) -> None:
    """A desk is known only as far as its agent's messages prove it."""
    assert seen(fold(*heard), now_s) == expected


def test_a_desk_that_a_state_leaves_out_is_unknown() -> None:
    """Each state is the whole truth: an earlier one adds nothing to it."""
    agent = fold(live(state(A, 0), 0))
    empty = state(A, 1).model_copy(update={"desks": {}})
    agent = hear_state(agent, empty, Arrival(1, after(1), retained=False))
    assert seen(agent, 2) == "unknown"


def test_of_two_proofs_of_one_instant_the_newer_one_counts() -> None:
    """The time of day may have been set between them."""
    agent = fold(live(state(A, 0), 0))
    undated = state(A, 1).model_copy(update={"clock": StateClock.UNSYNCED})
    agent = hear_state(agent, undated, Arrival(0, after(10), retained=False))
    assert agent.proof is not None
    assert agent.proof.at == after(10)


def test_doors_are_those_of_the_newest_state() -> None:
    """Operators see what an agent says of its doors; what a state leaves out is not known."""
    door = DoorNow(open=True, since=T0)
    agent = fold(live(state(A, 0).model_copy(update={"doors": {"main": door}}), 0))
    assert agent.doors == {"main": door}
    assert hear_state(agent, state(A, 1), Arrival(1, after(1), retained=False)).doors == {}


def test_proof_keeps_the_time_of_its_receipt() -> None:
    """The time of day of a proof is fixed when it comes, whatever the clock does later."""
    agent = fold(live(state(A, -500), 7))
    assert agent.proof is not None
    assert (agent.proof.at, agent.proof.monotonic_s) == (after(7), 7)
    retained = fold(kept(state(A, -20), 7))
    assert retained.proof is not None
    assert (retained.proof.at, retained.proof.monotonic_s) == (after(-20), -20)


@pytest.mark.parametrize(
    ("heard", "conflicts"),
    [
        ([live(state(A, 0), 0), live(state(B, 1), 1)], 0),
        ([live(state(A, 0), 0), live(state(B, 1), 1), live(state(A, 2), 2)], 1),
        ([live(state(e, n), n) for n, e in enumerate((A, B, A, B, A))], 3),
        ([live(state(e, n), n) for n, e in enumerate((A, B, C))], 0),
        ([live(state(e, n), n) for n, e in enumerate((A, B, C, A))], 1),
        ([live(state(e, n), n) for n, e in enumerate((A, B, C, B))], 1),
        ([live(state(e, n), n) for n, e in enumerate((A, A, B, B))], 0),
        ([live(state(A, 0), 0), live(state(B, 1), 1), live(state(A, 0), 2)], 0),
        ([live(state(A, 0), 0), live(state(B, 1), 1), kept(state(A, 2), 2)], 0),
    ],
)
def test_two_agents_under_one_id(heard: list[Heard], conflicts: int) -> None:
    """An epoch that speaks again after another one is a second agent; a copy or restart is not."""
    agent = fold(*heard)
    assert agent.conflicts == conflicts
    assert in_conflict(agent, 10) is (conflicts > 0)


@pytest.mark.parametrize(
    ("heard", "doubt"),
    [
        ([live(state(A, 0), 0)], None),
        ([live(state(A, 60), 60), live(state(A, 0), 61)], Doubt.UNORDERED),
        ([live(state(e, n), n) for n, e in enumerate((A, B, A))], Doubt.CONFLICT),
        ([live(state(f"{n:032x}", n), n) for n in range(RESTARTS)], Doubt.RESTARTING),
    ],
)
def test_why_nothing_is_believed(heard: list[Heard], doubt: Doubt | None) -> None:
    """An agent that speaks and isn't believed is online, and the doubt has a name."""
    agent = fold(*heard)
    assert (is_online(agent, 61), doubt_of(agent, 61)) == (True, doubt)


def test_whether_a_desk_is_whole() -> None:
    """A desk is whole if its agent says so; if it doesn't say, where the state is known."""
    said = state(A, 0)
    desks = {
        "plain": DeskNow(state=FREE, since=T0),
        "unsaid": DeskNow(state=DeskState.UNKNOWN, since=T0),
        "undecided": DeskNow(state=DeskState.UNKNOWN, since=T0, whole=True),
        "half": DeskNow(state=OCCUPIED, since=T0, whole=False),
    }
    agent = fold(live(said.model_copy(update={"desks": desks}), 0))
    assert agent.whole == {"plain", "undecided"}


def test_a_conflict_that_is_over_is_not_shown_for_ever() -> None:
    """The warning ends ten minutes after the last alternation."""
    agent = fold(live(state(A, 0), 0), live(state(B, 1), 1), live(state(A, 2), 2))
    assert in_conflict(agent, 2 + 600)
    assert not in_conflict(agent, 2 + 600.1)


def test_memory_is_bounded() -> None:
    """However often an agent starts and dies, only its latest eight epochs are remembered."""
    heard: list[Heard] = []
    for n in range(100):
        epoch = f"{n:032x}"
        heard += [live(state(epoch, n), n), live(status(epoch, online=False), n)]
    agent = fold(*heard)
    assert len(agent.spoken) == len(agent.dead_epochs) == 8


def test_health_and_version_are_kept_and_prove_nothing() -> None:
    """Health is for people: it makes no desk known."""
    health = Health(
        at=T0,
        epoch=A,
        cpu_c=51.5,
        disk_free_bytes=10**9,
        outbox_rows=3,
        oldest_unsettled_s=None,
        clock=StateClock.SYNCED,
        uptime_s=60.0,
        throttled=False,
    )
    agent = hear_health(hear_status(AgentNow(), BIRTH_A), health)
    assert (agent.health, agent.version) == (health, "1.0")
    assert not is_online(agent, 0)


# What time it is by an agent's clock


@pytest.mark.parametrize(
    ("heard", "now_s", "by_s"),
    [
        ((live(state(A, 7), 10),), 30, 27),
        ((live(state(A, 7), 10), live(state(A, 70), 70)), 80, 80),
        ((kept(state(A, 7), 10),), 30, None),
        ((live(state(A, 7, clock="unsynced"), 10),), 30, None),
        ((live(state(A, 7), 10), live(state(A, 8, clock="unsynced"), 20)), 30, None),
        ((live(state(A, 7), 10), live(state(A, 3), 20)), 30, None),
        ((live(state(A, 7), 10),), 611, None),
        ((), 30, None),
    ],
)
def test_only_a_synced_clock_that_speaks_live_is_a_witness(
    heard: tuple[Heard, ...], now_s: float, by_s: float | None
) -> None:
    """What the broker kept is as old as it is; who can't be ordered is no witness."""
    by = now_by(fold(*heard), now_s, 600)
    assert by == (None if by_s is None else after(by_s))
