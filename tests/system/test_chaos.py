"""Days of chaos: everything is killed, frozen, cut off and refused its disk, by a seeded schedule.

Whatever is done, every event that was committed to a card is stored once, and nobody is told
`free` of a desk that isn't, for longer than chaos_checker.py works out from what docs/wire.md
promises. Beside it, in the same processes and behind the same links, the same facts go over plain
QoS 1: what that loses and doubles is printed, and judged by nobody.

`make test` plays one short day, `make faults` twenty of fifty faults each. The seed is printed, and
PLATZFREI_CHAOS_SEED=n plays the short day of that seed; the schedule is the same again, what a
process was doing at that moment is not.
"""

import os
import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from contract.events import DeskState
from contract.topics import AgentAddress
from hub.domain.trusted_time import FUTURE_US, SECOND_US
from hub.stores.sqlite.reader import SqliteReader
from tests.parts.mosquitto import BrokerConfig, Mosquitto
from tests.system.chaos_checker import (
    Account,
    Event,
    Sample,
    Verdict,
    account,
    bound_s,
    judge,
)
from tests.system.chaos_presence import Change, What, occupied_spans, presence
from tests.system.chaos_region import TTL_S, ChaosRegion, chaos_region, until_of, viewing
from tests.system.chaos_schedule import HOLDS, MAX_HOLD_S, NEW_EPOCHS, Kind, schedule
from tests.system.region import Hub, Process, eventually, write_edge_toml

NewMosquitto = Callable[[BrokerConfig], Mosquitto]

AGENTS = (AgentAddress("alte-post", "pi-1"), AgentAddress("hofladen", "pi-2"))
CHANGES_PER_S = 40
RECOVERY_S = 120
SEED = "PLATZFREI_CHAOS_SEED"
MOVES_ON = 2
"""Beside the plain peer: it may take so many looks without a change until it is asked no more."""


def committed(folder: Path, address: AgentAddress) -> set[Event]:
    """Read everything that the agent's card holds."""
    uri = f"{(folder / f'{address.agent}.db').as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True)) as card:
        rows = card.execute("SELECT epoch, seq, body FROM entry JOIN epoch ON no = epoch_no")
        return {(epoch, seq, body) for epoch, seq, body in rows}


def waiting(folder: Path, address: AgentAddress) -> set[Event]:
    """Read what waits on the agent's card because its clock dated it later than can be."""
    uri = f"{(folder / f'{address.agent}.db').as_uri()}?mode=ro"
    soonest_us = time.time_ns() // 1000 + FUTURE_US - RECOVERY_S * SECOND_US
    with closing(sqlite3.connect(uri, uri=True)) as card:
        rows = card.execute(
            "SELECT epoch, seq, body FROM entry JOIN epoch ON no = epoch_no"
            " WHERE settled = 0 AND at_us > ?",
            (soonest_us,),
        )
        return {(epoch, seq, body) for epoch, seq, body in rows}


def unsettled_count(folder: Path, address: AgentAddress) -> int:
    """Count what still waits on the agent's card."""
    uri = f"{(folder / f'{address.agent}.db').as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True)) as card:
        return int(card.execute("SELECT count(*) FROM entry WHERE settled = 0").fetchone()[0])


def stored(folder: Path, address: AgentAddress) -> list[Event]:
    """Read everything that the store holds of the agent, repetitions included."""
    reader = SqliteReader.open(folder / "hub.db")
    events = [
        (event.epoch, event.event.seq, event.event.model_dump_json(exclude={"seq", "at", "clock"}))
        for event in reader.events(address, 0, 2**62)
    ]
    reader.close()
    return events


@pytest.fixture
def edges(mosquitto: Mosquitto, tmp_path: Path) -> Iterator[list[Process]]:
    """Make an agent process for each space."""
    processes = []
    for number, address in enumerate(AGENTS):
        config = write_edge_toml(tmp_path, mosquitto, address)
        arguments = ["-m", "tests.system.driven_edge", str(config), str(number)]
        processes.append(Process([*arguments, str(CHANGES_PER_S)], config.with_suffix(".log")))
    yield processes
    for process in processes:
        process.kill()


def _made(region: ChaosRegion) -> list[Event]:
    """Return all that was committed, by the cards and by their witnesses."""
    return [
        event
        for address in region.addresses
        for event in committed(region.folder, address) | region.witnessed(address)
    ]


def _stored(region: ChaosRegion) -> list[Event]:
    return [event for address in region.addresses for event in stored(region.folder, address)]


def _waiting(region: ChaosRegion) -> set[Event]:
    return {each for address in region.addresses for each in waiting(region.folder, address)}


