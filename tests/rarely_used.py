"""Thirty days of a space whose desks are rarely used, decided with and without the rules of proof.

Eight desks, each with a new motion sensor: six are used for three hours every ten days, one never,
and of one the cable comes off on the tenth day, though it is used like the others.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from contract.events import DeskState
from edge.configuration.sensors import MotionSensor
from edge.decisions import watch
from edge.decisions.facts import DeskFact
from edge.decisions.past import NOTHING, Past
from edge.decisions.readings import Level

HOUR_US: Final = 3600 * 1_000_000
DAY_US: Final = 24 * HOUR_US
DAYS: Final = 30
OPENS: Final = 9 * HOUR_US
CLOSES: Final = 17 * HOUR_US
NEVER_USED: Final = 6
CUT: Final = 7
CUT_FROM_DAY: Final = 10
MOVES_EVERY_US: Final = 300 * 1_000_000

SEEN: Final = Past({f"pir-{desk}": 0 for desk in range(8)})

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Figures:
    """What a report would say of the opening hours of all days, and what is true."""

    coverage: float
    utilisation: float
    true_utilisation: float
    false_free_hours: float
    """Desk-hours in which a desk is called free while somebody sits at it."""

    def row(self, name: str) -> str:
        """Return it as a row of the page's table."""
        return (
            f"| {name} | {self.coverage:.1%} | {self.utilisation:.1%} |"
            f" {self.true_utilisation:.1%} | {self.false_free_hours:.1f} |"
        )


def without_the_rules() -> Figures:
    """Believe every level at once and for ever."""
    return _figures(0.0, SEEN)


def with_the_rules(silent_days: float) -> Figures:
    """Believe a sensor once it was seen to change, and so many days of silence long."""
    return _figures(silent_days, NOTHING)


def tried_when_fitted(silent_days: float) -> Figures:
    """Let somebody walk past each sensor on the day on which it was fitted."""
    return _figures(silent_days, SEEN)


def visits(desk: int) -> list[Span]:
    """Return when somebody really sits there."""
    days = [day for day in range(DAYS) if (day + 3 * desk) % 10 == 1]
    begins = [day * DAY_US + OPENS + (day * 7 + desk) % 5 * HOUR_US for day in days]
    return [] if desk == NEVER_USED else [(at_us, at_us + 3 * HOUR_US) for at_us in begins]


def _figures(silent_days: float, past: Past) -> Figures:
    states = _decided(silent_days, past)
    sums = dict.fromkeys(DeskState, 0)
    false_free_us, sitting_us = 0, 0
    for desk, spans in states.items():
        truly = visits(desk)
        sitting_us += sum(end - begin for begin, end in truly)
        for begin, end, state in spans:
            sums[state] += _overlap(begin, end, _open())
            if state is DeskState.FREE:
                false_free_us += _overlap(begin, end, truly)
    known = sums[DeskState.FREE] + sums[DeskState.OCCUPIED]
    total = sum(sums.values())
    return Figures(
        known / total,
        sums[DeskState.OCCUPIED] / known,
        sitting_us / total,
        false_free_us / HOUR_US,
    )


def _open() -> list[Span]:
    return [(day * DAY_US + OPENS, day * DAY_US + CLOSES) for day in range(DAYS)]


def _overlap(begin: int, end: int, spans: list[Span]) -> int:
    return sum(max(0, min(end, until) - max(begin, since)) for since, until in spans)


def _decided(silent_days: float, past: Past) -> Mapping[int, list[tuple[int, int, DeskState]]]:
    """Play all readings to the decisions, and return each desk's states over the time."""
    sensors = [
        MotionSensor(id=f"pir-{desk}", desk=f"d{desk}", pin=4 + desk, silent_days=silent_days)
        for desk in range(8)
    ]
    state = watch.initial(sensors, past)
    now = dict.fromkeys(range(8), (0, DeskState.UNKNOWN))
    spans: dict[int, list[tuple[int, int, DeskState]]] = {desk: [] for desk in range(8)}

    def note(desk: int, at_us: int, after: DeskState) -> None:
        began_us, before = now[desk]
        spans[desk].append((began_us, at_us, before))
        now[desk] = at_us, after

    for reading in sorted(_readings(), key=lambda one: one.at_us):
        state, facts = watch.step(state, reading, reading.at_us)
        for fact in facts:
            if isinstance(fact, DeskFact):
                note(int(fact.desk[1:]), fact.at_us, fact.state)
    for desk in range(8):
        note(desk, DAYS * DAY_US, DeskState.UNKNOWN)
    return spans


def _readings() -> Iterator[Level]:
    for desk in range(8):
        yield Level(f"pir-{desk}", 0, False, 0)
        yield Level(f"pir-{desk}", 0, False, DAYS * DAY_US)
        for begin, end in visits(desk):
            if desk == CUT and begin >= CUT_FROM_DAY * DAY_US:
                continue
            for at_us in range(begin, end, MOVES_EVERY_US):
                yield Level(f"pir-{desk}", 0, True, at_us)
                yield Level(f"pir-{desk}", 0, False, at_us + 3_000_000)
