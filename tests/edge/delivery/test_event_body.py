"""Facts in the words of the wire: each draft becomes an event that the contract reads."""

import json

import pytest

from contract.events import (
    EVENT,
    Alive,
    DeskChanged,
    DeskState,
    Direction,
    DoorChanged,
    Event,
    Fault,
    Lost,
    Passage,
    Previous,
    Recovered,
    SeqRange,
    Started,
    Stopped,
)
from contract.times import from_us
from edge.decisions.facts import (
    DeskFact,
    DoorFact,
    Fact,
    FaultFact,
    PassageFact,
    Problem,
    RecoveredFact,
)
from edge.delivery import event_body
from edge.delivery.batch import event_json
from edge.delivery.event_body import Draft, Snapshot
from edge.delivery.outbox_rows import Position, Row
from tests.edge.scripted import BOOT, START_US

AT = from_us(START_US)
EPOCH = "e" * 32
SEEN = Snapshot({"d1": DeskState.OCCUPIED, "d2": DeskState.UNKNOWN}, {"main": False})


def as_read(draft: Draft) -> Event:
    """Return what the hub reads of a draft that was kept as number 7."""
    row = Row(Position(1, 7), EPOCH, START_US, is_estimated=False, body=draft.body)
    return EVENT.validate_json(event_json(row))


FACTS: list[tuple[Fact, Event]] = [
    (
        DeskFact(5, "d1", DeskState.OCCUPIED, "motion"),
        DeskChanged(seq=7, at=AT, desk="d1", state=DeskState.OCCUPIED, evidence="motion"),
    ),
    (
        DeskFact(5, "d1", DeskState.UNKNOWN, "motion+switch"),
        DeskChanged(seq=7, at=AT, desk="d1", state=DeskState.UNKNOWN, evidence="motion+switch"),
    ),
    (DoorFact(5, "main", open=True), DoorChanged(seq=7, at=AT, door="main", open=True)),
    *(
        (
            PassageFact(5, "main", direction),
            Passage(seq=7, at=AT, door="main", direction=direction),
        )
        for direction in Direction
    ),
    *(
        (FaultFact(5, "pir-1", problem), Fault(seq=7, at=AT, sensor="pir-1", problem=problem.value))
        for problem in Problem
    ),
    (RecoveredFact(5, "pir-1"), Recovered(seq=7, at=AT, sensor="pir-1")),
]


@pytest.mark.parametrize(("fact", "event"), FACTS)
def test_a_fact_becomes_its_event(fact: Fact, event: Event) -> None:
    """Every kind of fact has its kind of event, with the instant of the fact."""
    draft = event_body.of_fact(fact)
    assert draft.boot_us == 5
    assert as_read(draft) == event


OTHERS: list[tuple[Draft, Event]] = [
    (
        event_body.started(5, BOOT, Previous(epoch=EPOCH, last=9), SEEN),
        Started(
            seq=7,
            at=AT,
            boot=BOOT,
            previous=Previous(epoch=EPOCH, last=9),
            desks=SEEN.desks,
            doors=SEEN.doors,
        ),
    ),
    (
        event_body.started(5, BOOT, None, Snapshot({}, {})),
        Started(seq=7, at=AT, boot=BOOT, previous=None, desks={}, doors={}),
    ),
    (event_body.alive(5, SEEN), Alive(seq=7, at=AT, desks=SEEN.desks, doors=SEEN.doors)),
    (
        event_body.lost(5, [SeqRange(epoch=EPOCH, first=1, last=4)]),
        Lost(seq=7, at=AT, ranges=(SeqRange(epoch=EPOCH, first=1, last=4),)),
    ),
    (
        event_body.fault(5, "clock", "unsynced"),
        Fault(seq=7, at=AT, sensor="clock", problem="unsynced"),
    ),
    (event_body.recovered(5, "clock"), Recovered(seq=7, at=AT, sensor="clock")),
    (event_body.stopped(5), Stopped(seq=7, at=AT)),
]


@pytest.mark.parametrize(("draft", "event"), OTHERS)
def test_what_the_agent_says_of_itself_is_read_too(draft: Draft, event: Event) -> None:
    """Started, alive, lost, stopped and its own faults are events of the contract."""
    assert draft.boot_us == 5
    assert as_read(draft) == event


@pytest.mark.parametrize("draft", [draft for draft, _ in OTHERS])
def test_a_body_begins_with_its_kind_and_is_small(draft: Draft) -> None:
    """It is JSON without a blank: number and date are put before it when it travels."""
    assert draft.body.startswith('{"kind":"')
    assert draft.body == json.dumps(json.loads(draft.body), separators=(",", ":"))
