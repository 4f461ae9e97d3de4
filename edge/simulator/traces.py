"""What the lines of a sensor do when somebody passes a door or sits at a desk. Pure.

Times of the pins are those of real ones: a contact bounces for some milliseconds, a body is 0.6 to
1.1 s between the beams, a motion sensor keeps its output for a while after the last motion.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Final, NamedTuple, assert_never

from contract.topics import AgentAddress
from edge.decisions.plan import Kind

SECOND_US: Final = 1_000_000
MINUTE_US: Final = 60 * SECOND_US
_MILLISECOND_US: Final = 1_000
_BOUNCING_SHARE: Final = 0.03
_LIFT_EVERY_US: Final = 120 * MINUTE_US
_QUIET_EVERY_US: Final = 120 * MINUTE_US


LineName = tuple[AgentAddress, str, int]
"""Agent, sensor, and the number of the line."""


class Change(NamedTuple):
    """One line of one sensor becomes active or idle. A distance sensor is active while near."""

    at_us: int
    address: AgentAddress
    sensor: str
    line: int
    active: bool

    @property
    def name(self) -> LineName:
        """Which line it is."""
        return self.address, self.sensor, self.line


@dataclass(frozen=True, slots=True)
class Fitting:
    """One sensor where it is fitted. `hold_us` is for how long silence does not yet mean free."""

    address: AgentAddress
    sensor: str
    kind: Kind
    hold_us: int = 0


@dataclass(frozen=True, slots=True)
class DoorFittings:
    """What watches a door."""

    contact: Fitting
    beams: Fitting | None


@dataclass(frozen=True, slots=True)
class Trace:
    """Line changes, and when all of them are over."""

    changes: tuple[Change, ...]
    end_us: int


def go_in(door: DoorFittings, at_us: int, rng: Random) -> Trace:
    """Open the door, pass the outer beam, then the inner one, and let the door close."""
    return _pass(door, at_us, rng, (0, 1))


def go_out(door: DoorFittings, at_us: int, rng: Random) -> Trace:
    """Open the door from inside, and pass the beams the other way round."""
    return _pass(door, at_us, rng, (1, 0))


def turn_back(door: DoorFittings, at_us: int, rng: Random) -> Trace:
    """Come in as far as both beams, see that there is no place, and step back out."""
    return _pass(door, at_us, rng, (0, 1), turns_back=True)


def sit(fittings: Iterable[Fitting], from_us: int, until_us: int, rng: Random) -> Trace:
    """Occupy a seat from one instant to another."""
    changes = [
        change for fitting in fittings for change in _seated(fitting, from_us, until_us, rng)
    ]
    return Trace(tuple(changes), max((last.at_us for last in changes), default=until_us))


def sweep(fittings: Iterable[Fitting], at_us: int, rng: Random) -> Trace:
    """Move about a seat without sitting down, as a cleaner does."""
    until_us = at_us + _between(rng, 6 * SECOND_US, 25 * SECOND_US)
    changes = [
        change
        for fitting in fittings
        if _feels_motion(fitting.kind)
        for change in _active(fitting, at_us, until_us)
    ]
    return Trace(tuple(changes), until_us)


def _pass(
    door: DoorFittings, at_us: int, rng: Random, order: tuple[int, int], *, turns_back: bool = False
) -> Trace:
    """Walk through, or into, an opened door; `order` names the lines of the beams."""
    near, far = order
    to_near = at_us + _between(rng, 400 * _MILLISECOND_US, 1_100 * _MILLISECOND_US)
    to_far = to_near + _between(rng, 150 * _MILLISECOND_US, 320 * _MILLISECOND_US)
    first_clear = to_far + _between(rng, 200 * _MILLISECOND_US, 420 * _MILLISECOND_US)
    last_clear = first_clear + _between(rng, 150 * _MILLISECOND_US, 320 * _MILLISECOND_US)
    shut = last_clear + _between(rng, 700 * _MILLISECOND_US, 2_500 * _MILLISECOND_US)
    changes = [*_edge(door.contact, 0, at_us, True, rng), *_edge(door.contact, 0, shut, False, rng)]
    if door.beams is not None:
        clears = (far, near) if turns_back else (near, far)
        changes += _edge(door.beams, near, to_near, True, rng)
        changes += _edge(door.beams, far, to_far, True, rng)
        changes += _edge(door.beams, clears[0], first_clear, False, rng)
        changes += _edge(door.beams, clears[1], last_clear, False, rng)
    return Trace(tuple(changes), shut + 200 * _MILLISECOND_US)


def _edge(fitting: Fitting, line: int, at_us: int, active: bool, rng: Random) -> Iterator[Change]:
    """Change a line, now and then with a bounce of some milliseconds."""
    yield Change(at_us, fitting.address, fitting.sensor, line, active)
    if rng.random() < _BOUNCING_SHARE:
        off_us = at_us + _between(rng, 1 * _MILLISECOND_US, 6 * _MILLISECOND_US)
        on_us = off_us + _between(rng, 1 * _MILLISECOND_US, 9 * _MILLISECOND_US)
        yield Change(off_us, fitting.address, fitting.sensor, line, not active)
        yield Change(on_us, fitting.address, fitting.sensor, line, active)


def _seated(fitting: Fitting, from_us: int, until_us: int, rng: Random) -> Iterator[Change]:
    match fitting.kind:
        case Kind.SWITCH:
            pauses = _pauses(rng, from_us, until_us, _LIFT_EVERY_US, 8 * SECOND_US)
            yield from _interrupted(fitting, from_us, until_us, pauses)
        case Kind.MOTION | Kind.DIGITAL:
            tail_us = min(_between(rng, 4 * SECOND_US, 30 * SECOND_US), fitting.hold_us)
            quiet_us = fitting.hold_us * 3 // 4
            pauses = _pauses(rng, from_us, until_us, _QUIET_EVERY_US, quiet_us)
            yield from _interrupted(fitting, from_us, until_us + tail_us, pauses)
        case Kind.CONTACT | Kind.BEAMS | Kind.DISTANCE:
            yield from _active(fitting, from_us, until_us)
        case _:
            assert_never(fitting.kind)


def _feels_motion(kind: Kind) -> bool:
    """Tell whether a kind feels somebody who moves without touching anything."""
    match kind:
        case Kind.MOTION | Kind.DIGITAL:
            return True
        case Kind.CONTACT | Kind.BEAMS | Kind.SWITCH | Kind.DISTANCE:
            return False
        case _:
            assert_never(kind)


def _pauses(
    rng: Random, from_us: int, until_us: int, every_us: int, longest_us: int
) -> Iterator[tuple[int, int]]:
    """Yield when somebody stands up for a moment, or reads without moving."""
    at_us = from_us + round(rng.expovariate(1 / every_us))
    while longest_us > SECOND_US and at_us + longest_us < until_us:
        end_us = at_us + _between(rng, SECOND_US, longest_us)
        yield at_us, end_us
        at_us = end_us + SECOND_US + round(rng.expovariate(1 / every_us))


def _interrupted(
    fitting: Fitting, from_us: int, until_us: int, pauses: Iterable[tuple[int, int]]
) -> Iterator[Change]:
    for pause_us, end_us in pauses:
        yield from _active(fitting, from_us, pause_us)
        from_us = end_us
    yield from _active(fitting, from_us, until_us)


def _active(fitting: Fitting, from_us: int, until_us: int) -> Iterator[Change]:
    yield Change(from_us, fitting.address, fitting.sensor, 0, True)
    yield Change(until_us, fitting.address, fitting.sensor, 0, False)


def _between(rng: Random, shortest_us: int, longest_us: int) -> int:
    return rng.randint(shortest_us, longest_us)
