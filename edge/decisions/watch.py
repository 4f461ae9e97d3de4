"""All that one agent decides: one reading, or the passing of time, in; facts out.

    reading ─▶ sensor (signal ─▶ health ─▶ vacancy) ─▶ fusion on its desk or door ─▶ facts

Time is microseconds since boot and comes in as an argument; nothing here looks at a clock. Only the
sensor that is touched and its place are looked at again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from contract.events import DeskState, Direction
from edge.decisions import health as faults
from edge.decisions import sensor as sensing
from edge.decisions import wholeness as whole
from edge.decisions.deadlines import NEVER_US
from edge.decisions.facts import (
    DeskFact,
    DoorFact,
    Fact,
    FaultFact,
    PassageFact,
    Problem,
    RecoveredFact,
)
from edge.decisions.fusion import evidence, fuse_desk, fuse_door
from edge.decisions.past import NOTHING, Past
from edge.decisions.plan import Planned, SensorPlan
from edge.decisions.readings import Reading
from edge.decisions.sensor import Sensor
from edge.decisions.wholeness import Wholeness


@dataclass(frozen=True, slots=True)
class Layout:
    """Which sensor watches what. It never changes while an agent runs."""

    plans: tuple[SensorPlan, ...]
    index: Mapping[str, int]
    desks: Mapping[str, tuple[int, ...]]
    doors: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class WatchState:
    """Everything known: each sensor, when time alone will change it, and each place."""

    layout: Layout
    sensors: tuple[Sensor, ...]
    due_us: tuple[int, ...]
    told_us: int
    """The instant of the newest fact: none is ever dated before it."""
    wholeness: Wholeness


def initial(sensors: Iterable[Planned], past: Past = NOTHING, now_us: int = 0) -> WatchState:
    """Return the state in which nothing has been read yet: every desk unknown.

    `past` is what earlier runs left; without it no sensor is proven that can't prove itself.
    """
    plans = tuple(sensor.plan for sensor in sensors)
    index = {plan.id: number for number, plan in enumerate(plans)}
    layout = Layout(plans, index, _members(plans, "desk"), _members(plans, "door"))
    watched_us = past.watched_us
    unread = tuple(sensing.at_start(plan, now_us, watched_us.get(plan.id)) for plan in plans)
    return WatchState(layout, unread, tuple(NEVER_US for _ in plans), 0, whole.begin(past))


def step(
    state: WatchState, reading: Reading | None, now_us: int
) -> tuple[WatchState, tuple[Fact, ...]]:
    """Take one reading, or None if only time has passed until `now_us`, and conclude what follows.

    A reading lets time pass up to its own instant only: others may be waiting behind it. One that
    is older than the newest fact came late; its facts are dated with that. Raises KeyError for a
    sensor that is not configured.
    """
    if reading is None:
        return _pass_time(state, now_us, ())
    state, facts = _pass_time(state, reading.at_us, ())
    number = state.layout.index[reading.sensor]
    before = state.sensors[number]
    after, passages = sensing.hear(before, state.layout.plans[number], reading)
    if after is not before:
        state, news = _replace(state, number, after, passages, reading.at_us)
        facts += news
    return _pass_time(state, reading.at_us, facts)


def next_deadline_us(state: WatchState) -> int | None:
    """Return when `step(state, None, …)` has something to do; None if only a reading will."""
    due_us = min(state.due_us, default=NEVER_US)
    return None if due_us == NEVER_US else due_us


def look_at_clock(state: WatchState, now_us: int, wall_us: int) -> WatchState:
    """Learn the wall time of a clock that can be trusted; only a desk's wholeness rests on it."""
    state = _pass_midnights(state, now_us)
    wholeness = whole.look_at_clock(state.wholeness, now_us, wall_us, doubts_of(state))
    return state if wholeness is state.wholeness else replace(state, wholeness=wholeness)


def past_of(state: WatchState, now_us: int) -> Past:
    """Return what the next run should know.

    Doubts of a day that nobody knows are not handed on: they would be those of people of today.
    """
    pairs = zip(state.layout.plans, state.sensors, strict=True)
    signs = {plan.id: sensor.health.sign_us for plan, sensor in pairs}
    watched_us = {of: now_us - at_us for of, at_us in signs.items() if at_us is not None}
    now = state.wholeness
    doubts = now.past.doubts if now.day is None else doubts_of(state)
    return Past(watched_us, now.past.day if now.day is None else now.day, now.doubted, doubts)


def faults_of(state: WatchState, now_us: int) -> list[FaultFact]:
    """Return every problem that there is now, as if it were told for the first time."""
    pairs = zip(state.layout.plans, state.sensors, strict=True)
    return [
        FaultFact(now_us, plan.id, problem, _reason(problem, sensor))
        for plan, sensor in pairs
        for problem in faults.problems(sensor.health)
    ]


def doubts_of(state: WatchState) -> frozenset[str]:
    """Return which sensors have a problem that people can bring about or end."""
    pairs = zip(state.layout.plans, state.sensors, strict=True)
    return frozenset(plan.id for plan, sensor in pairs if sensing.is_in_doubt(sensor, plan))


def whole_of(state: WatchState, now_us: int) -> dict[str, bool]:
    """Return of every desk whether it is whole: a function of starts, failed reads and days.

    Whoever sits, leaves or stays away changes nothing of it before the next 00:00 UTC.
    """
    return {
        desk: all(_is_whole(state, number, now_us) for number in numbers)
        for desk, numbers in state.layout.desks.items()
    }