def _all_stored(region: ChaosRegion) -> bool:
    region.revive()
    return set(_made(region)) - _waiting(region) <= set(_stored(region))


def _plain_account(region: ChaosRegion) -> Account:
    """Wait until the plain peer stores nothing more, and count."""
    looks, before = 0, account(region.plain_made(), region.plain_stored())
    while before.lost and looks < MOVES_ON:
        time.sleep(1.5)
        now = account(region.plain_made(), region.plain_stored())
        looks = looks + 1 if now == before else 0
        before = now
    return before


def play_a_day(
    folder: Path, new_mosquitto: NewMosquitto, seed: int, agents: int, count: int
) -> tuple[Account, Verdict]:
    """Play the day of a seed, print its row and judge it."""
    faults = schedule(seed, agents, count)
    print(f"{SEED}={seed}", *faults, sep="\n")
    with chaos_region(folder, new_mosquitto, seed, agents) as region:
        region.start(until_of(faults))
        with viewing(region) as viewer:
            region.play(faults)
            ended_s = region.now_s()
            eventually(lambda: _all_stored(region), "all that was made is stored", RECOVERY_S)
            drained_s = region.now_s() - ended_s
        plain = _plain_account(region)
        region.end()
        verdict = judge(
            viewer.samples,
            region.occupied(),
            bound_s(TTL_S, region.longest_hold_s, viewer.late_s),
        )
        held = _waiting(region).difference(_stored(region))
        ours = account(set(_made(region)) - held, _stored(region))
        status, table = region.hub.audit()
    print("| seed | faults | events | lost | doubled | false-free s | seconds judged, of them")
    print("unknown | bound s | drained after s | waiting | plain: events | lost | doubled |")
    print("revived |")
    print(
        f"| {seed} | {sum(region.begun.values())} | {ours.made} | {ours.lost} | {ours.doubled}"
        f" | {verdict.false_free_s:.1f} | {verdict.occupied_s + verdict.unknown_s:.0f}"
        f" | {verdict.unknown_s:.0f} | {verdict.bound_s:.1f} | {drained_s:.0f} | {len(held)}"
        f" | {plain.made} | {plain.lost} | {plain.doubled} | {region.ended_by_themselves} |"
    )
    assert (ours.lost, ours.doubled, ours.invented) == (0, 0, 0), table
    assert status == 0 or held, table
    assert not verdict.lies
    assert sum(region.begun.values()) == count
    return ours, verdict


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.faults
def test_a_short_day_of_chaos_loses_nothing(new_mosquitto: NewMosquitto, tmp_path: Path) -> None:
    """Eight faults of two agents: nothing is lost or doubled, and `free` was never a lie."""
    seed = int(os.environ.get(SEED, random.SystemRandom().randrange(10**6)))
    ours, _ = play_a_day(tmp_path, new_mosquitto, seed, agents=2, count=8)
    assert ours.made > 50


@pytest.mark.faults
@pytest.mark.timeout(400)
@pytest.mark.parametrize("seed", range(1, 21))
def test_a_day_of_chaos_loses_nothing(
    new_mosquitto: NewMosquitto, tmp_path: Path, seed: int
) -> None:
    """Fifty faults of three agents: nothing lost, doubled, and no second of false `free`."""
    ours, verdict = play_a_day(tmp_path, new_mosquitto, seed, agents=3, count=50)
    assert ours.made > 500
    assert verdict.occupied_s > 0, "no desk was ever judged"


@pytest.mark.slow
def test_the_checker_finds_one_event_that_was_dropped(
    new_mosquitto: NewMosquitto, tmp_path: Path
) -> None:
    """A quiet day is whole; once one row is taken out of the store, one event is lost."""
    with chaos_region(tmp_path, new_mosquitto, 1, agents=1) as region:
        region.start(until_of(()))
        region.play(())
        eventually(lambda: _all_stored(region), "all that was made is stored")
        plain = _plain_account(region)
        region.end()
        before = account(_made(region), _stored(region))
        assert before == Account(before.made, 0, 0, 0)
        assert before.made > 10
        assert plain == Account(plain.made, 0, 0, 0)
        assert plain.made > 10
        with closing(sqlite3.connect(tmp_path / "hub.db")) as store, store:
            store.execute("DELETE FROM event WHERE seq = 5")
        assert account(_made(region), _stored(region)) == Account(before.made, 1, 0, 0)


