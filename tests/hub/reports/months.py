"""Made-up months of small spaces, third of a slot by third of a slot, and one person's day more."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from contract.times import to_us
from hub.domain.calendar import Calendar
from hub.domain.meters import DeskSlot
from hub.domain.slots import SLOT_US, SpaceSlot
from hub.domain.space import SpaceConfig
from tests.hub.spaces import a_space

FIRST, LAST = date(2026, 2, 1), date(2026, 2, 28)
PIECES = 3
PIECE_US = SLOT_US // PIECES
Passages = tuple[int, int, int]


@dataclass(frozen=True)
class Month:
    """What happened in a space: a letter f, o or u per desk in each piece, passages per slot."""

    space: SpaceConfig
    starts: Sequence[int]
    states: Sequence[Sequence[str]]
    """Per piece, one letter per desk."""
    passages: Mapping[int, Passages]
    """By index of the slot: in, out, back."""


def small_space(name: str, desks: int, hours: str, small_count: int = 3) -> SpaceConfig:
    """Make a space that is open on every day, with a counting door."""
    week = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), hours)
    return a_space(
        id=name,
        since=FIRST,
        small_count=small_count,
        opening=week,
        holidays="usual",
        desk=[{"id": f"d{n}", "agent": "pi"} for n in range(desks)],
        door=[{"id": "main", "agent": "pi", "counts": True}],
    )


def a_month(space: SpaceConfig, seed: int, demand: float, unknown: float) -> Month:
    """Draw a month: spells at desks by the demand, and spells in which a desk is unknown."""
    chance = random.Random(seed)
    calendar = Calendar(space)
    start_us = to_us(calendar.span_of(FIRST).start)
    starts = range(start_us, to_us(calendar.span_of(LAST).end), SLOT_US)
    columns = [_spells(chance, len(starts) * PIECES, demand, unknown) for _ in space.desks]
    passages = {
        chance.randrange(len(starts)): (1, 1, chance.randrange(2)) for _ in range(int(400 * demand))
    }
    return Month(space, starts, list(zip(*columns, strict=True)), passages)


def _spells(chance: random.Random, length: int, demand: float, unknown: float) -> str:
    letters = ""
    while len(letters) < length:
        kind = chance.choices("fou", (1 - demand, demand, unknown))[0]
        letters += kind * chance.randint(1, 30)
    return letters[:length]


def with_a_person(month: Month, seed: int, longest: int) -> Month:
    """Let one person come on one day: free desks, one after the other, and through the door.

    `longest` is in thirds of a slot; who stays that long comes at midnight.
    """
    chance = random.Random(seed)
    day = chance.randrange((LAST - FIRST).days + 1)
    first = day * 96 * PIECES + chance.randrange(max(1, 96 * PIECES - longest))
    end = min(first + longest, (day + 1) * 96 * PIECES)
    states = list(month.states)
    for index in range(first, end):
        if (free := _a_free_desk(chance, states[index], states[index - 1])) is not None:
            letters = list(states[index])
            letters[free] = "o"
            states[index] = tuple(letters)
    passages = dict(month.passages)
    for _ in range(chance.randrange(6)):
        slot = chance.randrange(day * 96, (day + 1) * 96)
        came, left, back = passages.get(slot, (0, 0, 0))
        passages[slot] = (came + 1, left + 1, back + 1)
    return Month(month.space, month.starts, states, passages)


def _a_free_desk(
    chance: random.Random, letters: Sequence[str], before: Sequence[str]
) -> int | None:
    """Choose a free desk; mostly the same one again."""
    free = [n for n, letter in enumerate(letters) if letter == "f"]
    same = [n for n in free if before[n] == "o"]
    return chance.choice(same or free) if free else None


def slots_of_month(month: Month) -> list[SpaceSlot]:
    """Count the month."""
    return [
        _slot(
            month.space,
            start,
            month.states[n * PIECES : (n + 1) * PIECES],
            month.passages.get(n, (0, 0, 0)),
        )
        for n, start in enumerate(month.starts)
    ]


def _slot(
    space: SpaceConfig, start_us: int, pieces: Sequence[Sequence[str]], passages: Passages
) -> SpaceSlot:
    every = [letter for piece in pieces for letter in piece]
    known = [len(piece) - piece.count("u") for piece in pieces]
    return SpaceSlot(
        start_us=start_us,
        desks=len(space.desks),
        occupied_us=every.count("o") * PIECE_US,
        free_us=every.count("f") * PIECE_US,
        unknown_us=every.count("u") * PIECE_US,
        peak_occupied=max(piece.count("o") for piece in pieces),
        used_known_us=sum(n for n, piece in zip(known, pieces, strict=True) if "o" in piece)
        * PIECE_US,
        full_us=sum(set(piece) == {"o"} for piece in pieces) * PIECE_US,
        not_full_us=sum("f" in piece for piece in pieces) * PIECE_US,
        doors_known_us=SLOT_US,
        arrivals=passages[0],
        departures=passages[1],
        turn_backs=passages[2],
        by_desk=tuple(
            DeskSlot(desk.id, *(column.count(letter) * PIECE_US for letter in "ofu"))
            for desk, column in zip(space.desks, zip(*pieces, strict=True), strict=True)
        ),
    )