def desks_of(state: WatchState) -> dict[str, DeskState]:
    """Return the present state of every desk."""
    return {desk: _desk(state.sensors, numbers) for desk, numbers in state.layout.desks.items()}


def doors_of(state: WatchState) -> dict[str, bool]:
    """Return whether each door is open, without those of which nothing is known."""
    doors = state.layout.doors.items()
    seen = {door: _door(state.sensors, numbers) for door, numbers in doors}
    return {door: is_open for door, is_open in seen.items() if is_open is not None}


def _members(plans: tuple[SensorPlan, ...], place: str) -> dict[str, tuple[int, ...]]:
    """Return which sensors tell the state of each desk or door. Beams tell no state."""
    members = dict[str, tuple[int, ...]]()
    for number, plan in enumerate(plans):
        named = plan.desk if place == "desk" else plan.door
        if named is not None and not plan.kind.counts_passages:
            members[named] = (*members.get(named, ()), number)
    return members


def _is_whole(state: WatchState, number: int, now_us: int) -> bool:
    is_doubted = state.layout.plans[number].id in state.wholeness.doubted
    return not is_doubted and now_us >= state.sensors[number].whole_us


def _pass_midnights(state: WatchState, until_us: int) -> WatchState:
    """Begin every day that has begun by now, with the doubts of this instant."""
    while state.wholeness.midnight_us <= until_us:
        wholeness = whole.pass_midnight(state.wholeness, doubts_of(state))
        state = replace(state, wholeness=wholeness)
    return state


def _pass_time(
    state: WatchState, until_us: int, facts: tuple[Fact, ...]
) -> tuple[WatchState, tuple[Fact, ...]]:
    """Let every deadline up to `until_us` pass, and every midnight, in the order of time."""
    while (due_us := min(state.due_us, default=NEVER_US)) <= until_us:
        state = _pass_midnights(state, due_us)
        number = state.due_us.index(due_us)
        plan = state.layout.plans[number]
        after, passages = sensing.pass_time(state.sensors[number], plan, due_us)
        state, news = _replace(state, number, after, passages, due_us)
        facts += news
    return _pass_midnights(state, until_us), facts


def _replace(
    state: WatchState,
    number: int,
    after: Sensor,
    passages: tuple[Direction, ...],
    at_us: int,
) -> tuple[WatchState, tuple[Fact, ...]]:
    """Put a changed sensor in its place and say what that means."""
    plan = state.layout.plans[number]
    sensors, due_us = list(state.sensors), list(state.due_us)
    sensors[number], due_us[number] = after, sensing.due_us(after, plan)
    at_us = max(at_us, state.told_us)
    facts = _facts(state, sensors, number, passages, at_us)
    told_us = at_us if facts else state.told_us
    return WatchState(state.layout, tuple(sensors), tuple(due_us), told_us, state.wholeness), facts


def _facts(
    state: WatchState,
    sensors: Sequence[Sensor],
    number: int,
    passages: tuple[Direction, ...],
    at_us: int,
) -> tuple[Fact, ...]:
    plan, before, after = state.layout.plans[number], state.sensors[number], sensors[number]
    facts = list[Fact]()
    if after.told is not before.told:
        facts += _health_facts(plan.id, before, after, at_us)
    if plan.door is not None:
        facts += [PassageFact(at_us, plan.door, passage) for passage in passages]
        if not plan.kind.counts_passages and after.active is not before.active:
            facts += _door_facts(state, sensors, plan.door, at_us)
    elif plan.desk is not None and after.says is not before.says:
        facts += _desk_facts(state, sensors, plan.desk, at_us)
    return tuple(facts)


def _health_facts(sensor: str, before: Sensor, after: Sensor, at_us: int) -> list[Fact]:
    if not after.told:
        return [RecoveredFact(at_us, sensor)] if before.told else []
    return [
        FaultFact(at_us, sensor, problem, _reason(problem, after))
        for problem in faults.problems(after.health)
        if problem not in before.told
    ]


def _reason(problem: Problem, sensor: Sensor) -> str:
    return sensor.health.reason if problem is Problem.UNREADABLE else ""


def _desk_facts(state: WatchState, sensors: Sequence[Sensor], desk: str, at_us: int) -> list[Fact]:
    numbers = state.layout.desks[desk]
    was, now = _desk(state.sensors, numbers), _desk(sensors, numbers)
    if now is was:
        return []
    members = [(state.layout.plans[number], sensors[number]) for number in numbers]
    return [DeskFact(at_us, desk, now, evidence(now, members))]


def _door_facts(state: WatchState, sensors: Sequence[Sensor], door: str, at_us: int) -> list[Fact]:
    numbers = state.layout.doors[door]
    was, now = _door(state.sensors, numbers), _door(sensors, numbers)
    return [] if now is was or now is None else [DoorFact(at_us, door, now)]


def _desk(sensors: Sequence[Sensor], numbers: tuple[int, ...]) -> DeskState:
    return fuse_desk(sensors[number].says for number in numbers)


def _door(sensors: Sequence[Sensor], numbers: tuple[int, ...]) -> bool | None:
    return fuse_door(sensors[number].active for number in numbers)
