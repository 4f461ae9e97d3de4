"""Event histories for tests: written by hand with few words, or drawn at random."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from hypothesis import strategies as st

from contract.events import (
    Alive,
    DeskChanged,
    DeskState,
    Direction,
    DoorChanged,
    Event,
    EventClock,
    Fault,
    Passage,
    Previous,
    Started,
    Stopped,
)
from contract.times import from_us
from hub.domain.order import PlacedEvent, place

SECOND_US: Final = 1_000_000
BASE_US: Final = 1_772_434_800 * SECOND_US
"""2026-03-02T07:00:00Z, the start of a slot."""

STATES: Final = {"f": DeskState.FREE, "o": DeskState.OCCUPIED, "u": DeskState.UNKNOWN}


def at(seconds: float) -> int:
    """Return the instant so many seconds after the base."""
    return BASE_US + round(seconds * SECOND_US)


@dataclass(frozen=True)
class Teller:
    """Tells the events of one epoch; seconds after the base, states as letters f, o, u."""

    epoch: str
    clock: EventClock = EventClock.SYNCED

    def _place(self, event: Event) -> PlacedEvent:
        return place(self.epoch, event)

    def started(
        self, seconds: float, previous: tuple[str, int] | None = None, /, **desks: str
    ) -> PlacedEvent:
        named = Previous(epoch=previous[0], last=previous[1]) if previous else None
        states = {desk: STATES[letter] for desk, letter in desks.items()}
        instant = from_us(at(seconds))
        return self._place(
            Started(
                seq=1,
                at=instant,
                clock=self.clock,
                boot="b" * 32,
                previous=named,
                desks=states,
                doors={},
            )
        )

    def alive(self, seq: int, seconds: float, /, **desks: str) -> PlacedEvent:
        states = {desk: STATES[letter] for desk, letter in desks.items()}
        instant = from_us(at(seconds))
        return self._place(Alive(seq=seq, at=instant, clock=self.clock, desks=states, doors={}))

    def desk(self, seq: int, seconds: float, desk: str, letter: str) -> PlacedEvent:
        return self._place(
            DeskChanged(
                seq=seq,
                at=from_us(at(seconds)),
                clock=self.clock,
                desk=desk,
                state=STATES[letter],
                evidence="motion",
            )
        )

    def passage(self, seq: int, seconds: float, door: str, direction: str) -> PlacedEvent:
        return self._place(
            Passage(
                seq=seq,
                at=from_us(at(seconds)),
                clock=self.clock,
                door=door,
                direction=Direction(direction),
            )
        )

    def door(self, seq: int, seconds: float, door: str = "main") -> PlacedEvent:
        return self._place(
            DoorChanged(seq=seq, at=from_us(at(seconds)), clock=self.clock, door=door, open=True)
        )

    def fault(self, seq: int, seconds: float) -> PlacedEvent:
        return self._place(
            Fault(
                seq=seq,
                at=from_us(at(seconds)),
                clock=self.clock,
                sensor="pir-1",
                problem="no_echo",
            )
        )

    def stopped(self, seq: int, seconds: float) -> PlacedEvent:
        return self._place(Stopped(seq=seq, at=from_us(at(seconds)), clock=self.clock))


A: Final = Teller("a" * 32)
B: Final = Teller("b" * 32)
C: Final = Teller("c" * 32)


def guessed(teller: Teller) -> Teller:
    """Tell the same epoch, but with estimated times."""
    return Teller(teller.epoch, EventClock.ESTIMATED)


@dataclass(frozen=True)
class Watching:
    """What the agent of a drawn history watches."""

    desks: tuple[str, ...]
    doors: tuple[str, ...]


_STEPS_S: Final = (-5, 0.000001, 1, 60, 150, 299.5, 300, 449.999999, 450, 450.000001, 900, 4000)
_KINDS: Final = ("alive", "alive", "alive", "desk", "desk", "desk", "passage", "door", "fault")
_EPOCHS: Final = tuple(letter * 32 for letter in "a1b2c3")


@st.composite
def epochs(draw: st.DrawFn, watching: Watching, epoch: str) -> list[PlacedEvent]:
    """Draw one run of an agent: in good order, but begun whenever and naming whatever."""
    teller = Teller(epoch)
    now_s = 5.0 * draw(st.integers(0, 2))
    now_s += draw(st.sampled_from((0, 0, 300, 450, 900, 1800, 3600)))
    told = [_draw_started(draw, teller, now_s, (*watching.desks, "elsewhere"))]
    for _ in range(draw(st.integers(0, 12))):
        now_s += draw(st.sampled_from(_STEPS_S))
        told.append(_draw_event(draw, teller, len(told) + 1, now_s, watching))
    if draw(st.booleans()):
        told.append(teller.stopped(len(told) + 1, now_s + 1))
    return told


def _draw_states(draw: st.DrawFn, desks: Sequence[str]) -> dict[str, str]:
    letters = draw(st.lists(st.sampled_from("foux"), min_size=len(desks), max_size=len(desks)))
    return {desk: letter for desk, letter in zip(desks, letters, strict=True) if letter in STATES}


def _draw_started(
    draw: st.DrawFn, teller: Teller, now_s: float, desks: Sequence[str]
) -> PlacedEvent:
    named = draw(st.none() | st.sampled_from((*_EPOCHS, "f" * 32)))
    last = draw(st.integers(0, 20))
    return teller.started(now_s, (named, last) if named else None, **_draw_states(draw, desks))


def _draw_event(
    draw: st.DrawFn, teller: Teller, seq: int, now_s: float, watching: Watching
) -> PlacedEvent:
    desks = (*watching.desks, "elsewhere")
    match draw(st.sampled_from(_KINDS)):
        case "alive":
            return teller.alive(seq, now_s, **_draw_states(draw, desks))
        case "desk":
            letter = draw(st.sampled_from("fou"))
            return teller.desk(seq, now_s, draw(st.sampled_from(desks)), letter)
        case "passage":
            door = draw(st.sampled_from((*watching.doors, "back-door")))
            direction = draw(st.sampled_from(tuple(Direction)))
            return teller.passage(seq, now_s, door, direction)
        case "door":
            return teller.door(seq, now_s)
        case _:
            return teller.fault(seq, now_s)


def _guess(event: PlacedEvent) -> PlacedEvent:
    return place(event.epoch, event.event.model_copy(update={"clock": EventClock.ESTIMATED}))


@st.composite
def histories(draw: st.DrawFn, watching: Watching) -> list[PlacedEvent]:
    """Draw what is stored of an agent that dies, restarts, is cloned, and of which events miss.

    In the order of numbers, each number once.
    """
    names = draw(st.lists(st.sampled_from(_EPOCHS), min_size=1, max_size=4, unique=True))
    told = [event for name in names for event in draw(epochs(watching, name))]
    fates = draw(
        st.lists(
            st.sampled_from(("kept",) * 14 + ("missing",) * 2 + ("guessed",)),
            min_size=len(told),
            max_size=len(told),
        )
    )
    return [
        _guess(event) if fate == "guessed" else event
        for event, fate in zip(told, fates, strict=True)
        if fate != "missing"
    ]


@st.composite
def arrivals(draw: st.DrawFn, stored: Iterable[PlacedEvent]) -> list[PlacedEvent]:
    """Draw an order in which events arrive, some of them twice."""
    once = list(stored)
    again = draw(st.lists(st.sampled_from(once), max_size=5)) if once else []
    return draw(st.permutations([*once, *again]))