def test_an_account_counts_what_is_lost_doubled_and_invented() -> None:
    """One of each is one of each, and a third copy is another double."""
    assert account("abc", "bccxc") == Account(made=3, lost=1, doubled=2, invented=1)
    assert account("abc", "cab") == Account(made=3, lost=0, doubled=0, invented=0)


def _judged(states: list[DeskState], within_s: float = 4.0) -> Verdict:
    """Judge a second per state of a desk at which somebody sits from the third second on."""
    desk = ("space-0", "d3")
    samples = [Sample(float(at), at + 0.1, {desk: state}) for at, state in enumerate(states)]
    return judge(samples, {desk: [(3.0, 12.0)]}, within_s)


@pytest.mark.parametrize(
    ("last_free", "false_s"), [(2, 0.0), (6, 0.0), (7, 1.0), (9, 3.0), (11, 5.0)]
)
def test_free_is_a_lie_once_the_bound_is_over(last_free: int, false_s: float) -> None:
    """Four seconds after somebody sat down it may still be said, and not a second longer."""
    free = [DeskState.FREE] * (last_free + 1)
    verdict = _judged([*free, *[DeskState.UNKNOWN] * (15 - len(free))])
    assert verdict.false_free_s == false_s
    assert verdict.unknown_s == 5.0 - false_s
    assert len(verdict.lies) == false_s


def test_an_answer_that_took_long_is_judged_by_all_of_its_time() -> None:
    """Whoever got up while the hub was frozen may have been gone when it answered."""
    desk = ("space-0", "d3")
    samples = [
        Sample(10.0, 13.0, {desk: DeskState.FREE}),
        Sample(13.1, 13.2, {desk: DeskState.FREE}),
    ]
    assert not judge(samples, {desk: [(0.0, 12.0)]}, 4.0).lies
    assert judge(samples, {desk: [(0.0, 13.05)]}, 4.0).lies == ("10.00 s: space-0/d3",)


@pytest.mark.parametrize("seed", range(1, 21))
def test_a_schedule_is_that_of_its_seed(seed: int) -> None:
    """Fifty faults, the same each time; no part has two at once, and no two holds add up."""
    faults = schedule(seed, agents=3, count=50)
    assert faults == schedule(seed, agents=3, count=50)
    assert faults != schedule(seed + 1, agents=3, count=50)
    assert len(faults) == 50
    for number, fault in enumerate(faults):
        others = faults[:number]
        assert all(one.end_s < fault.at_s for one in others if one.part == fault.part)
        if fault.kind in HOLDS:
            assert fault.lasts_s <= MAX_HOLD_S
            assert all(one.end_s < fault.at_s for one in others if one.kind in HOLDS)
    for agent in range(3):
        kills = [one for one in faults if (one.kind, one.part) == (Kind.KILL_EDGE, f"edge-{agent}")]
        assert len(kills) <= NEW_EPOCHS


def test_every_kind_of_fault_comes_in_the_twenty_days() -> None:
    """No kind is only on paper."""
    kinds = {fault.kind for seed in range(1, 21) for fault in schedule(seed, 3, 50)}
    assert kinds == set(Kind)


def test_people_are_where_the_seed_says() -> None:
    """Somebody sits from sitting down to getting up, whatever a cable or another sensor says."""
    changes = [
        Change(1.0, "d3", What.ACTIVE),
        Change(2.0, "d4", What.ACTIVE),
        Change(2.5, "d3", What.DISCLAIMED),
        Change(3.0, "d3", What.MUTE),
        Change(4.0, "d3", What.IDLE),
        Change(5.0, "d3", What.ACTIVE),
    ]
    assert occupied_spans(changes, "d3") == [(1.0, 4.0), (5.0, float("inf"))]
    assert presence(7, 1, 30.0) == presence(7, 1, 30.0)
    assert presence(7, 1, 30.0) != presence(7, 2, 30.0)


def test_a_stored_event_is_what_the_card_wrote(
    mosquitto: Mosquitto,
    start_hub: Callable[[list[AgentAddress]], Hub],
    edges: list[Process],
    tmp_path: Path,
) -> None:
    """Without any fault, card and store hold the same bodies under the same numbers."""
    hub = start_hub(list(AGENTS))
    edges[0].start()
    eventually((tmp_path / "pi-1.db").exists, "the card is there")
    eventually(lambda: len(stored(tmp_path, AGENTS[0])) > 50, "some events are stored")
    assert edges[0].stop() == 0
    eventually(lambda: unsettled_count(tmp_path, AGENTS[0]) == 0, "the farewell is settled")
    assert committed(tmp_path, AGENTS[0]) == set(stored(tmp_path, AGENTS[0]))
    assert hub.audit()[0] == 0
